#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns hnictl bmc audit: what it proves of the policy, that it finds holes which
# were planted with tc and names them, and that frames do what it says.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=places.sh
. "$(dirname "$0")/places.sh"

KTAP_AREA=bmc.audit
BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
FUNCTIONS="pf0 c1pf0 c2pf0"
ALL_TESTS="
	without_filters
	isolated
	hole
	hole_at_egress
	hole_in_chain
	covered
	exception
	words
"

policy_del()
{
	local port

	for port in $("$HNICTL" -j bmc 2>/dev/null | jq -r '.bmc[].port'); do
		tc qdisc del dev "$port" clsact 2>/dev/null
	done
}

setup()
{
	AUDIT=$(mktemp)
	defer rm -f "$AUDIT"
	places_setup
	defer policy_del
	defer ip link set dev "$HNI_BMC" down
}

# audit CODE: run it, and keep what it found
audit()
{
	"$HNICTL" -j bmc audit >"$AUDIT" 2>"$AUDIT.err"
	check_eq $? "$1" "exit code of audit"
	RET_NOTES+=("$(cat "$AUDIT.err")")
	rm -f "$AUDIT.err"
}

# found SOURCE DESTINATION FIELD
found()
{
	jq -r --arg s "$1" --arg d "$2" ".audit[] |
		select(.source == \$s and .destination == \$d) | .$3" "$AUDIT"
}

# verdicts "no|yes" SOURCE DESTINATION...
verdicts()
{
	local want=false source=$2 place

	[[ $1 == yes ]] && want=true
	shift 2
	for place in "$@"; do
		check_eq "$(found "$source" "$place" possible)" "$want" \
			"possible from $source to $place"
	done
}

# apart: no function and the BMC
apart()
{
	local function

	for function in $FUNCTIONS; do
		verdicts no "$function" bmc
		verdicts no bmc "$function"
	done
}

# Every miss is the CPU's; firmware joins BMC and uplink by itself.
without_filters()
{
	audit 0
	apart
	verdicts yes c1pf0 cpu
	verdicts no c1pf0 p0 c2pf0 pf0
	check_eq "$(found c1pf0 cpu by)" miss "way from host 1 to the CPU"
	check_eq "$(found bmc p0 by)" firmware "way from the BMC to the uplink"
	log_test without_filters_all_is_the_cpus
}

isolated()
{
	"$HNICTL" bmc isolate --vlan "$VLAN" --ip "$BMC_IP" --ip "$BMC_IP6"
	check_err $? "isolate"
	ip link set dev "$HNI_BMC" up
	audit 0
	apart
	verdicts yes bmc p0
	verdicts no bmc bmc cpu
	verdicts yes p0 bmc c1pf0 c2pf0 pf0
	verdicts no p0 p0 cpu
	verdicts yes c1pf0 p0 c2pf0 pf0
	verdicts no c1pf0 c1pf0 cpu
	log_test isolate_is_proven
	check_eq "$(found bmc p0 pref)" 12 "preference of the BMC's way out"
	check_eq "$(found bmc p0 device)" "$HNI_BMC" "device of that filter"
	check_eq "$(found bmc p0 chain)" \
		"$("$HNICTL" -j bmc show | jq '.bmc[] | select(.name == "bmc") |
			.chain')" "its chain"
	log_test ways_are_named_by_filter
}

# named SOURCE DESTINATION DEVICE CHAIN PREF: the filter that is a hole
named()
{
	verdicts yes "$1" "$2"
	check_eq "$(found "$1" "$2" by)" rule "way from $1 to $2"
	check_eq "$(found "$1" "$2" device)" "$3" "device of the hole"
	check_eq "$(found "$1" "$2" chain)" "$4" "chain of the hole"
	check_eq "$(found "$1" "$2" pref)" "$5" "preference of the hole"
}

chain_of()
{
	"$HNICTL" -j bmc show | jq --arg port "$1" \
		'.bmc[] | select(.port == $port) | .chain'
}

# hole CHAIN PREF WORDS...: from host 1 to the BMC
hole_add()
{
	tc_filter_add dev "$HNI_REP1" ingress chain "$1" protocol all pref "$2" \
		flower skip_sw "${@:3}" action mirred egress redirect \
		dev "$HNI_BMC"
	check_err $? "planting a hole"
}

hole()
{
	local chain

	chain=$(chain_of "$HNI_REP1")
	hole_add "$chain" 7 dst_mac "$BMC_MAC" src_mac 02:00:00:00:12:34
	audit 1
	named c1pf0 bmc "$HNI_REP1" "$chain" 7
	verdicts no c2pf0 bmc
	verdicts no bmc c1pf0 c2pf0 pf0
	probe_send host1 hole --dst "$BMC_MAC" --src 02:00:00:00:12:34 \
		--count "$N"
	arrives bmc hole "$N"
	check_err $? "frames through the hole"
	log_test hole_is_found_and_named
}

# Frames for the uplink that leave by the BMC.
hole_at_egress()
{
	tc filter add dev "$HNI_UPLINK" egress protocol all pref 9 flower \
		skip_sw dst_mac 02:00:00:00:56:78 \
		action mirred egress redirect dev "$HNI_BMC"
	check_err $? "planting a hole at egress"
	audit 1
	named c1pf0 bmc "$HNI_UPLINK" 0 9
	probe_send host1 out --dst 02:00:00:00:56:78 --count "$N"
	arrives bmc out "$N"
	check_err $? "frames through the hole"
	tc filter del dev "$HNI_UPLINK" egress protocol all pref 9 flower
	check_err $? "closing it"
	audit 0
	log_test hole_at_egress_is_found
}

# In a chain to which nothing leads it is none.
hole_in_chain()
{
	hole_add 7 5 dst_mac "$BMC_MAC"
	audit 0
	log_test chain_without_a_way_is_no_hole
	tc_filter_add dev "$HNI_REP1" ingress chain "$(chain_of "$HNI_REP1")" \
		protocol ip pref 8 flower skip_sw ip_proto udp \
		action goto chain 7
	check_err $? "a way there"
	audit 1
	named c1pf0 bmc "$HNI_REP1" 7 5
	log_test chain_with_a_way_is_one
}

# The policy drops such frames before.
covered()
{
	hole_add "$(chain_of "$HNI_REP1")" 27 dst_mac "$BMC_MAC"
	audit 0
	probe_send host1 covered --dst "$BMC_MAC" --count "$N"
	probe_send wire after --dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	arrives bmc after "$N"
	check_err $? "control: frames of the wire at the BMC"
	absent covered bmc
	log_test rule_behind_its_cover_is_no_hole
}

exception()
{
	"$HNICTL" bmc allow "$HNI_REP2" --from-bmc protocol ip ip_proto tcp
	check_err $? "allow"
	audit 1
	named bmc c2pf0 "$HNI_BMC" "$(chain_of "$HNI_BMC")" 2
	verdicts no c2pf0 bmc
	verdicts no bmc c1pf0
	log_test exception_is_named
	"$HNICTL" bmc isolate --vlan "$VLAN"
	check_err $? "isolate"
	audit 0
	log_test isolate_closes_it
}

words()
{
	"$HNICTL" bmc audit now >/dev/null 2>&1
	check_eq $? 2 "exit code of an audit that is not understood"
	"$HNICTL" bmc audit dev lo >/dev/null 2>&1
	check_eq $? 2 "exit code of an audit of what is no NIC"
	log_test what_cannot_be_audited_is_an_error
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
setup
tests_run
