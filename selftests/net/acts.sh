#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the actions: what they make of every kind of frame, byte by byte, in
# hardware and in software. See ../lib/twins.py for the topology and for how a
# row is read, ../lib/packets.py for the frames.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

ALL_TESTS="
	edits_of_ethernet
	edits_of_ip
	edits_of_ports
	checksums
	label_stacks
	tags
	lists
	jumps
	at_the_output
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

# each EXPECT: a table on stdin, "name|filter|actions"; then all is forwarded
each()
{
	local name filter acts rows

	rows=$(while IFS='|' read -r name filter acts; do
		printf '%s|%s|IN ingress pref 10 %s %s pipe %s\n' "$name" \
			"$1" "${filter/flower/flower FLAG}" "$acts" "$FORWARD"
	done)
	twins <<<"$rows"
}

edits_of_ethernet()
{
	each all <<-END
		eth_dst|protocol all flower|action pedit ex munge eth dst set 02:11:22:33:44:55
		eth_src|protocol all flower|action pedit ex munge eth src set 02:66:77:88:99:aa
		eth_both|protocol all flower|action pedit ex munge eth dst set 02:11:22:33:44:55 munge eth src set 02:66:77:88:99:aa
		eth_dst_add|protocol all flower|action pedit ex munge eth dst add 00:00:00:00:00:01
		raw_behind_header|protocol all flower|action pedit ex munge offset 20 u16 set 0xbeef
	END
}

edits_of_ip()
{
	each some <<-END
		ip_src|protocol ip flower|action pedit ex munge ip src set 203.0.113.9 pipe action csum ip and tcp and udp and icmp
		ip_dst|protocol ip flower|action pedit ex munge ip dst set 203.0.113.10 pipe action csum ip and tcp and udp
		ip_ttl_dec|protocol ip flower|action pedit ex munge ip ttl dec pipe action csum ip and tcp
		ip_ttl_add|protocol ip flower|action pedit ex munge ip ttl add 255 pipe action csum ip
		ip_ttl_set|protocol ip flower|action pedit ex munge ip ttl set 9
		ip_tos|protocol ip flower|action pedit ex munge ip dsfield set 0x28 retain 0xfc pipe action csum ip
		ip_protocol|protocol ip flower ip_proto 2|action pedit ex munge ip protocol set 1 pipe action csum ip and icmp
		ip6_src|protocol ipv6 flower|action pedit ex munge ip6 src set 2001:db8:9::9 pipe action csum tcp and udp and icmp
		ip6_dst|protocol ipv6 flower|action pedit ex munge ip6 dst set 2001:db8:9::a pipe action csum tcp and udp and icmp
		ip6_hoplimit_dec|protocol ipv6 flower|action pedit ex munge ip6 hoplimit add 0xff
		ip6_traffic_class|protocol ipv6 flower|action pedit ex munge ip6 traffic_class set 0x40 retain 0xfc
		icmp_type_raw|protocol ip flower ip_proto icmp ip_flags nofrag|action pedit ex munge offset 20 u8 set 0 pipe action csum icmp
		beyond_the_frame|protocol arp flower|action pedit ex munge offset 4 u32 set 1 munge offset 248 u32 set 2 munge offset 8 u32 set 3
	END
}

edits_of_ports()
{
	each some <<-END
		udp_ports|protocol ip flower ip_proto udp ip_flags nofrag|action pedit ex munge udp sport set 53 munge udp dport set 54 pipe action csum udp
		tcp_ports|protocol ip flower ip_proto tcp|action pedit ex munge tcp dport set 8080 pipe action csum tcp
		tcp_ports6|protocol ipv6 flower ip_proto tcp|action pedit ex munge tcp sport set 8081 pipe action csum tcp
		udp_ports6|protocol ipv6 flower ip_proto udp ip_flags nofrag|action pedit ex munge udp dport add 1 pipe action csum udp
		tagged_udp|protocol 802.1q flower vlan_ethtype ip ip_proto udp|action pedit ex munge udp dport set 54 munge ip dst set 203.0.113.10 pipe action csum ip and udp
	END
}

checksums()
{
	each all <<-END
		csum_all|protocol all flower|action csum ip4h and icmp and igmp and tcp and udp and udplite
		csum_sctp|protocol all flower|action csum sctp
	END
	each some <<-END
		csum_ip_only|protocol ip flower|action pedit ex munge offset 8 u8 set 0x12 pipe action csum ip4h
		csum_ip_behind_tag|protocol 802.1q flower vlan_ethtype ip|action pedit ex munge offset 8 u8 set 0x12 pipe action csum ip4h
	END
}

label_stacks()
{
	each all <<-END
		mpls_push|protocol all flower|action mpls push label 500 tc 3 ttl 20
		mpls_push_bos|protocol all flower|action mpls push protocol mpls_mc label 501 bos 0
		mpls_push_twice|protocol all flower|action mpls push label 16 ttl 2 pipe action mpls push label 17 ttl 4
		mpls_pop|protocol all flower|action mpls pop protocol ipv4
		mpls_push_pop|protocol all flower|action mpls push label 500 pipe action mpls pop protocol 0x88b5
	END
	each some <<-END
		mpls_modify|protocol mpls_uc flower|action mpls modify label 7 tc 1
		mpls_modify_drops_others|protocol all flower|action mpls modify ttl 3
		mpls_edit_below|protocol mpls_uc flower mpls_bos 1 mpls_label 100|action mpls pop protocol ipv4 pipe action pedit ex munge ip ttl dec pipe action csum ip
	END
}

tags()
{
	each all <<-END
		vlan_push|protocol all flower|action vlan push id 5 priority 3
		vlan_push_twice|protocol all flower|action vlan push id 5 pipe action vlan push id 6 protocol 802.1ad
		vlan_pop|protocol all flower|action vlan pop
		vlan_pop_twice|protocol all flower|action vlan pop pipe action vlan pop
		vlan_modify|protocol all flower|action vlan modify id 9
		vlan_modify_prio|protocol all flower|action vlan modify id 9 priority 7 protocol 802.1ad
		vlan_push_edit|protocol all flower|action vlan push id 5 pipe action pedit ex munge eth src set 02:66:77:88:99:aa
		vlan_push_twice_edit|protocol all flower|action vlan push id 5 pipe action vlan push id 6 pipe action pedit ex munge offset 0 u16 set 0x0007
	END
}

# edit_and_mirror COUNT: a mirror, an edit, a mirror, ...
edit_and_mirror()
{
	local i

	for ((i = 0; i < $1; i++)); do
		printf 'action mirred egress mirror dev OUT pipe '
		printf 'action pedit ex munge eth src set 02:00:00:00:00:%02x pipe ' \
			"$i"
	done
}

lists()
{
	twins <<-END
		sixteen_outputs|all|IN ingress protocol all pref 10 flower FLAG $(edit_and_mirror 15) $FORWARD
		mirror_drop|all|IN ingress protocol all pref 10 matchall FLAG action mirred egress mirror dev OUT drop
		edit_before_chain|some|IN ingress protocol ip pref 10 flower FLAG ip_proto tcp action pedit ex munge tcp dport set 9 pipe action csum tcp goto chain 2; IN ingress chain 2 protocol ip pref 10 flower FLAG ip_proto tcp dst_port 9 $FORWARD
		tag_before_chain|some|IN ingress protocol ip pref 10 flower FLAG action vlan push id 77 goto chain 2; IN ingress chain 2 protocol 802.1q pref 10 flower FLAG vlan_id 77 vlan_ethtype ip ip_proto icmp $FORWARD
		drop_with_cookie|none|IN ingress protocol all pref 10 flower FLAG action drop cookie aabbccdd
		matchall_all|all|IN ingress protocol all pref 10 matchall FLAG action vlan push id 3 pipe action pedit ex munge eth dst set 02:11:22:33:44:55 pipe action csum ip pipe action skbedit priority 5 $FORWARD
	END
}

# the number of a jump counts from the first action of the list
jumps()
{
	local edit="action pedit ex munge eth src set"

	twins <<-END
		jump_over|all|IN ingress protocol all pref 10 flower FLAG action vlan push id 5 jump 2 $edit 02:00:00:00:00:01 pipe $edit 02:00:00:00:00:02 pipe $FORWARD
		jump_out|none|IN ingress protocol all pref 10 flower FLAG action vlan push id 5 jump 3 action drop $FORWARD
		stolen|none|IN ingress protocol all pref 10 flower FLAG action vlan push id 5 drop
	END
}

# the same actions on the other side of a port; the kernel's mpls does not take
# over what hardware counted, so another action stands behind it
at_the_output()
{
	local all="IN ingress protocol all pref 10 matchall FLAG $FORWARD"
	local out="OUT egress pref 10 protocol"

	twins <<-END
		egress_edit|all|$all; $out ip flower FLAG action pedit ex munge ip ttl set 7 pipe action csum ip
		egress_tag|all|$all; $out ip flower FLAG ip_proto udp action vlan push id 5
		egress_mpls|all|$all; $out all matchall FLAG action mpls push label 120 pipe action pass
		egress_drop|some|$all; $out ip flower FLAG ip_proto udp action drop
		egress_chain|some|$all; $out ip flower FLAG ip_proto tcp action pedit ex munge tcp dport set 9 pipe action goto chain 4; OUT egress chain 4 pref 1 protocol ip flower FLAG ip_proto tcp dst_port 9 action drop
	END
}

need HNI_REP1 HNI_REP2
setup
tests_run
