#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns hni-emu's --bmc-vlan: rules of the manager cannot bring a host into the
# BMC's VLAN or show it to one; BMC and wire need no rule there.
# Run it with tools/lab/run --nic "--bmc-vlan 40".
#
#	host1, host2   manager       BMC
#	    REP1, REP2              BMC representor
#	       \                     | VLAN 40: by the NIC alone
#	        uplink -------------------- wire
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=5
VLAN=40
ALL_TESTS="
	bmc_reaches_wire
	host_sends
	host_listens
	manager_pushes
	manager_sends
"

setup()
{
	local port

	for port in "$HNI_REP1" "$HNI_UPLINK" "$HNI_BMC"; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
		link_up "$port"
		tc_add_clsact "$port"
	done
	place_up host1 192.0.2.1/24
	place_up wire 192.0.2.9/24
	place_up bmc 192.0.2.40/24
	probe_listen host1 wire bmc
	BMC_MAC=$(place_mac bmc)
	WIRE_MAC=$(place_mac wire)
}

# arrives PLACE TAG
arrives()
{
	busywait "$WAIT_MS" until_counter_is ">= $N" probe_count "$1" "$2" \
		>/dev/null
	check_err $? "$N frames \"$2\" at $1"
}

# dropped PORT REASON
dropped()
{
	ctl_port "$1" "drops.$2 // 0"
}

# drops_rise PORT REASON BEFORE COUNT
drops_rise()
{
	busywait "$WAIT_MS" until_counter_is ">= $(($3 + $4))" dropped "$1" "$2" \
		>/dev/null
	check_eq "$(dropped "$1" "$2")" $(($3 + $4)) "frames dropped as $2 at $1"
}

# redirect FROM TO [ACTION...]: everything that comes, in hardware only
redirect()
{
	tc_filter_add dev "$1" ingress protocol all pref 1 matchall skip_sw \
		action "${@:3}" mirred egress redirect dev "$2"
	check_err $? "rule from $1 to $2"
}

# No rule is there, and both representors are up.
bmc_reaches_wire()
{
	local manager

	manager=$(ctl_total to_manager)
	probe_send bmc b2w --dst "$WIRE_MAC" --vlan "$VLAN" --count "$N"
	arrives wire b2w
	probe_send wire w2b --dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	arrives bmc w2b
	probe_send wire w2all --dst ff:ff:ff:ff:ff:ff --vlan "$VLAN" \
		--count "$N"
	arrives bmc w2all
	check_eq "$(probe_count host1 w2all)" 0 "broadcasts at host 1"
	check_eq "$(ctl_total to_manager)" "$manager" "frames to the manager"
	log_test bmc.reaches_wire_without_rules
}

host_sends()
{
	local before

	redirect "$HNI_REP1" "$HNI_UPLINK"
	before=$(dropped c1pf0 bmc_vlan)
	probe_send host1 h2x --vlan "$VLAN" --count "$N" --dst \
		"$WIRE_MAC" "$BMC_MAC"
	drops_rise c1pf0 bmc_vlan "$before" $((2 * N))
	probe_send host1 h2o --vlan 41 --count "$N" --dst "$WIRE_MAC"
	arrives wire h2o
	check_eq "$(probe_count wire h2x)" 0 "frames at the wire"
	check_eq "$(probe_count bmc h2x)" 0 "frames at the BMC"
	log_test host.cannot_enter
}

host_listens()
{
	redirect "$HNI_UPLINK" "$HNI_REP1"
	redirect "$HNI_BMC" "$HNI_REP1"
	probe_send wire w2v --dst ff:ff:ff:ff:ff:ff --vlan "$VLAN" --count "$N"
	arrives bmc w2v
	probe_send bmc b2v --dst "$WIRE_MAC" --vlan "$VLAN" --count "$N"
	arrives wire b2v
	probe_send wire w2o --dst ff:ff:ff:ff:ff:ff --vlan 41 --count "$N"
	arrives host1 w2o
	check_eq "$(probe_count host1 w2v)" 0 "frames of the wire at host 1"
	check_eq "$(probe_count host1 b2v)" 0 "frames of the BMC at host 1"
	log_test host.cannot_listen
}

manager_pushes()
{
	local before

	redirect "$HNI_REP1" "$HNI_UPLINK" vlan push id "$VLAN" pipe action
	before=$(dropped uplink tx_bmc_vlan)
	probe_send host1 push --dst "$WIRE_MAC" --count "$N"
	drops_rise uplink tx_bmc_vlan "$before" "$N"
	probe_send wire after --dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	arrives bmc after
	check_eq "$(probe_count wire push)" 0 "frames at the wire"
	log_test rules.cannot_enter
}

manager_sends()
{
	local before

	before=$(dropped bmc tx_bmc_vlan)
	python3 "$HNI_LIB/probe.py" send --dev "$HNI_BMC" --tag m2b \
		--dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	drops_rise bmc tx_bmc_vlan "$before" "$N"
	check_eq "$(probe_count bmc m2b)" 0 "frames at the BMC"
	log_test manager.cannot_enter
}

need HNI_REP1 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
setup
tests_run
