#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns Open vSwitch with connection tracking: it makes connections in software,
# hardware carries what is established, and all of it goes away again.
#
#	host1 192.0.2.1 --- REP1   br0, table 0: ct, table 1: by ct_state
#	host2 192.0.2.2 --- REP2
#
# Recirculation becomes chains of filters only on a kernel with NET_TC_SKB_EXT,
# which Debian leaves out: see "make check-ovs-ct".
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=../lib/conn.sh
. "$(dirname "$0")/../lib/conn.sh"
# shellcheck source=ovs.sh
. "$(dirname "$0")/ovs.sh"

BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
ALL_TESTS="
	tcp
	udp
	nat
	two_zones
	zones_apart
	doctor_is_content
	flows_go
"

setup()
{
	ovs_start none || return
	bridge_make "$HNI_REP1" "$HNI_REP2" || return
	place_up host1 192.0.2.1/24 >/dev/null
	place_up host2 192.0.2.2/24 >/dev/null
	neigh_fix host1 192.0.2.2 "$(place_mac host2)"
	neigh_fix host2 192.0.2.1 "$(place_mac host1)"
}

# tables FLOW...: OpenFlow's flows, instead of those that are there
tables()
{
	ovs-ofctl del-flows br0 && printf '%s\n' "$@" |
		ovs-ofctl add-flows br0 -
}

# track ZONE NAT COMMIT: what every switch with connections does, in one zone
track()
{
	tables "table=0,ip,ct_state=-trk,actions=ct(table=1,zone=$1$2)" \
		"table=1,ip,ct_state=+trk+new,in_port=$HNI_REP1,actions=ct(commit,zone=$1$3),$HNI_REP2" \
		"table=1,ip,ct_state=+trk+est,in_port=$HNI_REP1,actions=$HNI_REP2" \
		"table=1,ip,ct_state=+trk+est,in_port=$HNI_REP2,actions=$HNI_REP1"
}

# est_packets PORT: hardware's count of the flow of established connections;
# not by flows(), whose -m shows states as numbers
est_packets()
{
	ovs-appctl dpctl/dump-flows --names type=offloaded | grep -E "in_port\($1\)" | grep '+est' |
		sed -n 's/.*packets:\([0-9]*\).*/\1/p' |
		awk '{ sum += $1 } END { print sum + 0 }'
}

# flows_offloaded NAME: while a connection is carried
flows_offloaded()
{
	local before hit port
	local -A packets=()

	for port in "$HNI_REP1" "$HNI_REP2"; do
		packets[$port]=$(est_packets "$port")
	done
	hit=$(cpu_hit "$HNI_REP1")
	exchanges "$MORE"
	check_err $? "$MORE exchanges"
	for port in "$HNI_REP1" "$HNI_REP2"; do
		before=$((packets[$port] + MORE))
		busywait "$WAIT_MS" until_counter_is ">= $before" \
			est_packets "$port" >/dev/null
		check_ge "$(est_packets "$port")" "$before" \
			"packets of the flow of $port"
	done
	log_test "$1.hardware_counts"
	check_lt "$(cpu_hit "$HNI_REP1")" "$((hit + 10))" "CPU_HIT of $HNI_REP1"
	log_test "$1.cpu_sees_nothing"
}

tcp()
{
	track 5 "" ""
	check_err $? "flows"
	conn_carried tcp tcp 192.0.2.2 2 5
	flows_offloaded tcp
	caller_stop
	conn_gone tcp.ends_with_fin
}

udp()
{
	track 5 "" ""
	check_err $? "flows"
	conn_carried udp udp 192.0.2.2 2 5
	flows_offloaded udp
	conntrack -D -p udp --zone 5 >/dev/null 2>&1
	conn_gone udp.deleted_by_conntrack
}

# host1 is seen by host2 as 192.0.2.77
nat()
{
	neigh_fix host2 192.0.2.77 "$(place_mac host1)"
	track 6 ",nat" ",nat(src=192.0.2.77)"
	check_err $? "flows"
	conn_carried nat tcp 192.0.2.2 2 6
	flows_offloaded nat
	caller_stop
	conn_gone nat.ends_with_fin
}

# one connection in two zones, looked up one after the other
two_zones()
{
	tables "table=0,ip,ct_state=-trk,actions=ct(table=1,zone=5)" \
		"table=1,ip,ct_state=+trk+new,actions=ct(commit,zone=5),ct(table=2,zone=6)" \
		"table=1,ip,ct_state=+trk+est,actions=ct(table=2,zone=6)" \
		"table=2,ip,ct_state=+trk+new,in_port=$HNI_REP1,actions=ct(commit,zone=6),$HNI_REP2" \
		"table=2,ip,ct_state=+trk+est,in_port=$HNI_REP1,actions=$HNI_REP2" \
		"table=2,ip,ct_state=+trk+est,in_port=$HNI_REP2,actions=$HNI_REP1"
	check_err $? "flows"
	conn_carried two_zones tcp 192.0.2.2 4 5 6
	caller_stop
	conn_gone two_zones.ends_with_fin
}

# what is established in one zone is new in another
zones_apart()
{
	track 7 "" ""
	check_err $? "flows"
	conn_carried zones_apart tcp 192.0.2.2 2 7
	tables "table=0,ip,ct_state=-trk,actions=ct(table=1,zone=8)" \
		"table=1,ip,ct_state=+trk+est,in_port=$HNI_REP1,actions=$HNI_REP2" \
		"table=1,ip,ct_state=+trk+est,in_port=$HNI_REP2,actions=$HNI_REP1"
	ovs-appctl revalidator/wait
	! exchanges 1
	check_err $? "no exchange through zone 8"
	log_test zones_apart.other_zone_forwards_nothing
}

# What "hnictl doctor" finds on Debian's kernels is no fault of this one. That
# software makes the connections it says, too, as it should.
doctor_is_content()
{
	if [[ ! -x $HNICTL ]]; then
		log_test_skip doctor_finds_nothing "hnictl is not built"
		return
	fi
	track 5 "" ""
	conn_carried doctor udp 192.0.2.2 2 5
	check_eq "$("$HNICTL" -j doctor | jq -r '.doctor[] |
		select(.problem | test("commit needs software") | not) |
		"\(.finding): \(.problem)"')" "" "findings"
	log_test doctor_finds_nothing
}

flows_go()
{
	track 5 "" ""
	check_err $? "flows"
	conn_carried flows_go udp 192.0.2.2 2 5
	ovs-ofctl del-flows br0
	check_err $? "delete all flows"
	ovs-appctl revalidator/wait
	conn_gone flows_go.connections_go_with_them
	! exchanges 1
	check_err $? "no exchange without flows"
	log_test flows_go.nothing_is_forwarded
}

need HNI_REP1 HNI_REP2 HNI_ON HNI_CTL
if [[ ! -e /proc/sys/net/netfilter/nf_conntrack_max ]]; then
	modprobe nf_conntrack
fi
setup
check_err $? "Open vSwitch starts"
log_test setup.starts
tests_run
