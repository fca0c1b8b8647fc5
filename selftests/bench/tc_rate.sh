#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns how fast tc adds and deletes filters, with and without hardware: rates,
# and ratios to filters that only software has. It prints and asserts nothing;
# under plain emulation only the ratios mean anything.
#
# usage: tc_rate.sh [NUMBER OF FILTERS], in a guest of tools/lab/run
set -euo pipefail

RULES=${1:-4000}
WRITERS=4
DEV=$HNI_REP1
WORK=$(mktemp -d)

clean_up()
{
	devlink dev param set "$HNI_DEV" name tc_posted value false \
		cmode runtime || true
	tc qdisc del dev "$DEV" clsact 2>/dev/null || true
	rm -rf "$WORK"
}

# batches FLAG: RULES filters in WRITERS files of a chain each
batches()
{
	awk -v n="$RULES" -v w="$WRITERS" -v flag="$1" -v dev="$DEV" \
		-v dir="$WORK" 'BEGIN { for (i = 0; i < n; i++)
		printf "filter add dev %s ingress chain %d pref 1 handle %d " \
		       "protocol ip flower %s dst_ip 10.%d.%d.%d action drop\n",
		       dev, i % w, i + 1, flag, i / 65536, (i / 256) % 256,
		       i % 256 >(dir "/" i % w) }'
}

# one_by_one, together: all batches, by one process or by WRITERS
one_by_one()
{
	cat "$WORK"/* | tc -batch -
}

together()
{
	local file

	for file in "$WORK"/*; do
		tc -batch "$file" &
	done
	wait
}

# the last filter is in force when posting has been turned off again
posted()
{
	one_by_one
	devlink dev param set "$HNI_DEV" name tc_posted value false \
		cmode runtime
}

# ms COMMAND...: how long it takes
ms()
{
	local begin end

	begin=$(date +%s%N)
	"$@"
	end=$(date +%s%N)
	echo $(((end - begin) / 1000000))
}

# measure NAME FLAG HOW: adds all filters, prints the rate and the ratio
measure()
{
	local took

	tc qdisc add dev "$DEV" clsact
	batches "$2"
	took=$(ms "$3")
	tc qdisc del dev "$DEV" clsact
	BASE=${BASE:-$took}
	awk -v name="$1" -v n="$RULES" -v took="$took" -v base="$BASE" 'BEGIN {
		printf "%-28s %7.0f filters/s  %5.2f of software alone\n", name,
		       n * 1000 / took, base / took }'
}

trap clean_up EXIT
measure "skip_hw" skip_hw one_by_one
measure "skip_sw" skip_sw one_by_one
measure "skip_sw, $WRITERS processes" skip_sw together
measure "skip_hw, $WRITERS processes" skip_hw together
devlink dev param set "$HNI_DEV" name tc_posted value true cmode runtime
measure "skip_sw, posted" skip_sw posted
