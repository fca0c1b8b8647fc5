#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the clock of a PF and time stamps of its frames: the clock runs, is set
# and tuned; who asks for stamps gets them, from that clock; what is refused;
# what outlives rings, a reload and a reset.
# Run it with tools/lab/run --mode legacy.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.ptp
N=8
# of <linux/net_tstamp.h>
TX_OFF=0
TX_ON=1
TX_ONESTEP_SYNC=2
RX_NONE=0
RX_ALL=1
RX_V2_L4_EVENT=6
RX_V2_L4_SYNC=7
RX_V2_L2_EVENT=9
ALL_TESTS="
	clock_is_named
	clock_starts_with_the_system
	clock_is_set
	clock_is_shifted
	clock_is_tuned
	config_is_kept
	config_refused
	received
	received_by_class
	received_by_a_rule
	sent
	new_rings
	nothing_strict
	reload
	reset
"

h1()
{
	"$HNI_ON" host1 "$@"
}

# stamps VERB ARGUMENT...: of host 1's interface
stamps()
{
	local verb=$1

	shift
	h1 python3 "$HNI_LIB/stamps.py" "$verb" eth0 "$@"
}

setup()
{
	STRICT=$($HNI_CTL strict | jq .count)
	DEVICE=$(h1 basename "$(h1 realpath /sys/class/net/eth0/device)")
	place_up host1 192.0.2.1/24
	place_up wire 192.0.2.2/24
	neigh_fix host1 192.0.2.2 "$(place_mac wire)"
	neigh_fix wire 192.0.2.1 "$(place_mac host1)"
	busywait "$WAIT_MS" h1 ping -c 1 -W 5 -q 192.0.2.2 >/dev/null
	check_err $? "host1 and wire reach each other"
	log_test topology
}

clock_is_named()
{
	local info

	info=$(h1 ethtool -T eth0)
	check_eq "$(cat "/sys/class/ptp/ptp$(stamps index)/clock_name")" hni \
		"name of the clock"
	[[ $info == *hardware-transmit* && $info == *hardware-receive* &&
		$info == *hardware-raw-clock* && $info == *ptpv2-l4-event* ]]
	check_err $? "$info"
	log_test clock_is_named
}

# clock_near SECONDS WHAT: within what a slow machine takes to look
clock_near()
{
	local now

	now=$(stamps get)
	check_ge "$now" "$(($1 - 1))" "$2"
	check_lt "$now" "$(($1 + WAIT_MS / 1000))" "$2"
}

clock_starts_with_the_system()
{
	# since the driver came, both have run
	clock_near "$(date +%s)" "the clock, never set"
	log_test clock_starts_with_the_system
}

clock_is_set()
{
	stamps set 1000000
	check_err $? "setting"
	clock_near 1000000 "the clock after setting it back"
	stamps set 4000000000
	clock_near 4000000000 "the clock after setting it to the next century"
	log_test clock_is_set
}

clock_is_shifted()
{
	stamps set 2000000000
	stamps shift 1000000
	check_err $? "shifting forth"
	clock_near 2001000000 "the clock, shifted forth"
	stamps shift -2000000
	check_err $? "shifting back"
	clock_near 1999000000 "the clock, shifted back"
	log_test clock_is_shifted
}

# speed_is PPM LEAST BOUND: in thousandths
speed_is()
{
	local speed

	stamps tune "$1"
	check_err $? "tuning by $1 ppm"
	speed=$(stamps run 2)
	check_ge "$speed" "$2" "thousandths of the nominal speed at $1 ppm"
	check_lt "$speed" "$3" "thousandths of the nominal speed at $1 ppm"
}

clock_is_tuned()
{
	speed_is 0 900 1100
	log_test clock_runs
	speed_is 500000 1350 1650
	speed_is -500000 400 600
	speed_is 0 900 1100
	stamps tune 2000000 2>/dev/null
	check_fail $? "tuning by 2000000 ppm"
	log_test clock_is_tuned
}

config_is_kept()
{
	check_eq "$(stamps config)" "$TX_OFF $RX_NONE" "at first"
	check_eq "$(stamps config "$TX_ON" "$RX_ALL")" "$TX_ON $RX_ALL" \
		"after setting"
	check_eq "$(stamps config "$TX_OFF" "$RX_V2_L4_SYNC")" \
		"$TX_OFF $RX_V2_L4_EVENT" "in place of one message of PTP"
	log_test config_is_kept
}

config_refused()
{
	local text

	stamps config "$TX_ON" "$RX_ALL" >/dev/null
	text=$(stamps config "$TX_ONESTEP_SYNC" "$RX_ALL" 2>&1)
	check_fail $? "stamps written into frames"
	[[ $text == *"out of range"* ]]
	check_err $? "$text"
	check_eq "$(stamps config)" "$TX_ON $RX_ALL" "after a refusal"
	log_test config_refused
}

# receive: N datagrams of the wire; the verdict on their stamps is in GOT
receive()
{
	local dir receiver

	dir=$(mktemp -d)
	defer rm -rf "$dir"
	stamps recv 192.0.2.1 7000 "$N" "$dir/ready" >"$dir/out" &
	receiver=$!
	busywait "$WAIT_MS" test -e "$dir/ready"
	$HNI_ON wire python3 -c '
import socket
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range('"$N"'):
    sock.sendto(b"hni", ("192.0.2.1", 7000))
'
	wait "$receiver"
	check_err $? "receiving"
	GOT=$(cat "$dir/out")
}

# verdict STAMPS WHAT: on GOT
verdict()
{
	local want="{\"frames\": $N, \"stamps\": $1, \"between\": $1, \"in_order\": true}"

	check_eq "$GOT" "$want" "$2"
}

received()
{
	stamps config "$TX_OFF" "$RX_ALL" >/dev/null
	receive
	verdict "$N" "all are stamped"
	stamps set 3000000000
	receive
	verdict "$N" "after setting the clock"
	log_test received.with_stamps
	stamps config "$TX_OFF" "$RX_NONE" >/dev/null
	receive
	verdict 0 "none is stamped"
	log_test received.without
}

received_by_class()
{
	stamps config "$TX_OFF" "$RX_V2_L4_EVENT" >/dev/null
	receive
	verdict "$N" "UDP, for PTP over UDP"
	stamps config "$TX_OFF" "$RX_V2_L2_EVENT" >/dev/null
	receive
	verdict 0 "UDP, for PTP over Ethernet"
	log_test received.by_class
}

received_by_a_rule()
{
	stamps config "$TX_OFF" "$RX_NONE" >/dev/null
	h1 ethtool -N eth0 flow-type udp4 dst-port 7000 action 0 loc 0
	check_err $? "ethtool -N"
	defer h1 ethtool -N eth0 delete 0
	receive
	verdict 0 "a rule's frames, without"
	stamps config "$TX_OFF" "$RX_ALL" >/dev/null
	receive
	verdict "$N" "a rule's frames, after the rule came"
	h1 ethtool -N eth0 flow-type udp4 dst-port 7000 action 1 loc 0
	receive
	verdict "$N" "a rule's frames, before the rule came"
	log_test received.by_a_rule
}

# count NAME: of the stamps of frames sent
count()
{
	h1 ethtool -I -T eth0 | sed -n "s/^ *tx_$1: //p"
}

# send: N datagrams; the verdict on their stamps is in GOT
send()
{
	GOT=$(stamps send 192.0.2.2 7000 "$N")
	check_err $? "sending"
}

sent()
{
	local pkts

	stamps config "$TX_ON" "$RX_NONE" >/dev/null
	pkts=$(count pkts)
	send
	verdict "$N" "all are stamped"
	check_eq "$(count pkts)" "$((pkts + N))" "stamps counted"
	check_eq "$(count lost) $(count err)" "0 0" "lost, in error"
	log_test sent.with_stamps
	stamps config "$TX_OFF" "$RX_NONE" >/dev/null
	send
	verdict 0 "software stamps instead"
	check_eq "$(count pkts)" "$((pkts + N))" "stamps counted"
	log_test sent.without
}

both_ways()
{
	receive
	verdict "$N" "received $1"
	send
	verdict "$N" "sent $1"
}

new_rings()
{
	stamps config "$TX_ON" "$RX_ALL" >/dev/null
	h1 ethtool -G eth0 rx 2048 tx 512
	both_ways "over other rings"
	h1 ethtool -L eth0 combined 1
	both_ways "over one channel"
	h1 ethtool -L eth0 combined 2
	h1 ip link set dev eth0 down
	h1 ip link set dev eth0 up
	neigh_fix host1 192.0.2.2 "$(place_mac wire)"
	busywait "$WAIT_MS" has_carrier host1 eth0
	both_ways "after down and up"
	check_eq "$(stamps config)" "$TX_ON $RX_ALL" "config"
	h1 ethtool -G eth0 rx 4096 tx 1024
	log_test new_rings_keep_it
}

# No access that strict mode of the NIC knows better of
nothing_strict()
{
	check_eq "$($HNI_CTL strict | jq .count)" "$STRICT" \
		"what strict mode reported"
	log_test nothing_strict
}

# host1_returns: after a reload, with its address
host1_returns()
{
	local dev

	dev=$(ls "/sys/bus/pci/devices/$DEVICE/net") || return
	ip link set "$dev" netns host1 name eth0 || return
	h1 ip addr add 192.0.2.1/24 dev eth0
	h1 ip link set dev eth0 up
	h1 ip neigh replace 192.0.2.2 lladdr "$(place_mac wire)" nud permanent \
		dev eth0
	busywait "$WAIT_MS" has_carrier host1 eth0
}

# ahead: how much the clock is before the system's, seconds
ahead()
{
	echo "$(($(stamps get) - $(date +%s)))"
}

# reloaded NUMBER AHEAD: the clock goes on, under its name; stamps work
reloaded()
{
	devlink dev reload "pci/$DEVICE" >/dev/null
	check_err $? "reload"
	host1_returns
	check_err $? "host 1's interface is back"
	check_eq "$(stamps index)" "$1" "number of the clock"
	clock_near "$(($(date +%s) + $2))" "the clock after a reload"
	check_eq "$(stamps config)" "$TX_OFF $RX_NONE" "config"
	stamps config "$TX_ON" "$RX_ALL" >/dev/null
	both_ways "after a reload"
}

reload()
{
	stamps set 1500000000
	reloaded "$(stamps index)" "$(ahead)"
	log_test reload_leaves_the_clock
}

# The clock that a reset has stopped goes on, and so do stamps.
reset()
{
	local before

	stamps set 1600000000
	before=$(ahead)
	stamps config "$TX_ON" "$RX_ALL" >/dev/null
	echo 1 >"/sys/bus/pci/devices/$DEVICE/reset"
	check_err $? "reset of host 1's function"
	busywait "$WAIT_MS" has_carrier host1 eth0
	check_err $? "carrier"
	clock_near "$(($(date +%s) + before))" "the clock after a reset"
	check_eq "$(stamps config)" "$TX_ON $RX_ALL" "config"
	both_ways "after a reset"
	log_test reset_leaves_clock_and_stamps
}

need HNI_ON HNI_CTL
setup
tests_run
