#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns connection tracking: software makes a connection, hardware carries it.
#
#	host1 192.0.2.1 --- REP1  zone ZONE, chain 1  REP2 --- host2 192.0.2.2
#
# Chain 0 looks connections up, chain 1 commits new ones and forwards those that
# are established. None of these filters can be skip_sw: a frame of a connection
# that hardware does not know is software's from its first filter on.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=../lib/conn.sh
. "$(dirname "$0")/../lib/conn.sh"

ZONE=7
MARK=5
ALL_TESTS="
	tcp
	udp
	nat
	icmp_stays
	commit_refused
"

setup()
{
	local rep

	modprobe -a act_ct nf_conntrack nf_flow_table
	for rep in "$HNI_REP1" "$HNI_REP2"; do
		sysctl -qw "net.ipv6.conf.$rep.disable_ipv6=1"
		link_up "$rep"
		tc_add_clsact "$rep"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	neigh_fix host1 192.0.2.2 "$(place_mac host2)"
	neigh_fix host2 192.0.2.1 "$(place_mac host1)"
}

# track FROM TO NAT COMMIT: the filters of one direction
track()
{
	local from=$1 to=$2 nat=$3 commit=$4

	# shellcheck disable=SC2086 # words of a list
	tc_filter_add dev "$from" ingress protocol ip pref 1 flower \
		ct_state -trk action ct zone "$ZONE" $nat pipe \
		action goto chain 1 &&
	tc_filter_add dev "$from" ingress protocol ip pref 1 chain 1 flower \
		ct_state +trk+est \
		action mirred egress redirect dev "$to" &&
	tc_filter_add dev "$from" ingress protocol ip pref 2 chain 1 flower \
		ct_state +trk+new \
		action ct commit zone "$ZONE" mark "$MARK" $commit pipe \
		action mirred egress redirect dev "$to"
}

tcp()
{
	track "$HNI_REP1" "$HNI_REP2" "" "" &&
		track "$HNI_REP2" "$HNI_REP1" "" ""
	check_err $? "filters"
	conn_carried tcp tcp 192.0.2.2 2 "$ZONE"
	# what ends a connection is for software to see
	caller_stop
	conn_gone tcp.ends_with_fin
}

udp()
{
	track "$HNI_REP1" "$HNI_REP2" "" "" &&
		track "$HNI_REP2" "$HNI_REP1" "" ""
	check_err $? "filters"
	conn_carried udp udp 192.0.2.2 2 "$ZONE"
}

# host1 calls 192.0.2.99 and is seen by host2 as 192.0.2.77
nat()
{
	neigh_fix host1 192.0.2.99 "$(place_mac host2)"
	neigh_fix host2 192.0.2.77 "$(place_mac host1)"
	track "$HNI_REP1" "$HNI_REP2" nat \
		"nat src addr 192.0.2.77" &&
		track "$HNI_REP2" "$HNI_REP1" nat ""
	check_err $? "filters"
	conn_carried nat.tcp tcp 192.0.2.2 2 "$ZONE"
	caller_stop
	conn_gone nat.tcp.ends_with_fin
}

icmp_stays()
{
	track "$HNI_REP1" "$HNI_REP2" "" "" &&
		track "$HNI_REP2" "$HNI_REP1" "" ""
	check_err $? "filters"
	$HNI_ON host1 ping -c 5 -i 0.1 -W 5 -q 192.0.2.2 | grep -q " 5 received"
	check_err $? "echo through software"
	check_eq "$(hw_conns)" 0 "rows of connections"
	log_test icmp.stays_in_software
}

commit_refused()
{
	local text

	text=$(tc filter add dev "$HNI_REP1" ingress protocol ip pref 9 flower \
		skip_sw action ct commit zone "$ZONE" pipe \
		action mirred egress redirect dev "$HNI_REP2" 2>&1)
	check_fail $? "commit with skip_sw"
	[[ $text == *"ct commit needs software; drop skip_sw"* ]]
	check_err $? "text: $text"
	log_test commit.refused_with_skip_sw
}

need HNI_REP1 HNI_REP2 HNI_ON HNI_CTL
setup
tests_run
