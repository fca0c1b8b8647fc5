# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns the places between which the BMC's isolation is tested, and what is said
# of frames between them.
#
#	host1 .1, host2 .2            BMC .40 in VLAN 40
#	     REP1  REP2                   BMC representor
#	        \  |                        | VLAN 40 only
#	         uplink -------------------- wire .9, and .9 in VLAN 40
#
# shellcheck source=../lib/lib.sh disable=SC2034 # is for those who read it

N=5
VLAN=40
BMC_IP=198.51.100.40
BMC_IP6=2001:db8::40

# vlan_give PLACE ADDRESS: an interface in the BMC's VLAN
vlan_give()
{
	$HNI_ON "$1" ip link add link eth0 name "eth0.$VLAN" type vlan id "$VLAN"
	defer "$HNI_ON" "$1" ip link del dev "eth0.$VLAN"
	$HNI_ON "$1" ip addr add "$2/24" dev "eth0.$VLAN"
	$HNI_ON "$1" ip link set dev "eth0.$VLAN" up
}

# places_setup: all interfaces but the BMC's representor are up
places_setup()
{
	local port

	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK" "$HNI_BMC"; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
	done
	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK"; do
		link_up "$port"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	place_up wire 192.0.2.9/24
	place_up bmc 203.0.113.40/24
	vlan_give bmc "$BMC_IP"
	vlan_give wire 198.51.100.9
	BMC_MAC=$(place_mac bmc)
	HOST1_MAC=$(place_mac host1)
	HOST2_MAC=$(place_mac host2)
	WIRE_MAC=$(place_mac wire)
	probe_listen host1 host2 wire bmc
}

# arrives PLACE TAG COUNT
arrives()
{
	busywait "$WAIT_MS" until_counter_is ">= $3" probe_count "$1" "$2" \
		>/dev/null
}

# absent TAG PLACE...: no frame with that tag has come to any of them
absent()
{
	local tag=$1 place

	shift
	for place in "$@"; do
		check_eq "$(probe_count "$place" "$tag")" 0 \
			"frames \"$tag\" that reached $place"
	done
}

# spoofed TAG ARGUMENT...: host1 sends N such frames to everybody each
spoofed()
{
	local tag=$1

	shift
	probe_send host1 "$tag" --count "$N" "$@" --dst \
		"$WIRE_MAC" "$HOST2_MAC" "$BMC_MAC" ff:ff:ff:ff:ff:ff
}

# control TAG ARGUMENT...: what must pass, at the wire and at host 2
control()
{
	local tag=$1

	shift
	probe_send host1 "$tag" --dst "$WIRE_MAC" "$HOST2_MAC" --count "$N" "$@"
	arrives wire "$tag" "$N"
	check_err $? "control: the frame without the lie reaches the wire"
	arrives host2 "$tag" "$N"
	check_err $? "control: the frame without the lie reaches host 2"
}
