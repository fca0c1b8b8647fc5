#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what packets cost in a guest: instructions, if it is one of "tools/lab/run
# --icount" whose NIC runs with --sync, for there time is instructions and the same
# work takes the same number of them each time; else time.
#
#	host1: pktgen ---> NIC ---> host2: down (tx), or up without an address (rx)
#	igb1: pktgen -----------> igb2     likewise, for each pair of --peer
#
# usage: packets.sh count|speed
# Prints a line for each row: pair, tab, name, tab, figures of packets.py.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

PYTHON=(python3 "$(dirname "$0")/packets.py")
# Frames in a burst. The work of one, at both ends, has to be done within GAP of
# packets.py; the more, the less of pktgen's sleep is in a packet.
TX_BURST=128
RX_BURST=32

# row NAME RECEIVER WORK...: of $PAIR, from place $NEAR
row()
{
	local name=$1 where=$2

	shift 2
	[[ $MEASURE == speed ]] || where=$SPINNER
	printf '%s\t%s\t' "$PAIR" "$name"
	"$HNI_ON" "$NEAR" "${PYTHON[@]}" "$MEASURE" "$where" "$@"
}

# frames NAME RECEIVER SIZE BURST: in bursts, whose work the NIC does at once
frames()
{
	row "$1" "$2" frames eth0 "$MAC" "$3" "$4"
}

tcp()
{
	local server

	"$HNI_ON" "$NEAR" ip addr add 192.0.2.1/24 dev eth0
	"$HNI_ON" "$FAR" ip addr add 192.0.2.2/24 dev eth0
	"$HNI_ON" "$FAR" "${PYTHON[@]}" sink 192.0.2.2 &
	server=$!
	busywait "$WAIT_MS" "$HNI_ON" "$FAR" bash -c "ss -tln | grep -q :5201" \
		>/dev/null
	row "tcp, 1448 bytes" - stream 192.0.2.2
	wait "$server"
}

# send_all PLACE: no queue of bytes stops a burst
send_all()
{
	# shellcheck disable=SC2016 # expanded there
	"$HNI_ON" "$1" bash -c '
		for limit in /sys/class/net/eth0/queues/tx-*/byte_queue_limits/limit_min; do
			[[ ! -e $limit ]] || echo 1000000 >"$limit"
		done'
}

# pair NAME NEAR FAR: all rows between two places
pair()
{
	local place

	PAIR=$1 NEAR=$2 FAR=$3
	for place in "$NEAR" "$FAR"; do
		"$HNI_ON" "$place" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
	done
	MAC=$(place_mac "$FAR")
	send_all "$NEAR"
	"$HNI_ON" "$NEAR" ip link set dev eth0 up
	"$HNI_ON" "$FAR" ip link set dev eth0 down
	busywait "$WAIT_MS" has_carrier "$NEAR" eth0
	frames "tx, 64 bytes" - 60 "$TX_BURST"
	frames "tx, 1500 bytes" - 1496 "$TX_BURST"
	"$HNI_ON" "$FAR" ip link set dev eth0 up
	busywait "$WAIT_MS" has_carrier "$FAR" eth0
	frames "tx and rx, 64 bytes" "$FAR" 60 "$RX_BURST"
	frames "tx and rx, 1500 bytes" "$FAR" 1496 "$RX_BURST"
	tcp
	"$HNI_ON" "$NEAR" ip link set dev eth0 down
	"$HNI_ON" "$FAR" ip link set dev eth0 down
}

need HNI_ON
MEASURE=$1
modprobe pktgen
SPINNER=
if [[ $MEASURE == count ]]; then
	# takes what nobody else wants, so that the processor never sleeps
	SPINNER=$(mktemp)
	truncate -s 4096 "$SPINNER"
	"${PYTHON[@]}" spin "$SPINNER" &
fi
trap 'jobs -p | xargs -r kill' EXIT

pair nic host1 host2
for kind in ${HNI_PEERS:-}; do
	pair "$kind" "${kind}1" "${kind}2"
done
