#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns rings, channels and moderation of a PF: what changes under way, what
# stays, what is refused; its standard statistics and the register dump.
# Run it with tools/lab/run --mode legacy.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.rings
ALL_TESTS="
	ring_sizes
	ring_sizes_refused
	channels
	settings_stay
	counters_stay
	function_reset
	interrupts_wait
	coalesce_of_a_queue
	coalesce_refused
	adaptive
	statistics
	pause
	registers
	down_and_up
	nothing_strict
"

h1()
{
	"$HNI_ON" host1 "$@"
}

setup()
{
	STRICT=$(strict_lines)
	place_up host1 192.0.2.1/24
	place_up wire 192.0.2.2/24
	h1 ethtool -L eth0 combined 2 2>/dev/null
	busywait "$WAIT_MS" pings 1
	check_err $? "host1 and wire reach each other"
	log_test topology
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

# get FLAG NAME: the current value of "NAME:" in what ethtool FLAG says
get()
{
	h1 ethtool "$1" eth0 | sed -n "s/^$2:[[:blank:]]*//p" | tail -n 1
}

# coal NAME: of ethtool -c
coal()
{
	h1 ethtool -c eth0 | sed -n "s/^$1:[[:blank:]]*//p" | head -n 1
}

# queue_coal QUEUE NAME
queue_coal()
{
	h1 ethtool -Q eth0 queue_mask "$((1 << $1))" --show-coalesce |
		sed -n "s/^$2:[[:blank:]]*//p" | head -n 1
}

# group GROUP NAME: of ethtool -S --groups
group()
{
	h1 ethtool -S eth0 --groups "$1" | sed -n "s/^$1-$2: //p" | head -n 1
}

ring_sizes()
{
	local size

	for size in 64 128 16384 1024; do
		h1 ethtool -G eth0 rx "$size" tx "$size"
		check_err $? "ethtool -G rx $size tx $size"
		check_eq "$(get -g RX) $(get -g TX)" "$size $size" "sizes"
		pings 3
		check_err $? "pings over rings of $size"
	done
	log_test ring_sizes
}

ring_sizes_refused()
{
	local text

	text=$(h1 ethtool -G eth0 rx 32 2>&1)
	check_fail $? "rx 32"
	[[ $text == *"rings have 64 to 16384 entries"* ]]
	check_err $? "$text"
	check_eq "$(get -g RX)" 1024 "RX after a refusal"
	pings 3
	check_err $? "pings after a refusal"
	log_test ring_sizes_refused
}

channels()
{
	local n

	for n in 1 2 1 2; do
		h1 ethtool -L eth0 combined "$n"
		check_err $? "ethtool -L combined $n"
		check_eq "$(get -l Combined)" "$n" "channels"
		pings 3
		check_err $? "pings over $n channels"
	done
	log_test channels
}

# irq_of_first: Linux' number of the vector of channel 0
irq_of_first()
{
	local irq

	for irq in $(h1 ls /sys/class/net/eth0/device/msi_irqs); do
		grep -Eq "^ *$irq:.* eth0-0\$" /proc/interrupts && echo "$irq"
	done
}

# table_entries QUEUE: of the RSS table
table_entries()
{
	h1 ethtool -x eth0 | awk -v q="$1" '$1 ~ /^[0-9]+:$/ {
		for (i = 2; i <= NF; i++)
			n += $i == q
	}
	END { print n + 0 }'
}

# What the user has said for vectors, NAPI and queues holds for the new rings.
settings_stay()
{
	local irq

	irq=$(irq_of_first)
	echo 2 >"/proc/irq/$irq/smp_affinity"
	h1 ethtool -C eth0 rx-usecs 33 tx-usecs 44 rx-frames 5
	h1 ethtool -X eth0 weight 1 3
	defer h1 ethtool -X eth0 default
	h1 ethtool -G eth0 rx 512 tx 256
	check_err $? "ethtool -G"
	check_eq "$(irq_of_first)" "$irq" "interrupt of channel 0"
	check_eq "$(($(cat "/proc/irq/$irq/smp_affinity")))" 2 "affinity"
	check_eq "$(coal rx-usecs) $(coal tx-usecs) $(coal rx-frames)" \
		"33 44 5" "coalescing"
	check_eq "$(table_entries 1)" 192 "entries of the RSS table for queue 1"
	h1 ethtool -G eth0 rx 4096 tx 1024
	pings 3
	check_err $? "pings"
	h1 ethtool -C eth0 rx-usecs 10 tx-usecs 30 rx-frames 0
	log_test settings_stay
}

# counters: received and sent, as the kernel's netlink has them
counters()
{
	h1 ip -j -s link show dev eth0 |
		jq -r '.[0].stats64 | "\(.rx.packets) \(.tx.packets)"'
}

counters_stay()
{
	local rx tx rx2 tx2

	read -r rx tx < <(counters)
	h1 ethtool -G eth0 rx 256 tx 256
	h1 ethtool -L eth0 combined 1
	h1 ethtool -G eth0 rx 4096 tx 1024
	h1 ethtool -L eth0 combined 2
	read -r rx2 tx2 < <(counters)
	check_ge "$rx2" "$rx" "received frames"
	check_ge "$tx2" "$tx" "sent frames"
	check_ge "$rx" 10 "received frames before"
	log_test counters_do_not_step_back
}

# user_settings: all that a user can set here, without counters
user_settings()
{
	h1 sh -c 'ethtool -g eth0; ethtool -l eth0; ethtool -c eth0
		ethtool -x eth0; ethtool -a eth0; ethtool -n eth0'
}

# A function that is reset behind its driver's back is what it was before.
function_reset()
{
	local before device

	device=$(get -i bus-info)
	h1 ethtool -G eth0 rx 512 tx 256
	h1 ethtool -C eth0 rx-usecs 33
	h1 ethtool -X eth0 weight 1 3
	h1 ethtool -N eth0 flow-type udp4 dst-port 7 action 1 loc 3 >/dev/null
	check_err $? "an ntuple rule"
	before=$(user_settings)
	echo 1 >"/sys/bus/pci/devices/$device/reset"
	check_err $? "reset of $device"
	busywait "$WAIT_MS" pings 1
	check_err $? "pings"
	check_eq "$(user_settings)" "$before" "settings"
	log_test settings_outlive_a_reset_of_the_function
	h1 ethtool -N eth0 delete 3
	h1 ethtool -X eth0 default
	h1 ethtool -C eth0 rx-usecs 10
	h1 ethtool -G eth0 rx 4096 tx 1024
}

# least_rtt: whole milliseconds of the fastest of a few pings
least_rtt()
{
	h1 ping -c 4 -i 0.3 -W 5 -q 192.0.2.2 |
		sed -nE 's|^rtt [^=]*= ([0-9]+)\..*|\1|p'
}

# An answer is seen when the device says so: not before the time is over.
interrupts_wait()
{
	h1 ethtool -C eth0 rx-usecs 16000 tx-usecs 16000
	check_err $? "ethtool -C"
	check_ge "$(least_rtt)" 14 "ms of the fastest ping with rx-usecs 16000"
	log_test timeout_is_kept
	# a frame is two completions, and one frame is enough now
	h1 ethtool -C eth0 rx-frames 1
	check_eq "$(register 0x100b04)" 2 "RIM_THRESHOLD with rx-frames 1"
	log_test frames_are_set
	h1 ethtool -C eth0 rx-usecs 10 tx-usecs 30 rx-frames 0
}

coalesce_of_a_queue()
{
	h1 ethtool -Q eth0 queue_mask 2 --coalesce rx-usecs 77
	check_err $? "ethtool -Q"
	check_eq "$(queue_coal 0 rx-usecs) $(queue_coal 1 rx-usecs)" "10 77" \
		"of queues 0 and 1"
	h1 ethtool -L eth0 combined 1
	h1 ethtool -L eth0 combined 2
	check_eq "$(queue_coal 1 rx-usecs)" 77 "of queue 1, when it is back"
	h1 ethtool -C eth0 rx-usecs 11
	check_eq "$(queue_coal 0 rx-usecs) $(queue_coal 1 rx-usecs)" "11 11" \
		"after setting all"
	h1 ethtool -C eth0 rx-usecs 10
	log_test coalesce_of_a_queue
}

coalesce_refused()
{
	local text

	text=$(h1 ethtool -C eth0 rx-usecs 16384 2>&1)
	check_fail $? "rx-usecs 16384"
	[[ $text == *"at most 16383 microseconds"* ]]
	check_err $? "$text"
	h1 ethtool -C eth0 tx-frames 5 2>/dev/null
	check_fail $? "tx-frames"
	check_eq "$(coal rx-usecs)" 10 "rx-usecs after a refusal"
	log_test coalesce_refused
}

adaptive()
{
	h1 ethtool -C eth0 adaptive-rx on adaptive-tx on
	check_err $? "ethtool -C adaptive-rx on adaptive-tx on"
	check_eq "$(coal 'Adaptive RX')" "on  TX: on" "adaptive"
	h1 ping -c 2000 -f -q -W 5 192.0.2.2 >/dev/null
	pings 3
	check_err $? "pings"
	h1 ethtool -C eth0 adaptive-rx off adaptive-tx off
	check_eq "$(coal 'Adaptive RX') $(coal rx-usecs)" "off  TX: off 10" \
		"adaptive, and what was set before"
	log_test adaptive
}

# sizes SIDE: the sum of a histogram
sizes()
{
	h1 ethtool -S eth0 --groups rmon | sed -n "s/^$1-rmon-etherStatsPkts.*: //p" |
		awk '{ n += $1 } END { print n + 0 }'
}

statistics()
{
	local name

	pings 3
	# the wire is silent while they are compared
	check_ge "$(sizes rx)" 1 "frames received, by size"
	check_ge "$(sizes tx)" 1 "frames sent, by size"
	log_test statistics.sizes
	for name in eth-ctrl:MACControlFramesReceived \
		eth-phy:SymbolErrorDuringCarrier; do
		is_number "$(group "${name%:*}" "${name#*:}")"
		check_err $? "$name"
	done
	log_test statistics.groups
	h1 ethtool -I --show-fec eth0 | grep -q corrected_blocks
	check_err $? "corrected_blocks"
	h1 ethtool -I -a eth0 | grep -q rx_pause_frames
	check_err $? "rx_pause_frames"
	log_test statistics.fec_and_pause
}

# register OFFSET: in the dump, hexadecimal
register()
{
	register_of host1 "$1"
}

registers()
{
	h1 ethtool -C eth0 rx-usecs 21
	# RIM of page 0 names the vector, whose block holds the time
	check_eq "$(register "$((0x1004 + 16 * 0x$(register 0x100b00)))")" 15 \
		"the vector's RCQ_TIMEOUT"
	h1 ethtool -C eth0 rx-usecs 10
	log_test register_dump
}

mac_command()
{
	[[ $(register 0x44008) == "$1" ]]
}

pause()
{
	local text

	busywait "$WAIT_MS" mac_command 30000813
	check_err $? "MAC_COMMAND_CONFIG without pause: $(register 0x44008)"
	h1 ethtool -A eth0 autoneg off rx on tx on
	check_err $? "ethtool -A"
	check_eq "$(get -a RX) $(get -a TX)" "on on" "pause"
	busywait "$WAIT_MS" mac_command 813
	check_err $? "MAC_COMMAND_CONFIG with pause: $(register 0x44008)"
	check_eq $((0x$(register 0x100a80) >> 29 & 3)) 2 \
		"RDE_CTL0: mode of dropping"
	pings 3
	check_err $? "pings"
	h1 ethtool -A eth0 rx off tx off
	busywait "$WAIT_MS" mac_command 30000813
	check_err $? "MAC_COMMAND_CONFIG without pause again"
	text=$(h1 ethtool -A eth0 autoneg on 2>&1)
	check_fail $? "autoneg on"
	check_eq "$(get -a RX)" off "pause after a refusal"
	log_test pause
}

down_and_up()
{
	h1 ethtool -C eth0 rx-usecs 55
	h1 ethtool -G eth0 rx 2048
	h1 ip link set dev eth0 down
	h1 ethtool -G eth0 tx 512
	h1 ip link set dev eth0 up
	check_eq "$(get -g RX) $(get -g TX) $(coal rx-usecs)" "2048 512 55" \
		"settings"
	busywait "$WAIT_MS" pings 1
	check_err $? "pings"
	h1 ethtool -C eth0 rx-usecs 10
	h1 ethtool -G eth0 rx 4096 tx 1024
	log_test down_and_up
}

# No doorbell of a ring that is disabled, nothing of the kind
nothing_strict()
{
	check_eq "$(strict_lines)" "$STRICT" "what strict mode reported"
	log_test nothing_strict
}

need HNI_ON HNI_CTL
setup
tests_run
