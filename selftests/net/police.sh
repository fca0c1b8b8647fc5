#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns policers: which frames conform and what becomes of both kinds, in hardware
# and in software; sharing by index; the action offloaded by itself. Rates are so
# large or small that the time a test takes does not matter.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=30
BURST=10
PORT=4900
ALL_TESTS="
	lengths
	rates
	verdicts
	shared_by_index
	offloaded_by_itself
	changed_later
	nothing_is_left
"
FORWARD="action mirred egress redirect dev OUT"

setup()
{
	local rep

	for rep in "$HNI_REP1" "$HNI_REP2"; do
		sysctl -qw "net.ipv6.conf.$rep.disable_ipv6=1"
		link_up "$rep"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	keep_order host1
	keep_order host2
	BEFORE=$(occupancy)
}

# an MTU lies between the lengths of the frames, tagged ones among them
lengths()
{
	local mtu rows all="IN ingress protocol all pref 10 matchall FLAG"

	rows=$(for mtu in 60 64 68 74 78 80; do
		echo "mtu_$mtu|some|$all action police mtu $mtu" \
			"conform-exceed drop/pipe $FORWARD"
	done)
	twins <<<"$rows"
	twins <<-END
		mtu_egress|some|$all $FORWARD; OUT egress protocol all pref 10 matchall FLAG action police mtu 68 conform-exceed drop/ok
		mtu_behind_push|some|$all action mpls push label 5 pipe action police mtu 68 conform-exceed drop/pipe $FORWARD
		mtu_behind_pop|some|$all action vlan pop pipe action police mtu 68 conform-exceed drop/pipe $FORWARD
		mtu_of_a_rate|all|$all action police rate 10gbit burst 10m conform-exceed drop/pipe $FORWARD
	END
}

rates()
{
	local all="IN ingress protocol all pref 10 matchall FLAG"

	twins <<-END
		rate_huge|all|$all action police rate 20gbit burst 10m conform-exceed drop/pipe $FORWARD
		burst_tiny|none|$all action police rate 8kbit burst 10 conform-exceed drop/pipe $FORWARD
		overhead|none|$all action police rate 8kbit burst 1000 overhead 2000 conform-exceed drop/pipe $FORWARD
		rate_10mbit|all|$all action police rate 10mbit burst 64k conform-exceed drop/pipe $FORWARD
		pkts_huge|all|$all action police pkts_rate 1000000 pkts_burst 100000 conform-exceed drop/pipe $FORWARD
		egress_burst_tiny|some|$all $FORWARD; OUT egress protocol ip pref 10 matchall FLAG action police rate 8kbit burst 10 conform-exceed drop/ok
	END
}

verdicts()
{
	local all="IN ingress protocol all pref 10 matchall FLAG"
	local police="action police mtu 68 conform-exceed"
	local edit="action pedit ex munge eth src set 02:00:00:00:00:01 pipe"

	twins <<-END
		exceed_pipe|all|$all $police pipe/pipe $FORWARD
		exceed_ok|some|$all $police ok/pipe $FORWARD
		conform_ok|some|$all $police pipe/ok $FORWARD
		conform_drop|some|$all $police pipe/drop $FORWARD
		conform_drop_of_a_rate|none|$all action police rate 20gbit burst 10m conform-exceed pipe/drop $FORWARD
		exceed_jump|all|$all $police jump 2 / pipe $edit $FORWARD
		conform_jump|all|$all $police pipe / jump 2 $edit $FORWARD
		jump_out_of_the_list|some|$all $police jump 9 / pipe $FORWARD
		exceed_goto|some|$all $police goto chain 3 / pipe action drop; IN ingress chain 3 protocol all pref 1 matchall FLAG $FORWARD
		two_policers|some|$all $police jump 2 / pipe action police mtu 64 conform-exceed drop/pipe $edit $FORWARD
		conform_is_ok_by_default|some|$all $police pipe $FORWARD
	END
}

# send PORT: N frames to host 2
send()
{
	probe_send host1 "p$1" --dst "$MAC2" --count "$N" --port "$1"
}

# filter PREF PORT ACTION...: forwards what its policer lets through
filter()
{
	local pref=$1 port=$2

	shift 2
	tc filter add dev "$HNI_REP1" ingress protocol ip pref "$pref" flower \
		skip_sw ip_proto udp dst_port "$port" "$@" \
		action mirred egress redirect dev "$HNI_REP2"
	check_err $? "filter with pref $pref"
}

# police_stat INDEX FIELD: of an action, as of now
police_stat()
{
	tc -s -j actions ls action police | jq ".[] | select(.actions) |
		.actions[] | select(.index == $1) | .stats.$2"
}

# action_del INDEX: the kernel lets go of it some time after its filters
action_del()
{
	busywait "$WAIT_MS" tc actions del action police index "$1" 2>/dev/null
}

arrived()
{
	echo $(($(probe_count host2 "p$PORT") +
		$(probe_count host2 "p$((PORT + 1))")))
}

# a bucket of BURST frames, hardly refilled, for the frames of two filters
shared_by_index()
{
	MAC2=$(place_mac host2)
	probe_listen host2
	tc_add_clsact "$HNI_REP1"
	filter 10 "$PORT" action police pkts_rate 1 pkts_burst "$BURST" \
		conform-exceed drop/pipe index 7
	filter 20 $((PORT + 1)) action police index 7
	send "$PORT"
	send $((PORT + 1))
	# each filter adds to the action when somebody looks at it
	tc -s filter show dev "$HNI_REP1" ingress pref 10 >/dev/null
	busywait "$WAIT_MS" until_counter_is "== $((2 * N))" \
		tc_rule_stats_get "$HNI_REP1" 20 >/dev/null
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 20)" $((2 * N)) \
		"packets of the action, which both filters have"
	busywait "$WAIT_MS" until_counter_is ">= $BURST" arrived >/dev/null
	check_ge "$(arrived)" "$BURST" "frames that arrived"
	check_lt "$(arrived)" $((BURST + N / 2)) "frames that arrived"
	log_test shared_by_index
	check_eq "$(occupancy | grep '^meters ')" "meters 1" "meters in use"
	log_test shared_meter_is_one
}

offloaded_by_itself()
{
	MAC2=$(place_mac host2)
	probe_listen host2
	tc actions add action police pkts_rate 1 pkts_burst "$BURST" \
		conform-exceed drop/pipe index 10 skip_sw
	check_err $? "action"
	defer action_del 10
	tc_add_clsact "$HNI_REP1"
	check_eq "$(tc -j actions get action police index 10 |
		jq '.[] | select(.actions) | .actions[0].in_hw')" true "in_hw"
	log_test action_is_in_hw

	filter 10 "$PORT" action police index 10
	filter 20 $((PORT + 1)) action police index 10
	send "$PORT"
	send $((PORT + 1))
	busywait "$WAIT_MS" until_counter_is "== $((2 * N))" \
		police_stat 10 packets >/dev/null
	check_eq "$(police_stat 10 packets)" $((2 * N)) "packets of the action"
	busywait "$WAIT_MS" until_counter_is ">= $BURST" arrived >/dev/null
	check_eq "$(($(police_stat 10 drops) + $(arrived)))" $((2 * N)) \
		"drops and frames that arrived"
	log_test action_counts
	check_eq "$(police_stat 10 hw_packets)" $((2 * N)) "of hardware"
	send "$PORT"
	busywait "$WAIT_MS" until_counter_is "== $((3 * N))" \
		police_stat 10 hw_packets >/dev/null
	check_eq "$(police_stat 10 hw_packets)" $((3 * N)) "and later"
	log_test action_shows_hardware
	tc actions del action police index 10 2>/dev/null
	check_fail $? "deletion while filters use it"
	log_test action_stays_while_it_is_used
}

# a change of rate reaches the filters, one of the verdict is refused
changed_later()
{
	MAC2=$(place_mac host2)
	probe_listen host2
	tc actions add action police rate 8kbit burst 10 \
		conform-exceed drop/pipe index 11 skip_sw
	check_err $? "action that lets nothing through"
	defer action_del 11
	tc_add_clsact "$HNI_REP1"
	filter 10 "$PORT" action police index 11
	send "$PORT"
	busywait "$WAIT_MS" until_counter_is "== $N" police_stat 11 drops \
		>/dev/null
	check_eq "$(police_stat 11 drops)" "$N" "drops"
	tc actions replace action police rate 10gbit burst 1m \
		conform-exceed drop/pipe index 11 skip_sw
	check_err $? "a rate that lets all through"
	send "$PORT"
	busywait "$WAIT_MS" until_counter_is "== $N" probe_count host2 \
		"p$PORT" >/dev/null
	check_eq "$(probe_count host2 "p$PORT")" "$N" "frames that arrived"
	log_test change_of_rate_takes_effect

	tc actions replace action police rate 10gbit burst 1m \
		conform-exceed pipe/pipe index 11 skip_sw 2>/dev/null
	check_fail $? "another verdict, which filters would not have"
	log_test change_of_verdict_is_refused
}

occupancy_is()
{
	[[ $(occupancy) == "$1" ]]
}

nothing_is_left()
{
	busywait "$WAIT_MS" occupancy_is "$BEFORE"
	check_eq "$(occupancy)" "$BEFORE" "resources in use"
	log_test nothing_is_left
}

need HNI_REP1 HNI_REP2 HNI_ON HNI_DEV
setup
tests_run
