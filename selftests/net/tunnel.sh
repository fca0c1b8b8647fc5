#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns filters on tunnel devices: hardware takes the outer header off and carries
# what is inside to a host; what software has to see, it sees as it came.
#
#	wire 10.9.0.2 = tunnel = uplink's representor 10.9.0.1
#	  inner0 192.0.2.9          tun0, flower ----------> REP1, host1 192.0.2.1
#
# The way back is software's: it puts the header on. The wire's end is the
# kernel's own tunnel device, so the kernel says what is a valid frame. On a device
# that is not the driver's the kernel allows no skip_sw, whatever the NIC can.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KEY=42
COUNT=50
ALL_TESTS="
	vxlan
	geneve_stays
	address_gone
	refusals
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_UPLINK.disable_ipv6=1" \
		"net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_UPLINK"
	link_up "$HNI_REP1"
	tc_add_clsact "$HNI_REP1"
	place_up host1 192.0.2.1/24
	place_up wire 10.9.0.2/24
	ip addr add 10.9.0.1/24 dev "$HNI_UPLINK"
	defer ip addr del 10.9.0.1/24 dev "$HNI_UPLINK"
	$HNI_ON wire ip link add inner0 type dummy
	defer "$HNI_ON" wire ip link del dev inner0
	$HNI_ON wire ip link set dev inner0 up
	$HNI_ON wire ip addr add 192.0.2.9/24 dev inner0
	$HNI_ON wire tc qdisc add dev inner0 clsact
	neigh_fix host1 192.0.2.9 "$($HNI_ON wire cat /sys/class/net/inner0/address)"
	$HNI_ON wire ip neigh replace 192.0.2.1 lladdr "$(place_mac host1)" \
		nud permanent dev inner0
}

# tunnel_make "TYPE ARGS" "KEYS" "SET": both ends, filters of both directions
tunnel_make()
{
	# shellcheck disable=SC2086 # words of a list
	$HNI_ON wire ip link add tun0 type $1 &&
		$HNI_ON wire ip link set dev tun0 up &&
		$HNI_ON wire tc qdisc add dev tun0 clsact || return
	defer "$HNI_ON" wire ip link del dev tun0
	# shellcheck disable=SC2086
	$HNI_ON wire tc filter replace dev inner0 egress pref 1 matchall \
		action tunnel_key set src_ip 10.9.0.2 dst_ip 10.9.0.1 id $KEY $3 \
		pipe action mirred egress redirect dev tun0 &&
	$HNI_ON wire tc filter add dev tun0 ingress pref 1 matchall skip_hw \
		action tunnel_key unset pipe action skbedit ptype host pipe \
		action mirred ingress redirect dev inner0 || return
	defer "$HNI_ON" wire tc filter del dev inner0 egress pref 1

	# shellcheck disable=SC2086
	ip link add tun0 type $1 && ip link set dev tun0 up || return
	defer ip link del dev tun0
	tc_add_clsact tun0
	# shellcheck disable=SC2086
	tc_filter_add dev tun0 ingress protocol ip pref 1 flower \
		enc_key_id $KEY enc_src_ip 10.9.0.2 enc_dst_ip 10.9.0.1 $2 \
		action tunnel_key unset pipe \
		action mirred egress redirect dev "$HNI_REP1" || return
	# shellcheck disable=SC2086
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 1 matchall \
		skip_hw action tunnel_key set src_ip 10.9.0.1 dst_ip 10.9.0.2 \
		id $KEY $3 pipe action mirred egress redirect dev tun0
}

# echo_run COUNT: from the wire's inner address to host1
echo_run()
{
	$HNI_ON wire ping -c "$1" -i 0.05 -W 10 -q 192.0.2.1 |
		grep -q " $1 received"
}

# decapped: count of the redirect; the kernel gives tunnel_key none
decapped()
{
	tc -j -s filter show dev tun0 ingress pref 1 |
		jq '[.[] | select(.options.actions)][0].options.actions[1].stats.packets'
}

# carried NAME: the facts about a tunnel that is there
carried()
{
	local hit packets

	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	log_test "$1.answers"
	packets=$(decapped)
	hit=$(cpu_hit "$HNI_UPLINK")
	echo_run "$COUNT"
	check_err $? "$COUNT echoes"
	busywait "$WAIT_MS" until_counter_is "== $((packets + COUNT))" \
		decapped >/dev/null
	check_eq "$(decapped)" "$((packets + COUNT))" \
		"packets of the filter"
	check_eq "$(tc_rule_option tun0 1 .in_hw)" true "in_hw"
	log_test "$1.hardware_counts_each"
	check_lt "$(cpu_hit "$HNI_UPLINK")" "$((hit + 10))" \
		"frames of the uplink that the manager saw"
	log_test "$1.manager_sees_nothing"
}

vxlan()
{
	tunnel_make "vxlan external dstport 4789" "enc_dst_port 4789" \
		"dst_port 4789"
	check_err $? "tunnel and filters"
	carried vxlan
}

# Other tunnels are software's, whole.
geneve_stays()
{
	tunnel_make "geneve external dstport 6081" "enc_dst_port 6081" \
		"dst_port 6081"
	check_err $? "tunnel and filters"
	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	check_eq "$(tc_rule_option tun0 1 .not_in_hw)" true "not_in_hw"
	check_eq "$(tunnel_rows)" 0 "ends of tunnels"
	log_test geneve.stays_in_software
}

# Frames to an address that is not the manager's any more are not opened.
address_gone()
{
	local packets

	tunnel_make "vxlan external dstport 4789" "enc_dst_port 4789" \
		"dst_port 4789"
	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	packets=$(decapped)
	ip addr del 10.9.0.1/24 dev "$HNI_UPLINK"
	$HNI_ON wire ip neigh replace 10.9.0.1 nud permanent dev eth0 \
		lladdr "$(mac_of here "$HNI_UPLINK")"
	busywait "$WAIT_MS" until_counter_is "== 0" tunnel_rows >/dev/null
	check_eq "$(tunnel_rows)" 0 "ends of tunnels"
	! $HNI_ON wire ping -c 3 -i 0.1 -W 1 -q 192.0.2.1 >/dev/null
	check_err $? "no echo"
	check_eq "$(decapped)" "$packets" "packets"
	log_test address.gone_is_not_opened
	$HNI_ON wire ip neigh del 10.9.0.1 dev eth0
	ip addr add 10.9.0.1/24 dev "$HNI_UPLINK"
	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	log_test address.back_is_opened
}

# tunnel_rows: ends of tunnels in the NIC
tunnel_rows()
{
	$HNI_CTL dump tunnel | jq '.rows | length'
}

refused()
{
	local name=$1 want=$2 text

	shift 2
	tc_filter_add dev tun0 ingress protocol ip pref 9 flower "$@"
	check_err $? "filter: $*"
	check_eq "$(tc_rule_option tun0 9 .not_in_hw)" true "not_in_hw"
	text=$(devlink -j health diagnose "$HNI_DEV" reporter tc |
		jq -r '[.. | objects | select(has("text"))][0].text')
	[[ $text == *"$want"* ]]
	check_err $? "text: $text"
	tc filter del dev tun0 ingress protocol ip pref 9
	log_test "refused.$name"
}

refusals()
{
	tunnel_make "vxlan external dstport 4789" "enc_dst_port 4789" \
		"dst_port 4789"
	check_err $? "tunnel and filters"
	refused pass "needs software" enc_key_id 1 action pass
	refused erspan "enc_opts" enc_key_id 1 \
		erspan_opts 1:2:0:0 action drop
	refused long_options "enc_opts" enc_key_id 1 geneve_opts \
"0102:80:$(printf '%080d' 0),0103:81:00000001" action drop
}

need HNI_UPLINK HNI_REP1 HNI_ON HNI_CTL
setup
tests_run
