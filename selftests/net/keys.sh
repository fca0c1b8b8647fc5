#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the keys of flower: each with frames that it matches and frames that it
# must not match, in hardware and in software. See ../lib/twins.py for the
# topology and for how a row is read, ../lib/packets.py for the frames.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

ALL_TESTS="
	ethernet
	addresses
	ports
	tags
	label_stacks
	sessions
	several_at_once
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
}

# some: a table on stdin, "name|protocol|keys"; some frames come out, not all
some()
{
	local name protocol keys rows

	rows=$(while IFS='|' read -r name protocol keys; do
		printf '%s|some|IN ingress protocol %s pref 10 flower FLAG %s %s\n' \
			"$name" "$protocol" "$keys" "$FORWARD"
	done)
	twins <<<"$rows"
}

ethernet()
{
	some <<-END
		dst_mac_bit|all|dst_mac 01:00:00:00:00:00/01:00:00:00:00:00
		dst_mac_zero|ip|dst_mac 00:00:00:00:00:00/01:00:00:00:00:00
		src_and_dst_mac|all|src_mac 02:00:5e:00:00:10/ff:ff:ff:ff:ff:f0 dst_mac 02:00:5e:00:00:22
		protocol_arp|arp|arp_op request
		arp_all|arp|arp_op reply arp_sip 192.0.2.0/24 arp_tip 198.51.100.34 arp_sha 02:00:5e:00:00:11 arp_tha 02:00:5e:00:00:00/ff:ff:ff:00:00:00
		protocol_802_3|802_2|dst_mac 02:00:5e:00:00:22
		cfm_level|cfm|cfm mdl 5
		cfm_level_zero|cfm|cfm mdl 0
		cfm_opcode|cfm|cfm op 47
		cfm_both|cfm|cfm mdl 3 op 1
	END
}

addresses()
{
	some <<-END
		dst_ip_prefix|ip|dst_ip 198.51.0.0/16
		dst_ip_two_bits|ip|dst_ip 192.0.0.0/2 ip_proto udp
		dst_ip_zero|ip|dst_ip 0.0.0.0/8
		dst_ip6|ipv6|dst_ip 2001:db8:1::/48 src_ip 2001:db8::17
		ip_tos|ip|ip_tos 0x14/0xfc
		ip_tos_zero|ip|ip_tos 0 ip_ttl 64
		ip_ttl|ip|ip_ttl 1
		ip_ttl6|ipv6|ip_ttl 255
		frag|ip|ip_flags frag
		nofrag|ip|ip_proto udp ip_flags nofrag
		firstfrag|ip|ip_flags frag/firstfrag
		laterfrag|ip|ip_flags frag/nofirstfrag
		frag6|ipv6|ip_flags frag/firstfrag
		icmp|ip|ip_proto icmp type 8 code 0
		icmp_code|ip|ip_proto icmp type 3 code 1
		icmp6|ipv6|ip_proto icmpv6 type 128 code 0
		igmp|ip|ip_proto 2
	END
}

ports()
{
	some <<-END
		dst_port|ip|ip_proto udp dst_port 4900
		dst_port_zero|ip|ip_proto udp dst_port 0
		src_port_mask|ip|ip_proto udp src_port 0x400/0xfc00
		sctp|ip|ip_proto sctp dst_port 4900
		udp6_behind_options|ipv6|ip_proto udp dst_port 1500
		range_dst|ip|ip_proto udp dst_port 1000-2047
		range_src|ip|ip_proto udp src_port 1000-1499
		range_both|ip|ip_proto udp src_port 1000-2000 dst_port 1500-4900
		range_and_port|ip|ip_proto tcp src_port 80 dst_port 1-100
		range_from_zero|ip|ip_proto udp dst_port 0-1500
		range_tcp6|ipv6|ip_proto tcp dst_port 79-81
		tcp_flags|ip|ip_proto tcp tcp_flags 0x2/0x12
		tcp_flags_high|ip|ip_proto tcp tcp_flags 0x100/0x100
		spi_esp|ip|ip_proto esp spi 0x10
		spi_ah|ip|ip_proto ah spi 0x11
		spi_esp6|ipv6|ip_proto esp spi 0x10
		l2tpv3_sid|ip|ip_proto l2tp l2tpv3_sid 9
		features_line|ip|src_mac 02:00:5e:00:00:00/ff:ff:ff:00:00:00 dst_ip 198.0.0.0/7 ip_proto tcp dst_port 80 src_port 0x400/0xfc00 ip_tos 0/0xfc ip_ttl 64 tcp_flags 0x2/0x12
	END
}

tags()
{
	some <<-END
		vlan_id|802.1q|vlan_id 5
		vlan_prio|802.1q|vlan_prio 3
		vlan_prio_zero|802.1q|vlan_prio 0 vlan_ethtype ip
		vlan_ethtype|802.1q|vlan_ethtype ipv6 ip_proto tcp
		qinq|802.1ad|vlan_id 6 vlan_ethtype 802.1q cvlan_id 7
		qinq_prio|802.1ad|vlan_id 6 vlan_prio 3 vlan_ethtype 802.1q cvlan_id 7
		cvlan_prio|802.1ad|vlan_ethtype 802.1q cvlan_prio 1 cvlan_ethtype ip
		num_of_vlans_1|all|num_of_vlans 1
		num_of_vlans_2|all|num_of_vlans 2
		num_of_vlans_3|all|num_of_vlans 3
		num_of_vlans_and_id|all|num_of_vlans 2 vlan_id 6 cvlan_id 8
		vlan_mpls|802.1q|vlan_id 5 vlan_ethtype mpls_uc mpls_label 100
	END
}

label_stacks()
{
	some <<-END
		mpls_label|mpls_uc|mpls_label 100
		mpls_label_zero|mpls_uc|mpls_label 0
		mpls_tc_and_ttl|mpls_uc|mpls_tc 3 mpls_ttl 64
		mpls_bos|mpls_uc|mpls_bos 0
		mpls_second|mpls_uc|mpls lse depth 2 label 200 tc 5
		mpls_third_is_there|mpls_mc|mpls lse depth 3 label 300 bos 1
		mpls_two_of_three|mpls_mc|mpls lse depth 1 label 100 lse depth 2 ttl 0
		mpls_seventh|mpls_uc|mpls lse depth 7 label 7 ttl 7
		mpls_all_seven|mpls_uc|mpls lse depth 1 label 1 lse depth 2 label 2 lse depth 3 label 3 lse depth 4 label 4 lse depth 5 label 5 lse depth 6 label 6 lse depth 7 label 7
	END
}

sessions()
{
	some <<-END
		pppoe_sid|ppp_ses|pppoe_sid 5
		pppoe_sid_zero|ppp_ses|pppoe_sid 0
		ppp_proto_ip|ppp_ses|pppoe_sid 5 ppp_proto ip
		ppp_proto_ip6|ppp_ses|ppp_proto ipv6
		ppp_proto_lcp|ppp_ses|ppp_proto 0xc021
		ppp_ip_dst|ppp_ses|ppp_proto ip dst_ip 198.51.100.34
	END
}

# two masks of one priority, and ranges that overlap: who is first
several_at_once()
{
	local udp="IN ingress protocol ip pref 10 flower FLAG ip_proto udp"

	twins <<-END
		ranges_of_two_prios|some|IN ingress protocol ip pref 20 flower FLAG ip_proto udp dst_port 1000-2048 $FORWARD; $udp dst_port 1400-1600 action drop
		range_and_exact|some|$udp dst_port 1000-5000 $FORWARD; $udp dst_port 4900 action drop
		exact_and_range|some|$udp dst_port 4900 action drop; $udp dst_port 1000-5000 $FORWARD
		ranges_apart|some|$udp dst_port 1000-2000 $FORWARD; $udp dst_port 2001-5000 action drop
		range_before_other_mask|some|$udp dst_port 1-2 action drop; $udp dst_ip 198.51.100.34 $FORWARD; $udp dst_port 4000-5000 action drop
		spi_and_session|some|IN ingress protocol ip pref 10 flower FLAG ip_proto esp spi 1 action drop; IN ingress protocol ip pref 10 flower FLAG dst_ip 198.51.100.34 $FORWARD; IN ingress protocol ip pref 10 flower FLAG ip_proto l2tp l2tpv3_sid 9 action drop
	END
}

need HNI_REP1 HNI_REP2
setup
tests_run
