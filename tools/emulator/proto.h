/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the numbers of protocols and the lengths of headers. */
#ifndef EMU_PROTO_H
#define EMU_PROTO_H

#define EMU_ETH_P_MIN		0x0600	/* below: a length, 802.3 */
#define EMU_ETH_P_802_3		0x0001
#define EMU_ETH_P_802_2		0x0004
#define EMU_ETH_P_IP		0x0800
#define EMU_ETH_P_ARP		0x0806
#define EMU_ETH_P_BATMAN	0x4305
#define EMU_ETH_P_TEB		0x6558	/* an Ethernet frame */
#define EMU_ETH_P_RARP		0x8035
#define EMU_ETH_P_IPV6		0x86dd
#define EMU_ETH_P_CONTROL	0x8808	/* MAC control, such as pause */
#define EMU_ETH_P_MPLS_UC	0x8847
#define EMU_ETH_P_MPLS_MC	0x8848
#define EMU_ETH_P_PPP_SES	0x8864
#define EMU_ETH_P_PRP		0x88fb
#define EMU_ETH_P_CFM		0x8902
#define EMU_ETH_P_HSR		0x892f

#define EMU_IPPROTO_HOPOPTS	0
#define EMU_IPPROTO_ICMP	1
#define EMU_IPPROTO_IGMP	2
#define EMU_IPPROTO_TCP		6
#define EMU_IPPROTO_UDP		17
#define EMU_IPPROTO_DCCP	33
#define EMU_IPPROTO_ROUTING	43
#define EMU_IPPROTO_FRAGMENT	44
#define EMU_IPPROTO_GRE		47
#define EMU_IPPROTO_ESP		50
#define EMU_IPPROTO_AH		51
#define EMU_IPPROTO_ICMPV6	58
#define EMU_IPPROTO_DSTOPTS	60
#define EMU_IPPROTO_L2TP	115
#define EMU_IPPROTO_SCTP	132
#define EMU_IPPROTO_UDPLITE	136
#define EMU_IPPROTO_MPLS	137

#define EMU_IPV4_HLEN		20	/* without options */
#define EMU_IPV6_HLEN		40
#define EMU_UDP_HLEN		8

#endif /* EMU_PROTO_H */
