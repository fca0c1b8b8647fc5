#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what a packet costs in instructions, in a guest of "tools/lab/run --icount"
# whose NIC runs with --sync: there time is instructions, and the same work takes
# the same number of them each time.
#
#	host1: pktgen ---> NIC ---> host2: down (tx), or up without an address (rx)
#
# Prints a line for each row: name, tab, instructions.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

PYTHON=(python3 "$(dirname "$0")/packets.py")
BURST=32

# row NAME SIZE: frames from host1, in bursts, whose work the NIC does at once; at
# which instruction an interrupt comes is QEMU's choice and counts less so
row()
{
	printf '%s\t' "$1"
	"$HNI_ON" host1 "${PYTHON[@]}" frames "$SPINNER" eth0 "$MAC" "$2" \
		"$BURST"
}

tcp()
{
	"$HNI_ON" host1 ip addr add 192.0.2.1/24 dev eth0
	"$HNI_ON" host2 ip addr add 192.0.2.2/24 dev eth0
	"$HNI_ON" host2 iperf3 -s >/dev/null &
	busywait "$WAIT_MS" "$HNI_ON" host2 bash -c "ss -tln | grep -q :5201" \
		>/dev/null
	printf 'tcp, 1448 bytes\t'
	"$HNI_ON" host1 "${PYTHON[@]}" stream "$SPINNER" 192.0.2.2
}

need HNI_ON
modprobe pktgen
for host in host1 host2; do
	"$HNI_ON" "$host" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
done
MAC=$(place_mac host2)
# takes what nobody else wants, so that the processor never sleeps
chrt --idle 0 bash -c 'while :; do :; done' &
SPINNER=$!
trap 'kill $(jobs -p)' EXIT

"$HNI_ON" host1 ip link set dev eth0 up
busywait "$WAIT_MS" has_carrier host1 eth0
"$HNI_ON" host2 ip link set dev eth0 down
row "tx, 64 bytes" 60
row "tx, 1500 bytes" 1496
"$HNI_ON" host2 ip link set dev eth0 up
busywait "$WAIT_MS" has_carrier host2 eth0
row "tx and rx, 64 bytes" 60
row "tx and rx, 1500 bytes" 1496
tcp
