#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the first promise: a skip_sw redirect between hosts forwards every frame
# unchanged and in order, counts exactly, and the manager's CPU sees none.
#
#	host1 192.0.2.1                          host2 192.0.2.2
#	   |                                        |
#	 REP1 --- flower skip_sw, UDP port --->   REP2
#	      <-- flower skip_sw, UDP port + 1 --
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

COUNT=10000
PORT=4700
ALL_TESTS="
	there_and_back
	miss_goes_to_manager
	deleted_filter_stops
"

setup()
{
	local rep

	for rep in "$HNI_REP1" "$HNI_REP2"; do
		sysctl -qw "net.ipv6.conf.$rep.disable_ipv6=1"
		link_up "$rep"
		tc_add_clsact "$rep"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	neigh_fix host1 192.0.2.2 "$(place_mac host2)"
	neigh_fix host2 192.0.2.1 "$(place_mac host1)"
	keep_all host1
	keep_all host2
}

# redirect FROM TO PORT PREF: one direction of one flow
redirect()
{
	tc_filter_add dev "$1" ingress protocol ip pref "$4" flower skip_sw \
		ip_proto udp dst_port "$3" \
		action mirred egress redirect dev "$2"
}

# one_way NAME FROM TO REP-FROM REP-TO: facts about COUNT frames, whose addresses
# are nobody's, so that no host answers them on its own
one_way()
{
	local name=$1 manager received

	redirect "$4" "$5" "$PORT" 10
	check_err $? "redirect $4 to $5"
	redirect "$5" "$4" "$((PORT + 1))" 10
	check_err $? "redirect $5 to $4"
	check_eq "$(tc_rule_option "$4" 10 .in_hw)" true "in_hw of $4's filter"
	log_test "$name.accepted"

	manager=$(ctl_total to_manager)
	received=$(cat "/sys/class/net/$4/statistics/rx_packets")
	frames_send "$2" "$3" 198.51.100.1 198.51.100.2 "$PORT" "$COUNT"
	check_err $? "exchange of $COUNT frames"
	log_test "$name.unchanged_and_in_order"

	check_eq "$(ctl_total to_manager)" "$manager" "frames to the manager"
	log_test "$name.none_to_manager"

	busywait "$WAIT_MS" until_counter_is "== $COUNT" \
		tc_rule_stats_get "$4" 10 >/dev/null
	check_eq "$(tc_rule_stats_get "$4" 10)" "$COUNT" "packets"
	log_test "$name.packets_exact"
	check_eq "$(tc_rule_stats_get "$4" 10 ingress .bytes)" \
		"$(jq .bytes <<<"$RECEIVED")" "bytes"
	log_test "$name.bytes_exact"
	note "rx_packets of $4 rose by $(($(cat \
		"/sys/class/net/$4/statistics/rx_packets") - received))"
}

there_and_back()
{
	in_defer_scope one_way host1_to_host2 host1 host2 \
		"$HNI_REP1" "$HNI_REP2"
	in_defer_scope one_way host2_to_host1 host2 host1 \
		"$HNI_REP2" "$HNI_REP1"
}

# The control to "none to the manager": another port is seen there.
miss_goes_to_manager()
{
	local manager

	redirect "$HNI_REP1" "$HNI_REP2" "$PORT" 10
	manager=$(ctl_total to_manager)
	$HNI_ON host1 bash -c "for i in {1..10}; do
		echo x >/dev/udp/192.0.2.2/$((PORT + 7)); done"
	busywait "$WAIT_MS" until_counter_is ">= $((manager + 10))" \
		ctl_total to_manager >/dev/null
	check_err $? "10 frames that miss reach the manager"
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 10)" 0 "packets of the filter"
	log_test miss.goes_to_manager
}

deleted_filter_stops()
{
	local before after

	in_defer_scope redirect "$HNI_REP1" "$HNI_REP2" "$PORT" 10
	before=$(ctl_port "$HNI_PORT2" tx_frames)
	$HNI_ON host1 bash -c "for i in {1..10}; do
		echo x >/dev/udp/192.0.2.2/$PORT; done"
	after=$(ctl_port "$HNI_PORT2" tx_frames)
	check_eq "$after" "$before" "frames that left at host 2"
	log_test deleted_filter.forwards_no_more
}

need HNI_REP1 HNI_REP2 HNI_ON HNI_CTL
HNI_PORT2=c2pf0
setup
tests_run
