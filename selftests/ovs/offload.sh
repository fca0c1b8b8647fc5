#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns Open vSwitch on the representors: unicast flows are in hardware only, and
# their counters say so.
#
#	host1 192.0.2.1   host2 192.0.2.2   wire 192.0.2.9     2001:db8::...
#	    REP1              REP2            uplink
#	     +------------- br0, tc-policy=POLICY ---+
#
# usage: offload.sh [skip_sw | none]
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=ovs.sh
. "$(dirname "$0")/ovs.sh"

POLICY=${1:-skip_sw}
VLAN=100
CVLAN=200
PAGE_KB=512
MORE=1000
ALL_TESTS="
	ping_hosts
	ping_wire
	ping6_hosts
	http_hosts
	vlan_hosts
	cvlan_hosts
	flows_go
"

# place_give PLACE NUMBER: addresses of both families
place_give()
{
	$HNI_ON "$1" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0
	$HNI_ON "$1" ip link set dev eth0 up
	defer "$HNI_ON" "$1" ip link set dev eth0 down
	$HNI_ON "$1" ip addr add "192.0.2.$2/24" dev eth0
	$HNI_ON "$1" ip addr add "2001:db8::$2/64" dev eth0 nodad
	defer "$HNI_ON" "$1" ip addr flush dev eth0 scope global
	busywait "$WAIT_MS" has_carrier "$1" eth0
}

setup()
{
	ovs_start "$POLICY" || return
	bridge_make "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK" || return
	place_give host1 1
	place_give host2 2
	place_give wire 9
}

# unicast_ip TYPE ETHERTYPE: flows of that type to one station
unicast_ip()
{
	flows "$1" | grep -E "eth_type\($2\)" |
		grep -E 'dst=[0-9a-f][02468ace]:[0-9a-f:]{14}[,)/]'
}

# needs_software: of flows on stdin, those that hardware could have taken
needs_no_software()
{
	grep -E 'dst=[0-9a-f][02468ace]:[0-9a-f:]{14}[,)/]' |
		grep -vE 'actions:.*\bbr0\b'
}

# flow_packets PORT ETHERTYPE: hardware count of the flow that enters at PORT
flow_packets()
{
	unicast_ip offloaded "$2" | grep -E "in_port\($1\)" |
		sed -n 's/.*packets:\([0-9]*\).*/\1/p' |
		awk '{ sum += $1 } END { print sum + 0 }'
}

# echo_run PLACE ADDRESS COUNT: 0 if all were answered
echo_run()
{
	$HNI_ON "$1" ping -c "$3" -i 0.005 -W 10 -q "$2" |
		grep -q " $3 received"
}

# offloaded NAME PLACE ADDRESS PORT PEER-PORT ETHERTYPE: the facts on one pair
offloaded()
{
	local name=$1 place=$2 address=$3 port=$4 peer=$5 type=$6 hit packets

	busywait "$WAIT_MS" echo_run "$place" "$address" 1 >/dev/null
	check_err $? "echo"
	echo_run "$place" "$address" 5
	check_err $? "5 echoes"
	log_test "$name.answers"

	busywait "$WAIT_MS" until_counter_is ">= 1" flow_packets "$port" "$type" \
		>/dev/null
	check_err $? "flow of $port in type=offloaded"
	busywait "$WAIT_MS" until_counter_is ">= 1" flow_packets "$peer" "$type" \
		>/dev/null
	check_err $? "flow of $peer in type=offloaded"
	check_eq "$(flows ovs | needs_no_software)" "" "unicast flows in type=ovs"
	log_test "$name.flows_are_offloaded"

	packets=$(flow_packets "$port" "$type")
	hit=$(cpu_hit "$port")
	echo_run "$place" "$address" "$MORE"
	check_err $? "$MORE echoes"
	busywait "$WAIT_MS" until_counter_is ">= $((packets + MORE))" \
		flow_packets "$port" "$type" >/dev/null
	check_ge "$(flow_packets "$port" "$type")" "$((packets + MORE))" \
		"packets of the flow"
	log_test "$name.hardware_counts"
	check_lt "$(cpu_hit "$port")" "$((hit + 10))" "CPU_HIT of $port"
	log_test "$name.cpu_sees_nothing"
	[[ $RET -eq 0 ]] || flows all | sed 's/^/# /'
}

ping_hosts()
{
	offloaded ping.hosts host1 192.0.2.2 "$HNI_REP1" "$HNI_REP2" 0x0800
}

ping_wire()
{
	offloaded ping.wire host1 192.0.2.9 "$HNI_REP1" "$HNI_UPLINK" 0x0800
}

ping6_hosts()
{
	offloaded ping6.hosts host1 2001:db8::2 "$HNI_REP1" "$HNI_REP2" 0x86dd
}

# page_get: the page of host2's server, whole
page_get()
{
	[[ $($HNI_ON host1 curl -sm 20 http://192.0.2.2:8000/page | wc -c) -eq \
		$((PAGE_KB << 10)) ]]
}

http_hosts()
{
	local dir hit packets

	# host2 may be a machine of its own
	dir=$($HNI_ON host2 mktemp -d)
	defer "$HNI_ON" host2 rm -rf "$dir"
	$HNI_ON host2 dd if=/dev/urandom of="$dir/page" bs=1k count="$PAGE_KB" \
		status=none
	$HNI_ON host2 python3 -m http.server -d "$dir" 8000 >/dev/null 2>&1 &
	defer kill $!
	busywait "$WAIT_MS" page_get >/dev/null
	check_err $? "a page"
	busywait "$WAIT_MS" until_counter_is ">= 1" flow_packets "$HNI_REP2" \
		0x0800 >/dev/null
	packets=$(flow_packets "$HNI_REP2" 0x0800)
	hit=$(cpu_hit "$HNI_REP2")
	page_get
	check_err $? "another page"
	log_test http.hosts.answers

	# segments are counted as they are on the wire: 1,448 bytes at most
	busywait "$WAIT_MS" until_counter_is \
		">= $((packets + (PAGE_KB << 10) / 1448))" \
		flow_packets "$HNI_REP2" 0x0800 >/dev/null
	check_err $? "packets of the flow of $HNI_REP2"
	log_test http.hosts.hardware_counts
	check_lt "$(cpu_hit "$HNI_REP2")" "$((hit + 10))" "CPU_HIT of $HNI_REP2"
	log_test http.hosts.cpu_sees_nothing
}

vlan_hosts()
{
	local n

	for n in 1 2; do
		$HNI_ON "host$n" ip link add link eth0 name "eth0.$VLAN" \
			type vlan id "$VLAN"
		defer "$HNI_ON" "host$n" ip link del dev "eth0.$VLAN"
		$HNI_ON "host$n" ip addr add "198.51.100.$n/24" dev "eth0.$VLAN"
		$HNI_ON "host$n" ip link set dev "eth0.$VLAN" up
	done
	ovs-appctl dpctl/del-flows
	offloaded vlan.hosts host1 198.51.100.2 "$HNI_REP1" "$HNI_REP2" 0x8100
}

cvlan_hosts()
{
	local n

	ovs-vsctl set Open_vSwitch . other_config:vlan-limit=0
	for n in 1 2; do
		$HNI_ON "host$n" ip link add link eth0 name "eth0.s" \
			type vlan proto 802.1ad id "$VLAN"
		defer "$HNI_ON" "host$n" ip link del dev "eth0.s"
		$HNI_ON "host$n" ip link add link "eth0.s" name "eth0.c" \
			type vlan id "$CVLAN"
		$HNI_ON "host$n" ip link set dev "eth0.s" up
		$HNI_ON "host$n" ip addr add "203.0.113.$n/24" dev "eth0.c"
		$HNI_ON "host$n" ip link set dev "eth0.c" up
	done
	ovs-appctl dpctl/del-flows
	offloaded cvlan.hosts host1 203.0.113.2 "$HNI_REP1" "$HNI_REP2" 0x88a8
}

# Without OpenFlow flows the datapath's become drops, in hardware as well.
flows_go()
{
	echo_run host1 192.0.2.2 1
	check_err $? "control: an echo with flows"
	ovs-ofctl del-flows br0
	check_err $? "delete all flows"
	ovs-appctl revalidator/wait
	! echo_run host1 192.0.2.2 1
	check_err $? "no echo without flows"
	log_test flows.deleted_forward_nothing
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_ON HNI_CTL
KTAP_AREA=ovs.$POLICY
setup
check_err $? "Open vSwitch starts"
log_test setup.starts
tests_run
