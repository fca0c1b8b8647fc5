#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns filters that outlive what they are bound to: a block that is bound
# again, and a driver or a mode that goes and comes back, must leave the NIC
# with the same rules.
#
#	block 77 --- REP1 ingress, REP2 egress	hardware alone holds its filters
#	block 78 --- REP1 ingress, keep0	software holds them, too
#
# usage: rebind.sh [NUMBER OF FILTERS]
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

RULES=${1:-1000}
ALL_TESTS="
	rebind
	second_port
	netdev_gone
	reload
	mode
	netns
"

# batch FLAG BLOCK NUMBER: filters of three masks and two priorities, as lines
batch()
{
	awk -v flag="$1" -v block="$2" -v n="$3" 'BEGIN {
		split("ip_proto udp dst_ip,dst_ip,src_ip", keys, ",")
		for (i = 0; i < n; i++)
			printf "filter add block %d pref %d protocol ip " \
			       "flower %s %s 10.%d.%d.%d action drop\n", block,
			       1 + i % 2, flag, keys[1 + i % 3], i / 65536,
			       (i / 256) % 256, i % 256 }'
}

# nums FIELD: rules in a state, by devlink
nums()
{
	devlink -j health diagnose "$HNI_DEV" reporter tc | jq ".rules.$1"
}

has_nums()
{
	[[ $(nums in_hw) == "$1" ]]
}

state()
{
	"$HNI_LIB/hwstate.py"
}

# state_is HASH: a bind returns before the port has changed to its block
state_is()
{
	[[ $(state) == "$1" ]]
}

bind()
{
	tc qdisc add dev "$1" ingress_block "$2" clsact
}

unbind()
{
	tc qdisc del dev "$1" clsact
}

rebind()
{
	local before

	tc qdisc add dev "$HNI_REP2" egress_block 77 clsact
	defer tc qdisc del dev "$HNI_REP2" clsact
	bind "$HNI_REP1" 77
	defer unbind "$HNI_REP1"
	batch skip_sw 77 "$RULES" | tc -batch -
	check_err $? "tc -batch with $RULES filters"
	check_eq "$(nums in_hw)" $((2 * RULES)) "rules of both directions"
	before=$(state)
	unbind "$HNI_REP1"
	check_eq "$(nums in_hw)" "$RULES" "rules without the ingress"
	bind "$HNI_REP1" 77
	check_err $? "bind with $RULES filters"
	check_eq "$(nums in_hw)" $((2 * RULES)) "rules of both directions"
	busywait "$WAIT_MS" state_is "$before"
	check_eq "$(state)" "$before" "what the NIC holds"
	log_test block_bound_again_is_the_same
}

second_port()
{
	local before

	bind "$HNI_REP1" 77
	defer unbind "$HNI_REP1"
	batch skip_sw 77 100 | tc -batch -
	before=$("$HNI_LIB/hwstate.py" --text | grep -v port)
	bind "$HNI_REP2" 77
	defer unbind "$HNI_REP2"
	check_eq "$(nums in_hw)" 100 "rules"
	check_eq "$("$HNI_LIB/hwstate.py" --text | grep -v port)" "$before" \
		"what the NIC holds but the ports' tables"
	check_eq "$($HNI_CTL dump port | jq '[.rows[].ingress |
		select(. > 0)] | "\(length) \(unique | length)"')" '"2 1"' \
		"ports with a table, tables"
	log_test second_port_shares_the_table
}

# block 78 is kept alive by a netdev that offloads nothing
block_with_keeper()
{
	ip link add keep0 type dummy
	defer ip link del keep0
	bind keep0 78
	bind "$HNI_REP1" 78
	batch "" 78 200 | tc -batch -
	check_err $? "filters that software holds, too"
	check_eq "$(nums in_hw)" 200 "rules"
}

# filters [LINE]: how many filters of block 78 there are, or have that line
filters()
{
	tc filter show block 78 | grep -c "${1:-^filter .* handle }"
}

# the filters are software's now, and hardware has none
left_to_software()
{
	check_eq "$(nums in_hw)" 0 "rules"
	check_eq "$(filters) $(filters '^  in_hw')" "200 0" \
		"filters, and those that say in_hw"
	check_eq "$(occupancy | awk '{ sum += $2 } END { print sum }')" 0 \
		"resources in use"
}

# bound again, the NIC holds what it held before
and_back()
{
	bind "$HNI_REP1" 78
	check_err $? "bind"
	defer unbind "$HNI_REP1"
	check_eq "$(filters '^  in_hw')" 200 "filters that say in_hw"
	busywait "$WAIT_MS" state_is "$1"
	check_eq "$(state)" "$1" "what the NIC holds"
}

netdev_gone()
{
	local before

	block_with_keeper
	before=$(state)
	unbind "$HNI_REP1"
	left_to_software
	and_back "$before"
	log_test filters_stay_without_the_port
}

# rep_by_port NUMBER: netdev of that port
rep_by_port()
{
	devlink -j port show "$HNI_DEV/$1" | jq -r '.port[].netdev'
}

# representors_back: a reload ends in legacy mode; what comes back
# with the mode may have other names
representors_back()
{
	devlink dev eswitch set "$HNI_DEV" mode switchdev
	check_err $? "switchdev"
	HNI_REP1=$(rep_by_port "$PORT1")
	HNI_REP2=$(rep_by_port "$PORT2")
}

reload()
{
	local before

	block_with_keeper
	before=$(state)
	devlink dev reload "$HNI_DEV" >/dev/null
	check_err $? "reload"
	representors_back
	left_to_software
	log_test reload_leaves_filters_to_software
	and_back "$before"
	log_test reload_and_bind_is_the_same
}

mode()
{
	local before

	block_with_keeper
	before=$(state)
	devlink dev eswitch set "$HNI_DEV" mode legacy
	check_err $? "legacy"
	left_to_software
	representors_back
	left_to_software
	log_test mode_change_leaves_filters_to_software
	and_back "$before"
	log_test mode_change_and_bind_is_the_same
}

netns()
{
	local before

	block_with_keeper
	before=$(state)
	ip netns add away
	defer ip netns del away
	devlink dev reload "$HNI_DEV" netns away >/dev/null
	check_err $? "reload into another namespace"
	ip netns exec away devlink dev eswitch set "$HNI_DEV" mode switchdev
	check_err $? "switchdev there"
	check_eq "$(ip netns exec away devlink -j port show |
		jq '[.port[].netdev | select(. != null)] | length')" \
		"$(ip netns exec away devlink -j port show |
		jq '.port | length')" "representors that came along"
	ip netns exec away devlink dev reload "$HNI_DEV" netns 1 >/dev/null
	check_err $? "and back"
	representors_back
	left_to_software
	log_test namespace_leaves_filters_to_software
	and_back "$before"
	log_test namespace_and_bind_is_the_same
}

# port_of NETDEV: number of its port
port_of()
{
	devlink -j port show "$1" | jq -r '.port | keys[0] | split("/")[-1]'
}

need HNI_REP1 HNI_REP2 HNI_DEV HNI_CTL
PORT1=$(port_of "$HNI_REP1")
PORT2=$(port_of "$HNI_REP2")
tests_run
