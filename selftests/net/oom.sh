#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns want of memory: each allocation of a command fails once. The command may
# fail then; nothing of it is left in the NIC, and it succeeds afterwards. What
# the kernel's checkers find on the way fails the whole machine.
#
# Needs fault injection, see "make check-debug".
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

DEBUG=/sys/kernel/debug
OOM=$HNI_LIB/oom.py
ALL_TESTS="
	binding
	filters
	links
	mode
"

# injection_set: faults are silent, and strike allocations that may sleep, too
injection_set()
{
	local dir

	for dir in failslab fail_page_alloc; do
		echo 0 >"$DEBUG/$dir/verbose"
		echo N >"$DEBUG/$dir/ignore-gfp-wait"
	done
	echo 0 >"$DEBUG/fail_page_alloc/min-order"
}

# used: what is in use in the NIC
used()
{
	occupancy | grep -v ' 0$'
}

# survives NAME TOOL DO UNDO
survives()
{
	local before said

	before=$(used)
	said=$(python3 "$OOM" "$2" "$3" "$4" 2>&1)
	check_eq "$(jq .done <<<"$said" 2>/dev/null)" true "$said; done"
	check_ge "$(jq .faults <<<"$said" 2>/dev/null)" 1 "$said; faults"
	note "$1: $said"
	log_test "$1.succeeds_at_last"
	check_eq "$(used)" "$before" "in use"
	log_test "$1.leaves_nothing"
}

binding()
{
	survives bind tc "qdisc add dev $HNI_REP1 clsact" \
		"qdisc del dev $HNI_REP1 clsact"
	survives bind_shared tc \
		"qdisc add dev $HNI_REP1 ingress_block 22 clsact" \
		"qdisc del dev $HNI_REP1 clsact"
}

filters()
{
	local name keys del

	tc_add_clsact "$HNI_REP1"
	del="filter del dev $HNI_REP1 ingress pref 1"
	while IFS='|' read -r name keys; do
		survives "$name" tc "filter add dev $HNI_REP1 ingress \
			protocol ip pref 1 $keys" "$del"
	done <<-END
		redirect|flower skip_sw ip_proto udp dst_port 53 action mirred egress redirect dev $HNI_REP2
		ranges|flower skip_sw ip_proto tcp src_port 7-9 dst_port 100-200 action drop
		edit|flower skip_sw ip_proto udp action pedit ex munge ip ttl set 9 munge udp dport set 7 pipe action csum ip udp pipe action mirred egress mirror dev $HNI_REP2 pipe action goto chain 7
		police|flower skip_sw dst_ip 192.0.2.1 action police rate 1mbit burst 10k conform-exceed drop/pipe action sample rate 9 group 3
		tags|flower skip_sw action vlan push id 5 pipe action mpls push label 7 pipe action mirred egress redirect dev $HNI_REP2
		shadow|flower ip_proto tcp action ct commit zone 3
		connections|flower ct_state -trk action ct zone 3 pipe action goto chain 1
		matchall|matchall skip_sw action trap
	END
}

links()
{
	survives representor ip "link set dev $HNI_REP1 up" \
		"link set dev $HNI_REP1 down"
	ip link set dev "$HNI_MGR" down
	survives manager ip "link set dev $HNI_MGR up" \
		"link set dev $HNI_MGR down"
	ip link set dev "$HNI_MGR" up
}

# Representors have other names afterwards: the last one.
mode()
{
	devlink dev eswitch set "$HNI_DEV" mode legacy
	survives mode devlink "dev eswitch set $HNI_DEV mode switchdev" \
		"dev eswitch set $HNI_DEV mode legacy"
	devlink dev eswitch set "$HNI_DEV" mode switchdev
}

need HNI_DEV HNI_MGR HNI_REP1 HNI_REP2
if [[ ! -e $DEBUG/failslab || ! -e $DEBUG/fail_page_alloc ]]; then
	echo "1..0 # SKIP this kernel injects no faults"
	exit 4
fi
injection_set
tests_run
