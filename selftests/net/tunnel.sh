#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns tunnels: hardware takes the outer header off what arrives for a tunnel
# device, and puts it before what leaves into one; what software has to see, it
# sees as it came.
#
#	wire 10.9.0.2 = tunnel = uplink's representor 10.9.0.1
#	  inner0 192.0.2.9          tun0, flower <---------> REP1, host1 192.0.2.1
#
# The wire's end is the kernel's own tunnel device, so the kernel says what is a
# valid frame. On a device that is not the driver's the kernel allows no skip_sw,
# whatever the NIC can; the filters of the representor have it.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KEY=42
COUNT=30
V4="10.9.0.1 10.9.0.2"
V6="2001:db8:9::1 2001:db8:9::2"
VXLAN="vxlan external dstport 4789"
NEW_MAC=02:00:00:00:09:09
ALL_TESTS="
	vxlan
	vxlan6
	vxlan_gbp
	geneve
	geneve6
	gretap
	gretap_csum
	ip6gretap
	neighbour
	neighbour_lost
	route
	shared
	exhausted
	device_gone
	address_gone
	refusals
	gretap_refusals
	left_behind
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1" \
		"net.ipv6.conf.$HNI_REP2.disable_ipv6=1" \
		"net.ipv6.conf.$HNI_UPLINK.accept_dad=0"
	# no devices that nobody asked for with the first GRE device
	sysctl -qw net.core.fb_tunnels_only_for_init_net=2
	link_up "$HNI_UPLINK"
	link_up "$HNI_REP1"
	link_up "$HNI_REP2"
	tc_add_clsact "$HNI_REP1"
	place_up host1 192.0.2.1/24
	place_up host2 10.8.0.2/24
	place_up wire 10.9.0.2/24
	$HNI_ON wire sysctl -qw net.ipv6.conf.all.disable_ipv6=0 \
		net.ipv6.conf.eth0.accept_dad=0
	ip addr add 10.9.0.1/24 dev "$HNI_UPLINK"
	defer ip addr del 10.9.0.1/24 dev "$HNI_UPLINK"
	ip addr add 2001:db8:9::1/64 nodad dev "$HNI_UPLINK"
	defer ip addr del 2001:db8:9::1/64 dev "$HNI_UPLINK"
	$HNI_ON wire ip addr add 2001:db8:9::2/64 nodad dev eth0
	defer "$HNI_ON" wire ip addr del 2001:db8:9::2/64 dev eth0
	$HNI_ON wire ip link add inner0 type dummy
	defer "$HNI_ON" wire ip link del dev inner0
	$HNI_ON wire ip link set dev inner0 up
	$HNI_ON wire ip addr add 192.0.2.9/24 dev inner0
	$HNI_ON wire tc qdisc add dev inner0 clsact
	neigh_fix host1 192.0.2.9 "$($HNI_ON wire cat /sys/class/net/inner0/address)"
	$HNI_ON wire ip neigh replace 192.0.2.1 lladdr "$(place_mac host1)" \
		nud permanent dev inner0
}

# encap_add FLAG "SRC DST" "SET" [PREF]: what host1 sends leaves into tun0
encap_add()
{
	local src=${2% *} dst=${2#* }

	# shellcheck disable=SC2086 # words of a list
	tc_filter_add dev "$HNI_REP1" ingress protocol all pref "${4:-1}" \
		flower $1 action tunnel_key set src_ip "$src" dst_ip "$dst" $3 \
		pipe action mirred egress redirect dev tun0
}

# tunnel_make "TYPE ARGS" "SRC DST" "KEYS" "SET": both ends, filters of both
# directions
tunnel_make()
{
	local here=${2% *} there=${2#* }

	# shellcheck disable=SC2086 # words of a list
	$HNI_ON wire ip link add tun0 type $1 &&
		$HNI_ON wire ip link set dev tun0 up &&
		$HNI_ON wire tc qdisc add dev tun0 clsact || return
	defer "$HNI_ON" wire ip link del dev tun0
	# shellcheck disable=SC2086
	$HNI_ON wire tc filter replace dev inner0 egress pref 1 matchall \
		action tunnel_key set src_ip "$there" dst_ip "$here" id $KEY $4 \
		pipe action mirred egress redirect dev tun0 &&
	$HNI_ON wire tc filter add dev tun0 ingress pref 1 matchall skip_hw \
		action tunnel_key unset pipe action skbedit ptype host pipe \
		action mirred ingress redirect dev inner0 || return
	defer "$HNI_ON" wire tc filter del dev inner0 egress pref 1

	# shellcheck disable=SC2086
	ip link add tun0 type $1 && ip link set dev tun0 up || return
	defer tunnel_gone
	tc_add_clsact tun0
	# shellcheck disable=SC2086
	tc_filter_add dev tun0 ingress protocol ip pref 1 flower \
		enc_key_id $KEY enc_src_ip "$there" enc_dst_ip "$here" $3 \
		action tunnel_key unset pipe \
		action mirred egress redirect dev "$HNI_REP1" || return
	encap_add skip_sw "$2" "id $KEY $4"
}

tunnel_gone()
{
	ip link del dev tun0 2>/dev/null
}

# vxlan_make: a plain one, for tests of something else
vxlan_make()
{
	tunnel_make "$VXLAN" "$V4" "enc_dst_port 4789" "dst_port 4789"
	check_err $? "tunnel and filters"
	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
}

# echo_run COUNT [LOST]: from the wire's inner address to host1. Of the answers so
# many may get lost: at the wire a tunnel is the kernel's, which has been seen to lose
# one of thirty that the NIC's capture had, each as it should be.
echo_run()
{
	local text received

	text=$($HNI_ON wire ping -c "$1" -i 0.05 -W 10 -q 192.0.2.1)
	received=$(sed -n 's/.* \([0-9]*\) received,.*/\1/p' <<<"$text")
	((${received:-0} >= $1 - ${2:-0})) && return
	note "${text#*$'\n'}"
	return 1
}

# redirected DEV: count of the redirect; the kernel gives tunnel_key none
redirected()
{
	tc -j -s filter show dev "$1" ingress pref 1 |
		jq '[.[] | select(.options.actions)][0].options.actions[1].stats.packets'
}

# carried NAME: the facts about a tunnel that is there
carried()
{
	local decapped encapped hit rep_hit

	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	log_test "$1.answers"
	decapped=$(redirected tun0)
	encapped=$(redirected "$HNI_REP1")
	hit=$(cpu_hit "$HNI_UPLINK")
	rep_hit=$(cpu_hit "$HNI_REP1")
	echo_run "$COUNT" 1
	check_err $? "$COUNT echoes"
	busywait "$WAIT_MS" until_counter_is "== $((decapped + COUNT))" \
		redirected tun0 >/dev/null
	check_eq "$(redirected tun0)" "$((decapped + COUNT))" \
		"packets taken out"
	busywait "$WAIT_MS" until_counter_is "== $((encapped + COUNT))" \
		redirected "$HNI_REP1" >/dev/null
	check_eq "$(redirected "$HNI_REP1")" "$((encapped + COUNT))" \
		"packets put in"
	check_eq "$(tc_rule_option tun0 1 .in_hw)" true "in_hw"
	log_test "$1.hardware_counts_each"
	# neighbours are asked now and then, more often if all this takes long
	check_lt "$(cpu_hit "$HNI_UPLINK")" "$((hit + COUNT))" \
		"frames of the uplink that the manager saw"
	check_eq "$(cpu_hit "$HNI_REP1")" "$rep_hit" \
		"frames of host1 that the manager saw"
	log_test "$1.manager_sees_nothing"
}

# outer_frames: how host1's frames arrive at the wire
outer_frames()
{
	local out receiver

	out=$(mktemp -u)
	$HNI_ON wire python3 "$HNI_LIB/outer.py" recv --out "$out" &
	receiver=$!
	busywait "$WAIT_MS" test -e "$out.part" >/dev/null
	$HNI_ON host1 python3 "$HNI_LIB/outer.py" send --dst \
		"$($HNI_ON wire cat /sys/class/net/inner0/address)"
	wait "$receiver" && sort "$out"
	rm -f "$out" "$out.part"
}

# same_bytes NAME "SRC DST" "SET": of both makers of the header
same_bytes()
{
	local hardware software hit

	hit=$(cpu_hit "$HNI_REP1")
	hardware=$(outer_frames)
	check_eq "$(cpu_hit "$HNI_REP1")" "$hit" "frames to the manager"
	tc filter del dev "$HNI_REP1" ingress pref 1
	encap_add skip_hw "$2" "id $KEY $3"
	software=$(outer_frames)
	check_lt "$hit" "$(cpu_hit "$HNI_REP1")" "frames to the manager"
	check_eq "$hardware" "$software" "frames on the wire"
	check_eq "$(wc -l <<<"$hardware")" 8 "frames"
	log_test "$1.frames_are_those_of_software"
}

# kind NAME "TYPE ARGS" "SRC DST" "KEYS" "SET"
kind()
{
	tunnel_make "$2" "$3" "$4" "$5"
	check_err $? "tunnel and filters"
	carried "$1"
	same_bytes "$1" "$3" "$5"
}

# has_kind NAME "TYPE ARGS": false, with a skip, on a kernel that is built without
has_kind()
{
	# shellcheck disable=SC2086 # words of a list
	if ip link add tun0 type $2 2>/dev/null; then
		ip link del dev tun0
		return
	fi
	log_test_skip "$1" "this kernel has no ${2%% *}"
	return 1
}

vxlan()
{
	kind vxlan "$VXLAN" "$V4" "enc_dst_port 4789" "dst_port 4789"
}

vxlan6()
{
	kind vxlan6 "$VXLAN" "$V6" "enc_dst_port 4789 enc_ttl 9" \
		"dst_port 4789 tos 0x40 ttl 9"
}

vxlan_gbp()
{
	kind vxlan_gbp "$VXLAN gbp" "$V4" \
		"enc_dst_port 4789 vxlan_opts 1234" \
		"dst_port 4789 vxlan_opts 1234 nocsum"
}

geneve()
{
	local opts=0102:80:00880022,0103:81:0102030405060708

	kind geneve "geneve external dstport 6081" "$V4" \
		"enc_dst_port 6081 geneve_opts $opts" \
		"dst_port 6081 ttl 64 geneve_opts $opts"
}

geneve6()
{
	kind geneve6 "geneve external dstport 6081" "$V6" \
		"enc_dst_port 6081" "dst_port 6081 ttl 64"
}

gretap()
{
	has_kind gretap "gretap external" || return
	kind gretap "gretap external" "$V4" "" "nocsum"
}

# ip has no means to let an external device take frames with checksum, so nothing
# comes back
gretap_csum()
{
	has_kind gretap_csum "gretap external" || return
	tunnel_make "gretap external" "$V4" "" "ttl 5 tos 4"
	check_err $? "tunnel and filters"
	busywait "$WAIT_MS" encap_is .kind gre >/dev/null
	check_err $? "resolved"
	same_bytes gretap_csum "$V4" "ttl 5 tos 4"
}

ip6gretap()
{
	has_kind ip6gretap "ip6gretap external" || return
	kind ip6gretap "ip6gretap external" "$V6" "" "nocsum"
}

# encap_is SELECTOR VALUE: of the first tunnel header in the NIC
encap_is()
{
	[[ $($HNI_CTL dump encap | jq -r ".rows[0]$1") == "$2" ]]
}

neighbour()
{
	vxlan_make
	ip neigh replace 10.9.0.2 lladdr "$NEW_MAC" nud permanent \
		dev "$HNI_UPLINK"
	defer ip neigh del 10.9.0.2 dev "$HNI_UPLINK"
	busywait "$WAIT_MS" encap_is .header[0:12] "${NEW_MAC//:/}" >/dev/null
	check_err $? "header: $($HNI_CTL dump encap | jq -c '.rows[0]')"
	log_test neighbour.change_is_followed
}

neighbour_lost()
{
	local hit

	vxlan_make
	$HNI_ON wire ip link set dev eth0 arp off
	ip neigh del 10.9.0.2 dev "$HNI_UPLINK"
	busywait "$WAIT_MS" encap_is .kind unresolved >/dev/null
	check_err $? "unresolved"
	hit=$(cpu_hit "$HNI_REP1")
	$HNI_ON host1 python3 "$HNI_LIB/outer.py" send --dst "$NEW_MAC"
	busywait "$WAIT_MS" until_counter_is ">= $((hit + 8))" \
		cpu_hit "$HNI_REP1" >/dev/null
	check_err $? "frames of host1 go to the manager"
	log_test neighbour.unknown_is_softwares
	$HNI_ON wire ip link set dev eth0 arp on
	busywait 20000 encap_is .kind vxlan >/dev/null
	check_err $? "resolved"
	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	log_test neighbour.found_again_is_hardwares
}

route()
{
	local before

	ip addr add 10.8.0.1/32 dev "$HNI_UPLINK"
	defer ip addr del 10.8.0.1/32 dev "$HNI_UPLINK"
	ip link add tun0 type vxlan external dstport 4789
	defer tunnel_gone
	ip link set dev tun0 up
	ip route add 10.8.0.2/32 via 10.9.0.2
	defer ip route del 10.8.0.2/32
	encap_add skip_sw "10.8.0.1 10.8.0.2" "id 7 dst_port 4789"
	check_err $? "filter"
	busywait "$WAIT_MS" encap_is .kind vxlan >/dev/null
	check_err $? "resolved"
	before=$($HNI_CTL dump encap | jq '.rows[0].port')
	ip neigh replace 10.8.0.2 lladdr "$(place_mac host2)" nud permanent \
		dev "$HNI_REP2"
	defer ip neigh del 10.8.0.2 dev "$HNI_REP2"
	ip route replace 10.8.0.2/32 dev "$HNI_REP2"
	busywait "$WAIT_MS" encap_is .header[0:12] \
		"$(place_mac host2 | tr -d :)" >/dev/null
	check_err $? "header: $($HNI_CTL dump encap | jq -c '.rows[0]')"
	! encap_is .port "$before"
	check_err $? "another port than $before"
	log_test route.change_is_followed
	before=$($HNI_ON host2 cat /sys/class/net/eth0/statistics/rx_packets)
	$HNI_ON host1 python3 "$HNI_LIB/outer.py" send --dst "$NEW_MAC"
	busywait "$WAIT_MS" until_counter_is ">= $((before + 8))" "$HNI_ON" \
		host2 cat /sys/class/net/eth0/statistics/rx_packets >/dev/null
	check_err $? "frames at host2"
	log_test route.frames_take_the_new_way
	ip route replace unreachable 10.8.0.2/32
	busywait "$WAIT_MS" encap_is .kind unresolved >/dev/null
	check_err $? "unresolved"
	log_test route.none_is_softwares
}

# encaps: headers in the NIC and what the driver says of them
encaps()
{
	echo "$($HNI_CTL dump encap | jq '.rows | length')" \
		"$(occupancy | awk '$1 == "encaps" { print $2 }')"
}

shared()
{
	vxlan_make
	encap_add skip_sw "$V4" "id $KEY dst_port 4789" 2
	encap_add skip_sw "$V4" "id 43 dst_port 4789" 3
	check_eq "$(encaps)" "2 2" "headers"
	check_eq "$($HNI_CTL dump encap | jq '.rows[0].users')" 1 \
		"users of one: equal lists of actions are one"
	log_test encaps.equal_keys_share
}

exhausted()
{
	local i text

	vxlan_make
	for i in 2 3 4; do
		encap_add skip_sw "$V4" "id 10$i dst_port 4789" "$i"
		check_err $? "filter $i"
	done
	check_eq "$(encaps)" "4 4" "headers"
	text=$(python3 "$HNI_LIB/refusal.py" <<<"tc filter add dev $HNI_REP1 \
ingress protocol all pref 5 flower skip_sw action tunnel_key set src_ip 10.9.0.1 \
dst_ip 10.9.0.2 id 99 dst_port 4789 action mirred egress redirect dev tun0")
	[[ $text == ENOSPC*"all 4 tunnel headers in use"* ]]
	check_err $? "refused: $text"
	log_test encaps.exhausted_is_named
	busywait "$WAIT_MS" echo_run 1 >/dev/null
	check_err $? "echo"
	log_test encaps.exhausted_leaves_the_others
}

# A rule's device goes before its rule: frames are software's, and nothing is left
device_gone()
{
	vxlan_make
	ip link del dev tun0
	check_err $? "tunnel device removed"
	busywait "$WAIT_MS" encap_is .kind unresolved >/dev/null
	check_err $? "unresolved"
	log_test device.gone_is_softwares
	tc filter del dev "$HNI_REP1" ingress pref 1
	check_eq "$(encaps)" "0 0" "headers"
	log_test device.gone_leaves_nothing
}

# Frames to an address that is not the manager's any more are not opened.
address_gone()
{
	local packets

	vxlan_make
	packets=$(redirected tun0)
	ip addr del 10.9.0.1/24 dev "$HNI_UPLINK"
	$HNI_ON wire ip neigh replace 10.9.0.1 nud permanent dev eth0 \
		lladdr "$(mac_of here "$HNI_UPLINK")"
	busywait "$WAIT_MS" until_counter_is "== 0" tunnel_rows 10.9.0.1 \
		>/dev/null
	check_eq "$(tunnel_rows 10.9.0.1)" 0 "ends of tunnels"
	! $HNI_ON wire ping -c 3 -i 0.1 -W 1 -q 192.0.2.1 >/dev/null
	check_err $? "no echo"
	check_eq "$(redirected tun0)" "$packets" "packets"
	log_test address.gone_is_not_opened
	encap_is .kind unresolved
	check_err $? "no way from an address that is not ours"
	log_test address.gone_is_no_source
	$HNI_ON wire ip neigh del 10.9.0.1 dev eth0
	ip addr add 10.9.0.1/24 dev "$HNI_UPLINK"
	busywait 20000 echo_run 1 >/dev/null
	check_err $? "echo"
	busywait "$WAIT_MS" encap_is .kind vxlan >/dev/null
	check_err $? "resolved"
	log_test address.back_is_opened
}

# tunnel_rows ADDRESS: ends of tunnels in the NIC
tunnel_rows()
{
	$HNI_CTL dump tunnel |
		jq --arg a "$1" '[.rows[] | select(.address == $a)] | length'
}

# the newest refusal
refusal_text()
{
	devlink -j health diagnose "$HNI_DEV" reporter tc |
		jq -r '[.. | objects | select(has("text"))][0].text'
}

# refused NAME TEXT DEV ARGUMENT...: a filter that stays in software
refused()
{
	local name=$1 want=$2 dev=$3 text

	shift 3
	tc_filter_add dev "$dev" ingress protocol ip pref 9 flower "$@"
	check_err $? "filter: $*"
	check_eq "$(tc_rule_option "$dev" 9 .not_in_hw)" true "not_in_hw"
	text=$(refusal_text)
	[[ $text == *"$want"* ]]
	check_err $? "text: $text"
	tc filter del dev "$dev" ingress protocol ip pref 9
	log_test "refused.$name"
}

SET="action tunnel_key set src_ip 10.9.0.1 dst_ip 10.9.0.2"
refusals()
{
	local opts i

	vxlan_make
	ip link add tun1 type vxlan id 5 dstport 4790 remote 10.9.0.2
	defer ip link del dev tun1
	refused pass "needs software" tun0 enc_key_id 1 action pass
	refused erspan "enc_opts" tun0 enc_key_id 1 \
		erspan_opts 1:2:0:0 action drop
	refused long_options "enc_opts" tun0 enc_key_id 1 geneve_opts \
"0102:80:$(printf '%080d' 0),0103:81:00000001" action drop
	# shellcheck disable=SC2086 # words of a list
	{
	refused set_without_output "needs a redirect" "$HNI_REP1" \
		$SET id 1 pipe action pass
	refused set_goto "needs a redirect" "$HNI_REP1" \
		$SET id 1 pipe action goto chain 3
	refused output_without_set "needs tunnel_key set" "$HNI_REP1" \
		action mirred egress redirect dev tun0
	refused no_route "no route" "$HNI_REP1" \
		action tunnel_key set src_ip 10.9.0.1 dst_ip 203.0.113.9 id 1 \
		pipe action mirred egress redirect dev tun0
	refused not_external "not external" "$HNI_REP1" \
		$SET id 1 pipe action mirred egress redirect dev tun1
	refused other_options "options of another tunnel" "$HNI_REP1" \
		$SET id 1 geneve_opts 0102:80:00000001 pipe \
		action mirred egress redirect dev tun0
	opts=0102:80:00000000
	for ((i = 0; i < 23; i++)); do
		opts+=,0102:80:00000000
	done
	refused long_header "geneve_opts" "$HNI_REP1" $SET id 1 \
		geneve_opts $opts pipe action mirred egress redirect dev tun0
	}
}

gretap_refusals()
{
	has_kind refused.gretap "gretap external" || return
	ip link add tun2 type gretap external
	defer ip link del dev tun2
	ip link set dev tun2 up
	refused other_family "of another family" "$HNI_REP1" \
		action tunnel_key set src_ip 2001:db8:9::1 \
		dst_ip 2001:db8:9::2 id 1 pipe \
		action mirred egress redirect dev tun2
	# shellcheck disable=SC2086 # words of a list
	refused tos_inherit "tos 1" "$HNI_REP1" \
		$SET id 1 tos 1 pipe action mirred egress redirect dev tun2
}

left_behind()
{
	check_eq "$(encaps)" "0 0" "headers"
	check_eq "$($HNI_CTL dump tunnel | jq '.rows | length')" 0 \
		"ends of tunnels"
	log_test left_behind.nothing
}

need HNI_UPLINK HNI_REP1 HNI_REP2 HNI_ON HNI_CTL
setup
tests_run
