# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns the recipe of Documentation/user/bmc.rst: isolation of the BMC with tc
# alone. Needs HNI_BMC, HNI_UPLINK, HNI_REP1, HNI_REP2 (representors), BMC_MAC,
# BMC_IP, BMC_IP6, VLAN, HOST1_MAC and HOST2_MAC.

MULTICAST=01:00:00:00:00:00/01:00:00:00:00:00

# rule PORT PREF PROTOCOL MATCH... action ...: one filter that only hardware has
rule()
{
	local port=$1 pref=$2 protocol=$3

	shift 3
	tc filter add dev "$port" ingress protocol "$protocol" pref "$pref" \
		flower skip_sw "$@"
}

to()
{
	echo "action mirred egress redirect dev $1"
}

# both PORT PORT: a copy to the first, the frame to the second
both()
{
	echo "action mirred egress mirror dev $1 $(to "$2")"
}

# From the BMC: its VLAN leads to the uplink, all else is dropped.
bmc_policy_from_bmc()
{
	# shellcheck disable=SC2046 # words of an action
	rule "$HNI_BMC" 10 802.1q src_mac "$BMC_MAC" vlan_id "$VLAN" \
		$(to "$HNI_UPLINK") &&
	rule "$HNI_BMC" 100 all action drop
}

# From the uplink: the BMC's VLAN leads to the BMC and nowhere else.
bmc_policy_from_uplink()
{
	# shellcheck disable=SC2046 # words of an action
	rule "$HNI_UPLINK" 10 802.1q dst_mac "$BMC_MAC" vlan_id "$VLAN" \
		$(to "$HNI_BMC") &&
	rule "$HNI_UPLINK" 11 802.1q dst_mac ff:ff:ff:ff:ff:ff \
		vlan_id "$VLAN" $(to "$HNI_BMC") &&
	rule "$HNI_UPLINK" 12 802.1q vlan_id "$VLAN" action drop &&
	rule "$HNI_UPLINK" 13 all dst_mac "$BMC_MAC" action drop &&
	rule "$HNI_UPLINK" 30 all dst_mac "$HOST1_MAC" $(to "$HNI_REP1") &&
	rule "$HNI_UPLINK" 31 all dst_mac "$HOST2_MAC" $(to "$HNI_REP2") &&
	rule "$HNI_UPLINK" 32 all dst_mac "$MULTICAST" \
		$(both "$HNI_REP1" "$HNI_REP2") &&
	rule "$HNI_UPLINK" 100 all action drop
}

# From a host: nothing to the BMC, into a VLAN (the BMC's is one), or in the
# BMC's name. Its MAC as a source needs no rule: the NIC drops what is sent with
# another port's MAC.
#
# bmc_policy_from_host PORT PEER-PORT PEER-MAC
bmc_policy_from_host()
{
	# shellcheck disable=SC2046 # words of an action
	rule "$1" 20 all dst_mac "$BMC_MAC" action drop &&
	rule "$1" 21 802.1q action drop &&
	rule "$1" 22 802.1ad action drop &&
	rule "$1" 23 ip src_ip "$BMC_IP" action drop &&
	rule "$1" 24 ipv6 src_ip "$BMC_IP6" action drop &&
	rule "$1" 25 arp arp_sip "$BMC_IP" action drop &&
	rule "$1" 26 arp arp_sha "$BMC_MAC" action drop &&
	rule "$1" 30 all dst_mac "$3" $(to "$2") &&
	rule "$1" 31 all dst_mac "$MULTICAST" $(both "$2" "$HNI_UPLINK") &&
	rule "$1" 100 all $(to "$HNI_UPLINK")
}

bmc_policy_add()
{
	local port

	for port in "$HNI_BMC" "$HNI_UPLINK" "$HNI_REP1" "$HNI_REP2"; do
		tc qdisc add dev "$port" clsact || return
	done
	bmc_policy_from_bmc &&
		bmc_policy_from_uplink &&
		bmc_policy_from_host "$HNI_REP1" "$HNI_REP2" "$HOST2_MAC" &&
		bmc_policy_from_host "$HNI_REP2" "$HNI_REP1" "$HOST1_MAC"
}

bmc_policy_del()
{
	local port

	for port in "$HNI_BMC" "$HNI_UPLINK" "$HNI_REP1" "$HNI_REP2"; do
		tc qdisc del dev "$port" clsact
	done
}
