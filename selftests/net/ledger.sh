#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the refusal ledger: what hardware did not take is on record, whether
# software holds it or not; and where devlink says that each rule is.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

TRACING=/sys/kernel/tracing
SENTENCE="key l2_miss needs bridge offload; use it with skip_hw"
DST=02:00:5e:00:00:77
N=5
ALL_TESTS="
	software_holds_it
	hardware_alone
	shared_block
	last_ones
	tracepoint
	block_of_a_qdisc
	other_classifiers
	dump_agrees_with_the_nic
	tables
	many_rules
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
}

# ledger SELECTOR: what the reporter says now
ledger()
{
	devlink -j health diagnose "$HNI_DEV" reporter tc | jq -r "$1"
}

# refusals NAME: how often for that reason
refusals()
{
	ledger "[.refusals[] | select(.name == \"$1\").count] | add // 0"
}

# newest: the last refusal but its number, as words
newest()
{
	ledger '.last[0] | "\(.code) \(.device) \(.direction) \(.chain) " +
		"\(.prio) \(.protocol) \(.skip_sw) \(.text)"'
}

# dump SELECTOR: the rules as they are now
dump()
{
	devlink health dump clear "$HNI_DEV" reporter tc
	devlink -j health dump show "$HNI_DEV" reporter tc | jq -r "$1"
}

# miss DEV-OR-BLOCK...: a filter that hardware never takes
miss()
{
	tc filter add "$@" flower l2_miss 1 action drop
}

software_holds_it()
{
	local before

	before=$(refusals KEY_NEEDS)
	tc_add_clsact "$HNI_REP1"
	miss dev "$HNI_REP1" egress chain 7 pref 3 protocol ip
	check_err $? "a filter that software holds"
	check_eq "$(newest)" \
		"4 $HNI_REP1 egress 7 3 2048 false $SENTENCE" "the record"
	check_eq "$(refusals KEY_NEEDS)" $((before + 1)) "refusals"
	log_test record_without_skip_sw
	check_eq "$(ledger '.rules | "\(.in_hw) \(.shadow) \(.overflow)"')" \
		"0 1 0" "rules in hardware, shadows, overflows"
	log_test shadow_is_counted
}

hardware_alone()
{
	local first

	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress pref 1 protocol ip flower skip_sw \
		ip_proto udp action drop
	check_err $? "a filter that is possible"
	first=$(dump '.rules[-1].seq')
	tc filter add dev "$HNI_REP1" ingress pref 4 protocol arp flower \
		skip_sw l2_miss 1 action drop 2>/dev/null
	check_fail $? "a filter that is not"
	check_eq "$(newest)" \
		"4 $HNI_REP1 ingress 0 4 2054 true $SENTENCE" "the record"
	check_eq "$(ledger '.last[0].seq')" $((first + 1)) "its number"
	log_test record_with_skip_sw
}

shared_block()
{
	tc qdisc add dev "$HNI_REP1" ingress_block 77 clsact
	defer tc qdisc del dev "$HNI_REP1" clsact
	tc qdisc add dev "$HNI_REP2" ingress_block 77 clsact
	defer tc qdisc del dev "$HNI_REP2" clsact
	miss block 77 pref 3 protocol ip
	check_eq "$(ledger '.last[0].device')" block "device"
	log_test block_of_several_ports
}

last_ones()
{
	local before i

	before=$(refusals KEY_NEEDS)
	tc_add_clsact "$HNI_REP1"
	for ((i = 1; i <= 70; i++)); do
		echo "filter add dev $HNI_REP1 ingress pref $i protocol ip" \
			"flower skip_sw l2_miss 1 action drop"
	done | tc -force -batch - 2>/dev/null
	check_eq "$(refusals KEY_NEEDS)" $((before + 70)) "refusals"
	check_eq "$(ledger '[.last[].prio] | tostring')" \
		"$(jq -cn '[range(70; 6; -1)]')" "priorities of the last ones"
	log_test newest_comes_first
}

tracepoint()
{
	tc_add_clsact "$HNI_REP1"
	echo >"$TRACING/trace"
	echo 1 >"$TRACING/events/hni/hni_tc_refuse/enable"
	defer eval "echo 0 >$TRACING/events/hni/hni_tc_refuse/enable"
	miss dev "$HNI_REP1" ingress chain 2 pref 9 protocol ip
	check_eq "$(sed -n 's/.* code=/code=/p' "$TRACING/trace")" \
		"code=4 name=KEY_NEEDS device=$HNI_REP1 direction=ingress \
chain=2 prio=9 protocol=0x0800 skip_sw=0 text=\"$SENTENCE\"" "the event"
	log_test tracepoint_says_the_same
}

block_of_a_qdisc()
{
	tc qdisc add dev "$HNI_REP1" root handle 1: red limit 100000 avpkt 1000 \
		qevent early_drop block 78
	check_err $? "a qdisc with an event"
	defer tc qdisc del dev "$HNI_REP1" root
	check_eq "$(ledger '.last[0] | "\(.code) \(.device) \(.prio)"')" \
		"34 $HNI_REP1 0" "code, device, priority"
	log_test block_that_is_not_bound
}

# to_cpu_or_rule TAG: frames of host 1 that the rule of pref 9 must not see
drops_counted()
{
	tc_rule_stats_get "$HNI_REP1" 9
}

# overtaken NAME: a drop of hardware behind a filter that software alone has
overtaken()
{
	local seen

	seen=$(cpu_hit "$HNI_REP1")
	probe_send host1 "$1" --dst "$DST" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $((seen + N))" \
		cpu_hit "$HNI_REP1" >/dev/null
	check_err $? "frames at the CPU"
	check_eq "$(drops_counted)" 0 "frames that the later filter took"
	log_test "$1"
}

other_classifiers()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress pref 9 protocol all flower skip_sw \
		dst_mac "$DST" action drop
	check_err $? "a filter of hardware"
	tc filter add dev "$HNI_REP1" ingress pref 1 protocol all u32 \
		match u8 0 0 action pass
	check_err $? "a filter of kind u32"
	check_eq "$(newest)" "35 $HNI_REP1 ingress 0 1 3 false \
classifier u32: only flower and matchall can be offloaded" "the record"
	overtaken u32_is_not_overtaken
	tc filter del dev "$HNI_REP1" ingress pref 1
	tc filter add dev "$HNI_REP1" ingress pref 1 protocol all bpf \
		bytecode "1,6 0 0 0" action pass
	check_err $? "a filter of kind bpf"
	check_eq "$(ledger '.last[0].text')" \
		"classifier bpf: only flower and matchall can be offloaded" \
		"the record"
	overtaken bpf_is_not_overtaken
	tc filter del dev "$HNI_REP1" ingress pref 1
	probe_send host1 gone --dst "$DST" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $N" drops_counted >/dev/null
	check_err $? "frames that the rule takes when nothing is before it"
	log_test rule_behind_is_back
}

# in_nic STORE: "row table prio rank" of all rows that the NIC has
in_nic()
{
	$HNI_CTL dump "$1" | jq -r '.rows[] |
		"\(.row) \(.table) \(.prio) \(.rank)"' | sort
}

# in_dump STORE: the same as devlink says
in_dump()
{
	jq -r --arg store "$1" '.rules[] | select(.store == $store) |
		"\(.row) \(.table) \(.order / 65536 | floor) " +
		"\(.order % 65536)"' <<<"$RULES" | sort
}

dump_agrees_with_the_nic()
{
	tc_add_clsact "$HNI_REP1"
	tc_filter_add dev "$HNI_REP1" ingress pref 2 protocol ip flower skip_sw \
		dst_ip 192.0.2.0/25 action drop
	tc_filter_add dev "$HNI_REP1" ingress pref 2 protocol ip flower skip_sw \
		ip_proto udp dst_port 53 action drop hw_stats disabled
	miss dev "$HNI_REP1" ingress pref 1 protocol ip
	tc_filter_add dev "$HNI_REP1" egress chain 5 pref 1 protocol all \
		matchall skip_sw action drop
	RULES=$(dump .)
	check_eq "$(jq -r '.rules[] | "\(.device) \(.direction) \(.chain) " +
		"\(.prio) \(.protocol) \(.state)"' <<<"$RULES")" \
"$HNI_REP1 ingress 0 2 2048 in_hw
$HNI_REP1 ingress 0 2 2048 in_hw
$HNI_REP1 ingress 0 1 2048 shadow
$HNI_REP1 egress 5 1 3 in_hw" "the rules"
	log_test dump_names_every_rule
	check_eq "$(jq -r '.rules | [
		(.[0].match | test("dst_ip 192.0.2.0/255.255.255.128")),
		(.[1].match | test("ip_proto 17 dst_port 53")),
		(.[2].match | test("dst_ip|dst_port") | not),
		(.[3].match == "any")] | tostring' <<<"$RULES")" \
		"[true,true,true,true]" "matches in words"
	log_test dump_says_what_they_match
	check_eq "$(in_dump flow)" "$(in_nic flow)" "rows of the flow store"
	check_eq "$(in_dump tcam)" "$(in_nic tcam)" "rows of the TCAM"
	log_test dump_says_where_they_are
	check_eq "$(jq -r '[.rules[] | has("counter")] | tostring' \
		<<<"$RULES")" "[true,false,false,true]" "has a counter"
	log_test dump_says_who_counts
	check_eq "$(jq '.omitted' <<<"$RULES")" 0 "rules left out"
	log_test dump_is_whole
}

tables()
{
	tc_add_clsact "$HNI_REP1"
	tc_filter_add dev "$HNI_REP1" ingress chain 9 pref 2 protocol ip flower \
		skip_sw dst_ip 192.0.2.0/25 action drop
	check_eq "$(ledger '[.tables[] |
		"\(.direction) \(.chain) \(.ports | join(","))"] | sort[]')" \
"egress 0 $HNI_REP1
ingress 0 $HNI_REP1
ingress 9 $HNI_REP1" "the tables"
	log_test tables_with_chain_and_ports
}

many_rules()
{
	local i

	tc_add_clsact "$HNI_REP1"
	for ((i = 0; i < 2000; i++)); do
		echo "filter add dev $HNI_REP1 ingress pref 1 protocol ip" \
			"flower skip_sw dst_ip 10.0.$((i / 256)).$((i % 256))" \
			"action drop"
	done | tc -batch -
	check_err $? "2000 filters"
	check_eq "$(dump '.rules | length')" 2000 "rules"
	check_eq "$(dump '[.rules[].row] | unique | length')" 2000 "rows"
	log_test dump_of_many_rules
}

need HNI_REP1 HNI_REP2 HNI_DEV HNI_CTL
setup
tests_run
