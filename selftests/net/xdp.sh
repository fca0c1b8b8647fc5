#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns XDP on a PF: verdicts, frames of several pieces, redirection in both
# directions, counters, what is refused, and what attaching, replacing and
# detaching a program leaves as it was.
# Run it with tools/lab/run --mode legacy.
#
#	in host1: veth9 --- veth8
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# Programs decide on frames of ethertype 0x88b5 only: pings always pass.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/bounce.sh
. "$(dirname "$0")/../lib/bounce.sh"

KTAP_AREA=net.xdp
COUNT=200
SMALL="60 64 127 128 129 500 1000 1514"
LARGE="3519 3520 3521 4000 5000 8191 9000 9014"
ALL_TESTS="
	pass
	drop
	aborted
	tx
	tx_pieces
	head_moves
	tail_cut
	redirect_out
	redirect_in
	mtu
	replace
	rings_and_channels
	down_and_up
	hash
	stamp
	hardware_mode
	detached
	nothing_strict
"

# prog_id: of the program on host1's eth0, empty if there is none
prog_id()
{
	h1 ip -j link show dev eth0 | jq -r '.[0].xdp.prog.id // empty'
}

pass()
{
	local before

	attached pass
	before=$(stat rx_xdp_pass)
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SMALL
	received_all "$COUNT"
	check_ge "$(stat rx_xdp_pass)" $((before + COUNT)) rx_xdp_pass
	log_test pass.frames_are_whole_and_counted
	pings 5
	check_err $? "pings"
	h1 ping -c 3 -i 0.2 -W 5 -q -s 1400 192.0.2.2 >/dev/null
	check_err $? "pings of 1400 bytes"
	log_test pass.others_pass
}

drop()
{
	local before passed

	receiver host1 eth0
	attached drop
	before=$(stat rx_xdp_drop)
	from_wire "$COUNT" 60 1514
	busywait "$WAIT_MS" until_counter_is ">= $((before + COUNT))" \
		stat rx_xdp_drop >/dev/null
	check_eq "$(stat rx_xdp_drop)" $((before + COUNT)) rx_xdp_drop
	passed=$(received good)
	check_eq "$passed" 0 "frames that passed"
	log_test drop.all_are_dropped_and_counted
	pings 3
	check_err $? "pings"
	log_test drop.others_pass
}

# exceptions: xdp_exception events with that action
exceptions()
{
	grep -c "xdp_exception.*action=$1" /sys/kernel/tracing/trace
}

trace_exceptions()
{
	local event=/sys/kernel/tracing/events/xdp/xdp_exception/enable

	[[ -d /sys/kernel/tracing/events ]] ||
		mount -t tracefs tracefs /sys/kernel/tracing
	echo >/sys/kernel/tracing/trace
	echo 1 >"$event"
	defer eval "echo 0 >$event"
}

aborted()
{
	local before

	trace_exceptions
	attached aborted
	before=$(stat rx_xdp_aborted)
	from_wire 20 60
	busywait "$WAIT_MS" until_counter_is ">= $((before + 20))" \
		stat rx_xdp_aborted >/dev/null
	check_eq "$(stat rx_xdp_aborted)" $((before + 20)) rx_xdp_aborted
	check_eq "$(exceptions ABORTED)" 20 "trace events"
	log_test aborted.counted_and_traced
}

tx()
{
	local before sent

	attached tx
	before=$(stat rx_xdp_tx)
	sent=$(stat tx_xdp_pkts)
	# shellcheck disable=SC2086 # sizes
	reflected "$COUNT" $SMALL
	check_eq "$(stat rx_xdp_tx)" $((before + COUNT)) rx_xdp_tx
	check_eq "$(stat tx_xdp_pkts)" $((sent + COUNT)) tx_xdp_pkts
	log_test tx.frames_come_back
	# rings turn several times, and nothing is left on them
	reflected 3000 60 1514
	pings 3
	check_err $? "pings"
	check_eq "$(stat tx_bad_completions) $(stat rx_bad_completions)" "0 0" \
		"bad completions"
	log_test tx.again_and_again
}

tx_pieces()
{
	mtu_set 9000
	defer mtu_set 1500
	attached tx --frags
	# shellcheck disable=SC2086 # sizes
	reflected "$COUNT" $LARGE
	check_eq "$(stat rx_bad_completions)" 0 "bad completions"
	log_test tx.several_pieces_come_back
	attach pass --frags
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $LARGE
	received_all "$COUNT"
	log_test pass.several_pieces
	h1 ping -c 3 -i 0.2 -W 5 -q -M "do" -s 8972 192.0.2.2 >/dev/null
	check_err $? "pings of 8972 bytes"
	log_test pass.jumbo_pings
}

head_moves()
{
	attached meta
	receiver host1 eth0
	from_wire 20 60 1514
	received_all 20
	log_test metadata_before_the_frame
}

tail_cut()
{
	mtu_set 9000
	defer mtu_set 1500
	attached tail --frags
	receiver host1 eth0 --cut 100
	# 4150: the last piece goes as a whole and some of the one before it
	from_wire 40 200 1514 4150 9000
	received_all 40
	log_test tail_shorter
}

veth_up()
{
	h1 ip link add veth8 type veth peer name veth9
	check_err $? "veth"
	defer "$HNI_ON" host1 ip link del veth8
	h1 ip link set dev veth8 mtu "$1" up
	h1 ip link set dev veth9 mtu "$1" up
	# a veth takes redirected frames if its peer does GRO or XDP
	h1 ethtool -K veth8 gro on
	h1 ethtool -K veth9 gro on
}

redirect_out()
{
	local before

	veth_up 1500
	attached redirect --target veth8
	receiver host1 veth9
	before=$(stat rx_xdp_redirect)
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SMALL
	received_all "$COUNT"
	check_eq "$(stat rx_xdp_redirect)" $((before + COUNT)) rx_xdp_redirect
	log_test redirect.to_another_device
	h1 ip link set dev veth9 down
	h1 ip link set dev veth8 down
	before=$(stat rx_xdp_lost)
	from_wire 10 60
	busywait "$WAIT_MS" until_counter_is ">= $((before + 10))" \
		stat rx_xdp_lost >/dev/null
	check_eq "$(stat rx_xdp_lost)" $((before + 10)) rx_xdp_lost
	log_test redirect.to_a_device_that_is_down
}

# from_veth COUNT SIZE...: through veth8, whose program redirects, to the wire
from_veth()
{
	local count=$1

	shift
	h1 python3 "$HNI_LIB/bounce.py" send --dev veth9 \
		--dst "$(place_mac wire)" --src "$(place_mac host1)" \
		--count "$count" --size "$@"
	check_err $? "sending"
}

redirect_in()
{
	local before

	mtu_set 9000
	defer mtu_set 1500
	veth_up 9000
	attached pass --frags
	h1 python3 "$HNI_LIB/xdp.py" attach --dev veth8 --prog redirect \
		--target eth0 --frags
	check_err $? "program on veth8"
	receiver wire eth0
	before=$(stat tx_xdp_pkts)
	# shellcheck disable=SC2086 # sizes
	from_veth "$COUNT" $SMALL
	received_all "$COUNT"
	check_eq "$(stat tx_xdp_pkts)" $((before + COUNT)) tx_xdp_pkts
	log_test redirect.from_another_device
	from_veth 40 4000 9014
	received_all $((COUNT + 40))
	log_test redirect.several_pieces
	pings 3
	check_err $? "pings"
	log_test redirect.others_pass
}

mtu()
{
	mtu_set 3499
	defer mtu_set 1500
	refused "MTU 3499: XDP without support for fragments needs at most 3498" \
		attach pass
	check_eq "$(prog_id)" "" "program after a refusal"
	log_test mtu.program_refused
	mtu_set 3498
	attached pass
	h1 ip link set dev eth0 mtu 3499 2>/dev/null
	check_fail $? "MTU 3499"
	check_eq "$(h1 cat /sys/class/net/eth0/mtu)" 3498 "MTU after a refusal"
	h1 ping -c 2 -i 0.2 -W 5 -q -M "do" -s 3470 192.0.2.2 >/dev/null
	check_err $? "pings of the whole MTU"
	log_test mtu.change_refused
	attach pass --frags
	check_err $? "a program with support for fragments in its place"
	h1 ip link set dev eth0 mtu 3499
	check_err $? "MTU 3499 with it"
	refused "without support for fragments" attach pass
	log_test mtu.depends_on_the_program
}

# replace_often: one program for another until the scope ends
replace_often()
{
	while attach tx && attach tx --frags; do
		:
	done
}

replace_stop()
{
	kill "$1"
	wait "$1" 2>/dev/null
}

replaced()
{
	[[ $(prog_id) != "$1" ]]
}

replace()
{
	local first

	attached tx
	first=$(prog_id)
	replace_often &
	defer replace_stop $!
	reflected 2000 60 1514
	busywait "$WAIT_MS" replaced "$first"
	check_err $? "program $first was replaced"
	log_test replace.loses_no_frame
}

rings_and_channels()
{
	local before

	attached tx --frags
	before=$(stat rx_xdp_tx)
	h1 ethtool -G eth0 rx 512 tx 256
	check_err $? "ethtool -G"
	reflected 50 60 1514
	h1 ethtool -L eth0 combined 1
	check_err $? "ethtool -L combined 1"
	reflected 50 60 1514
	h1 ethtool -L eth0 combined 2
	check_err $? "ethtool -L combined 2"
	h1 ethtool -G eth0 rx 64 tx 64
	reflected 50 60 1514
	h1 ethtool -G eth0 rx 4096 tx 1024
	reflected 50 60 1514
	pings 3
	check_err $? "pings"
	log_test rings_and_channels_keep_the_program
	check_eq "$(stat rx_xdp_tx)" $((before + 200)) rx_xdp_tx
	log_test rings_and_channels_keep_the_counters
}

down_and_up()
{
	h1 ip link set dev eth0 down
	attached tx
	h1 ip link set dev eth0 up
	busywait "$WAIT_MS" pings 1
	check_err $? "pings"
	reflected 50 60
	h1 ip link set dev eth0 down
	h1 ip link set dev eth0 up
	busywait "$WAIT_MS" pings 1
	reflected 50 60
	log_test down_and_up_keep_the_program
}

hash_key()
{
	h1 ethtool -x eth0 | sed -nE 's/^(([0-9a-f]{2}:){20,}[0-9a-f]{2})$/\1/p'
}

# asked ARGUMENT...: what a program was told of one datagram, see xdp_asked.py
asked()
{
	local out reader

	out=$(mktemp -u)
	h1 python3 "$HNI_LIB/xdp_asked.py" "$@" --out "$out" &
	reader=$!
	busywait "$WAIT_MS" test -e "$out"
	probe_send wire asked --dst "$(place_mac host1)" --port 4931
	wait "$reader"
	cat "$out"
	rm -f "$out"
}

# hash_is FIELDS WANT: of a datagram whose hash has these fields: result, is it
# right, type of enum xdp_rss_hash_type
hash_is()
{
	h1 ethtool -N eth0 rx-flow-hash udp4 "$1"
	check_err $? "fields $1"
	check_eq "$(asked hash --key "$(hash_key)" --fields "$1")" "$2" \
		"hash of $1"
}

hash()
{
	attached hash
	defer h1 ethtool -N eth0 rx-flow-hash udp4 sd
	hash_is sdfn "0 right 41"
	hash_is sd "0 right 1"
	log_test hash.is_the_devices
	h1 ethtool -K eth0 rxhash off
	hash_is sd "-61 wrong -1"
	h1 ethtool -K eth0 rxhash on
	log_test hash.can_be_switched_off
}

# stamps VERB ARGUMENT...: of host 1's interface
stamps()
{
	local verb=$1

	shift
	h1 python3 "$HNI_LIB/stamps.py" "$verb" eth0 "$@"
}

stamp()
{
	local result seconds now

	attached stamp
	read -r result seconds < <(asked stamp)
	check_eq "$result" -61 "without stamps"
	check_eq "$(stamps config 0 1)" "0 1" "stamps of all frames"
	defer eval 'stamps config 0 0 >/dev/null'
	now=$(stamps get)
	read -r result seconds < <(asked stamp)
	check_eq "$result" 0 "with stamps"
	check_ge "$seconds" "$now" "seconds of the stamp"
	check_lt "$seconds" $((now + WAIT_MS / 1000)) "seconds of the stamp"
	log_test stamp.is_the_clocks
}

hardware_mode()
{
	refused "XDP programs run in the driver" attach pass --mode hw
	check_eq "$(prog_id)" "" "program after a refusal"
	log_test hardware_mode_refused
}

# What the rings were before is what they are.
detached()
{
	local before

	attached tx
	reflected 10 60
	detach
	check_err $? "detach"
	check_eq "$(prog_id)" "" "program"
	before=$(stat rx_csum_complete)
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SMALL
	received_all "$COUNT"
	check_ge "$(stat rx_csum_complete)" $((before + COUNT)) \
		"frames with the device's sum"
	pings 3
	check_err $? "pings"
	log_test detach_restores
}

need HNI_ON HNI_CTL
ends_up 2
tests_run
