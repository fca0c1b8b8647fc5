#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns AF_XDP sockets at a PF's queues: reception and transmission without copies,
# wake-ups, what is refused, and that sockets and settings outlive each other.
# Run it with tools/lab/run --mode legacy.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# Sockets get frames of ethertype 0x88b5 only: pings always pass. There is one
# queue where nothing else is said.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/bounce.sh
. "$(dirname "$0")/../lib/bounce.sh"

KTAP_AREA=net.xsk
COUNT=300
SIZES="60 64 127 128 129 500 1000 1514"
ALL_TESTS="
	copies
	receive
	receive_always
	headroom
	large
	buffers_missing
	send
	send_short
	send_alone
	echo_back
	verdicts
	programs_come_and_go
	second_queue
	rings_and_channels
	down_and_up
	function_reset
	refused_pools
	refused_settings
	nothing_left
	nothing_strict
"

xsk()
{
	h1 python3 "$HNI_LIB/xsk.py" "$@"
}

# socket ROLE ARGUMENT...: serves until the scope ends, its counts are in $SOCKET
socket()
{
	# after its end: the program may be there still
	defer detach
	serve host1 xsk.py "$@"
	SOCKET=$SERVED
	SOCKET_PID=$SERVER
}

# got FIELD: of the socket
got()
{
	counted "$SOCKET" "$1"
}

# got_all COUNT: all have come, as they were sent
got_all()
{
	counted_all "$SOCKET" "$1"
}

# The control: what the socket gets is the same, the device's memory is not.
copies()
{
	local before

	before=$(stat rx_xsk_pkts)
	socket receive --mode copy
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SIZES
	got_all "$COUNT"
	check_eq "$(got zero_copy)" false "zero copy"
	check_eq "$(stat rx_xsk_pkts)" "$before" rx_xsk_pkts
	log_test copies.still_can_be_made
}

# receives ARGUMENT...: COUNT frames, without copies
receives()
{
	local before redirected

	before=$(stat rx_xsk_pkts)
	redirected=$(stat rx_xdp_redirect)
	socket receive "$@"
	check_eq "$(got zero_copy)" true "zero copy"
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SIZES
	got_all "$COUNT"
	check_ge "$(stat rx_xsk_pkts)" $((before + COUNT)) rx_xsk_pkts
	check_eq "$(stat rx_xdp_redirect)" $((redirected + COUNT)) \
		rx_xdp_redirect
	pings 3
	check_err $? "pings"
	check_eq "$(got rx_dropped) $(got rx_ring_full)" "0 0" \
		"frames that the socket lost"
}

receive()
{
	local round

	receives
	# rings turn several times, never more on its way than they hold
	for round in {1..5}; do
		from_wire 600 60 1514
		got_all $((COUNT + round * 600))
	done
	check_eq "$(stat rx_bad_completions)" 0 "bad completions"
	log_test receive.all_frames_without_copies
}

receive_always()
{
	receives --always --order prog
	log_test receive.without_need_wakeup
}

headroom()
{
	in_defer_scope receives --headroom 128
	in_defer_scope receives --headroom 100
	receives --headroom 256
	log_test receive.behind_headroom
}

large()
{
	local before

	mtu_set 3814
	defer mtu_set 1500
	socket receive --frags
	from_wire 60 1514 2000 3000 3828
	got_all 60
	log_test receive.whole_chunks
	# longer than the host's MTU: the NIC brings what the socket cannot hold
	wire ip link set dev eth0 mtu 9000
	before=$(stat rx_errors)
	from_wire 12 4000
	busywait "$WAIT_MS" until_counter_is ">= $((before + 12))" \
		stat rx_errors >/dev/null
	check_eq "$(stat rx_errors)" $((before + 12)) rx_errors
	check_eq "$(got good) $(got bad)" "60 0" "good and bad frames"
	from_wire 10 60
	got_all 70
	log_test receive.longer_frames_are_dropped
}

buffers_missing()
{
	local before

	socket receive --fill 0
	before=$(stat rx_hw_drops)
	from_wire 20 60
	busywait "$WAIT_MS" until_counter_is ">= $((before + 20))" \
		stat rx_hw_drops >/dev/null
	check_ge "$(stat rx_hw_drops)" $((before + 20)) rx_hw_drops
	check_ge "$(got fill_ring_empty)" 1 "times the fill ring was empty"
	check_eq "$(got good)" 0 "frames received"
	log_test receive.without_buffers_frames_are_dropped
}

# sends COUNT ARGUMENT...: without copies; all are completed
sends()
{
	local count=$1 text

	shift
	text=$(xsk send --dst "$(place_mac wire)" --count "$count" "$@")
	check_err $? "sending: $text"
	check_eq "$(jq -c '[.sent, .completed, .zero_copy]' <<<"$text")" \
		"[$count,$count,true]" "sent, completed, zero copy"
}

send()
{
	local before xdp

	defer detach
	before=$(stat tx_xsk_pkts)
	xdp=$(stat tx_xdp_pkts)
	receiver wire eth0
	# shellcheck disable=SC2086 # sizes
	sends 3000 --size $SIZES
	received_all 3000
	check_eq "$(stat tx_xsk_pkts) $(stat tx_xdp_pkts)" \
		"$((before + 3000)) $((xdp + 3000))" "tx_xsk_pkts, tx_xdp_pkts"
	log_test send.all_frames_are_sent_and_completed
	sends 500 --size 60 --always
	received_all 3500
	log_test send.without_need_wakeup
}

# Shorter than an Ethernet header: the NIC must not see such a thing.
send_short()
{
	defer detach
	sends 26 --size 1 2 3 4 5 6 7 8 9 10 11 12 13
	check_eq "$(strict_lines)" "$STRICT" "what strict mode reported"
	receiver wire eth0
	sends 10 --size 60
	received_all 10
	log_test send.short_frames_are_padded
}

send_alone()
{
	receiver wire eth0
	sends 200 --size 60 1514 --order none
	received_all 200
	pings 3
	check_err $? "pings"
	log_test send.without_a_program
}

echo_back()
{
	local sent

	sent=$(stat tx_xsk_pkts)
	socket echo
	# shellcheck disable=SC2086 # sizes
	reflected "$COUNT" $SIZES
	reflected 3000 60 1514
	check_eq "$(stat tx_xsk_pkts)" $((sent + COUNT + 3000)) tx_xsk_pkts
	check_eq "$(got good) $(got bad)" "$((COUNT + 3000)) 0" "good and bad"
	pings 3
	check_err $? "pings"
	check_eq "$(stat tx_bad_completions) $(stat rx_bad_completions)" "0 0" \
		"bad completions"
	log_test echo.every_frame_comes_back
}

# What a program says of frames in the socket's memory, beside redirection
verdicts()
{
	local before

	socket receive
	before=$(stat rx_xsk_pkts)
	attach tx
	reflected 500 60 1514
	log_test verdicts.tx
	attach pass
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SIZES
	received_all "$COUNT"
	log_test verdicts.pass
	attach meta
	from_wire 10 60
	received_all $((COUNT + 10))
	log_test verdicts.pass_with_metadata
	attach drop
	from_wire 20 60
	busywait "$WAIT_MS" until_counter_is \
		">= $((before + COUNT + 530))" stat rx_xsk_pkts >/dev/null
	check_ge "$(stat rx_xsk_pkts)" $((before + COUNT + 530)) rx_xsk_pkts
	check_eq "$(received good)" $((COUNT + 10)) "frames that passed"
	# buffers have come back from all of it: there are fewer than frames
	attach tx
	reflected 3000 60
	log_test verdicts.buffers_come_back
}

programs_come_and_go()
{
	socket receive
	detach
	receiver host1 eth0
	from_wire 50 60 1514
	received_all 50
	pings 3
	check_err $? "pings"
	log_test socket_without_program_leaves_frames_alone
	attach tx
	check_eq "$(got zero_copy)" true "zero copy"
	reflected 50 60 1514
	log_test socket_with_program_again
}

second_queue()
{
	local text

	h1 ethtool -L eth0 combined 2
	defer h1 ethtool -L eth0 combined 1
	h1 ethtool -X eth0 weight 0 1
	defer h1 ethtool -X eth0 default
	socket echo --queue 1
	reflected 200 60 1514
	# the kernel looks at tables first
	h1 ethtool -X eth0 default
	text=$(h1 ethtool -L eth0 combined 1 2>&1)
	check_fail $? "fewer channels than the socket needs"
	[[ $text == *AF_XDP* ]]
	check_err $? "$text"
	h1 ethtool -X eth0 weight 0 1
	reflected 50 60
	log_test channels.not_fewer_than_sockets_need
	h1 ethtool -L eth0 combined 3
	check_err $? "more channels"
	reflected 50 60
	h1 ethtool -L eth0 combined 2
	reflected 50 60
	log_test channels.more_and_as_before
}

rings_and_channels()
{
	socket echo
	h1 ethtool -G eth0 rx 512 tx 256
	check_err $? "ethtool -G"
	reflected 200 60 1514
	h1 ethtool -G eth0 rx 64 tx 64
	reflected 200 60 1514
	h1 ethtool -G eth0 rx 4096 tx 1024
	reflected 200 60 1514
	h1 ethtool -L eth0 combined 2
	h1 ethtool -L eth0 combined 1
	reflected 200 60 1514
	check_eq "$(got zero_copy)" true "zero copy"
	pings 3
	check_err $? "pings"
	log_test rings_and_channels_keep_the_socket
}

down_and_up()
{
	socket echo
	reflected 50 60
	h1 ip link set dev eth0 down
	h1 ip link set dev eth0 up
	busywait "$WAIT_MS" pings 1
	check_err $? "pings"
	reflected 50 60 1514
	log_test down_and_up_keep_the_socket
}

function_reset()
{
	local device

	device=$(h1 ethtool -i eth0 | sed -n 's/^bus-info: //p')
	socket echo
	reflected 50 60
	echo 1 >"/sys/bus/pci/devices/$device/reset"
	check_err $? "reset of $device"
	busywait "$WAIT_MS" pings 1
	check_err $? "pings"
	reflected 50 60 1514
	check_eq "$(got zero_copy)" true "zero copy"
	log_test function_reset_keeps_the_socket
}

# logged TEXT: so often the kernel has said it
logged()
{
	dmesg | grep -c "$1"
}

# pool_refused TEXT ARGUMENT...: with a line in the log, since there is no extack
pool_refused()
{
	local text=$1 before

	shift
	before=$(logged "$text")
	refused "Invalid argument" xsk bind --order none "$@"
	check_eq "$(logged "$text")" $((before + 1)) "lines: $text"
}

refused_pools()
{
	pool_refused "queue 0: .*needs aligned chunks of 4096 bytes" --chunk 2048
	check_eq "$(xsk bind --order none --chunk 2048 --mode any)" copies \
		"where copies are allowed"
	log_test refused.small_chunks
	pool_refused "queue 0: .*needs a headroom of at most 256 bytes" \
		--headroom 257
	log_test refused.headroom
	refused "Invalid argument" xsk bind --order none --queue 1
	log_test refused.queue
	h1 ethtool -G eth0 tcp-data-split off
	h1 ethtool -G eth0 tcp-data-split on
	defer h1 ethtool -G eth0 tcp-data-split auto
	pool_refused "queue 0: .*tcp-data-split on" --chunk 4096
	log_test refused.split_frames
	mtu_set 9000
	defer mtu_set 1500
	refused "Invalid argument" xsk bind --order none
	log_test refused.mtu
	pings 3
	check_err $? "pings"
	log_test refused.nothing_changed
}

refused_settings()
{
	socket receive
	h1 ip link set dev eth0 mtu 3819 2>/dev/null
	check_fail $? "MTU 3819"
	check_eq "$(h1 cat /sys/class/net/eth0/mtu)" 1500 "MTU after a refusal"
	refused tcp-data-split h1 ethtool -G eth0 tcp-data-split on
	from_wire 20 60
	got_all 20
	log_test refused.settings_that_a_socket_cannot_live_with
}

# pinned: pages of user memory that are pinned now
pinned()
{
	awk '$1 == "nr_foll_pin_acquired" { n += $2 }
	     $1 == "nr_foll_pin_released" { n -= $2 }
	     END { print n }' /proc/vmstat
}

# is_pinned PAGES
is_pinned()
{
	[[ $(pinned) -eq $1 ]]
}

# pools_of_the_past: page pools that wait for pages
pools_of_the_past()
{
	h1 python3 "$HNI_LIB/pagepools.py" |
		jq '[.[] | select(has("detach-time"))] | length'
}

no_pools_of_the_past()
{
	[[ $(pools_of_the_past) == 0 ]]
}

nothing_left()
{
	local before

	before=$(pinned)
	socket echo
	reflected 100 60 1514
	check_ge "$(pinned)" $((before + 2048)) "pinned pages with a socket"
	kill -KILL "$SOCKET_PID"
	wait "$SOCKET_PID" 2>/dev/null
	from_wire 50 60
	busywait "$WAIT_MS" is_pinned "$before"
	check_eq "$(pinned)" "$before" "pinned pages after its death"
	log_test nothing_left.socket_memory
	detach
	busywait "$WAIT_MS" no_pools_of_the_past
	check_err $? "page pools that wait: $(pools_of_the_past)"
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire "$COUNT" $SIZES
	received_all "$COUNT"
	pings 3
	check_err $? "pings"
	log_test nothing_left.rings_are_what_they_were
}

need HNI_ON HNI_CTL
if ! awk '$1 == "XDP" { found = 1 } END { exit !found }' /proc/net/protocols; then
	echo "1..0 # SKIP this kernel has no AF_XDP"
	exit 4
fi
ends_up 1
tests_run
