#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns functions that lose their state while their driver stays: a reset of the
# manager's or of a host's function, a PCI error above it. Rules, counters,
# representors and what users have set are the same afterwards.
#
#	host1 192.0.2.1 --- redirects by skip_sw filters --- host2 192.0.2.2
#	  |                                                     |
#	REP1 192.0.2.101                                      REP2
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=5
MTU=1400
ALL_TESTS="
	before
	manager
	manager_twice
	rules_go_and_come
	host
	errors
	nothing_strict
"

setup()
{
	STRICT=$(strict_lines)
	MANAGER=${HNI_DEV#pci/}
	HOST1=$($HNI_ON host1 ethtool -i eth0 | sed -n 's/^bus-info: //p')
	link_up "$HNI_REP1"
	link_up "$HNI_REP2"
	ip address add 192.0.2.101/24 dev "$HNI_REP1"
	defer ip address del 192.0.2.101/24 dev "$HNI_REP1"
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	OLD_MTU=$(cat "/sys/class/net/$HNI_REP2/mtu")
	ip link set dev "$HNI_REP2" mtu "$MTU"
	defer ip link set dev "$HNI_REP2" mtu "$OLD_MTU"
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact "$HNI_REP2"
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 1 handle 1 \
		flower skip_sw dst_ip 192.0.2.2 ip_proto udp \
		action police rate 1gbit burst 100m conform-exceed drop/pipe \
		action mirred egress redirect dev "$HNI_REP2"
	probe_listen host2
	busywait "$WAIT_MS" ruled warm
	check_err $? "frames by the rule"
	log_test topology
}

strict_lines()
{
	$HNI_CTL strict | jq .count
}

# ruled TAG: some frames go where only the rule leads
ruled()
{
	probe_send host1 "$1" --dst "$(place_mac host2)" --kind udp \
		--src-ip 192.0.2.1 --dst-ip 192.0.2.2 --count "$N"
	[[ $(probe_count host2 "$1") -ge $N ]]
}

rule_packets()
{
	tc_rule_stats_get "$HNI_REP1" 1 ingress
}

slow_path()
{
	$HNI_ON host1 ping -c 1 -W 2 192.0.2.101 >/dev/null 2>&1
}

# same NAME BEFORE: the facts after the function was reset
same()
{
	local name=$1 state=$2 packets=$3

	check_eq "$(ctl_total manager_gone)" false "the manager is gone"
	check_eq "$(ctl_total mode)" switchdev "mode"
	check_eq "$("$HNI_LIB/hwstate.py")" "$state" "what the NIC holds"
	log_test "$name.rules_are_the_same"
	busywait "$WAIT_MS" ruled "$name"
	check_err $? "frames by the rule"
	busywait "$WAIT_MS" until_counter_is ">= $((packets + N))" rule_packets \
		>/dev/null
	check_err $? "the rule counts on from $packets: $(rule_packets)"
	log_test "$name.rule_forwards_and_counts"
	busywait "$WAIT_MS" slow_path
	check_err $? "host1 and its representor reach each other"
	log_test "$name.slow_path"
	check_eq "$(cat "/sys/class/net/$HNI_REP2/mtu")" "$MTU" "MTU"
	check_eq "$($HNI_CTL ports | jq '.[] |
		select(.name == "c2pf0").mtu')" "$MTU" "MTU of the port"
	log_test "$name.mtu"
}

before()
{
	busywait "$WAIT_MS" slow_path
	check_err $? "host1 and its representor reach each other"
	log_test before.slow_path
}

manager()
{
	local state packets

	state=$("$HNI_LIB/hwstate.py")
	packets=$(rule_packets)
	echo 1 >"/sys/bus/pci/devices/$MANAGER/reset"
	check_err $? "reset of the manager's function"
	log_test manager.reset
	same manager "$state" "$packets"
}

manager_twice()
{
	local state packets

	state=$("$HNI_LIB/hwstate.py")
	packets=$(rule_packets)
	echo 1 >"/sys/bus/pci/devices/$MANAGER/reset"
	echo 1 >"/sys/bus/pci/devices/$MANAGER/reset"
	check_err $? "second reset of the manager's function"
	log_test twice.reset
	same twice "$state" "$packets"
}

# The engine works on: what is added later is in force, what goes is gone.
rules_go_and_come()
{
	local before

	before=$("$HNI_LIB/hwstate.py")
	tc filter add dev "$HNI_REP2" ingress protocol ip pref 2 flower \
		skip_sw dst_ip 192.0.2.77 action drop
	check_err $? "a filter after resets"
	[[ $("$HNI_LIB/hwstate.py") != "$before" ]]
	check_err $? "the NIC holds it"
	tc filter del dev "$HNI_REP2" ingress pref 2
	check_err $? "without it"
	check_eq "$("$HNI_LIB/hwstate.py")" "$before" "what the NIC holds"
	log_test rules_go_and_come
}

# host_settings: what users have set, without counters
host_settings()
{
	$HNI_ON host1 sh -c 'ethtool -g eth0; ethtool -l eth0; ethtool -c eth0
		ethtool -x eth0; ethtool -a eth0; ethtool -n eth0
		ethtool -k eth0; ip -o address show dev eth0 scope global'
}

# host_settings_change: to some that no driver starts with, until the scope ends
host_settings_change()
{
	$HNI_ON host1 ethtool -G eth0 rx 512 tx 256
	defer "$HNI_ON" host1 ethtool -G eth0 rx 4096 tx 1024
	$HNI_ON host1 ethtool -C eth0 rx-usecs 33
	defer "$HNI_ON" host1 ethtool -C eth0 rx-usecs 10
	$HNI_ON host1 ethtool -X eth0 weight 1 3
	defer "$HNI_ON" host1 ethtool -X eth0 default
}

# host_same NAME SETTINGS: the facts after host1's function was reset
host_same()
{
	busywait "$WAIT_MS" has_carrier host1 eth0
	check_err $? "carrier"
	check_eq "$(host_settings)" "$2" "settings"
	log_test "$1.settings_stay"
	same "$1" "$("$HNI_LIB/hwstate.py")" "$(rule_packets)"
}

host()
{
	local before

	host_settings_change
	before=$(host_settings)
	echo 1 >"/sys/bus/pci/devices/$HOST1/reset"
	check_err $? "reset of host1's function"
	host_same host "$before"
}

recoveries()
{
	dmesg | grep -c 'device recovery successful'
}

# error_above KIND FUNCTION: waits until the kernel has recovered
error_above()
{
	local before

	before=$(recoveries)
	"$HNI_LIB/aer.py" "$1" "$2"
	check_err $? "a $1 error above $2"
	busywait "$WAIT_MS" until_counter_is ">= $((before + 1))" recoveries \
		>/dev/null
	check_err $? "recovery from a $1 error above $2"
}

# Fatal: the kernel resets what is below. Otherwise nothing is lost.
errors()
{
	local settings state packets

	if ! modprobe aer_inject 2>/dev/null; then
		log_test_skip errors "this kernel has no aer_inject"
		return
	fi
	host_settings_change
	settings=$(host_settings)
	state=$("$HNI_LIB/hwstate.py")
	packets=$(rule_packets)
	error_above fatal "$HOST1"
	host_same herror "$settings"
	error_above fatal "$MANAGER"
	same merror "$state" "$packets"
	packets=$(rule_packets)
	error_above nonfatal "$HOST1"
	error_above nonfatal "$MANAGER"
	check_eq "$(host_settings)" "$settings" "settings"
	same nonfatal "$state" "$packets"
}

nothing_strict()
{
	check_eq "$(strict_lines)" "$STRICT" "lines of strict mode"
	log_test nothing_strict
}

need HNI_DEV HNI_REP1 HNI_REP2 HNI_ON HNI_CTL
setup
tests_run
