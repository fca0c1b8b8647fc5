#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns running one script of the kernel's net/forwarding and grading it: what it
# says test by test, its exit code, and evidence that hardware did it. Host PF
# and representor behave like the two ends of a veth pair:
#
#	T2: host1's PF, its representor        T4: ... and those of host2, mirrored
#	T6: ... and those of host3
#
# usage: forwarding.sh SCRIPT (run with --flat)
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

SCRIPT=${1:?which script?}
KTAP_AREA=upstream.$SCRIPT
# the newest kernel's scripts, on every kernel
KSFT=/host/src/backports/tools/testing/selftests/net/forwarding
WRAPPERS=$(dirname "$(realpath "$0")")/wrappers
ALL_TESTS=graded

# script, topology, evidence (skip_sw: it repeats with skip_sw; insert: a wrapper
# of tc inserts it; slowpath: it tests representors as software ports), tests
# left out
TABLE='
tc_flower            T2 skip_sw  match_ip_flags_test,match_mpls_lse_test,match_erspan_opts_test
tc_actions           T4 skip_sw  mirred_egress_to_ingress_tcp_test,egress_2nd_vlan_push
tc_chains            T2 skip_sw  -
tc_shblocks          T4 skip_sw  -
bridge_vlan_unaware  T4 slowpath -
router               T4 slowpath -
min_max_mtu          T2 slowpath -
tc_flower_port_range T4 insert   -
pedit_ip             T4 insert   -
tc_police            T6 insert   police_tx_test,police_shared_test,police_rx_mirror_test,police_tx_mirror_test,police_pps_tx_test,police_mtu_rx_test,police_mtu_tx_test
'

# why a test is left out; its own words would be a bare failure
declare -A REASON=(
	[match_ip_flags_test]="uses action continue, which the kernel offloads for no driver"
	[match_mpls_lse_test]="uses action continue, which the kernel offloads for no driver"
	[match_erspan_opts_test]="erspan_opts is refused, see net/tunnel"
	[police_tx_test]="timing"
	[police_shared_test]="timing"
	[police_rx_mirror_test]="timing"
	[police_tx_mirror_test]="timing"
	[police_pps_tx_test]="timing"
	[police_mtu_rx_test]="asks for overlimits, which the kernel takes from no driver"
	[police_mtu_tx_test]="asks for overlimits, which the kernel takes from no driver"
	[mirred_egress_to_ingress_tcp_test]="egress of a host's PF is software's"
	[egress_2nd_vlan_push]="egress of a host's PF is software's"
)

# tests_of SCRIPT LEFT-OUT: names in the script's ALL_TESTS, but those left out
tests_of()
{
	sed -zE 's/.*\nALL_TESTS="([^"]*)".*/\1/' "$KSFT/$1.sh" |
		tr -s ' \t\134' '\n' | grep . | grep -vxF "$(tr ',' '\n' <<<"$2")"
}

# fact_of TEXT: a KTAP name from a script's words
fact_of()
{
	tr -cs 'a-zA-Z0-9\n' '_' <<<"$1" | sed 's/^_*//; s/_*$//'
}

# grade_lines LOG: a fact for each line "TEST: words [ OK ]"
grade_lines()
{
	local line words

	while IFS= read -r line; do
		words=$(fact_of "$(sed -E 's/^TEST: (.*) \[.*/\1/' <<<"$line")")
		# a skipped test is no evidence of anything
		[[ $line =~ \[\ *OK\ *\]|\[XFAIL\] ]]
		check_err $? "$line"
		log_test "$words"
	done < <(grep '^TEST: ' "$1")
}

# passed_with LOG FLAG: names of the tests that succeeded with skip_hw or skip_sw
passed_with()
{
	sed -nE "s/^TEST: (.*[^ ]) \\($2\\) +\\[ *OK *\\]\$/\\1/p" "$1" | sort -u
}

# grade_skip_sw LOG: what passed in software has passed again in hardware only
# (some tests of chains do not depend on the flag and say so by not naming it)
grade_skip_sw()
{
	check_eq "$(comm -23 <(passed_with "$1" skip_hw) \
		<(passed_with "$1" skip_sw))" "" "tests not passed with skip_sw"
	check_ge "$(passed_with "$1" skip_sw | wc -l)" 2 \
		"tests that passed with skip_sw"
	! grep -q 'Could not test offloaded' "$1"
	check_err $? "the script repeats with skip_sw"
	log_test hardware_did_it
}

# grade_insert LOG: the wrapper inserted skip_sw, each time
grade_insert()
{
	check_ge "$(grep -c . "$1")" 1 "filters with skip_sw inserted"
	log_test hardware_did_it
}

graded()
{
	local topology evidence left_out ports name names log rc manager
	local inserted skip_sw=

	read -r topology evidence left_out < <(awk -v s="$SCRIPT" \
		'$1 == s { print $2, $3, $4 }' <<<"$TABLE")
	case $topology in
	T2) ports=("$HNI_PF1" "$HNI_REP1") ;;
	T4) ports=("$HNI_PF1" "$HNI_REP1" "$HNI_REP2" "$HNI_PF2") ;;
	T6) ports=("$HNI_PF1" "$HNI_REP1" "$HNI_REP2" "$HNI_PF2"
		"$HNI_REP3" "$HNI_PF3") ;;
	*) check_err 1 "$SCRIPT is not in the table"; log_test known; return ;;
	esac
	for name in ${left_out//[,-]/ }; do
		log_test_skip "$name" "${REASON[$name]}"
	done
	names=$(tests_of "$SCRIPT" "$left_out" | xargs)
	log=$(mktemp)
	inserted=$(mktemp)
	defer rm -f "$log" "$inserted"
	[[ $evidence == insert ]] && skip_sw="$HNI_REP1 $HNI_REP2 ${HNI_REP3:-}"
	manager=$(ctl_total to_manager)

	# Emulated processors are slow: the script's own knobs for that.
	(cd "$KSFT" && PATH=$WRAPPERS:$PATH TESTS=$names \
		TC_HIT_TIMEOUT=5000 \
		SKIP_SW_PORTS=$skip_sw SKIP_SW_LOG=$inserted \
		KSFT_MACHINE_SLOW=yes WAIT_TIME=2 PING_TIMEOUT=30 \
		bash "./$SCRIPT.sh" "${ports[@]}") >"$log" 2>&1
	rc=$?
	sed 's/^/# /' "$log"

	grade_lines "$log"
	check_err "$rc" "$SCRIPT.sh"
	log_test exit_code_0
	case $evidence in
	skip_sw) grade_skip_sw "$log" ;;
	insert) grade_insert "$inserted" ;;
	slowpath)
		check_lt "$manager" "$(ctl_total to_manager)" \
			"frames to the manager before and after"
		log_test representors_carried_it ;;
	esac
}

need HNI_PF1 HNI_PF2 HNI_REP1 HNI_REP2 HNI_CTL
tests_run
