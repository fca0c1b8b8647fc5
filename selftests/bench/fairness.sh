#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns how much of a slow wire the BMC gets by its share, while everybody sends as
# fast as they can: per cent of what has left at the uplink, as counted by the NIC,
# by the port where frames entered, with 24 bytes a frame for the wire. It asserts
# nothing. A busy machine may leave part of the wire unused, as the last column says.
#
#	host1, host2, manager (pf0, uplink's representor), BMC --- wire, 2 Mbit/s
#
# usage: fairness.sh [SECONDS], of each row; in a guest of
# tools/lab/run --nic "--rate uplink=2M"
set -euo pipefail

SECS=${1:-20}
LIB=$(dirname "$(realpath "$0")")/../lib
WIRE_KBIT=2000
OVERHEAD=$((14 + 20 + 8 + 24))	# Ethernet, IPv4, UDP; FCS, preamble and gap
TAG=4
FLOODS=()

pf0_rep()
{
	devlink -j port show | jq -r '.port[] | select(.flavour == "pcipf" and
		(.controller // 0) == 0 and .netdev).netdev'
}

stop()
{
	((${#FLOODS[@]})) || return 0
	kill "${FLOODS[@]}"
	wait "${FLOODS[@]}" 2>/dev/null || true
	FLOODS=()
}

# sender PLACE DEV N: may send to 198.51.N.9 without being asked who that is
sender()
{
	"$HNI_ON" "$1" ip addr add "198.51.$3.1/24" dev "$2"
	"$HNI_ON" "$1" ip link set dev "$2" up
	"$HNI_ON" "$1" ip neigh replace "198.51.$3.9" dev "$2" nud permanent \
		lladdr "$WIRE_MAC"
}

# tagged PLACE N: likewise, in a VLAN and with its highest priority
tagged()
{
	"$HNI_ON" "$1" ip link add link eth0 name eth0.7 type vlan id 7 \
		egress-qos-map 0:7
	sender "$1" eth0.7 "$2"
}

setup()
{
	local port pf0

	pf0=$(pf0_rep)
	BMC_PORT=$($HNI_CTL ports | jq '.[] | select(.name == "bmc").port')
	WIRE_MAC=$("$HNI_ON" wire cat /sys/class/net/eth0/address)
	"$HNI_ON" wire ip link set dev eth0 up
	for port in "$HNI_UPLINK" "$HNI_REP1" "$HNI_REP2" "$HNI_BMC" "$pf0"; do
		ip link set dev "$port" up
		[[ $port != "$HNI_UPLINK" ]] || continue
		tc qdisc add dev "$port" clsact
		tc filter add dev "$port" ingress protocol all pref 1 matchall \
			skip_sw action mirred egress redirect dev "$HNI_UPLINK"
	done
	sender host1 eth0 1
	sender host2 eth0 2
	sender bmc eth0 3
	sender manager "$HNI_MGR" 4
	sender manager "$HNI_UPLINK" 5
	tagged host1 6
	tagged host2 7
}

# flood PLACE N PAYLOAD
flood()
{
	"$HNI_ON" "$1" "$LIB/flood.py" "198.51.$2.9" "$3" &
	FLOODS+=($!)
}

# figures: ms, then frames that left at the wire, by who sent them, then what the
# BMC has sent
figures()
{
	$HNI_CTL stats | jq -r --arg ms "$(($(date +%s%N) / 1000000))" \
		'[$ms, (.ports.uplink.from |
		[.c1pf0, .c2pf0, .pf0, .uplink, .bmc] | map(. // 0)[]),
		.ports.bmc.rx_frames] | @tsv'
}

# entered: frames by who sends them
entered()
{
	$HNI_CTL stats | jq -r '[(.ports |
		[.c1pf0, .c2pf0, .pf0, .bmc][].rx_frames),
		(.ports.uplink.from.uplink // 0)] | @tsv'
}

# all_send: everybody does
all_send()
{
	local first now i count

	read -ra first < <(entered)
	while :; do
		read -ra now < <(entered)
		count=0
		for i in "${!now[@]}"; do
			((now[i] < first[i] + 100)) || count=$((count + 1))
		done
		((count < ${#FLOODS[@]})) || break
	done
}

# row SHARE PAYLOAD OF-BMC TAG WHAT: shares are kbit/s, TAG bytes a frame of hosts
row()
{
	local before after

	devlink port function rate set "$HNI_DEV/$BMC_PORT" tx_share "$1kbit"
	all_send
	before=$(figures)
	sleep "$SECS"
	after=$(figures)
	stop
	printf '%s\n' "$before" "$after" | awk -F'\t' -v share="$1" \
		-v size=$(($2 + OVERHEAD)) -v bmc=$(($3 + OVERHEAD)) \
		-v tag="$4" -v what="$5" -v wire="$WIRE_KBIT" '
	NR == 1 { split($0, was); next }
	function kbit(i, bytes) {
		return ($i - was[i]) * bytes * 8 / ($1 - was[1])
	}
	function part(kbits) {
		return kbits * 100 / sum
	}
	{
		h1 = kbit(2, size + tag)
		h2 = kbit(3, size + tag)
		pf = kbit(4, size)
		up = kbit(5, size)
		got = kbit(6, bmc)
		sum = h1 + h2 + pf + up + got
		want = share * 100 / wire
		printf "%-21s %5d %6.1f %6.1f %+6.1f %6.1f %6.1f %6.1f %6.1f" \
		       " %5d%s\n", what, share, want, part(got),
		       (part(got) / want - 1) * 100, part(h1), part(h2),
		       part(pf), part(up), sum,
		       kbit(7, bmc) < share * 1.1 ? "  BMC idle" : ""
	}'
}

# all SHARE: everybody sends frames of one size
all()
{
	flood host1 1 1000
	flood host2 2 1000
	flood bmc 3 1000
	flood manager 4 1000
	flood manager 5 1000
	row "$1" 1000 1000 0 "everybody"
}

one_host()
{
	flood host1 1 1000
	flood bmc 3 1000
	row 400 1000 1000 0 "one host"
}

small()
{
	flood host1 1 100
	flood host2 2 100
	flood bmc 3 1000
	row 400 100 1000 0 "hosts: small frames"
}

large()
{
	flood host1 1 1400
	flood host2 2 1400
	flood bmc 3 100
	row 400 1400 100 0 "BMC: small frames"
}

priority()
{
	flood host1 6 1000
	flood host2 7 1000
	flood bmc 3 1000
	row 400 1000 1000 "$TAG" "hosts: VLAN priority 7"
}

trap stop EXIT
setup
cat <<-END
	                      share of 2,000    BMC   devia-     others: % of what left    wire
	who sends what       kbit/s      %      %   tion %  host1  host2    pf0 uplink  kbit/s
END
for share in 200 400 800 1200 1600; do
	all "$share"
done
one_host
small
large
priority
