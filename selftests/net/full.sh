#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what happens when the NIC is full: each resource by name, nothing left
# behind by what was refused, and no filter overtaken by a later one. The NIC is
# started with
#
#	--flow-rows 8 --slots 3 --tcam-rows 4 --actions 6 --counters 8
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=20
PORT=4900
ALL_TESTS="
	flow_rows
	mask_slots
	actions
	counters
	room_comes_back
	refused_filter_is_not_overtaken
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
}

# add [pref PREF] ARGUMENT...: a filter of hardware only, for UDP
add()
{
	local -a place=()

	if [[ $1 == pref ]]; then
		place=(pref "$2")
		shift 2
	fi
	tc filter add dev "$HNI_REP1" ingress "${place[@]}" protocol ip \
		flower skip_sw ip_proto udp "$@"
}

# full NAME SENTENCE ARGUMENT...: one more filter is refused so, and leaves nothing
full()
{
	local name=$1 text=$2 before

	shift 2
	before=$(occupancy)
	check_eq "$(python3 "$HNI_LIB/refusal.py" <<<"tc filter add dev \
$HNI_REP1 ingress protocol ip flower skip_sw ip_proto udp $*")" \
		"ENOSPC hni: $text" "the answer"
	check_eq "$(occupancy)" "$before" "resources in use"
	log_test "$name"
}

# one row of 8 is kept for what does not fit; then come 4 TCAM rows
flow_rows()
{
	local i

	tc_add_clsact "$HNI_REP1"
	for ((i = 0; i < 11; i++)); do
		add dst_port $((PORT + i)) action drop hw_stats disabled
		check_err $? "filter $i"
	done
	full flow_rows.full_is_named \
		"all 8 flow rows in use, no TCAM row free; delete filters" \
		dst_port 1 action drop hw_stats disabled
}

# slot 0 is the empty mask's
mask_slots()
{
	local i

	tc_add_clsact "$HNI_REP1"
	for ((i = 0; i < 6; i++)); do
		add dst_ip 192.0.2.0/$((32 - i)) action drop hw_stats disabled
		check_err $? "mask $i"
	done
	full mask_slots.full_is_named \
		"all 3 mask slots in use and no TCAM row free; use fewer masks" \
		src_ip 192.0.2.1 action drop hw_stats disabled
}

# action row 0 is kept for filters that are refused
actions()
{
	local i

	tc_add_clsact "$HNI_REP1"
	for ((i = 1; i <= 5; i++)); do
		add dst_port "$i" action vlan push id "$i" action drop
		check_err $? "list $i"
	done
	add dst_port 9 action vlan push id 5 action drop
	check_err $? "an equal list"
	full actions.full_is_named \
		"all 6 action rows in use; share or delete action lists" \
		dst_port 6 action vlan push id 6 action drop
}

counters()
{
	local i

	tc_add_clsact "$HNI_REP1"
	for ((i = 0; i < 8; i++)); do
		add dst_port $((PORT + i)) action drop
		check_err $? "filter $i"
	done
	full counters.full_is_named \
		"all 8 counters in use; hw_stats disabled needs none" \
		dst_port 1 action drop
	add dst_port 1 action drop hw_stats disabled
	check_err $? "a filter without counter"
	log_test counters.disabled_needs_none
}

room_comes_back()
{
	local i

	tc_add_clsact "$HNI_REP1"
	for ((i = 0; i < 30; i++)); do
		add pref 10 dst_port $((PORT + i)) action drop
		check_err $? "filter $i"
		tc filter del dev "$HNI_REP1" ingress pref 10
	done
	log_test resources.come_back
}

# the NIC is full: what software alone holds gets the frames before pref 20
refused_filter_is_not_overtaken()
{
	local i

	tc_add_clsact "$HNI_REP1"
	add pref 20 action drop
	check_err $? "filter behind"
	for ((i = 0; i < 10; i++)); do
		add pref 30 dst_port $((5000 + i)) action drop \
			hw_stats disabled
		check_err $? "filter $i"
	done
	tc filter add dev "$HNI_REP1" ingress pref 10 protocol ip flower \
		ip_proto udp dst_port "$PORT" action drop
	check_err $? "filter without room, which software holds"
	check_eq "$(tc_rule_option "$HNI_REP1" 10 .not_in_hw)" true not_in_hw
	probe_send host1 full --dst 02:00:5e:00:00:77 --count "$N" \
		--port "$PORT"
	busywait "$WAIT_MS" until_counter_is ">= $N" \
		tc_rule_stats_get "$HNI_REP1" 10 >/dev/null
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 10)" "$N" "in software"
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 20)" 0 "behind it"
	log_test refused_filter_is_not_overtaken
	tc filter del dev "$HNI_REP1" ingress pref 10
	probe_send host1 full --dst 02:00:5e:00:00:77 --count "$N" \
		--port "$PORT"
	busywait "$WAIT_MS" until_counter_is ">= $N" \
		tc_rule_stats_get "$HNI_REP1" 20 >/dev/null
	check_eq "$(tc_rule_stats_get "$HNI_REP1" 20)" "$N" "afterwards"
	log_test catch_all_goes_with_its_filter
}

need HNI_REP1 HNI_ON HNI_DEV
setup
tests_run
