#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns how fast tc adds and deletes filters, with and without hardware: medians
# of several rounds of all kinds, as rates and as ratios to filters that only
# software has. It asserts nothing; under plain emulation only the ratios mean
# anything.
#
# usage: tc_rate.sh [NUMBER OF FILTERS [ROUNDS]], in a guest of tools/lab/run
set -euo pipefail

RULES=${1:-4000}
ROUNDS=${2:-5}
WRITERS=4
DEV=$HNI_REP1
WORK=$(mktemp -d)
TIMES=$WORK/times

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
	cat "$WORK"/? | tc -batch -
}

together()
{
	local file

	for file in "$WORK"/?; do
		tc -batch "$file" &
	done
	wait
}

posting()
{
	devlink dev param set "$HNI_DEV" name tc_posted value "$1" \
		cmode runtime
}

# posted: the last filter is in force when posting has been turned off again
posted()
{
	one_by_one
	posting false
}

removal()
{
	cat "$WORK"/? | sed -e 's/ add / del /' -e 's/ skip_.*//' | tc -batch -
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

# measure ROUND NAME FLAG HOW: adds all filters and deletes them
measure()
{
	local added deleted

	tc qdisc add dev "$DEV" clsact
	batches "$3"
	if [[ $4 == posted ]]; then
		posting true
	fi
	added=$(ms "$4")
	deleted=$(ms removal)
	tc qdisc del dev "$DEV" clsact
	printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$added" "$deleted" >>"$TIMES"
}

# one round: all kinds, so that a slower machine is slower for all
round()
{
	measure "$1" "skip_hw" skip_hw one_by_one
	measure "$1" "skip_sw" skip_sw one_by_one
	measure "$1" "skip_sw, posted" skip_sw posted
	measure "$1" "skip_hw, $WRITERS processes" skip_hw together
	measure "$1" "skip_sw, $WRITERS processes" skip_sw together
}

# medians: of rates, and of ratios to skip_hw of the same round
medians()
{
	awk -F'\t' -v n="$RULES" '
	BEGIN { kinds = 0 }
	function median(values, count,    i, j, swap) {
		for (i = 2; i <= count; i++)
			for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
				swap = values[j]
				values[j] = values[j - 1]
				values[j - 1] = swap
			}
		return values[int((count + 1) / 2)]
	}
	function show(what, col,    i, count, rates, ratios) {
		for (i = 0; i < kinds; i++) {
			for (count = 0; (count + 1, i, col) in took; ) {
				count++
				rates[count] = n * 1000 / took[count, i, col]
				ratios[count] = took[count, 0, col] / \
						took[count, i, col]
			}
			printf "%-8s %-22s %7.0f filters/s  %5.2f of skip_hw\n",
			       what, names[i], median(rates, count),
			       median(ratios, count)
		}
	}
	{
		if (!($2 in kind)) {
			names[kinds] = $2
			kind[$2] = kinds++
		}
		took[$1, kind[$2], 3] = $3
		took[$1, kind[$2], 4] = $4
	}
	END { show("added", 3); show("deleted", 4) }' "$TIMES"
}

trap clean_up EXIT
for ((i = 1; i <= ROUNDS; i++)); do
	round "$i"
done
echo "$RULES filters, medians of $ROUNDS rounds"
medians
