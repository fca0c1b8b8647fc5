#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns that `hnictl rule check` and the driver agree: each command line below,
# and each that refusals.sh lists, is given to both. What is offloaded is
# offloaded to both, what is refused has the same errno and sentence, what the
# kernel keeps from the driver is told as such.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
REFUSALS=$(dirname "$(realpath "$0")")/refusals.sh
ALL_TESTS="
	keys_agree
	actions_agree
	refusals_agree
"

# verdicts: what hnictl says about each "tc filter add" command on stdin
verdicts()
{
	local -a words=()
	local line

	while IFS= read -r line; do
		read -ra words <<<"${line//\"/}"
		"$HNICTL" -j rule check "${DEVS[@]}" -- "${words[@]}"
	done | jq -r '.check[0] | if .verdict == "offloaded" then "OK"
		elif .verdict == "refused" then .sentence
		else .verdict end'
}

# kernel_says ANSWER: in the form of verdicts()
kernel_says()
{
	case $1 in
	OK)
		echo OK
		;;
	*" hni: "*)
		echo "${1#* hni: }"
		;;
	*)
		echo "kernel refuses"
		;;
	esac
}

# agree PREFIX: "name|command" a line on stdin; PREFIX comes before each
agree()
{
	local -a names=() lines=() said=() got=()
	local name args i

	while IFS='|' read -r name args; do
		names+=("$name")
		lines+=("$1 $args")
	done
	tc_add_clsact "$HNI_REP1"
	mapfile -t got < <(printf 'tc filter add %s\n' "${lines[@]}" |
		python3 "$HNI_LIB/refusal.py")
	mapfile -t said < <(printf '%s\n' "${lines[@]}" | verdicts)
	for i in "${!names[@]}"; do
		check_eq "${said[i]}" "$(kernel_says "${got[i]}")" \
			"hnictl about ${lines[i]}"
		log_test "${names[i]}"
	done
}

keys_agree()
{
	agree "dev $HNI_REP1 ingress" <<-END
		check_any|flower skip_sw action drop
		check_addresses|protocol ip flower skip_sw dst_ip 10.0.0.0/7 src_ip 192.0.2.1 action drop
		check_addresses6|protocol ipv6 flower skip_sw dst_ip 2001:db8::/32 src_ip 2001:db8::1 action drop
		check_ports|protocol ip flower skip_sw ip_proto tcp dst_port 80 src_port 0x400/0xfc00 action drop
		check_port_zero|protocol ip flower skip_sw ip_proto udp dst_port 0 action drop
		check_range|protocol ip flower skip_sw ip_proto tcp dst_port 1000-2047 action drop
		check_two_ranges|protocol ip flower skip_sw ip_proto udp dst_port 10-20 src_port 30-40 action drop
		check_tos_ttl|protocol ip flower skip_sw ip_tos 0x10/0xfc ip_ttl 64 action drop
		check_tcp_flags|protocol ip flower skip_sw ip_proto tcp tcp_flags 0x2/0x12 action drop
		check_fragments|protocol ip flower skip_sw ip_flags frag/nofirstfrag action drop
		check_icmp|protocol ip flower skip_sw ip_proto icmp type 8 code 0 action drop
		check_icmp6|protocol ipv6 flower skip_sw ip_proto icmpv6 type 135 action drop
		check_arp|protocol arp flower skip_sw arp_op request arp_sip 10.0.0.5 arp_tip 10.0.0.0/24 arp_sha 02:00:00:00:00:01 arp_tha 02:00:00:00:00:02 action drop
		check_macs|flower skip_sw dst_mac 00:00:00:00:00:00/01:00:00:00:00:00 src_mac 02:00:00:00:00:01 action drop
		check_vlan|protocol 802.1q flower skip_sw vlan_id 5 vlan_prio 3 vlan_ethtype ip dst_ip 10.0.0.1 action drop
		check_cvlan|protocol 802.1ad flower skip_sw vlan_id 5 vlan_ethtype 802.1q cvlan_id 7 cvlan_prio 1 cvlan_ethtype ip action drop
		check_num_of_vlans|flower skip_sw num_of_vlans 2 action drop
		check_mpls|protocol mpls_uc flower skip_sw mpls_label 5 mpls_tc 1 mpls_bos 1 mpls_ttl 9 action drop
		check_mpls_lse|protocol mpls_uc flower skip_sw mpls lse depth 1 label 5 lse depth 3 ttl 9 action drop
		check_cfm|protocol cfm flower skip_sw cfm mdl 5 op 47 action drop
		check_pppoe|protocol ppp_ses flower skip_sw pppoe_sid 5 ppp_proto ip action drop
		check_l2tpv3|protocol ip flower skip_sw ip_proto l2tp l2tpv3_sid 9 action drop
		check_spi|protocol ip flower skip_sw ip_proto esp spi 0x10 action drop
		check_indev|protocol ip flower skip_sw indev $HNI_REP2 action drop
		check_tunnel|protocol ip flower skip_sw enc_key_id 42 enc_dst_ip 192.0.2.1 enc_src_ip 192.0.2.0/24 enc_dst_port 4789 enc_tos 4/0xfc enc_ttl 64 action drop
		check_tunnel6|protocol ip flower skip_sw enc_dst_ip 2001:db8::1 action drop
		check_geneve|protocol ip flower skip_sw geneve_opts 0102:80:00020001,0103:81:0000000100000002 action drop
		check_geneve_long|protocol ip flower skip_sw geneve_opts 0102:80:000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 action drop
		check_gbp|protocol ip flower skip_sw vxlan_opts 5/0xff action drop
		check_erspan|protocol ip flower skip_sw erspan_opts 1:2:0:0 action drop
		check_enc_flags|protocol ip flower skip_sw enc_flags tuncsum/notunoam action drop
		check_connection|protocol ip flower skip_sw ct_state +trk+est ct_zone 5 ct_mark 7/0xf ct_label 0102 action drop
		check_chain|protocol ip chain 7 flower skip_sw dst_ip 10.0.0.1 action drop
		check_matchall|protocol ip matchall skip_sw action drop
	END
}

actions_agree()
{
	agree "dev $HNI_REP1 ingress protocol ip flower skip_sw" <<-END
		check_pass|action pass
		check_trap|action trap
		check_goto|action goto chain 3
		check_redirect|action mirred egress redirect dev $HNI_REP2
		check_mirrors|action mirred egress mirror dev $HNI_REP2 action mirred egress mirror dev $HNI_UPLINK action drop
		check_mirror_goto|action mirred egress mirror dev $HNI_REP2 goto chain 3
		check_vlan_push|action vlan push id 5 priority 3 action vlan push protocol 802.1ad id 6 action mirred egress redirect dev $HNI_REP2
		check_vlan_pop|action vlan pop action pass
		check_vlan_modify|action vlan modify id 7 action drop
		check_vlan_drop|action vlan pop drop
		check_pedit_mac|action pedit ex munge eth dst set 02:00:00:00:00:01 munge eth src set 02:00:00:00:00:02 pipe action pass
		check_pedit_ttl|action pedit ex munge ip ttl add 255 pipe action csum ip pipe action pass
		check_pedit_address|action pedit ex munge ip src set 10.0.0.1 munge ip dst set 10.0.0.2 pipe action csum ip and tcp and udp pipe action pass
		check_pedit_port|ip_proto tcp action pedit ex munge tcp dport set 80 pipe action csum tcp pipe action pass
		check_pedit_port_unknown|action pedit ex munge udp dport set 80 pipe action pass
		check_mpls_push|action mpls push protocol mpls_uc label 5 tc 1 ttl 64 action pass
		check_mark|action skbedit mark 7 action pass
		check_mark_mask|action skbedit mark 7/7 action pass
		check_priority|action skbedit priority 5 action pass
		check_priority_8|action skbedit priority 8 action pass
		check_police|action police rate 10mbit burst 64k conform-exceed drop/pipe action mirred egress redirect dev $HNI_REP2
		check_police_packets|action police pkts_rate 100 pkts_burst 10 conform-exceed drop/pass
		check_police_peak|action police rate 1mbit burst 10k peakrate 2mbit mtu 2000 conform-exceed drop/pipe action pass
		check_sample|action sample rate 100 group 5 trunc 96 action pass
		check_ct|action ct zone 5 nat pipe action goto chain 1
		check_ct_commit|action ct commit zone 5 action drop
		check_ct_clear|action ct clear action drop
		check_tunnel_unset|action tunnel_key unset pipe action mirred egress redirect dev $HNI_REP2
		check_tunnel_set|action tunnel_key set src_ip 192.0.2.1 dst_ip 192.0.2.2 id 5 pipe action pass
		check_tunnel_set_port|action tunnel_key set src_ip 192.0.2.1 dst_ip 192.0.2.2 id 5 pipe action mirred egress redirect dev $HNI_REP2
		check_uncounted|action drop hw_stats disabled
		check_no_action|dst_ip 10.0.0.1 classid 1:1
	END
}

# The tables of refusals.sh, read by a function of the same name
refused()
{
	local name args

	agree "${1#tc filter add }" < <(while IFS='|' read -r name _ _ args; do
		echo "agrees_${name//[[:blank:]]/}|${args#"${args%%[![:blank:]]*}"}"
	done)
}

refusals_agree()
{
	local test

	eval "$(sed -n '/^repeat()/,/^}/p;/^keys()/,/^}/p;
		/^actions()/,/^}/p;/^action_lists()/,/^}/p;
		/^matchall()/,/^}/p' "$REFUSALS")"
	for test in keys actions action_lists matchall; do
		in_defer_scope "$test"
	done
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_DEV
if [[ ! -x $HNICTL ]]; then
	echo "TAP version 13"
	echo "1..0 # SKIP $HNICTL is not built: make hnictl"
	exit 4
fi
DEVS=(--dev "$HNI_REP1=1" --dev "$HNI_REP2=2" --dev "$HNI_UPLINK=0")
tests_run
