#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns one queue that is made anew while the others work: payload of TCP that goes
# to memory of a user, what that demands, what it outlives, and that it ends.
# Run it with tools/lab/run --mode legacy.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# Queue 0 has what RSS spreads; queue 1, whose payload the CPU does not look at,
# has what comes to port 5201.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../lib/bounce.sh
. "$(dirname "$0")/../lib/bounce.sh"

KTAP_AREA=net.queue
PORT=5201
BYTES=2000000
SEED=1
ALL_TESTS="
	offered
	demands
	payload
	neighbours
	rings_and_channels
	down_and_up
	function_reset
	settings_refused
	gone_under_traffic
	memory_too_small
	nothing_left
	nothing_strict
"

# bound: payload goes to memory until the scope ends
bound()
{
	serve host1 devmem.py receive --dev eth0 --queue 1 --port "$PORT"
	BOUND=$SERVED
	BOUND_PID=$SERVER
}

bind_once()
{
	h1 timeout 20 python3 "$HNI_LIB/devmem.py" receive --dev eth0 \
		--port "$PORT" --out "$(mktemp -u)" "$@"
}

has()
{
	counted "$BOUND" "$1"
}

# stream [PORT]: a connection from the wire
stream()
{
	SEED=$((SEED + 1))
	wire timeout 60 python3 "$HNI_LIB/devmem.py" send --to 192.0.2.1 \
		--port "${1:-$PORT}" --bytes "$BYTES" --seed "$SEED"
}

# arrives: a connection more, whose payload has come by the memory
arrives()
{
	local good dmabuf

	good=$(has good)
	dmabuf=$(has dmabuf)
	stream
	check_err $? "sending"
	busywait "$WAIT_MS" until_counter_is ">= $((good + 1))" has good \
		>/dev/null
	check_eq "$(has good) $(has bad)" "$((good + 1)) 0" \
		"good and bad streams"
	check_ge "$(has dmabuf)" $((dmabuf + BYTES * 99 / 100)) \
		"bytes by the memory"
}

# bare: the queue takes TCP as ever
bare()
{
	serve host1 devmem.py receive --port "$PORT" --bare
	stream
	check_err $? "sending"
	busywait "$WAIT_MS" until_counter_is ">= 1" counted "$SERVED" good \
		>/dev/null
	check_eq "$(counted "$SERVED" good) $(counted "$SERVED" bad)" "1 0" \
		"good and bad streams"
}

split_all()
{
	h1 ethtool -G eth0 tcp-data-split on
	check_err $? "tcp-data-split on"
	h1 python3 "$HNI_LIB/hds.py" eth0 0
	check_err $? "hds-thresh 0"
}

as_before()
{
	h1 python3 "$HNI_LIB/hds.py" eth0 1536
	h1 ethtool -G eth0 tcp-data-split auto
	h1 ethtool -N eth0 delete 0
	h1 ethtool -X eth0 default
	h1 ethtool -L eth0 combined 1
}

# What the kernel wants first is the user's to set; it says so.
offered()
{
	h1 ethtool -X eth0 equal 1
	h1 ethtool -N eth0 flow-type tcp4 dst-port "$PORT" action 1 loc 0 \
		>/dev/null
	check_err $? "ethtool -N ... action 1"
	in_defer_scope bare
	log_test bare.queue_takes_tcp
}

demands()
{
	bind_once --queue 1 2>/dev/null
	check_fail $? "binding without header split"
	split_all
	bind_once --queue 2 2>/dev/null
	check_fail $? "binding queue 2 of 2"
	h1 ip link set dev eth0 down
	bind_once --queue 1 2>/dev/null
	check_fail $? "binding while eth0 is down"
	h1 ip link set dev eth0 up
	busywait "$WAIT_MS" pings 1
	in_defer_scope bare
	log_test refuse.what_the_kernel_wants_is_not_set
}

payload()
{
	bound
	arrives
	arrives
	check_lt "$(has beside)" $((BYTES / 100)) "bytes beside the memory"
	log_test payload.goes_to_the_memory
}

neighbours()
{
	bound
	pings 3
	check_err $? "pings"
	serve host1 devmem.py receive --port 5202 --bare
	stream 5202
	busywait "$WAIT_MS" until_counter_is ">= 1" counted "$SERVED" good \
		>/dev/null
	check_eq "$(counted "$SERVED" good)" 1 "streams to queue 0"
	check_eq "$(has dmabuf)" 0 "bytes by the memory"
	arrives
	log_test payload.of_other_queues_does_not
}

rings_and_channels()
{
	bound
	h1 ethtool -G eth0 rx 512
	check_err $? "ethtool -G rx 512"
	arrives
	h1 ethtool -G eth0 rx 4096
	h1 ethtool -L eth0 combined 3
	check_err $? "ethtool -L combined 3"
	arrives
	h1 ethtool -L eth0 combined 2
	arrives
	h1 ethtool -L eth0 combined 1 2>/dev/null
	check_fail $? "ethtool -L combined 1"
	log_test stays.over_rings_and_channels
}

down_and_up()
{
	bound
	h1 ip link set dev eth0 down
	h1 ip link set dev eth0 up
	busywait "$WAIT_MS" pings 1
	arrives
	log_test stays.over_down_and_up
}

function_reset()
{
	local device

	device=$(h1 ethtool -i eth0 | sed -n 's/^bus-info: //p')
	bound
	echo 1 >"/sys/bus/pci/devices/$device/reset"
	check_err $? "reset of $device"
	busywait "$WAIT_MS" pings 1
	arrives
	log_test stays.over_a_reset_of_the_function
}

settings_refused()
{
	bound
	h1 ethtool -G eth0 tcp-data-split off 2>/dev/null
	check_fail $? "tcp-data-split off"
	h1 python3 "$HNI_LIB/hds.py" eth0 1000 2>/dev/null
	check_fail $? "hds-thresh 1000"
	attach pass 2>/dev/null
	check_fail $? "a program"
	bind_once --queue 1 2>/dev/null
	check_fail $? "binding what is bound"
	arrives
	log_test refuse.settings_that_the_memory_forbids
}

gone_under_traffic()
{
	local round

	# shellcheck disable=SC2034 # counts only
	for round in 1 2 3; do
		in_defer_scope killed_under_traffic
	done
	in_defer_scope bare
	log_test goes.under_traffic
}

killed_under_traffic()
{
	local sender

	bound
	BYTES=20000000 stream 2>/dev/null &
	sender=$!
	busywait "$WAIT_MS" until_counter_is ">= 1" stat rx1_pkts >/dev/null
	kill -KILL "$BOUND_PID"
	wait "$sender"
	pings 1
	check_err $? "ping"
}

memory_too_small()
{
	bind_once --queue 1 --pages 16 2>/dev/null
	check_fail $? "binding 16 pages"
	in_defer_scope bare
	bound
	arrives
	log_test refuse.less_memory_than_the_ring_has_buffers
}

# Pools go when the last of their buffers has come back.
pools_left()
{
	h1 python3 "$HNI_LIB/pagepools.py" |
		jq '[.[] | select(."detach-time")] | length'
}

nothing_left()
{
	in_defer_scope bare
	as_before
	busywait "$WAIT_MS" until_counter_is "== 0" pools_left >/dev/null
	check_eq "$(pools_left)" 0 "page pools that wait for buffers"
	log_test nothing_left
}

need HNI_ON HNI_CTL
ends_up 2
tests_run
