#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the claims of the page "If you come from mlx5": each row of its table is
# a command and its result.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

TABLE=$(dirname "$(realpath "$0")")/../../Documentation/user/mlx5.rst
ALL_TESTS="
	rows_hold
"

# expand COMMAND: with the values of the lab's variables, and no other
expand()
{
	local text=$1 name

	for name in HNI_DEV HNI_MGR HNI_REP1 HNI_REP2 HNI_UPLINK MIRRORS17; do
		text=${text//\$$name/${!name}}
	done
	printf '%s' "$text"
}

# rows: of the page's table, one a line
rows()
{
	sed -n 's/^   \([^|]*|.*|.*|.*|.*\)$/\1/p' "$TABLE" | tail -n +2
}

# clean_file: commands that leave nothing of a row behind
clean_file()
{
	local dev

	for dev in "$HNI_REP1" "$HNI_UPLINK"; do
		echo "qdisc del dev $dev clsact"
		echo "qdisc add dev $dev clsact"
	done >"$1"
	echo "qdisc del dev $HNI_REP2 clsact" >>"$1"
}

# rows_run: errno of the answer to each row's command, or OK
rows_run()
{
	local clean=$1 command

	while IFS='|' read -r _ _ _ command _; do
		expand "$command"
		printf '\ntc -force -batch %s\n' "$clean"
	done < <(rows) | python3 "$HNI_LIB/refusal.py" | sed -n 'p;n'
}

rows_hold()
{
	local -a got=()
	local subject command result clean i=0

	clean=$(mktemp)
	defer rm -f "$clean"
	clean_file "$clean"
	defer devlink port function rate set "$HNI_DEV/2" tx_max 0
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact "$HNI_UPLINK"
	mapfile -t got < <(rows_run "$clean")
	while IFS='|' read -r subject _ _ command result; do
		check_eq "${got[i]%% *}" "$result" "$command"
		log_test "mlx5_${subject//[^[:alnum:]]/_}"
		i=$((i + 1))
	done < <(rows)
}

need HNI_DEV HNI_MGR HNI_REP1 HNI_REP2 HNI_UPLINK
MIRRORS17=
for _ in {1..17}; do
	MIRRORS17+="action mirred egress mirror dev $HNI_REP2 "
done
tests_run
