#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns filters that several ports take part in: one block for two of them,
# copies for a third, and a filter that is replaced while frames come.
#
#	host1 --- REP1, filters ... REP2 --- host2
#				... BMC --- bmc
#				... UPLINK --- wire
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=20
PORT=4900
BLOCK=22
ALL_TESTS="
	indev_of_a_block
	l2_miss_of_a_block
	copy_and_tagged_frame
	matchall_copies_what_leaves
	replaced_while_frames_come
"

setup()
{
	local rep

	for rep in "$HNI_REP1" "$HNI_REP2" "$HNI_BMC" "$HNI_UPLINK"; do
		sysctl -qw "net.ipv6.conf.$rep.disable_ipv6=1"
		link_up "$rep"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	place_up wire 192.0.2.9/24
	place_up bmc 192.0.2.40/24
	probe_listen host2 bmc wire
}

# send PLACE TAG [ARGUMENT...]: N frames to everybody
send()
{
	local place=$1 tag=$2

	shift 2
	probe_send "$place" "$tag" --dst ff:ff:ff:ff:ff:ff --count "$N" \
		--port "$PORT" "$@"
}

# arrived PLACE TAG COUNT: waits, then checks
arrived()
{
	busywait "$WAIT_MS" until_counter_is ">= $3" probe_count "$1" "$2" \
		>/dev/null
	check_eq "$(probe_count "$1" "$2")" "$3" "frames at $1"
}

# block_hits PREF: packets of a filter of the block
block_hits()
{
	tc -j -s filter show block "$BLOCK" pref "$1" |
		jq '[.[] | select(.options.actions)][0].options.actions[0].stats.packets'
}

block_of_both()
{
	local rep

	for rep in "$HNI_REP1" "$HNI_REP2"; do
		tc qdisc add dev "$rep" ingress_block "$BLOCK" clsact
		check_err $? "block on $rep"
		defer tc qdisc del dev "$rep" clsact
	done
}

indev_of_a_block()
{
	block_of_both
	tc filter add block "$BLOCK" protocol ip pref 10 flower skip_sw \
		indev "$HNI_REP2" ip_proto udp dst_port "$PORT" action drop
	check_err $? "filter with indev"
	tc filter add block "$BLOCK" protocol ip pref 20 flower skip_sw \
		ip_proto udp dst_port "$PORT" action drop
	check_err $? "filter without"
	send host1 one
	probe_send host2 two --dst ff:ff:ff:ff:ff:ff --count 7 --port "$PORT"
	busywait "$WAIT_MS" until_counter_is "== $N" block_hits 20 >/dev/null
	busywait "$WAIT_MS" until_counter_is "== 7" block_hits 10 >/dev/null
	check_eq "$(block_hits 10) $(block_hits 20)" "7 $N" \
		"frames of $HNI_REP2, of the other port"
	log_test indev_of_a_block
}

l2_miss_of_a_block()
{
	local answer

	block_of_both
	answer=$(echo "tc filter add block $BLOCK protocol ip flower skip_sw" \
		"indev $HNI_REP1 l2_miss 1 action trap" |
		python3 "$HNI_LIB/refusal.py")
	check_eq "$answer" \
		"ENOTSUP hni: key l2_miss needs bridge offload; use it with skip_hw" \
		"the answer"
	log_test l2_miss_of_a_block_is_refused
}

# tagged PLACE: frames with the tag that its own kernel has seen
tagged()
{
	$HNI_ON "$1" tc -s -j filter show dev eth0 ingress |
		jq '[.[] | select(.options.actions)][0].options.actions[0].stats.packets'
}

copy_and_tagged_frame()
{
	local place

	for place in bmc wire; do
		$HNI_ON "$place" tc qdisc add dev eth0 clsact
		check_err $? "clsact at $place"
		defer "$HNI_ON" "$place" tc qdisc del dev eth0 clsact
		$HNI_ON "$place" tc filter add dev eth0 ingress protocol \
			802.1q flower skip_hw vlan_id 5 vlan_ethtype ip \
			ip_proto udp dst_port "$PORT" action pass
		check_err $? "filter at $place"
	done
	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 10 flower \
		skip_sw ip_proto udp dst_port "$PORT" \
		action mirred egress mirror dev "$HNI_BMC" pipe \
		action vlan push id 5 pipe \
		action mirred egress redirect dev "$HNI_UPLINK"
	check_err $? "filter"
	send host1 copy
	arrived bmc copy "$N"
	arrived wire copy "$N"
	check_eq "$(tagged bmc) $(tagged wire)" "0 $N" \
		"frames with a tag at the BMC, at the wire"
	check_eq "$(probe_count host2 copy)" 0 "frames at host 2"
	log_test copy_and_tagged_frame
}

matchall_copies_what_leaves()
{
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact "$HNI_REP2"
	tc filter add dev "$HNI_REP1" ingress protocol all pref 10 matchall \
		skip_sw action mirred egress redirect dev "$HNI_REP2"
	check_err $? "matchall at the input"
	tc filter add dev "$HNI_REP2" egress protocol all pref 10 matchall \
		skip_sw action mirred egress mirror dev "$HNI_BMC"
	check_err $? "matchall at the output"
	send host1 leaves
	arrived host2 leaves "$N"
	arrived bmc leaves "$N"
	log_test matchall_copies_what_leaves
}

# stream ROUNDS: frames, N at a time
stream()
{
	local i

	for ((i = 0; i < $1; i++)); do
		send host1 stream
	done
}

both_counts()
{
	echo $(($(probe_count host2 stream) + $(probe_count bmc stream)))
}

# each frame goes where the filter says before or after the change, none is
# lost, comes twice or goes to the manager
replaced_while_frames_come()
{
	local rounds=20 changes=0 sender manager total

	local -a filter=(dev "$HNI_REP1" ingress protocol ip pref 10 handle 1
		flower skip_sw ip_proto udp dst_port "$PORT" action mirred
		egress redirect dev)

	total=$((rounds * N))
	tc_add_clsact "$HNI_REP1"
	tc filter add "${filter[@]}" "$HNI_REP2"
	check_err $? "filter"
	manager=$(cpu_hit "$HNI_REP1")
	stream "$rounds" &
	sender=$!
	while kill -0 "$sender" 2>/dev/null; do
		tc filter replace "${filter[@]}" "$HNI_BMC"
		check_err $? "to the BMC"
		tc filter replace "${filter[@]}" "$HNI_REP2"
		check_err $? "to host 2"
		changes=$((changes + 2))
	done
	wait "$sender"
	busywait "$WAIT_MS" until_counter_is ">= $total" both_counts >/dev/null
	check_eq "$(both_counts)" "$total" "frames at both"
	check_ge "$(probe_count host2 stream)" 1 "frames at host 2"
	check_ge "$(probe_count bmc stream)" 1 "frames at the BMC"
	check_eq "$(cpu_hit "$HNI_REP1")" "$manager" "CPU_HIT"
	check_ge "$changes" 10 "changes"
	note "$changes changes during $total frames"
	log_test replaced_while_frames_come
}

need HNI_REP1 HNI_REP2 HNI_BMC HNI_UPLINK HNI_ON
setup
tests_run
