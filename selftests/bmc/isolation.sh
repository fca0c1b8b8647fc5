#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the isolation of the BMC with tc alone: the operator's recipe, loaded from
# its own file, and each of its claims with traffic, counters and the control
# that the same frame passes when allowed.
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=recipe.sh
. "$(dirname "$0")/recipe.sh"
# shellcheck source=places.sh
. "$(dirname "$0")/places.sh"

KTAP_AREA=bmc
ALL_TESTS="
	static_before_policy
	policy_in_hardware
	bmc_reaches_wire
	bmc_leaves_its_vlan
	host_to_bmc
	bmc_to_host
	host_with_bmc_mac
	host_with_bmc_ip
	host_with_bmc_ip6
	host_with_bmc_arp
	host_in_vlan
	host_multicast
	hosts_reload
"

setup()
{
	places_setup
	defer bmc_policy_del
	defer ip link set dev "$HNI_BMC" down
}

# hits PORT PREF: packets that a filter of the recipe counted
hits()
{
	tc_rule_stats_get "$1" "$2"
}

# count_rises PORT PREF BEFORE: by N, in hardware
count_rises()
{
	busywait "$WAIT_MS" until_counter_is "== $(($3 + N))" hits "$1" "$2" \
		>/dev/null
	check_eq "$(hits "$1" "$2")" $(($3 + N)) "packets of $1, pref $2"
}

# allow PORT MAC PEER-PORT [MATCH...]: the opening that the control needs
allow()
{
	local port=$1 mac=$2 peer=$3

	shift 3
	tc_filter_add dev "$port" ingress protocol all pref 1 flower skip_sw \
		dst_mac "$mac" "$@" action mirred egress redirect dev "$peer"
}

# Until the BMC's representor is up, firmware connects BMC and uplink.
static_before_policy()
{
	probe_send bmc static --dst "$WIRE_MAC" --vlan "$VLAN"
	arrives wire static 1
	check_err $? "frame of the BMC at the wire"
	log_test static.bmc_reaches_wire_without_a_policy
}

policy_in_hardware()
{
	local port

	# tests run in a scope of their own: the policy is for all that follow
	bmc_policy_add
	check_err $? "recipe"
	ip link set dev "$HNI_BMC" up
	check_err $? "BMC's representor up"
	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK" "$HNI_BMC"; do
		check_eq "$(tc filter show dev "$port" ingress |
			grep -c not_in_hw)" 0 "filters of $port not in hardware"
	done
	busywait "$WAIT_MS" has_carrier bmc eth0
	check_err $? "carrier at the BMC"
	log_test policy.is_in_hardware
}

bmc_reaches_wire()
{
	local manager before

	$HNI_ON wire ping -c 1 -W 10 -q "$BMC_IP" >/dev/null
	check_err $? "ping from the wire to the BMC"
	$HNI_ON bmc ping -c 1 -W 10 -q 198.51.100.9 >/dev/null
	check_err $? "ping from the BMC to the wire"
	log_test bmc.reachable_in_its_vlan
	# a neighbour that is asked again seconds later would be counted, too
	$HNI_ON bmc ip neigh replace 198.51.100.9 lladdr "$WIRE_MAC" \
		nud permanent dev "eth0.$VLAN"
	$HNI_ON wire ip neigh replace "$BMC_IP" lladdr "$BMC_MAC" \
		nud permanent dev "eth0.$VLAN"
	manager=$(ctl_total to_manager)
	before=$(hits "$HNI_BMC" 10)
	probe_send bmc up --dst "$WIRE_MAC" --vlan "$VLAN" --count "$N"
	arrives wire up "$N"
	check_err $? "frames at the wire"
	count_rises "$HNI_BMC" 10 "$before"
	check_eq "$(ctl_total to_manager)" "$manager" "frames to the manager"
	log_test bmc.forwarded_by_hardware
}

bmc_leaves_its_vlan()
{
	local before

	before=$(hits "$HNI_BMC" 100)
	probe_send bmc untag --dst "$WIRE_MAC" --count "$N"
	count_rises "$HNI_BMC" 100 "$before"
	before=$(hits "$HNI_BMC" 100)
	probe_send bmc other --dst "$WIRE_MAC" --vlan 41 --count "$N"
	count_rises "$HNI_BMC" 100 "$before"
	allow "$HNI_BMC" "$WIRE_MAC" "$HNI_UPLINK"
	check_err $? "control: allow"
	probe_send bmc untagOK --dst "$WIRE_MAC" --count "$N"
	arrives wire untagOK "$N"
	check_err $? "control: the same frame passes when allowed"
	absent untag host1 host2 wire
	absent other host1 host2 wire
	log_test bmc.only_its_vlan
}

host_to_bmc()
{
	local before

	before=$(hits "$HNI_REP1" 20)
	probe_send host1 h2b --dst "$BMC_MAC" --count "$N"
	count_rises "$HNI_REP1" 20 "$before"
	before=$(hits "$HNI_REP2" 20)
	probe_send host2 h2b --dst "$BMC_MAC" --count "$N"
	count_rises "$HNI_REP2" 20 "$before"
	allow "$HNI_REP1" "$BMC_MAC" "$HNI_BMC"
	check_err $? "control: allow"
	probe_send host1 h2bOK --dst "$BMC_MAC" --count "$N"
	arrives bmc h2bOK "$N"
	check_err $? "control: the same frame passes when allowed"
	absent h2b host1 host2 wire bmc
	log_test host.cannot_reach_bmc
}

bmc_to_host()
{
	local before

	before=$(hits "$HNI_BMC" 100)
	probe_send bmc b2h --dst "$HOST1_MAC" --count "$N"
	count_rises "$HNI_BMC" 100 "$before"
	# its own VLAN does not help: that leads to the uplink only
	probe_send bmc b2hv --dst "$HOST1_MAC" --vlan "$VLAN" --count "$N"
	arrives wire b2hv "$N"
	check_err $? "frames in the BMC's VLAN go to the wire"
	allow "$HNI_BMC" "$HOST1_MAC" "$HNI_REP1"
	check_err $? "control: allow"
	probe_send bmc b2hOK --dst "$HOST1_MAC" --count "$N"
	arrives host1 b2hOK "$N"
	check_err $? "control: the same frame passes when allowed"
	absent b2h host1 host2 wire
	absent b2hv host1 host2
	log_test bmc.cannot_reach_host
}

host_with_bmc_mac()
{
	local before after

	before=$(ctl_drops c1pf0)
	spoofed mac --src "$BMC_MAC"
	spoofed macv --src "$BMC_MAC" --vlan "$VLAN"
	busywait "$WAIT_MS" until_counter_is ">= $((before + 8 * N))" \
		ctl_drops c1pf0 >/dev/null
	after=$(ctl_drops c1pf0)
	check_eq "$((after - before))" $((8 * N)) "frames that the NIC dropped"
	control macOK
	absent mac host2 wire bmc
	absent macv host2 wire bmc
	log_test host.cannot_use_bmc_mac
}

# lie_dropped TAG PREF DROPPED ARGUMENT...: host1 tells a lie to everybody; the
# rule takes DROPPED of the frames, the others fall to one before it
lie_dropped()
{
	local tag=$1 pref=$2 dropped=$3 before

	shift 3
	before=$(hits "$HNI_REP1" "$pref")
	spoofed "$tag" "$@"
	busywait "$WAIT_MS" until_counter_is ">= $((before + dropped))" \
		hits "$HNI_REP1" "$pref" >/dev/null
	check_eq "$(hits "$HNI_REP1" "$pref")" $((before + dropped)) \
		"packets of pref $pref"
}

host_with_bmc_ip()
{
	lie_dropped ip 23 $((3 * N)) --src-ip "$BMC_IP"
	control ipOK --src-ip 192.0.2.1
	absent ip host2 wire bmc
	log_test host.cannot_use_bmc_ip
}

host_with_bmc_ip6()
{
	lie_dropped ip6 24 $((3 * N)) --kind udp6 --src-ip "$BMC_IP6" \
		--dst-ip 2001:db8::9
	control ip6OK --kind udp6 --src-ip 2001:db8::1 --dst-ip 2001:db8::9
	absent ip6 host2 wire bmc
	log_test host.cannot_use_bmc_ipv6
}

host_with_bmc_arp()
{
	lie_dropped arp 25 $((3 * N)) --kind arp --src-ip "$BMC_IP"
	control arpOK --kind arp --src-ip 192.0.2.1
	absent arp host2 wire bmc
	log_test host.cannot_claim_bmc_ip_by_arp
	lie_dropped sha 26 $((3 * N)) --kind arp --src-ip 192.0.2.1 \
		--sha "$BMC_MAC"
	control shaOK --kind arp --src-ip 192.0.2.1 --sha "$HOST1_MAC"
	absent sha host2 wire bmc
	log_test host.cannot_claim_bmc_mac_by_arp
}

# The control opens another VLAN towards the wire: not even then the BMC's.
host_in_vlan()
{
	lie_dropped vlan 21 $((3 * N)) --vlan "$VLAN"
	lie_dropped vlanip 21 $((3 * N)) --vlan 41 --src-ip "$BMC_IP"
	lie_dropped vlanad 22 $((3 * N)) --vlan "$VLAN" --tpid 0x88a8
	tc_filter_add dev "$HNI_REP1" ingress protocol 802.1q pref 2 flower \
		skip_sw vlan_id 41 action mirred egress redirect dev "$HNI_UPLINK"
	check_err $? "control: allow VLAN 41"
	probe_send host1 vlanOK --dst "$WIRE_MAC" --vlan 41 --count "$N"
	arrives wire vlanOK "$N"
	check_err $? "control: a frame in VLAN 41 reaches the wire"
	lie_dropped vlan 21 $((3 * N)) --vlan "$VLAN"
	absent vlan host2 wire bmc
	absent vlanip host2 wire bmc
	absent vlanad host2 wire bmc
	log_test host.cannot_enter_bmc_vlan
}

host_multicast()
{
	probe_send host1 bcast --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives wire bcast "$N"
	check_err $? "broadcast at the wire"
	arrives host2 bcast "$N"
	check_err $? "broadcast at host 2"
	probe_send wire wcast --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives host1 wcast "$N"
	check_err $? "broadcast of the wire at host 1"
	arrives host2 wcast "$N"
	check_err $? "broadcast of the wire at host 2"
	# what the BMC sees next shows that nothing of it is still under way
	probe_send wire wcast40 --dst ff:ff:ff:ff:ff:ff --vlan "$VLAN" --count "$N"
	arrives bmc wcast40 "$N"
	check_err $? "control: broadcast in the BMC's VLAN reaches the BMC"
	absent bcast bmc
	absent wcast bmc
	absent wcast40 host1 host2
	log_test multicast.is_kept_apart
}

# Hosts take their driver away and back, three times, under a ping to the BMC.
hosts_reload()
{
	local device driver log i dev

	device=$($HNI_ON host1 basename "$($HNI_ON host1 \
		realpath /sys/class/net/eth0/device)")
	driver=$(basename "$(realpath "/sys/bus/pci/devices/$device/driver")")
	log=$(mktemp)
	defer rm -f "$log"
	$HNI_ON wire ping -i 0.1 -c 100000 "$BMC_IP" >"$log" 2>&1 &
	dev=$!
	for i in 1 2 3; do
		echo "$device" >"/sys/bus/pci/drivers/$driver/unbind"
		check_err $? "unbind, round $i"
		echo "$device" >"/sys/bus/pci/drivers/$driver/bind"
		check_err $? "bind, round $i"
		busywait "$WAIT_MS" host1_returns "$device"
		check_err $? "host 1's interface is back, round $i"
	done
	kill -INT "$dev"
	wait "$dev"
	check_eq "$(sed -n 's/.* \([0-9]*\)% packet loss.*/\1/p' "$log")" 0 \
		"per cent of echoes lost"
	sed -n 's/^.* transmitted/# &/p' "$log"
	log_test bmc.reachable_while_hosts_reload
}

# host1_returns DEVICE: its interface comes up here and moves to host1 again
host1_returns()
{
	local net

	for net in "/sys/bus/pci/devices/$1/net/"*; do
		[[ -e $net ]] || return 1
		ip link set dev "${net##*/}" netns host1 name eth0 || return 1
		$HNI_ON host1 ip addr add 192.0.2.1/24 dev eth0
		$HNI_ON host1 ip link set dev eth0 up
		return
	done
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
setup
tests_run
