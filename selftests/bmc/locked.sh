#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns hni-emu's --bmc-policy locked: filters of the manager that would join a host
# and the BMC are refused by name, and software that does is of no effect; BMC and
# uplink reach each other.
# Run it with tools/lab/run --nic "--bmc-policy locked".
#
#	host1          BMC
#	  REP1 ------ BMC representor ------ uplink ------ wire
#	       (closed)                (open)
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=5
BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
ALL_TESTS="
	audited
	refused
	host_to_bmc
	bmc_to_host
	manager_to_bmc
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
	redirect "$HNI_UPLINK" "$HNI_BMC"
	check_err $? "rule from the uplink to the BMC"
}

# redirect FROM TO [FLAG]: everything
redirect()
{
	local flag=${3-skip_sw}

	tc_filter_add dev "$1" ingress protocol all pref 1 matchall \
		${flag:+"$flag"} \
		action mirred egress redirect dev "$2"
}

# possible SOURCE DESTINATION: what the audit says
possible()
{
	"$HNICTL" -j bmc audit | jq -r ".audit[] |
		select(.source == \"$1\" and .destination == \"$2\") |
		.possible"
}

# Without a filter for it, every frame of the BMC would be the CPU's
audited()
{
	check_eq "$(possible p0 bmc)" true "uplink to BMC"
	check_eq "$(possible bmc cpu)" false "BMC to CPU"
	check_eq "$(possible c1pf0 cpu)" true "host 1 to CPU"
	"$HNICTL" bmc audit >/dev/null
	check_err $? "exit code of audit"
	log_test audit_knows_the_lock
}

# is_refused DEV SIDE TO: an output from DEV to TO, in hardware
is_refused()
{
	local said

	said=$(tc filter add dev "$1" "$2" protocol all pref 9 flower skip_sw \
		action mirred egress mirror dev "$3" action drop 2>&1)
	check_fail $? "mirror from $1, $2, to $3"
	grep -qF "$3: the NIC is locked, its BMC reaches the uplink only" \
		<<<"$said"
	check_err $? "mirror from $1, $2, to $3 says '$said'"
}

refused()
{
	is_refused "$HNI_REP1" ingress "$HNI_BMC"
	is_refused "$HNI_BMC" ingress "$HNI_REP1"
	is_refused "$HNI_UPLINK" egress "$HNI_BMC"
	log_test openings_are_refused
	tc filter add dev "$HNI_BMC" ingress protocol all pref 9 flower skip_sw \
		action mirred egress mirror dev "$HNI_UPLINK" action drop
	check_err $? "mirror from the BMC to the uplink"
	tc filter del dev "$HNI_BMC" ingress pref 9
	log_test uplink_is_open
}

# arrives PLACE TAG
arrives()
{
	busywait "$WAIT_MS" until_counter_is ">= $N" probe_count "$1" "$2" \
		>/dev/null
	check_err $? "$N frames \"$2\" at $1"
}

# wire_reaches_bmc TAG: the control; what the BMC was to see before is there
wire_reaches_bmc()
{
	probe_send wire "$1" --dst "$(place_mac bmc)" --count "$N"
	arrives bmc "$1"
}

host_to_bmc()
{
	local before

	redirect "$HNI_REP1" "$HNI_BMC" ""
	before=$(ctl_drops bmc)
	probe_send host1 h2b --dst "$(place_mac bmc)" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $((before + N))" \
		ctl_drops bmc >/dev/null
	check_ge "$(ctl_drops bmc)" $((before + N)) "frames that the NIC dropped"
	wire_reaches_bmc w2b
	check_eq "$(probe_count bmc h2b)" 0 "frames of host 1 at the BMC"
	log_test host_cannot_reach_bmc
}

bmc_to_host()
{
	in_defer_scope bmc_in_software
	check_eq "$(probe_count host1 b2x)" 0 "frames of the BMC at host 1"
	log_test bmc_cannot_reach_host
	in_defer_scope bmc_redirected "$HNI_UPLINK"
	arrives wire b2x
	check_eq "$(probe_count host1 b2x)" 0 "frames of the BMC at host 1"
	log_test bmc_reaches_wire
}

# The CPU does not even see what the BMC sends
bmc_in_software()
{
	local before

	redirect "$HNI_BMC" "$HNI_REP1" ""
	before=$(ctl_drops bmc)
	probe_send bmc b2x --dst "$(place_mac host1)" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $((before + N))" \
		ctl_drops bmc >/dev/null
	check_ge "$(ctl_drops bmc)" $((before + N)) "frames that the NIC dropped"
}

# bmc_redirected PORT: what the BMC sends goes there
bmc_redirected()
{
	redirect "$HNI_BMC" "$1"
	probe_send bmc b2x --dst "$(place_mac host1)" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $N" \
		tc_rule_stats_get "$HNI_BMC" 1 >/dev/null
	check_err $? "frames that the rule to $1 counted"
}

manager_to_bmc()
{
	python3 "$HNI_LIB/probe.py" send --dev "$HNI_BMC" --tag m2b \
		--dst "$(place_mac bmc)" --count "$N"
	wire_reaches_bmc w2b2
	check_eq "$(probe_count bmc m2b)" 0 "frames of the manager at the BMC"
	log_test manager_cannot_reach_bmc
}

need HNI_REP1 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
setup
tests_run
