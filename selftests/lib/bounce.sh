# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns what tests of a PF's queues share: host1 and the wire, frames of bounce.py
# between them, programs of xdp.py. Source lib.sh first.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2

h1()
{
	"$HNI_ON" host1 "$@"
}

wire()
{
	"$HNI_ON" wire "$@"
}

# mtu_set MTU: of host1 and wire
mtu_set()
{
	h1 ip link set dev eth0 mtu "$1"
	check_err $? "MTU $1"
	wire ip link set dev eth0 mtu "$1"
}

# strict_lines: what the NIC has to say about the driver's manners
strict_lines()
{
	$HNI_CTL strict | jq .count
}

pings()
{
	h1 ping -c "$1" -i 0.2 -W 5 -q 192.0.2.2 >/dev/null 2>&1
}

# attach PROG ARGUMENT...: to host1's eth0
attach()
{
	h1 python3 "$HNI_LIB/xdp.py" attach --prog "$@"
}

detach()
{
	h1 python3 "$HNI_LIB/xdp.py" detach
}

# attached PROG ARGUMENT...: until the scope ends
attached()
{
	attach "$@"
	check_err $? "attach $*"
	defer detach
}

# stat NAME: of ethtool -S
stat()
{
	h1 ethtool -S eth0 | awk -v name="$1:" '$1 == name { print $2 }'
}

# refused TEXT COMMAND...
refused()
{
	local text=$1 out

	shift
	out=$("$@" 2>&1)
	check_fail $? "$*"
	[[ $out == *"$text"* ]]
	check_err $? "$* says: $out"
}

# serve PLACE PROGRAM ARGUMENT...: until the scope ends; it counts in the file $SERVED
serve()
{
	local place=$1 program=$2

	shift 2
	SERVED=$(mktemp -u)
	"$HNI_ON" "$place" python3 "$HNI_LIB/$program" "$@" --out "$SERVED" &
	SERVER=$!
	defer serve_stop "$SERVER" "$SERVED"
	busywait "$WAIT_MS" test -e "$SERVED"
	check_err $? "$program $* at $place"
}

serve_stop()
{
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
	rm -f "$2"
}

# counted FILE FIELD
counted()
{
	jq ".$2" "$1"
}

# counted_all FILE COUNT: all have come, as they were sent
counted_all()
{
	busywait "$WAIT_MS" until_counter_is ">= $2" counted "$1" good \
		>/dev/null
	check_eq "$(counted "$1" good) $(counted "$1" bad)" "$2 0" \
		"good and bad frames"
}

# receiver PLACE DEV ARGUMENT...: counts frames in $RECEIVED until the scope ends
receiver()
{
	local place=$1 dev=$2

	shift 2
	serve "$place" bounce.py receive --dev "$dev" "$@"
	RECEIVED=$SERVED
}

# received FIELD
received()
{
	counted "$RECEIVED" "$1"
}

# received_all COUNT: all have come, as they were sent
received_all()
{
	counted_all "$RECEIVED" "$1"
}

# from_wire COUNT SIZE...
from_wire()
{
	local count=$1

	shift
	wire python3 "$HNI_LIB/bounce.py" send --dst "$(place_mac host1)" \
		--count "$count" --size "$@"
	check_err $? "sending"
}

# reflected COUNT SIZE...: frames come back to the wire byte by byte
reflected()
{
	local count=$1 text

	shift
	text=$(wire python3 "$HNI_LIB/bounce.py" reflect \
		--dst "$(place_mac host1)" --count "$count" --size "$@")
	check_err $? "reflected: $text"
}

# ends_up QUEUES: of host1
ends_up()
{
	STRICT=$(strict_lines)
	place_up host1 192.0.2.1/24
	place_up wire 192.0.2.2/24
	h1 ethtool -L eth0 combined "$1" 2>/dev/null
	busywait "$WAIT_MS" pings 1
	check_err $? "host1 and wire reach each other"
	log_test topology
}

# The last test: no doorbell of a ring that is disabled, nothing of the kind
nothing_strict()
{
	check_eq "$(strict_lines)" "$STRICT" "what strict mode reported"
	log_test nothing_strict
}
