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

# row_run COMMAND: errno of the answer, or OK; nothing of it is left behind
row_run()
{
	local dev answer

	for dev in "$HNI_REP1" "$HNI_UPLINK"; do
		tc qdisc add dev "$dev" clsact
	done
	answer=$(python3 "$HNI_LIB/refusal.py" <<<"$(expand "$1")")
	for dev in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK"; do
		tc qdisc del dev "$dev" clsact 2>/dev/null
	done
	printf '%s' "${answer%% *}"
}

rows_hold()
{
	local subject command result

	while IFS='|' read -r subject _ _ command result; do
		check_eq "$(row_run "$command")" "$result" "$command"
		log_test "mlx5_${subject//[^[:alnum:]]/_}"
	done < <(sed -n 's/^   \([^|]*|.*|.*|.*|.*\)$/\1/p' "$TABLE" |
		tail -n +2)
}

need HNI_DEV HNI_MGR HNI_REP1 HNI_REP2 HNI_UPLINK
MIRRORS17=
for _ in {1..17}; do
	MIRRORS17+="action mirred egress mirror dev $HNI_REP2 "
done
tests_run
