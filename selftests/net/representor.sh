#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what a representor is to its user: names, the slow path in both
# directions, carrier, MTU, counters, and the way through the modes with rules.
#
#	host1 --- REP1 = c1pf0      host2 --- REP2 = c2pf0
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

REP=192.0.2.254
ALL_TESTS="
	names
	one_switch
	stays_in_its_netns
	slow_path
	counters_are_the_ports
	carrier_follows
	mtu_follows
	xdp_is_generic
	modes_with_rules
"

# The last test leaves other representors behind: run it last in a boot.
setup()
{
	ip link set dev "$HNI_REP1" up
	ip link set dev "$HNI_REP2" up
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	ip addr add "$REP/24" dev "$HNI_REP1"
}

# xdp ROLE ARGUMENT...: a program on host1's representor
xdp()
{
	python3 "$HNI_LIB/xdp.py" "$1" --dev "$HNI_REP1" "${@:2}"
}

xdp_is_generic()
{
	local text

	text=$(xdp attach --prog pass --mode drv 2>&1)
	check_fail $? "a program in the driver of a representor"
	[[ $text == *"does not support XDP in native mode"* ]]
	check_err $? "$text"
	xdp attach --prog pass --mode skb
	check_err $? "a generic program"
	defer xdp detach --mode skb
	$HNI_ON host1 ping -c 3 -i 0.2 -W 5 -q "$REP" >/dev/null
	check_err $? "ping of the representor"
	log_test xdp_is_generic
}

# port_of DEV SELECTOR: of its devlink port, as JSON
port_of()
{
	devlink -j port show | jq -r ".port[] | select(.netdev == \"$1\")$2"
}

names()
{
	check_eq "$(cat "/sys/class/net/$HNI_UPLINK/phys_port_name")" p0 uplink
	check_eq "$(cat "/sys/class/net/$HNI_REP1/phys_port_name")" c1pf0 host1
	check_eq "$(cat "/sys/class/net/$HNI_BMC/phys_port_name")" bmc BMC
	log_test phys_port_name
	check_eq "$(port_of "$HNI_UPLINK" .flavour)" physical uplink
	check_eq "$(port_of "$HNI_REP1" .flavour)" pcipf host1
	check_eq "$(port_of "$HNI_REP1" .controller)" 1 "controller of host1"
	check_eq "$(port_of "$HNI_REP1" .external)" true "host1 is external"
	check_eq "$(port_of "$HNI_REP1" .function.hw_addr)" \
		"$(place_mac host1)" "hw_addr of host1"
	log_test devlink_port
}

one_switch()
{
	local dev id

	id=$(cat "/sys/class/net/$HNI_UPLINK/phys_switch_id")
	[[ -n $id ]]
	check_err $? "no switch id"
	for dev in "$HNI_REP1" "$HNI_REP2" "$HNI_BMC"; do
		check_eq "$(cat "/sys/class/net/$dev/phys_switch_id")" "$id" \
			"switch id of $dev"
	done
	log_test one_switch_id
}

stays_in_its_netns()
{
	ip link set dev "$HNI_REP1" netns host1 2>/dev/null
	check_fail $? "a representor changed its netns"
	log_test netns_is_immutable
}

slow_path()
{
	local hits manager

	hits=$(cpu_hit "$HNI_REP1")
	manager=$(ctl_port c1pf0 to_manager)
	$HNI_ON host1 ping -c 10 -i 0.1 -W 5 -q "$REP" >/dev/null
	check_err $? "ping of the representor"
	check_ge "$(cpu_hit "$HNI_REP1")" $((hits + 10)) CPU_HIT
	check_ge "$(ctl_port c1pf0 to_manager)" $((manager + 10)) \
		"the NIC's count of frames to the manager"
	log_test slow_path_both_ways
}

rep_rx()
{
	ip -j -s link show dev "$HNI_REP1" | jq '.[0].stats64.rx.packets'
}

# rep_is_port: the two counters, read around each other
rep_is_port()
{
	local before after

	before=$(ctl_port c1pf0 rx_frames)
	after=$(rep_rx)
	[[ $after -ge $before && $after -le $(ctl_port c1pf0 rx_frames) ]]
}

counters_are_the_ports()
{
	busywait "$WAIT_MS" rep_is_port
	check_err $? "representor: $(rep_rx), NIC: $(ctl_port c1pf0 rx_frames)"
	log_test counters_are_the_ports
}

carrier_follows()
{
	ip link set dev "$HNI_REP1" down
	busywait "$WAIT_MS" lacks_carrier host1 eth0
	check_err $? "host1 keeps its carrier"
	has_carrier host2 eth0
	check_err $? "host2 lost its carrier"
	log_test down_takes_the_carrier
	ip link set dev "$HNI_REP1" up
	busywait "$WAIT_MS" has_carrier host1 eth0
	check_err $? "host1 gets no carrier"
	log_test up_gives_it_back
}

host_mtu_is()
{
	[[ $($HNI_ON host1 cat /sys/class/net/eth0/mtu) == "$1" ]]
}

mtu_follows()
{
	ip link set dev "$HNI_REP1" mtu 1400
	defer ip link set dev "$HNI_REP1" mtu 1500
	busywait "$WAIT_MS" host_mtu_is 1400
	check_err $? "MTU of host1"
	log_test mtu_goes_down
	ip link set dev "$HNI_REP1" mtu 1500
	busywait "$WAIT_MS" host_mtu_is 1500
	check_err $? "MTU of host1"
	log_test mtu_comes_back
}

# rep_of NAME: the representor with this port name
rep_of()
{
	local path

	for path in /sys/class/net/*/phys_port_name; do
		[[ $(cat "$path" 2>/dev/null) == "$1" ]] || continue
		basename "${path%/*}"
		return 0
	done
	return 1
}

modes_with_rules()
{
	tc qdisc add dev "$HNI_REP2" clsact
	tc filter add dev "$HNI_REP2" ingress protocol ip pref 1 flower \
		skip_sw ip_proto udp action mirred egress redirect \
		dev "$HNI_REP1"
	check_err $? "filter"
	devlink dev eswitch set "$HNI_DEV" mode legacy
	check_err $? "to legacy"
	rep_of c2pf0 >/dev/null
	check_fail $? "representors stay in legacy mode"
	check_eq "$(ctl_total mode)" legacy "the NIC's mode"
	log_test legacy_takes_rules_and_representors
	devlink dev eswitch set "$HNI_DEV" mode switchdev
	check_err $? "to switchdev"
	check_eq "$(ctl_total mode)" switchdev "the NIC's mode"
	check_eq "$(occupancy | awk '$1 == "flow_rows" { print $2 }')" 0 \
		"rows in use"
	log_test switchdev_comes_back_empty
}

need HNI_UPLINK HNI_BMC HNI_REP1 HNI_REP2 HNI_ON HNI_CTL HNI_DEV
setup
tests_run
