#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what frames bring along to the manager's software: samples for psample,
# marks and priorities; and what is told about frames that software never sees.
#
#	host1 --- REP1, filters ... REP2 --- host2
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=20
PORT=4900
ALL_TESTS="
	sample_each
	sample_some
	sample_at_the_output
	sample_of_matchall
	sample_ends_with_its_filter
	sample_of_a_drop
	trap_reaches_software
	mark_reaches_software
	priority_reaches_software
	priority_at_the_wire
	templates
	template_refuses_others
	stats_delayed
	stats_of_each_action
"

setup()
{
	local rep

	for rep in "$HNI_REP1" "$HNI_REP2"; do
		sysctl -qw "net.ipv6.conf.$rep.disable_ipv6=1"
		link_up "$rep"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	MAC2=$(place_mac host2)
	SAMPLES=$(mktemp -u)
	python3 "$HNI_LIB/samples.py" "$SAMPLES" &
	defer rm -f "$SAMPLES"
	defer probe_stop $!
	busywait "$WAIT_MS" test -e "$SAMPLES"
	check_err $? "listener of psample"
}

# send [ARGUMENT...]: N frames from host 1
send()
{
	probe_send host1 slow --dst "$MAC2" --count "$N" --port "$PORT" "$@"
}

# hits DEV DIRECTION PREF
hits()
{
	tc_rule_stats_get "$1" "$3" "$2"
}

# sampled GROUP: number of samples
sampled()
{
	jq --argjson g "$1" '[.[] | select(.group == $g)] | length' "$SAMPLES"
}

# sampled_as GROUP SELECTOR: its values, each once
sampled_as()
{
	jq -c --argjson g "$1" "[.[] | select(.group == \$g) | $2] | unique" \
		"$SAMPLES"
}

# filter ACTION...: on what host 1 sends; then it goes to host 2
filter()
{
	tc filter add dev "$HNI_REP1" ingress protocol all pref 10 flower \
		skip_sw "$@" action mirred egress redirect dev "$HNI_REP2"
	check_err $? "filter: $*"
}

ifindex()
{
	cat "/sys/class/net/$1/ifindex"
}

sample_each()
{
	tc_add_clsact "$HNI_REP1"
	filter action sample rate 1 group 5 trunc 40
	send --size 100
	send --size 100 --vlan 7
	busywait "$WAIT_MS" until_counter_is "== $((2 * N))" sampled 5 \
		>/dev/null
	check_eq "$(sampled 5)" $((2 * N)) "samples"
	log_test sample_each_frame
	check_eq "$(sampled_as 5 '[.iif, .oif]')" \
		"[[$(ifindex "$HNI_REP1"),null]]" "interfaces"
	check_eq "$(sampled_as 5 .rate)" "[1]" "rate"
	log_test sample_tells_where
	check_eq "$(sampled_as 5 '.data | length')" "[80]" "nibbles of data"
	# software keeps the outermost tag beside the frame
	check_eq "$(sampled_as 5 .size)" "[96,100]" "bytes of the frames"
	check_eq "$(sampled_as 5 '.data[24:28]')" '["0800"]' "protocol"
	log_test sample_is_cut_off
}

sample_some()
{
	tc_add_clsact "$HNI_REP1"
	filter action sample rate 4 group 6 cookie c0ffee
	send --count $((20 * N))
	busywait "$WAIT_MS" until_counter_is "== $((20 * N))" hits \
		"$HNI_REP1" ingress 10 >/dev/null
	busywait "$WAIT_MS" until_counter_is ">= $N" sampled 6 >/dev/null
	check_ge "$(sampled 6)" "$N" "samples of $((20 * N))"
	check_lt "$(sampled 6)" $((16 * N)) "samples of $((20 * N))"
	log_test sample_one_of_four
	check_eq "$(sampled_as 6 .cookie)" '["c0ffee"]' "cookie"
	log_test sample_has_the_cookie
}

sample_at_the_output()
{
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact "$HNI_REP2"
	filter action skbedit priority 1
	tc filter add dev "$HNI_REP2" egress protocol ip pref 10 flower \
		skip_sw action vlan push id 9 \
		action sample rate 1 group 7
	check_err $? "filter at the output"
	send
	busywait "$WAIT_MS" until_counter_is "== $N" sampled 7 >/dev/null
	check_eq "$(sampled 7)" "$N" "samples"
	check_eq "$(sampled_as 7 '[.iif, .oif]')" \
		"[[$(ifindex "$HNI_REP1"),$(ifindex "$HNI_REP2")]]" \
		"interfaces"
	log_test sample_at_the_output
}

sample_of_matchall()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress pref 10 matchall skip_sw \
		action sample rate 1 group 8
	check_err $? "matchall"
	send
	busywait "$WAIT_MS" until_counter_is ">= $N" sampled 8 >/dev/null
	check_ge "$(sampled 8)" "$N" "samples"
	log_test sample_of_matchall
}

sample_ends_with_its_filter()
{
	local before

	before=$(sampled 5)
	tc_add_clsact "$HNI_REP1"
	filter action sample rate 1 group 9
	send
	busywait "$WAIT_MS" until_counter_is "== $N" sampled 9 >/dev/null
	check_eq "$(sampled 5)" "$before" "samples of a filter that is gone"
	log_test sample_ends_with_its_filter
}

# the cookies of sample and drop are the user's, hardware keeps only the first
sample_of_a_drop()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 10 flower \
		skip_sw ip_proto udp dst_port "$PORT" \
		action sample rate 1 group 11 cookie aabb \
		action drop cookie aabbccdd
	check_err $? "drop with a cookie, and a sample of it"
	send
	busywait "$WAIT_MS" until_counter_is "== $N" sampled 11 >/dev/null
	check_eq "$(sampled 11)" "$N" "samples"
	check_eq "$(sampled_as 11 .cookie)" '["aabb"]' "cookie"
	busywait "$WAIT_MS" until_counter_is "== $N" tc_rule_stats_get \
		"$HNI_REP1" 10 ingress .hw_packets >/dev/null
	check_eq "$(hits "$HNI_REP1" ingress 10)" "$N" "frames"
	log_test sample_of_a_drop
	check_eq "$(tc_rule_option "$HNI_REP1" 10 .actions[1].cookie)" \
		aabbccdd "cookie of drop"
	log_test drop_keeps_its_cookie
}

# caught: frames that a listener at the representor has seen
caught()
{
	jq '.slow // 0' "$CAUGHT"
}

trap_reaches_software()
{
	local before

	CAUGHT=$(mktemp -u)
	python3 "$HNI_LIB/probe.py" listen --dev "$HNI_REP1" \
		--out "$CAUGHT" &
	defer rm -f "$CAUGHT"
	defer probe_stop $!
	busywait "$WAIT_MS" test -e "$CAUGHT"
	check_err $? "listener at the representor"
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 5 flower \
		skip_sw ip_proto udp dst_port "$PORT" action trap
	check_err $? "trap"
	filter
	before=$(cpu_hit "$HNI_REP1")
	send
	send --port $((PORT + 1))
	busywait "$WAIT_MS" until_counter_is "== $N" hits "$HNI_REP1" \
		ingress 10 >/dev/null
	check_eq "$(hits "$HNI_REP1" ingress 10)" "$N" "frames after the trap"
	busywait "$WAIT_MS" until_counter_is ">= $N" caught >/dev/null
	check_eq "$(caught)" "$N" "frames that software has seen"
	check_eq "$(cpu_hit "$HNI_REP1")" $((before + N)) "CPU_HIT"
	check_eq "$(hits "$HNI_REP1" ingress 5)" "$N" "frames of the trap"
	log_test trap_reaches_software
}

# software_hits PREF: of filters that only software holds, of any kind; tc has
# no JSON for the conditions of basic
software_hits()
{
	tc -s filter show dev "$HNI_REP1" ingress pref "$1" |
		awk '/Sent [0-9]+ bytes/ { print $4; exit }'
}

mark_reaches_software()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 10 flower \
		skip_sw ip_proto udp dst_port "$PORT" \
		action skbedit mark 77 action pass
	check_err $? "mark in hardware"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 20 handle 77 \
		fw action drop
	check_err $? "filter on the mark in software"
	send
	send --port $((PORT + 1))
	busywait "$WAIT_MS" until_counter_is ">= $N" software_hits 20 \
		>/dev/null
	check_eq "$(software_hits 20)" "$N" "frames with the mark"
	log_test mark_reaches_software
}

priority_reaches_software()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 10 flower \
		skip_sw ip_proto udp dst_port "$PORT" \
		action skbedit priority 6 action trap
	check_err $? "priority in hardware"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 20 basic match \
		'meta(priority eq 6)' action drop
	check_err $? "filter on the priority in software"
	send
	send --port $((PORT + 1))
	busywait "$WAIT_MS" until_counter_is ">= $N" software_hits 20 \
		>/dev/null
	check_eq "$(software_hits 20)" "$N" "frames with the priority"
	log_test priority_reaches_software
}

# tx_prio PRIORITY: frames that left to host 2 with it
tx_prio()
{
	$HNI_CTL stats | jq ".ports.c2pf0.tx_prio[$1]"
}

priority_at_the_wire()
{
	local before

	tc_add_clsact "$HNI_REP1"
	filter action skbedit priority 6
	before=$(tx_prio 6)
	send
	busywait "$WAIT_MS" until_counter_is ">= $((before + N))" tx_prio 6 \
		>/dev/null
	check_eq "$(tx_prio 6)" $((before + N)) "frames of priority 6"
	log_test priority_at_the_wire
}

# templates are for the kernel; hardware says which keys it would not have
templates()
{
	tc_add_clsact "$HNI_REP1"
	tc chain add dev "$HNI_REP1" chain 1 ingress protocol ip flower \
		dst_ip 0.0.0.0/32
	check_err $? "template"
	tc filter add dev "$HNI_REP1" ingress chain 1 protocol ip pref 1 \
		flower skip_sw dst_ip 192.0.2.251 action drop
	check_err $? "filter of the template's kind"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 1 flower \
		skip_sw ip_proto udp action goto chain 1
	check_err $? "way to it"
	send
	busywait "$WAIT_MS" until_counter_is "== $N" hits "$HNI_REP1" ingress \
		1 >/dev/null
	check_eq "$(tc -s -j filter show dev "$HNI_REP1" ingress chain 1 |
		jq '[.[] | select(.options.actions)][0].options.actions[0].stats.packets')" \
		"$N" "packets in the chain"
	tc filter del dev "$HNI_REP1" ingress chain 1
	tc chain del dev "$HNI_REP1" chain 1 ingress
	check_err $? "deletion"
	log_test template_is_accepted

	tc chain add dev "$HNI_REP1" chain 2 ingress protocol ip flower \
		l2_miss 1
	tc chain del dev "$HNI_REP1" chain 2 ingress
	check_err $? "a template with another key"
	log_test template_is_a_hint_only
}

# the kernel compares a filter with its chain's template, for hardware, too
template_refuses_others()
{
	tc_add_clsact "$HNI_REP1"
	tc chain add dev "$HNI_REP1" chain 3 ingress protocol ip flower \
		dst_ip 0.0.0.0/16
	check_err $? "template"
	check_eq "$(tc -j chain show dev "$HNI_REP1" ingress |
		jq -r '.[] | select(.chain == 3).options.keys.dst_ip')" \
		"0.0.0.0/16" "template"
	tc filter add dev "$HNI_REP1" ingress chain 3 protocol ip pref 1 \
		flower skip_sw dst_ip 192.0.2.251 action drop 2>/dev/null
	check_fail $? "a longer prefix"
	tc filter add dev "$HNI_REP1" ingress chain 3 protocol ip pref 1 \
		flower skip_sw ip_proto udp action drop 2>/dev/null
	check_fail $? "a key that it has not"
	tc filter add dev "$HNI_REP1" ingress chain 3 protocol ip pref 1 \
		flower skip_sw dst_ip 192.0.0.0/16 action drop
	check_err $? "control: the same mask"
	tc filter del dev "$HNI_REP1" ingress chain 3
	tc chain del dev "$HNI_REP1" chain 3 ingress
	check_err $? "deletion"
	log_test template_refuses_others
}

stats_delayed()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 10 flower \
		skip_sw ip_proto udp dst_port "$PORT" \
		action drop hw_stats delayed
	check_err $? "filter"
	send
	busywait "$WAIT_MS" until_counter_is "== $N" hits "$HNI_REP1" ingress \
		10 >/dev/null
	check_eq "$(hits "$HNI_REP1" ingress 10)" "$N" "packets"
	check_eq "$(tc -s filter show dev "$HNI_REP1" ingress pref 10 |
		awk '$1 == "used_hw_stats" { print $2 }')" delayed "what is used"
	log_test stats_delayed
}

# several actions of one filter: each tells the filter's frames
stats_of_each_action()
{
	tc_add_clsact "$HNI_REP1"
	filter action vlan push id 9 action skbedit priority 1
	send
	busywait "$WAIT_MS" until_counter_is "== $N" hits "$HNI_REP1" ingress \
		10 >/dev/null
	check_eq "$(tc -s -j filter show dev "$HNI_REP1" ingress pref 10 |
		jq -c '[.[] | select(.options.actions)][0].options.actions |
			map([.kind, .stats.hw_packets])')" \
		"[[\"vlan\",$N],[\"skbedit\",$N],[\"mirred\",$N]]" \
		"frames of each action"
	log_test stats_of_each_action
}

need HNI_REP1 HNI_REP2 HNI_ON HNI_CTL
setup
tests_run
