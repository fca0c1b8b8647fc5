#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns hni-emu's --isolate: without rules hosts meet at the uplink only.
# Run it with tools/lab/run --mode legacy --nic=--isolate.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=5
ALL_TESTS="
	unicast
	broadcast
	from_the_wire
"

setup()
{
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	place_up wire 192.0.2.9/24
	probe_listen host1 host2 wire
}

# arrives PLACE TAG
arrives()
{
	busywait "$WAIT_MS" until_counter_is ">= $N" probe_count "$1" "$2" \
		>/dev/null
}

unicast()
{
	probe_send host1 uni --dst "$(place_mac host2)" --count "$N"
	arrives wire uni
	check_err $? "frames for host2 at the wire"
	check_eq "$(probe_count host2 uni)" 0 "frames at host2"
	log_test isolate.unicast_leaves_by_the_uplink
}

broadcast()
{
	probe_send host1 all --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives wire all
	check_err $? "broadcast at the wire"
	check_eq "$(probe_count host2 all)" 0 "frames at host2"
	log_test isolate.broadcast_leaves_by_the_uplink
}

from_the_wire()
{
	probe_send wire down --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives host1 down
	check_err $? "broadcast at host1"
	arrives host2 down
	check_err $? "broadcast at host2"
	log_test isolate.the_wire_reaches_all
}

need HNI_ON HNI_CTL
setup
tests_run
