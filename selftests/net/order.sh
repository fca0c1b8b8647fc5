#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the order of filters: which of several filters that match a frame is the
# one that counts. Each set of filters is held by hardware alone on REP1 and by
# software alone on one end of a veth pair; the same frames go to both, and
# every filter must have the same count in both.
#
#	host1 --- REP1, skip_sw             twin1 --- twin0, skip_hw
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=20
DST=02:00:5e:00:00:77
ALL_TESTS="
	first_mask_wins
	first_mask_wins_the_other_way
	priority_beats_age
	deleted_mask_loses_its_place
	kept_mask_keeps_its_place
	refused_mask_keeps_its_place
	shadow_stops_later_rules
	refused_replacement_changes_nothing
	replace_in_place
	zero_is_a_value
	tags
	protocols
	chains
	sixteen_gotos
	seventeen_gotos
	matchall_among_flower
	replay_of_a_block
	second_bind
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
	ip link add twin0 type veth peer name twin1
	defer ip link del twin0
	sysctl -qw net.ipv6.conf.twin0.disable_ipv6=1
	sysctl -qw net.ipv6.conf.twin1.disable_ipv6=1
	ip link set dev twin0 up
	ip link set dev twin1 up
}

both_qdiscs()
{
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact twin0
}

# both ARGUMENT...: a filter of each side; the word FLAG becomes its flag
both()
{
	local verb=${VERB:-add}

	tc filter "$verb" dev "$HNI_REP1" ingress "${@/#FLAG/skip_sw}"
	check_err $? "hardware: $*"
	tc filter "$verb" dev twin0 ingress "${@/#FLAG/skip_hw}"
	check_err $? "software: $*"
}

# hits SELECTOR...: "pref chain handle packets" of all filters
hits()
{
	tc -j -s filter show "$@" | jq -r '.[] | select(.options.actions) |
		"\(.pref) \(.chain) \(.options.handle) " +
		"\(.options.actions[0].stats.packets)"' | sort
}

hits_are_equal()
{
	[[ $(hits dev "$HNI_REP1" ingress) == "$(hits dev twin0 ingress)" ]]
}

# the frames that the filters tell apart, as arguments of probe.py
FRAMES="
	--port 0
	--port 4900
	--port 4901
	--port 4900 --dst-ip 192.0.2.252
	--port 4900 --vlan 5
	--port 4901 --vlan 6 --tpid 0x88a8
	--kind udp6 --src-ip 2001:db8::1 --dst-ip 2001:db8::2
	--kind arp
"
KINDS=8

# frames DEV [COMMAND...]: N frames of each kind, sent where COMMAND runs
frames()
{
	local dev=$1

	shift
	grep -e -- <<<"$FRAMES" | "$@" python3 -c '
import sys
sys.path.insert(0, sys.argv[1])
import probe
common = ["probe.py", "send", "--tag", "order"] + sys.argv[2:]
for line in sys.stdin:
    sys.argv = common + line.split()
    probe.main()' "$HNI_LIB" --dev "$dev" --dst "$DST" --count "$N"
}

# to_hardware: returns when the NIC has taken all frames
to_hardware()
{
	local before

	before=$(ctl_port c1pf0 rx_frames)
	frames eth0 "$HNI_ON" host1
	busywait "$WAIT_MS" until_counter_is ">= $((before + KINDS * N))" \
		ctl_port c1pf0 rx_frames >/dev/null
	check_err $? "frames at the NIC"
}

# compare NAME: the fact that both sides count the same, and something at all
compare()
{
	to_hardware
	frames twin1
	busywait "$WAIT_MS" hits_are_equal
	check_eq "$(hits dev "$HNI_REP1" ingress)" \
		"$(hits dev twin0 ingress)" "pref, chain, handle, packets"
	hits dev twin0 ingress | grep -qv ' 0$'
	check_err $? "a filter that counts"
	log_test "$1"
}

UDP=(protocol ip flower FLAG ip_proto udp)

first_mask_wins()
{
	both_qdiscs
	both pref 10 "${UDP[@]}" dst_port 4900 action drop
	both pref 10 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	compare first_mask_wins
}

first_mask_wins_the_other_way()
{
	both_qdiscs
	both pref 10 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	both pref 10 "${UDP[@]}" dst_port 4900 action drop
	both pref 10 "${UDP[@]}" action drop
	compare first_mask_wins_the_other_way
}

priority_beats_age()
{
	both_qdiscs
	both pref 20 "${UDP[@]}" dst_port 4900 action drop
	both pref 10 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	both pref 5 "${UDP[@]}" dst_ip 192.0.2.252 action drop
	compare priority_beats_age
}

deleted_mask_loses_its_place()
{
	both_qdiscs
	both pref 10 handle 1 "${UDP[@]}" dst_port 4900 action drop
	both pref 10 handle 2 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	VERB=del both pref 10 handle 1 protocol ip flower
	both pref 10 handle 3 "${UDP[@]}" dst_port 4900 action drop
	compare deleted_mask_loses_its_place
}

kept_mask_keeps_its_place()
{
	both_qdiscs
	both pref 10 handle 1 "${UDP[@]}" dst_port 4900 action drop
	both pref 10 handle 2 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	both pref 10 handle 3 "${UDP[@]}" dst_port 4901 action drop
	VERB=del both pref 10 handle 1 protocol ip flower
	both pref 10 handle 4 "${UDP[@]}" dst_port 4900 action drop
	compare kept_mask_keeps_its_place
}

# a filter that only software holds: hardware has refused it, its mask counts
refused_mask_keeps_its_place()
{
	both_qdiscs
	tc filter add dev "$HNI_REP1" ingress pref 10 protocol ip flower \
		ip_proto udp dst_port 9 action skbedit ptype host action drop
	check_err $? "filter that hardware refuses"
	tc filter add dev twin0 ingress pref 10 protocol ip flower \
		ip_proto udp dst_port 9 action skbedit ptype host action drop
	check_err $? "the same on the twin"
	check_eq "$(tc_rule_option "$HNI_REP1" 10 .not_in_hw)" true "not_in_hw"
	both pref 10 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	both pref 10 "${UDP[@]}" dst_port 4900 action drop
	compare refused_mask_keeps_its_place
}

# what a refused filter matches goes to software, later rules do not get it
shadow_stops_later_rules()
{
	local want=$N

	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress pref 10 protocol ip flower \
		ip_proto udp dst_port 4901 action skbedit ptype host action drop
	check_err $? "filter that hardware refuses"
	tc filter add dev "$HNI_REP1" ingress pref 20 protocol ip flower \
		skip_sw ip_proto udp action drop
	check_err $? "filter behind it"
	to_hardware
	busywait "$WAIT_MS" until_counter_is ">= $want" \
		tc_rule_stats_get "$HNI_REP1" 10 >/dev/null
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 10)" "$want" "in software"
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 20)" $((3 * N)) "in hardware"
	log_test shadow_stops_later_rules
	tc filter del dev "$HNI_REP1" ingress pref 10
	to_hardware
	busywait "$WAIT_MS" until_counter_is ">= $((7 * N))" \
		tc_rule_stats_get "$HNI_REP1" 20 >/dev/null
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 20)" $((7 * N)) "afterwards"
	log_test shadow_goes_with_its_filter
}

refused_replacement_changes_nothing()
{
	both_qdiscs
	both pref 10 handle 1 "${UDP[@]}" dst_port 4900 action drop
	tc filter replace dev "$HNI_REP1" ingress pref 10 handle 1 \
		protocol ip flower skip_sw ip_proto udp dst_port 4900 \
		action skbedit ptype host action drop 2>/dev/null
	check_fail $? "replacement that hardware refuses"
	compare refused_replacement_changes_nothing
}

replace_in_place()
{
	both_qdiscs
	both pref 10 handle 1 "${UDP[@]}" dst_port 4900 action drop
	both pref 10 handle 2 "${UDP[@]}" dst_ip 192.0.2.251 action drop
	VERB=replace both pref 10 handle 1 "${UDP[@]}" dst_port 4901 action drop
	compare replace_in_place
}

zero_is_a_value()
{
	both_qdiscs
	both pref 10 "${UDP[@]}" dst_port 0 action drop
	both pref 20 "${UDP[@]}" ip_tos 0 action drop
	compare zero_is_a_value
}

tags()
{
	both_qdiscs
	both pref 10 protocol 802.1q flower FLAG vlan_id 5 action drop
	both pref 20 protocol 802.1ad flower FLAG vlan_id 6 vlan_prio 0 \
		action drop
	both pref 30 protocol 802.1ad flower FLAG vlan_ethtype ip action drop
	compare tags
}

protocols()
{
	both_qdiscs
	both pref 10 protocol arp flower FLAG arp_tip 192.0.2.251 action drop
	both pref 20 protocol ipv6 flower FLAG dst_ip 2001:db8::2 action drop
	both pref 30 protocol all flower FLAG dst_mac "$DST" action drop
	compare protocols
}

chains()
{
	both_qdiscs
	both pref 10 "${UDP[@]}" dst_port 4900 action goto chain 3
	both chain 3 pref 30 "${UDP[@]}" dst_ip 192.0.2.252 action drop
	both chain 3 pref 20 "${UDP[@]}" dst_ip 192.0.2.252 action goto chain 1
	both chain 1 pref 1 "${UDP[@]}" action drop
	both pref 20 "${UDP[@]}" action drop
	compare chains
}

# gotos COUNT: a frame to port 4900 passes through COUNT chains
gotos()
{
	local i

	both_qdiscs
	for ((i = 0; i < $1; i++)); do
		both chain "$i" pref 1 "${UDP[@]}" dst_port 4900 \
			action goto chain $((i + 1))
	done
	both chain "$i" pref 1 "${UDP[@]}" action drop
}

sixteen_gotos()
{
	gotos 16
	compare sixteen_gotos
}

# hardware counts all or nothing of a frame, so the counts are stated here
seventeen_gotos()
{
	gotos 17
	to_hardware
	check_eq "$(tc -j -s filter show dev "$HNI_REP1" ingress chain 17 |
		jq '[.[] | select(.options.actions)][0].options.actions[0].stats.packets')" \
		0 "packets in chain 17"
	log_test seventeenth_goto_drops
}

matchall_among_flower()
{
	both_qdiscs
	both pref 10 "${UDP[@]}" dst_port 4900 action drop
	both pref 20 protocol ip matchall FLAG action drop
	both pref 30 "${UDP[@]}" action drop
	compare matchall_among_flower
}

# block_filters: masks in turns, as they are replayed newest first
block_filters()
{
	local filter

	for filter in "dst_port 4901" "dst_ip 192.0.2.251" "dst_port 4900" \
		"dst_ip 192.0.2.252" "dst_port 0"; do
		# shellcheck disable=SC2086 # words
		tc filter add block 33 pref 10 protocol ip flower \
			ip_proto udp $filter action drop
		check_err $? "filter $filter of the block"
	done
}

# doubled: the counts of a list, twice
doubled()
{
	awk '{ $NF *= 2; print }'
}

hits_of_block_are()
{
	[[ $(hits block 33) == "$1" ]]
}

# software counts first, then hardware on the port that is bound afterwards
replay_of_a_block()
{
	local want

	tc qdisc add dev twin0 ingress_block 33 clsact
	check_err $? "block on the twin"
	defer tc qdisc del dev twin0 clsact
	block_filters
	frames twin1
	want=$(hits block 33 | doubled)
	tc qdisc add dev "$HNI_REP1" ingress_block 33 clsact
	check_err $? "block on $HNI_REP1"
	defer tc qdisc del dev "$HNI_REP1" clsact
	busywait "$WAIT_MS" block_is_in_hw
	check_err $? "filters in hardware"
	to_hardware
	busywait "$WAIT_MS" hits_of_block_are "$want"
	check_eq "$(hits block 33)" "$want" "packets of software, twice"
	log_test replay_keeps_the_order
}

block_is_in_hw()
{
	[[ $(tc -j filter show block 33 |
		jq '[.[] | select(.options.in_hw)] | length') -eq 5 ]]
}

# bound a second time after it was unbound: everything is replayed again
second_bind()
{
	local want

	tc qdisc add dev twin0 ingress_block 33 clsact
	defer tc qdisc del dev twin0 clsact
	block_filters
	tc qdisc add dev "$HNI_REP1" ingress_block 33 clsact
	tc qdisc del dev "$HNI_REP1" clsact
	tc qdisc add dev "$HNI_REP1" ingress_block 33 clsact
	check_err $? "second bind"
	defer tc qdisc del dev "$HNI_REP1" clsact
	frames twin1
	want=$(hits block 33 | doubled)
	busywait "$WAIT_MS" block_is_in_hw
	to_hardware
	busywait "$WAIT_MS" hits_of_block_are "$want"
	check_eq "$(hits block 33)" "$want" "packets of software, twice"
	log_test second_bind_keeps_the_order
}

need HNI_REP1 HNI_ON HNI_CTL HNI_DEV
setup
tests_run
