#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns large sets of filters: all of them in hardware, counters exact on a
# sample, nothing left when they are gone.
#
# usage: scale.sh [NUMBER OF FILTERS]
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

RULES=${1:-4096}
SAMPLE=16
DST=02:00:5e:00:00:77
ALL_TESTS="
	all_in_hardware
	sample_counts
	all_gone
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
	BEFORE=$(occupancy)
	BATCH=$(mktemp)
	defer rm -f "$BATCH"
	tc_add_clsact "$HNI_REP1"
}

# address NUMBER: of a filter
address()
{
	echo "10.$(($1 / 65536)).$(($1 / 256 % 256)).$(($1 % 256))"
}

# batch: all filters, as lines for tc
batch()
{
	awk -v n="$RULES" -v dev="$HNI_REP1" 'BEGIN { for (i = 0; i < n; i++)
		printf "filter add dev %s ingress pref 1 handle %d " \
		       "protocol ip flower skip_sw dst_ip 10.%d.%d.%d " \
		       "action drop\n", dev, i + 1, i / 65536,
		       (i / 256) % 256, i % 256 }'
}

# nums FIELD: rules in a state, by devlink
nums()
{
	devlink -j health diagnose "$HNI_DEV" reporter tc | jq ".rules.$1"
}

all_in_hardware()
{
	batch >"$BATCH"
	tc -batch "$BATCH"
	check_err $? "tc -batch with $RULES filters"
	check_eq "$(nums in_hw)" "$RULES" "rules in hardware"
	log_test "all_${RULES}_are_taken"
	check_eq "$(tc filter show dev "$HNI_REP1" ingress |
		grep -c '^  in_hw in_hw_count 1$')" "$RULES" \
		"filters that say in_hw"
	log_test "all_${RULES}_say_in_hw"
	check_eq "$(ctl_total flow_rows)" "$RULES" "rows of the NIC"
	log_test "all_${RULES}_have_a_row"
}

# sampled INDEX: number of that filter of the sample: first, last, between
sampled()
{
	echo $((($1 * (RULES - 1)) / (SAMPLE - 1)))
}

# filter_packets NUMBER
filter_packets()
{
	tc -j -s filter get dev "$HNI_REP1" ingress pref 1 handle \
		$(($1 + 1)) protocol ip flower |
		jq '.[0].options.actions[0].stats.packets'
}

sample_counts()
{
	local i sum=0

	for ((i = 0; i < SAMPLE; i++)); do
		probe_send host1 scale --dst "$DST" --count $((i + 1)) \
			--dst-ip "$(address "$(sampled "$i")")"
		sum=$((sum + i + 1))
	done
	busywait "$WAIT_MS" until_counter_is ">= $SAMPLE" \
		filter_packets "$(sampled $((SAMPLE - 1)))" >/dev/null
	for ((i = 0; i < SAMPLE; i++)); do
		check_eq "$(filter_packets "$(sampled "$i")")" $((i + 1)) \
			"frames of filter $(sampled "$i")"
	done
	log_test sample_counts_exactly
	check_eq "$(tc -s filter show dev "$HNI_REP1" ingress |
		awk '/^\tSent / { sum += $4 } END { print sum + 0 }')" "$sum" \
		"frames of all filters"
	log_test no_other_filter_counts
}

all_gone()
{
	sed -e 's/ add / del /' -e 's/ skip_sw .*//' "$BATCH" | tc -batch -
	check_err $? "tc -batch that deletes them"
	check_eq "$(nums in_hw)" 0 "rules in hardware"
	check_eq "$(occupancy | grep -v '^tables')" \
		"$(grep -v '^tables' <<<"$BEFORE")" "resources in use"
	log_test nothing_is_left
}

need HNI_REP1 HNI_DEV HNI_CTL
setup
tests_run
