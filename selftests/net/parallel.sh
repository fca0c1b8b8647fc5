#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns filters that come from several processes at a time, and filters that are
# posted: that none is lost, and that the device ends with the same rules.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

RULES=250
WRITERS=4
DST=02:00:5e:00:00:77
N=20
ALL_TESTS="
	chains_in_parallel
	ports_in_parallel
	add_and_delete_in_parallel
	statistics_in_parallel
	posted
	posted_is_in_order
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
	BEFORE=$(occupancy)
}

# batch VERB DEV CHAIN: RULES filters of a chain, as lines for tc
batch()
{
	local i

	for ((i = 1; i <= RULES; i++)); do
		case $1 in
		add) echo "filter add dev $2 ingress chain $3 pref 1 handle $i" \
			"protocol ip flower skip_sw dst_ip 10.$3.0.$i" \
			"action drop" ;;
		del) echo "filter del dev $2 ingress chain $3 pref 1 handle $i" \
			"protocol ip flower" ;;
		esac
	done
}

in_hw()
{
	devlink -j health diagnose "$HNI_DEV" reporter tc | jq '.rules.in_hw'
}

posted_set()
{
	devlink dev param set "$HNI_DEV" name tc_posted value "$1" \
		cmode runtime
}

posted_get()
{
	devlink -j dev param show "$HNI_DEV" name tc_posted |
		jq '.param[][0].values[0].value'
}

# in_parallel COMMAND...: WRITERS of them, each with its number behind it
in_parallel()
{
	local i pid pids=()

	for ((i = 1; i <= WRITERS; i++)); do
		"$@" "$i" &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
		check_err $? "a process"
	done
}

chain_add()
{
	batch add "$HNI_REP1" "$1" | tc -batch -
}

chain_del()
{
	batch del "$HNI_REP1" "$1" | tc -batch -
}

chains_in_parallel()
{
	local state i

	tc_add_clsact "$HNI_REP1"
	for ((i = 1; i <= WRITERS; i++)); do
		# the chain's table is there before, so it has the same number
		tc filter add dev "$HNI_REP1" ingress chain "$i" pref 9 \
			protocol ip flower skip_sw action drop
		chain_add "$i"
	done
	state=$("$HNI_LIB/hwstate.py")
	check_eq "$(in_hw)" $((WRITERS * (RULES + 1))) "one by one: rules"
	in_parallel chain_del
	check_eq "$(in_hw)" "$WRITERS" "deleted in parallel: rules"
	in_parallel chain_add
	check_eq "$(in_hw)" $((WRITERS * (RULES + 1))) "added in parallel: rules"
	check_eq "$("$HNI_LIB/hwstate.py")" "$state" "what the NIC holds"
	log_test parallel_is_as_one_by_one
}

port_add()
{
	local -a reps=("$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK" "$HNI_BMC")

	tc qdisc add dev "${reps[$1 - 1]}" clsact || return
	batch add "${reps[$1 - 1]}" 0 | tc -batch - || return
	tc qdisc del dev "${reps[$1 - 1]}" clsact
}

ports_in_parallel()
{
	in_parallel port_add
	check_eq "$(in_hw)" 0 "rules when the qdiscs are gone"
	check_eq "$(occupancy)" "$BEFORE" "resources in use"
	log_test ports_come_and_go_in_parallel
}

chain_add_del()
{
	chain_add "$1" && chain_del "$1"
}

add_and_delete_in_parallel()
{
	tc_add_clsact "$HNI_REP1"
	in_parallel chain_add_del
	check_eq "$(in_hw)" 0 "rules"
	check_eq "$(occupancy | grep -v tables)" \
		"$(grep -v tables <<<"$BEFORE")" "resources in use"
	log_test nothing_is_left
}

look_on()
{
	while tc -s filter show dev "$HNI_REP1" ingress >/dev/null; do
		[[ -e $STOP ]] && return
	done
}

statistics_in_parallel()
{
	local looker

	tc_add_clsact "$HNI_REP1"
	STOP=$(mktemp -u)
	defer rm -f "$STOP"
	look_on &
	looker=$!
	in_parallel chain_add_del
	touch "$STOP"
	wait "$looker"
	check_err $? "who reads statistics meanwhile"
	check_eq "$(in_hw)" 0 "rules"
	log_test statistics_do_not_disturb
}

posted()
{
	local state

	check_eq "$(posted_get)" false "as the driver comes"
	log_test posting_is_off_by_default
	tc_add_clsact "$HNI_REP1"
	in_parallel chain_add
	state=$("$HNI_LIB/hwstate.py" --text | grep -v port |
		jq -c '.[0] = 0' | sort)
	in_parallel chain_del
	posted_set true
	check_err $? "posting"
	check_eq "$(posted_get)" true "the parameter"
	in_parallel chain_add
	# turned off again, everything that was posted is in force
	posted_set false
	check_err $? "end of posting"
	check_eq "$("$HNI_LIB/hwstate.py" --text | grep -v port |
		jq -c '.[0] = 0' | sort)" "$state" "what the NIC holds"
	log_test posted_rules_are_the_same
}

posted_is_in_order()
{
	tc_add_clsact "$HNI_REP1"
	posted_set true
	defer posted_set false
	tc filter add dev "$HNI_REP1" ingress pref 5 protocol all flower \
		skip_sw dst_mac "$DST" action drop hw_stats immediate
	chain_add 3
	probe_send host1 posted --dst "$DST" --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $N" \
		tc_rule_stats_get "$HNI_REP1" 5 >/dev/null
	check_err $? "frames that the posted rule counts"
	chain_del 3
	tc filter del dev "$HNI_REP1" ingress pref 5
	posted_set false
	check_eq "$(occupancy | grep -v tables)" \
		"$(grep -v tables <<<"$BEFORE")" "resources in use"
	log_test posted_rules_count_and_go
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_BMC HNI_DEV HNI_CTL
setup
tests_run
