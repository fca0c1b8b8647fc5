#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what the NIC does when its manager disappears: by its policy, static,
# closed or legacy; and how a manager that returns takes over.
#
#	host1 --- redirect by a skip_sw filter ---> host2
#	  |                                           |
#	REP1     the manager's function is reset    REP2
#	         from outside: no driver is asked
#	BMC --------- firmware path ------------- wire
#
# Run it with tools/lab/run --nic "--manager-gone static|closed|legacy".
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

GONE_MS=$((3000 * ${HNI_SLOW:-1}))
N=5
ALL_TESTS="
	before
	stall
	gone
	rules
	cpu
	firmware_path
	ownership
	return_of_the_manager
"

setup()
{
	local port

	POLICY=$($HNI_CTL version | jq -r .when_manager_gone)
	KTAP_AREA=net.gone_$POLICY
	# the representors go away with their manager: nothing to take down
	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK"; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
		ip link set dev "$port" up
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	place_up wire 192.0.2.9/24
	place_up bmc 203.0.113.40/24
	HOST2_MAC=$(place_mac host2)
	WIRE_MAC=$(place_mac wire)
	BMC_MAC=$(place_mac bmc)
	probe_listen host1 host2 wire bmc
	tc qdisc add dev "$HNI_REP1" clsact
	# an address that only the rule knows the way to
	tc filter add dev "$HNI_REP1" ingress protocol all pref 1 flower \
		skip_sw dst_mac 02:aa:00:00:00:01 \
		action mirred egress redirect dev "$HNI_REP2"
	# a listener's promiscuous mode takes a moment to reach the NIC
	busywait "$WAIT_MS" host2_listens
}

host2_listens()
{
	probe_send host1 warm --dst 02:aa:00:00:00:01
	[[ $(probe_count host2 warm) -gt 0 ]]
}

# arrives PLACE TAG
arrives()
{
	busywait "$WAIT_MS" until_counter_is ">= $N" probe_count "$1" "$2" \
		>/dev/null
}

drops()
{
	ctl_port "$1" "drops.$2 // 0"
}

# drops_rise PORT REASON BEFORE
drops_rise()
{
	busywait "$WAIT_MS" until_counter_is ">= $(($3 + N))" drops "$1" "$2" \
		>/dev/null
	check_ge "$(drops "$1" "$2")" $(($3 + N)) "drops of $1 by $2"
}

is_gone()
{
	[[ $(ctl_total manager_gone) == true ]]
}

not_gone()
{
	! is_gone
}

before()
{
	local manager

	probe_send host1 ruled --dst 02:aa:00:00:00:01 --count "$N"
	arrives host2 ruled
	check_err $? "frames by the rule"
	log_test rule_forwards_before
	manager=$(ctl_port c1pf0 to_manager)
	probe_send host1 missed --dst 02:aa:00:00:00:02 --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $((manager + N))" \
		ctl_port c1pf0 to_manager >/dev/null
	check_err $? "frames without a rule at the manager"
	log_test miss_goes_to_manager_before
}

recoveries()
{
	devlink -j health diagnose "$HNI_DEV" reporter esw |
		jq '[.. | objects | .recoveries? // empty] | add'
}

# machine_halt SECONDS: nothing but this runs, no kernel thread either
machine_halt()
{
	local server

	for server in /sys/kernel/debug/sched/fair_server/cpu*/runtime; do
		[[ -e $server ]] && echo 0 >"$server"
	done
	sysctl -qw kernel.sched_rt_runtime_us=-1
	python3 -c '
import os, sys, time
end = time.monotonic() + float(sys.argv[1])
first, *others = os.sched_getaffinity(0)
for cpu in others:
    if os.fork() == 0:
        first = cpu
        break
os.sched_setaffinity(0, [first])
os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))
while time.monotonic() < end:
    pass
' "$1"
}

# A manager that only stood still comes back by itself, with all it had.
stall()
{
	local before manager cpu

	before=$(recoveries)
	machine_halt "$((4 * ${HNI_SLOW:-1}))"
	busywait "$WAIT_MS" until_counter_is ">= $((before + 1))" recoveries \
		>/dev/null
	check_err $? "recovery of a manager that stood still"
	busywait "$WAIT_MS" not_gone
	check_err $? "the NIC knows its manager"
	check_eq "$(ctl_total mode)" switchdev "mode"
	log_test late_manager_recovers
	probe_send host1 late --dst 02:aa:00:00:00:01 --count "$N"
	arrives host2 late
	check_err $? "frames by the rule"
	manager=$(ctl_port c1pf0 to_manager)
	cpu=$(cpu_hit "$HNI_REP1")
	probe_send host1 late2 --dst 02:aa:00:00:00:02 --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $((manager + N))" \
		ctl_port c1pf0 to_manager >/dev/null
	check_err $? "frames without a rule at the manager"
	busywait "$WAIT_MS" until_counter_is ">= $((cpu + N))" \
		cpu_hit "$HNI_REP1" >/dev/null
	check_err $? "frames without a rule at the representor"
	log_test late_manager_has_rules_and_slow_path
}

gone()
{
	$HNI_CTL reset 0 >/dev/null
	check_err $? "reset of the manager's function"
	busywait "$GONE_MS" is_gone
	check_err $? "the NIC knows it within $GONE_MS ms"
	log_test noticed_in_time
	case $POLICY in
	static) check_eq "$(ctl_total mode)" switchdev "mode" ;;
	closed) check_eq "$(ctl_total mode)" inactive "mode" ;;
	legacy) check_eq "$(ctl_total mode)" legacy "mode" ;;
	esac
	log_test mode_follows_policy
}

rules()
{
	local before

	before=$(drops c1pf0 inactive)
	probe_send host1 ruled2 --dst 02:aa:00:00:00:01 --count "$N"
	case $POLICY in
	static)
		arrives host2 ruled2
		check_err $? "frames by the rule"
		has_carrier host1 eth0
		check_err $? "carrier at host1"
		log_test rules_stay
		;;
	closed)
		drops_rise c1pf0 inactive "$before"
		check_eq "$(probe_count host2 ruled2)" 0 "frames at host2"
		log_test rules_end
		;;
	legacy)
		arrives wire ruled2
		check_err $? "frames to a stranger at the wire"
		check_eq "$(probe_count host2 ruled2)" 0 "frames at host2"
		probe_send host1 owned --dst "$HOST2_MAC" --count "$N"
		arrives host2 owned
		check_err $? "frames to host2's address"
		log_test forwards_by_address
		;;
	esac
}

# What would go to the CPU goes nowhere.
cpu()
{
	local manager before

	[[ $POLICY == static ]] || return
	manager=$(ctl_total to_manager)
	before=$(drops c1pf0 manager_gone)
	probe_send host1 missed2 --dst 02:aa:00:00:00:02 --count "$N"
	drops_rise c1pf0 manager_gone "$before"
	check_eq "$(ctl_total to_manager)" "$manager" "frames to the manager"
	log_test misses_are_dropped
}

firmware_path()
{
	local before

	probe_send bmc up --dst "$WIRE_MAC" --count "$N"
	arrives wire up
	check_err $? "frames of the BMC at the wire"
	log_test bmc_reaches_wire
	probe_send wire down --dst "$BMC_MAC" --count "$N"
	arrives bmc down
	check_err $? "frames of the wire at the BMC"
	probe_send wire all --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives bmc all
	check_err $? "broadcast of the wire at the BMC"
	log_test wire_reaches_bmc
	before=$(ctl_drops c1pf0)
	probe_send host1 tobmc --dst "$BMC_MAC" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $((before + N))" \
		ctl_drops c1pf0 >/dev/null
	check_err $? "drops of host1's frames to the BMC"
	check_eq "$(probe_count bmc tobmc)" 0 "frames of host1 at the BMC"
	log_test host_does_not_reach_bmc
}

ownership()
{
	local before

	before=$(drops c1pf0 src_mac)
	probe_send host1 spoof --src "$HOST2_MAC" --dst "$WIRE_MAC" \
		--count "$N"
	drops_rise c1pf0 src_mac "$before"
	check_eq "$(probe_count wire spoof)" 0 "frames at the wire"
	log_test foreign_address_is_dropped
}

manager_rebind()
{
	local device=${HNI_DEV#pci/}

	echo "$device" >/sys/bus/pci/drivers/hni/unbind
	echo "$device" >/sys/bus/pci/drivers/hni/bind
	devlink dev eswitch set "$HNI_DEV" mode switchdev
}

# rep_of CONTROLLER: its representor; the kernel names a new one anew
rep_of()
{
	devlink -j port show | jq -re --argjson c "$1" '.port[] |
		select(.flavour == "pcipf" and .controller == $c) | .netdev'
}

return_of_the_manager()
{
	manager_rebind
	check_err $? "driver bound again, in switchdev mode"
	busywait "$WAIT_MS" not_gone
	check_err $? "the NIC knows its manager"
	HNI_REP1=$(busywait "$WAIT_MS" rep_of 1)
	check_err $? "host1 has a representor again"
	HNI_REP2=$(busywait "$WAIT_MS" rep_of 2)
	check_err $? "host2 has a representor again"
	log_test manager_returns
	link_up "$HNI_REP1"
	link_up "$HNI_REP2"
	probe_send host1 old --dst 02:aa:00:00:00:01 --count "$N"
	tc_add_clsact "$HNI_REP1"
	tc_filter_add dev "$HNI_REP1" ingress protocol all pref 1 flower \
		skip_sw dst_mac 02:aa:00:00:00:03 \
		action mirred egress redirect dev "$HNI_REP2"
	busywait "$WAIT_MS" has_carrier host1 eth0
	probe_send host1 new --dst 02:aa:00:00:00:03 --count "$N"
	arrives host2 new
	check_err $? "frames by the new rule"
	check_eq "$(probe_count host2 old)" 0 "frames by the old rule"
	log_test new_rules_replace_old
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_ON HNI_CTL HNI_DEV
setup
tests_run
