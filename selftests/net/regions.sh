#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the regions of devlink: raw rows as the device has them, read directly
# and from snapshots.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

FLOW_LEN=128
ALL_TESTS="
	names_and_sizes
	rows_of_a_filter
	rows_across_requests
	snapshots
	empty_again
"

# raw REGION OFFSET LENGTH [snapshot ID]: bytes as hex, in one line
raw()
{
	devlink region read "$HNI_DEV/$1" "${@:4}" address "$2" length "$3" |
		sed 's/^[0-9a-f]* //' | tr -d ' \n'
}

# ones COUNT: that many bytes 0xff
ones()
{
	printf 'ff%.0s' $(seq "$1")
}

# le HEX OFFSET BYTES: a little-endian number of a record
le()
{
	local i hex=''

	for ((i = $3 - 1; i >= 0; i--)); do
		hex+=${1:2 * ($2 + i):2}
	done
	echo $((16#$hex))
}

# row_of FIELD: of the only rule, as devlink health says
row_of()
{
	devlink health dump clear "$HNI_DEV" reporter tc
	devlink -j health dump show "$HNI_DEV" reporter tc |
		jq ".rules[0].$1"
}

size_of()
{
	devlink -j region show "$HNI_DEV/$1" | jq '.regions[].size'
}

# limit_of RESOURCE
limit_of()
{
	devlink -j resource show "$HNI_DEV" | jq -r --arg name "$1" \
		'.. | objects | select(.name? == $name).size'
}

names_and_sizes()
{
	check_eq "$(size_of flows)" $(($(limit_of flow_rows) * FLOW_LEN)) flows
	check_eq "$(size_of slots)" $(($(limit_of mask_slots) * 104)) slots
	check_eq "$(size_of tcam)" $(($(limit_of tcam_rows) * 560)) tcam
	check_ge "$(size_of actions)" $(($(limit_of actions) * 528)) actions
	log_test regions_have_the_tables_sizes
}

filter()
{
	tc_filter_add dev "$HNI_REP1" ingress pref 3 protocol all flower \
		skip_sw dst_mac 02:00:5e:00:00:77 action drop
	check_err $? "a filter"
}

rows_of_a_filter()
{
	local row rec slot

	tc_add_clsact "$HNI_REP1"
	filter
	row=$(row_of row)
	rec=$(raw flows $((row * FLOW_LEN)) "$FLOW_LEN")
	check_eq ${#rec} $((2 * FLOW_LEN)) "digits of a row"
	check_eq "$(le "$rec" 0 4)" "$(row_of order)" "order"
	check_eq "$(le "$rec" 4 2)" "$(row_of table)" "table"
	check_eq "$(le "$rec" 6 2)" "$(row_of slot)" "slot"
	check_eq "$(le "$rec" 16 4)" "$(row_of counter)" "counter"
	check_eq "$(le "$rec" 48 4)" $((16#02005e00)) "the address' first part"
	log_test flow_row_is_that_of_the_filter
	slot=$(raw slots $(($(row_of slot) * 104)) 104)
	check_eq "$(le "$slot" 0 4)" 2 "words of the mask"
	check_eq "$(le "$slot" 24 4)" $((16#ffffffff)) "mask of the first"
	log_test slot_is_that_of_the_filter
	check_eq "$(raw flows $(((row + 1) * FLOW_LEN)) "$FLOW_LEN")" \
		"$(ones "$FLOW_LEN")" "the next row"
	log_test invalid_row_is_all_ones
}

rows_across_requests()
{
	local whole

	tc_add_clsact "$HNI_REP1"
	filter
	whole=$(raw flows 0 $((3 * FLOW_LEN)))
	check_eq "$(raw flows 100 200)" "${whole:200:400}" \
		"bytes that begin within a row"
	check_eq "$(raw tcam 500 1000)" "$(ones 1000)" "rows of the TCAM"
	log_test any_offset_and_length
}

snapshots()
{
	local row slot id before

	tc_add_clsact "$HNI_REP1"
	tc filter add dev "$HNI_REP1" ingress pref 3 protocol all flower \
		skip_sw dst_mac 02:00:5e:00:00:77 action drop
	row=$(row_of row)
	slot=$(row_of slot)
	before=$(raw flows $((row * FLOW_LEN)) "$FLOW_LEN")
	id=$(devlink -j region new "$HNI_DEV/slots" |
		jq '.regions[].snapshot[]')
	check_err $? "a snapshot"
	defer devlink region del "$HNI_DEV/slots" snapshot "$id"
	tc filter del dev "$HNI_REP1" ingress pref 3
	check_eq "$(raw flows $((row * FLOW_LEN)) "$FLOW_LEN")" \
		"$(ones "$FLOW_LEN")" "the row now (was $before)"
	check_eq "$(le "$(raw slots 0 10000 snapshot "$id")" 0 4)" \
		"$(le "$(raw slots 0 10000)" 0 4)" "slot of the empty mask"
	[[ $(raw slots $((slot * 104)) 104 snapshot "$id") != \
		"$(raw slots $((slot * 104)) 104)" ]]
	check_err $? "snapshot keeps the slot that is free now"
	log_test snapshot_keeps_what_was
}

empty_again()
{
	check_eq "$(devlink -j region show "$HNI_DEV/slots" |
		jq -r '.regions[].snapshot | length')" 0 "snapshots"
	check_eq "$(raw flows 0 $((8 * FLOW_LEN)))" "$(ones $((8 * FLOW_LEN)))" \
		"the first rows"
	log_test empty_tables_are_all_ones
}

need HNI_REP1 HNI_DEV
tests_run
