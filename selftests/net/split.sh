#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns where a PF's frames are split into headers and payload: what ethtool -G
# says of it, what the NIC does, what is refused, what outlives what.
# Run it with tools/lab/run --mode legacy.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# The witness is the NIC: the head of a ring of payload buffers (PPQ) moves if
# payload goes there. Programs decide on frames of ethertype 0x88b5 only.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/bounce.sh
. "$(dirname "$0")/../lib/bounce.sh"

KTAP_AREA=net.split
# enough to need several payload buffers, whatever the size
COUNT=48
SIZES="60 255 256 257 600 1000 1001 1024 1025 1400 1513 1514"
LARGE="1514 1536 1537 2000 2001 4000 4095 4096 4097 8000 9014"
# the threshold at first: a frame of the usual MTU with two tags
USUAL=1536
PPQ_PTRS=0x100910
RDE_CTL0=0x100a80
RDE_CTL1=0x100a84
ALL_TESTS="
	auto
	threshold
	off
	on
	off_needs_room
	programs
	programs_need_fragments
	stays
	nothing_strict
"

# get NAME: the current value in ethtool -g
get()
{
	h1 ethtool -g eth0 | sed -n "s/^$1:[[:blank:]]*//p" | tail -n 1
}

# split_set on|off|auto
split_set()
{
	h1 ethtool -G eth0 tcp-data-split "$1"
	check_err $? "tcp-data-split $1"
}

# split_explicit: on, although that is what auto says already
split_explicit()
{
	split_set off
	split_set on
}

# split_for MODE: until the scope ends
split_for()
{
	if [[ $1 == on ]]; then
		split_explicit
	else
		split_set "$1"
	fi
	defer h1 ethtool -G eth0 tcp-data-split auto
}

# threshold_get: of header split, and the highest; older kernels know none
threshold_get()
{
	h1 python3 "$HNI_LIB/hds.py" eth0
}

threshold_set()
{
	h1 python3 "$HNI_LIB/hds.py" eth0 "$1"
}

ppq_head()
{
	echo $((0x$(register_of host1 "$PPQ_PTRS") >> 16))
}

# payload_moves SIZE: are frames of this size split? All arrive as they were.
payload_moves()
{
	local before

	before=$(ppq_head)
	receiver host1 eth0
	from_wire "$COUNT" "$1"
	received_all "$COUNT"
	[[ $(ppq_head) != "$before" ]]
}

# whole SIZE...
whole()
{
	local size

	for size in "$@"; do
		in_defer_scope payload_moves "$size"
		check_fail $? "frames of $size bytes are split: they were"
	done
}

# split SIZE...
split()
{
	local size

	for size in "$@"; do
		in_defer_scope payload_moves "$size"
		check_err $? "frames of $size bytes are split"
	done
}

# all_sizes: one after the other, in one go
all_sizes()
{
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire 120 $SIZES
	received_all 120
	h1 ping -c 3 -i 0.2 -W 5 -q -s 1400 192.0.2.2 >/dev/null
	check_err $? "pings of 1400 bytes"
}

auto()
{
	check_eq "$(get 'TCP data split')" on "TCP data split"
	whole 256 257 1514
	in_defer_scope all_sizes
	log_test auto.frames_of_the_usual_mtu_stay_whole
	mtu_set 9000
	defer mtu_set 1500
	whole "$USUAL"
	split $((USUAL + 1)) 9014
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire 110 $LARGE
	received_all 110
	log_test auto.larger_frames_are_split
}

# threshold_is BYTES MAX_HDR SPLIT_ALL
threshold_is()
{
	threshold_set "$1"
	check_err $? "hds-thresh $1"
	check_eq "$(threshold_get)" "$1 4096" "threshold and the highest"
	check_eq "$((0x$(register_of host1 "$RDE_CTL1") >> 12 & 0x1fff))" "$2" \
		"MAX_HDR with hds-thresh $1"
	check_eq "$((0x$(register_of host1 "$RDE_CTL0") >> 31))" "$3" \
		"EN_HDR_SPLIT with hds-thresh $1"
}

threshold()
{
	if [[ -z $(threshold_get) ]]; then
		log_test_skip threshold "this kernel knows no hds-thresh"
		return
	fi
	check_eq "$(threshold_get)" "$USUAL 4096" "threshold and the highest"
	log_test threshold.is_1536_at_first
	defer threshold_set "$USUAL"
	threshold_is 256 256 0
	whole 256
	split 257 1514
	in_defer_scope all_sizes
	threshold_is 1000 1000 0
	whole 600 1000
	split 1001 1514
	in_defer_scope all_sizes
	log_test threshold.frames_above_it_are_split
	threshold_is 0 256 1
	split 128 600
	in_defer_scope all_sizes
	threshold_is 255 256 1
	split 128
	log_test threshold.below_256_every_frame_is_split
	threshold_is 4096 4096 0
	whole 1514
	in_defer_scope all_sizes
	threshold_set 4097 2>/dev/null
	check_fail $? "hds-thresh 4097"
	check_eq "$(threshold_get)" "4096 4096" "threshold after a refusal"
	log_test threshold.at_most_4096
	mtu_set 9000
	defer mtu_set 1500
	threshold_set 2000
	h1 ethtool -G eth0 rx 512
	h1 ethtool -G eth0 rx 4096
	whole 2000
	split 2001
	receiver host1 eth0
	# shellcheck disable=SC2086 # sizes
	from_wire 110 $LARGE
	received_all 110
	log_test threshold.of_large_frames
}

off()
{
	split_for off
	check_eq "$(get 'TCP data split')" off "TCP data split"
	whole 257 1514
	all_sizes
	log_test off.no_frame_is_split
	mtu_set 4074
	defer mtu_set 1500
	whole 4088
	h1 ping -c 3 -i 0.2 -W 5 -q -M "do" -s 4046 192.0.2.2 >/dev/null
	check_err $? "pings of the whole MTU"
	log_test off.with_the_largest_mtu
}

on()
{
	split_for on
	check_eq "$(get 'TCP data split')" on "TCP data split"
	mtu_set 9000
	defer mtu_set 1500
	whole "$USUAL"
	split $((USUAL + 1))
	log_test on.as_auto
}

off_needs_room()
{
	mtu_set 4075
	defer mtu_set 1500
	refused "MTU 4075: tcp-data-split off needs at most 4074" \
		h1 ethtool -G eth0 tcp-data-split off
	check_eq "$(get 'TCP data split')" on "TCP data split after a refusal"
	split $((USUAL + 1))
	log_test off.refused_with_a_larger_mtu
	mtu_set 1500
	split_for off
	h1 ip link set dev eth0 mtu 4075 2>/dev/null
	check_fail $? "MTU 4075"
	check_eq "$(h1 cat /sys/class/net/eth0/mtu)" 1500 "MTU after a refusal"
	log_test off.larger_mtu_refused
}

programs()
{
	attached pass
	check_eq "$(get 'TCP data split')" off "TCP data split with a program"
	whole 257 1514
	log_test auto.a_program_gets_whole_frames
}

# A program that cannot do with fragments and split frames exclude each other.
programs_need_fragments()
{
	split_for on
	refused tcp-data-split attach pass
	check_eq "$(h1 ip -j link show dev eth0 | jq '.[0].xdp.prog.id')" null \
		"program after a refusal"
	attached pass --frags
	split 600 1514
	check_eq "$(stat rx_bad_completions)" 0 "bad completions"
	all_sizes
	log_test on.a_program_with_fragments_gets_split_frames
	split_set auto
	attach pass
	check_err $? "a program without fragments, with auto"
	refused tcp-data-split h1 ethtool -G eth0 tcp-data-split on
	whole 600
	log_test on.refused_with_a_program_without_fragments
}

stays()
{
	local device

	device=$(h1 ethtool -i eth0 | sed -n 's/^bus-info: //p')
	split_for off
	h1 ethtool -G eth0 rx 512 tx 256
	check_err $? "ethtool -G rx 512 tx 256"
	h1 ethtool -L eth0 combined 2
	h1 ethtool -L eth0 combined 1
	check_eq "$(get 'TCP data split')" off "after -G and -L"
	whole 1514
	log_test stays.over_rings_and_channels
	h1 ip link set dev eth0 down
	h1 ip link set dev eth0 up
	busywait "$WAIT_MS" pings 1
	check_eq "$(get 'TCP data split')" off "after down and up"
	whole 1514
	log_test stays.over_down_and_up
	echo 1 >"/sys/bus/pci/devices/$device/reset"
	check_err $? "reset of $device"
	busywait "$WAIT_MS" pings 1
	check_eq "$(get 'TCP data split')" off "after a reset"
	whole 1514
	log_test stays.over_a_reset_of_the_function
	h1 ethtool -G eth0 rx 4096 tx 1024
}

need HNI_ON HNI_CTL
ends_up 1
tests_run
