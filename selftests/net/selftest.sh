#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns ethtool's self test of a PF: that it passes and leaves everything as it
# was, and that each of its tests finds what the NIC is made to do wrong. Run it
# with tools/lab/run --mode legacy.
#
#	host1 192.0.2.1 --- NIC, legacy mode --- wire 192.0.2.2
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.selftest
FUNCTION=1
ALL_TESTS="
	passes
	leaves_all_as_it_was
	passes_while_down
	finds_faults
	finds_a_lost_link
	nothing_strict
"

h1()
{
	"$HNI_ON" host1 "$@"
}

setup()
{
	STRICT=$($HNI_CTL strict | jq .count)
	place_up host1 192.0.2.1/24
	place_up wire 192.0.2.2/24
	h1 ip addr add 2001:db8::1/64 dev eth0 nodad 2>/dev/null
	h1 ip route add 198.51.100.0/24 via 192.0.2.2
	busywait "$WAIT_MS" pings 1
	check_err $? "host1 and wire reach each other"
	log_test topology
}

pings()
{
	h1 ping -c "$1" -i 0.2 -W 5 -q 192.0.2.2 >/dev/null 2>&1
}

# run MODE: the verdict, then the tests that failed
run()
{
	h1 ethtool -t eth0 "$1" | awk '
		/^The test result is/ { print $NF }
		/test .*line\)/ && $NF != 0 { print $1 }'
}

passes()
{
	check_eq "$(run online)" PASS "online"
	log_test online.passes
	check_eq "$(run offline)" PASS "offline"
	log_test offline.passes
}

# settings: what a closed and opened interface must have kept
settings()
{
	h1 ip -o addr show dev eth0 | awk '{ print $3, $4 }' | sort
	h1 ip route show dev eth0 | sort
	h1 ethtool -x eth0
	h1 ethtool -g eth0
	h1 ethtool -c eth0
	h1 ethtool -n eth0
}

leaves_all_as_it_was()
{
	local before

	h1 ethtool -G eth0 rx 512 tx 256
	h1 ethtool -X eth0 weight 1 3 2>/dev/null
	h1 ethtool -C eth0 rx-usecs 33
	h1 ethtool -N eth0 flow-type udp4 dst-port 99 action -1 >/dev/null
	before=$(settings)
	check_eq "$(run offline)" PASS "offline"
	check_eq "$(settings)" "$before" "settings"
	busywait "$WAIT_MS" pings 3
	check_err $? "pings after the test"
	h1 ethtool -N eth0 delete "$(h1 ethtool -n eth0 |
		sed -n 's/^Filter: //p')"
	h1 ethtool -C eth0 rx-usecs 10
	h1 ethtool -X eth0 default
	h1 ethtool -G eth0 rx 4096 tx 1024
	log_test offline.leaves_all_as_it_was
}

passes_while_down()
{
	h1 ip link set dev eth0 down
	check_eq "$(run offline)" PASS "offline"
	check_eq "$(h1 cat /sys/class/net/eth0/operstate)" down "operstate"
	h1 ip link set dev eth0 up
	h1 ip route add 198.51.100.0/24 via 192.0.2.2
	busywait "$WAIT_MS" pings 1
	check_err $? "ping"
	log_test offline.passes_while_down
}

# finds FAULT TEST MODE
finds()
{
	$HNI_CTL fault "$FUNCTION" "$1" >/dev/null
	check_eq "$(run "$3" | tr '\n' ' ')" "FAIL $2 " "$3 with fault $1"
	$HNI_CTL fault "$FUNCTION" "$1" 0 >/dev/null
	check_eq "$(run "$3")" PASS "$3 without it"
	log_test "$3.finds_$1"
}

finds_faults()
{
	finds register Register offline
	h1 ip link set dev eth0 down
	finds interrupt Interrupt offline
	finds hang Mailbox online
	h1 ip link set dev eth0 up
	h1 ip route add 198.51.100.0/24 via 192.0.2.2
	busywait "$WAIT_MS" pings 3
	check_err $? "pings"
	log_test works_after_faults
}

# verdict_is TEXT
verdict_is()
{
	[[ $(run online | tr '\n' ' ') == "$1" ]]
}

link_back()
{
	$HNI_CTL link c1pf0 up >/dev/null
}

finds_a_lost_link()
{
	$HNI_CTL link c1pf0 down >/dev/null
	defer link_back
	busywait "$WAIT_MS" lacks_carrier host1 eth0
	busywait "$WAIT_MS" verdict_is "FAIL Link "
	check_err $? "online without a link: $(run online)"
	log_test online.finds_a_lost_link
	link_back
	busywait "$WAIT_MS" verdict_is "PASS "
	check_err $? "online with a link: $(run online)"
	log_test online.passes_with_the_link
}

nothing_strict()
{
	check_eq "$($HNI_CTL strict | jq .count)" "$STRICT" \
		"what strict mode reported"
	log_test nothing_strict
}

need HNI_ON HNI_CTL
setup
tests_run
