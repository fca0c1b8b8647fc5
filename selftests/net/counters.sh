#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the exactness of filter statistics: which frames count where, from when,
# and that a counter never shows another filter's past.
#
#	host1 --- REP1, filters ... REP2 --- host2
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=100
PORT=4900
ALL_TESTS="
	packets_and_bytes
	tag_counts
	filters_apart
	matchall_counts
	immediate
	disabled
	replace_restarts
	add_after_delete
	shared_block
	chains_count
	pass_goes_to_cpu
	mirrors_in_order
	egress_counts
	occupancy_returns
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
	probe_listen host1 host2
}

# send PLACE TAG [ARGUMENT...]: N frames to host 2's address
send()
{
	local place=$1 tag=$2

	shift 2
	probe_send "$place" "$tag" --dst "$MAC2" --count "$N" --port "$PORT" "$@"
}

# count DEV PREF [FIELD [DIRECTION]]
count()
{
	tc_rule_stats_get "$1" "$2" "${4:-ingress}" "${3:-.packets}"
}

# count_is WANT DEV PREF [FIELD [DIRECTION]]: waits, then checks
count_is()
{
	local want=$1

	shift
	busywait "$WAIT_MS" until_counter_is "== $want" count "$@" >/dev/null
	check_eq "$(count "$@")" "$want" "${3:-.packets} of $1, pref $2"
}

# flower DEV PREF PORT ACTION...: frames to a UDP port
flower()
{
	local dev=$1 pref=$2 port=$3

	shift 3
	tc filter add dev "$dev" ingress protocol ip pref "$pref" flower \
		skip_sw ip_proto udp dst_port "$port" "$@"
	check_err $? "filter on $dev, pref $pref"
}

packets_and_bytes()
{
	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action drop
	send host1 small
	send host1 large --size 1514
	count_is $((2 * N)) "$HNI_REP1" 10
	log_test packets.exact
	count_is $((N * 60 + N * 1514)) "$HNI_REP1" 10 .bytes
	log_test bytes.whole_frames_without_fcs
	# act_gact's own rule, for software and hardware alike
	count_is $((2 * N)) "$HNI_REP1" 10 .drops
	log_test drops.of_a_drop_action_as_in_software
}

tag_counts()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol 802.1q pref 10 flower \
		skip_sw vlan_id 7 action vlan pop \
		action mirred egress redirect dev "$HNI_REP2"
	check_err $? "filter that pops"
	send host1 tagged --vlan 7 --size 104
	count_is $((N * 104)) "$HNI_REP1" 10 .bytes
	log_test bytes.as_the_frame_entered
}

filters_apart()
{
	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action drop
	flower "$HNI_REP1" 20 $((PORT + 1)) action drop
	flower "$HNI_REP1" 30 "$PORT" action drop
	send host1 first
	probe_send host1 second --dst "$MAC2" --count 7 --port $((PORT + 1))
	count_is "$N" "$HNI_REP1" 10
	count_is 7 "$HNI_REP1" 20
	count_is 0 "$HNI_REP1" 30
	log_test filters.count_only_their_frames
}

matchall_counts()
{
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol all pref 10 matchall \
		skip_sw action drop
	check_err $? "matchall"
	send host1 all
	count_is "$N" "$HNI_REP1" 10
	log_test matchall.counts
}

# immediate: one read after the last frame has entered is exact
immediate()
{
	local before

	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action drop hw_stats immediate
	before=$(ctl_port c1pf0 rx_frames)
	count "$HNI_REP1" 10 >/dev/null
	send host1 now
	busywait "$WAIT_MS" until_counter_is ">= $((before + N))" \
		ctl_port c1pf0 rx_frames >/dev/null
	check_eq "$(count "$HNI_REP1" 10)" "$N" "first read"
	log_test immediate.first_read_is_exact
}

disabled()
{
	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action mirred egress redirect \
		dev "$HNI_REP2" hw_stats disabled
	send host1 blind
	busywait "$WAIT_MS" until_counter_is "== $N" probe_count host2 blind \
		>/dev/null
	check_err $? "frames at host 2"
	check_eq "$(count "$HNI_REP1" 10)" 0 "packets"
	log_test disabled.forwards_and_counts_nothing
}

replace_restarts()
{
	local handle

	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action drop
	send host1 before
	count_is "$N" "$HNI_REP1" 10
	handle=$(tc_rule_option "$HNI_REP1" 10 .handle)
	tc filter replace dev "$HNI_REP1" ingress protocol ip pref 10 \
		handle "$handle" flower skip_sw ip_proto udp dst_port "$PORT" \
		action mirred egress redirect dev "$HNI_REP2"
	check_err $? "replace"
	count_is 0 "$HNI_REP1" 10
	log_test replace.starts_at_zero
	send host1 after
	busywait "$WAIT_MS" until_counter_is "== $N" probe_count host2 after \
		>/dev/null
	check_err $? "frames at host 2"
	check_eq "$(probe_count host2 before)" 0 "frames before the replace"
	count_is "$N" "$HNI_REP1" 10
	log_test replace.counts_what_comes_after
}

add_after_delete()
{
	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action drop
	send host1 old
	count_is "$N" "$HNI_REP1" 10
	tc filter del dev "$HNI_REP1" ingress pref 10
	flower "$HNI_REP1" 10 "$PORT" action drop
	count_is 0 "$HNI_REP1" 10
	log_test counter.of_a_new_filter_is_zero
}

shared_block()
{
	tc qdisc add dev "$HNI_REP1" ingress_block 22 clsact
	check_err $? "block on $HNI_REP1"
	defer tc qdisc del dev "$HNI_REP1" clsact
	tc qdisc add dev "$HNI_REP2" ingress_block 22 clsact
	check_err $? "block on $HNI_REP2"
	tc filter add block 22 protocol ip pref 10 flower skip_sw \
		ip_proto udp dst_port "$PORT" action drop
	check_err $? "filter on the block"
	send host1 one
	send host2 two
	busywait "$WAIT_MS" until_counter_is "== $((2 * N))" block_count \
		>/dev/null
	check_eq "$(block_count)" $((2 * N)) "packets of both ports"
	log_test block.counts_all_its_ports
	tc qdisc del dev "$HNI_REP2" clsact
	check_err $? "unbind"
	send host2 gone
	send host1 still
	busywait "$WAIT_MS" until_counter_is "== $((3 * N))" block_count \
		>/dev/null
	check_eq "$(block_count)" $((3 * N)) "packets after one port has left"
	log_test block.without_the_port_that_left
}

block_count()
{
	tc -j -s filter show block 22 pref 10 |
		jq '[.[] | select(.options.actions)][0].options.actions[0].stats.packets'
}

chains_count()
{
	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action goto chain 5
	tc filter add dev "$HNI_REP1" ingress chain 5 protocol ip pref 20 \
		flower skip_sw dst_ip 192.0.2.251 action drop
	check_err $? "filter in chain 5"
	send host1 chain
	count_is "$N" "$HNI_REP1" 10
	busywait "$WAIT_MS" until_counter_is "== $N" chain_count >/dev/null
	check_eq "$(chain_count)" "$N" "packets in chain 5"
	log_test chain.both_rules_count
}

chain_count()
{
	tc -j -s filter show dev "$HNI_REP1" ingress chain 5 |
		jq '[.[] | select(.options.actions)][0].options.actions[0].stats.packets'
}

pass_goes_to_cpu()
{
	local before

	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" action pass
	flower "$HNI_REP1" 20 "$PORT" action drop
	before=$(cpu_hit "$HNI_REP1")
	send host1 pass
	busywait "$WAIT_MS" until_counter_is "== $((before + N))" \
		cpu_hit "$HNI_REP1" >/dev/null
	check_eq "$(cpu_hit "$HNI_REP1")" $((before + N)) "CPU_HIT"
	count_is "$N" "$HNI_REP1" 10
	count_is 0 "$HNI_REP1" 20
	log_test pass.ends_the_walk_at_the_cpu
}

# mirrors: a copy to host 2 as it came, one with a tag, and back to host 1
mirrors_in_order()
{
	local few=20

	tc_add_clsact "$HNI_REP1"
	flower "$HNI_REP1" 10 "$PORT" \
		action mirred egress mirror dev "$HNI_REP2" \
		action vlan push id 9 \
		action mirred egress mirror dev "$HNI_REP2" \
		action mirred egress redirect dev "$HNI_REP1"
	probe_send host1 mirror --dst ff:ff:ff:ff:ff:ff --count "$few" \
		--port "$PORT"
	busywait "$WAIT_MS" until_counter_is "== $((2 * few))" \
		probe_count host2 mirror >/dev/null
	check_eq "$(probe_count host2 mirror)" $((2 * few)) "copies at host 2"
	busywait "$WAIT_MS" until_counter_is "== $few" \
		probe_count host1 mirror >/dev/null
	check_eq "$(probe_count host1 mirror)" "$few" "copies at host 1"
	count_is "$few" "$HNI_REP1" 10
	log_test mirror.each_copy_once_and_one_count
}

egress_counts()
{
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact "$HNI_REP2"
	flower "$HNI_REP1" 10 "$PORT" \
		action mirred egress redirect dev "$HNI_REP2"
	tc filter add dev "$HNI_REP2" egress protocol ip pref 10 flower \
		skip_sw ip_proto udp dst_port "$PORT" action drop
	check_err $? "egress filter"
	send host1 egress
	count_is "$N" "$HNI_REP2" 10 .packets egress
	log_test egress.filter_counts
	tc filter del dev "$HNI_REP2" egress pref 10
	send host1 egressOK
	busywait "$WAIT_MS" until_counter_is "== $N" \
		probe_count host2 egressOK >/dev/null
	check_err $? "control: the frames arrive without it"
	check_eq "$(probe_count host2 egress)" 0 "frames that it dropped"
	log_test egress.filter_drops
}

occupancy_returns()
{
	local before

	before=$(occupancy)
	tc qdisc add dev "$HNI_REP1" clsact
	flower "$HNI_REP1" 10 "$PORT" action drop
	[[ $(occupancy) != "$before" ]]
	check_err $? "a filter shows in the resources"
	tc qdisc del dev "$HNI_REP1" clsact
	busywait "$WAIT_MS" occupancy_is "$before"
	check_eq "$(occupancy)" "$before" "resources in use"
	log_test occupancy.returns_to_start
}

occupancy_is()
{
	[[ $(occupancy) == "$1" ]]
}

need HNI_REP1 HNI_REP2 HNI_ON HNI_CTL HNI_DEV
setup
tests_run
