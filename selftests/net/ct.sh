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

ZONE=7
MARK=5
PORT=5300
MORE=200
PINGPONG=$(dirname "$(realpath "$0")")/pingpong.py
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

# caller_start KIND ADDRESS PORT: a caller at host1 that takes numbers on fd 7
# and answers on fd 8
caller_start()
{
	local dir

	dir=$(mktemp -d)
	mkfifo "$dir/in" "$dir/out"
	$HNI_ON host1 python3 "$PINGPONG" call "$@" <"$dir/in" >"$dir/out" &
	CALLER=$!
	exec 7>"$dir/in" 8<"$dir/out"
	rm -rf "$dir"
}

caller_stop()
{
	exec 7>&- 8<&-
	wait "$CALLER"
}

# exchanges N: 0 if all N came back
exchanges()
{
	local good

	echo "$1" >&7
	read -r -t 60 good _ <&8
	[[ $good == "$1" ]]
}

# hw_conns: rows of connections in the NIC
hw_conns()
{
	$HNI_CTL dump conn | jq '.rows | length'
}

# both_offloaded: the kernel hands a direction over when frames come its way
both_offloaded()
{
	exchanges 2 && [[ $(hw_conns) -ge 2 ]]
}

# carried NAME KIND ADDRESS: the facts about one connection
carried()
{
	local name=$1 kind=$2 address=$3 manager

	$HNI_ON host2 python3 "$PINGPONG" serve "$kind" "$PORT" &
	defer kill $!
	[[ $kind == udp ]] || busywait "$WAIT_MS" "$HNI_ON" host2 \
		bash -c "ss -Hltn sport = :$PORT | grep -q ." >/dev/null
	caller_start "$kind" "$address" "$PORT"
	defer caller_stop
	busywait "$WAIT_MS" exchanges 5 >/dev/null
	check_err $? "5 exchanges through software"
	log_test "$name.begins_in_software"

	busywait "$WAIT_MS" both_offloaded >/dev/null
	check_eq "$(hw_conns)" 2 "rows of connections"
	log_test "$name.both_directions_in_hardware"

	manager=$(ctl_total to_manager)
	exchanges "$MORE"
	check_err $? "$MORE exchanges"
	log_test "$name.answers"
	check_lt "$(ctl_total to_manager)" "$((manager + 20))" \
		"frames to the manager"
	log_test "$name.manager_sees_nothing"
	check_eq "$(conntrack -L -p "$kind" --zone "$ZONE" 2>/dev/null |
		grep -c HW_OFFLOAD)" 1 "connections that conntrack calls offloaded"
	log_test "$name.conntrack_knows"
}

# gone: the last rule of the zone takes its connections along
gone()
{
	caller_stop
	busywait "$WAIT_MS" until_counter_is "== 0" hw_conns >/dev/null
	check_eq "$(hw_conns)" 0 "rows of connections"
	log_test "$1"
}

tcp()
{
	track "$HNI_REP1" "$HNI_REP2" "" "" &&
		track "$HNI_REP2" "$HNI_REP1" "" ""
	check_err $? "filters"
	carried tcp tcp 192.0.2.2
	# what ends a connection is for software to see
	gone tcp.ends_with_fin
}

udp()
{
	track "$HNI_REP1" "$HNI_REP2" "" "" &&
		track "$HNI_REP2" "$HNI_REP1" "" ""
	check_err $? "filters"
	carried udp udp 192.0.2.2
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
	carried nat.tcp tcp 192.0.2.2
	gone nat.tcp.ends_with_fin
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
