#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the worker that moves filters out of the TCAM: they leave it when there
# is room, the NIC does the same as before, and counting goes on. The NIC is
# started with
#
#	--flow-rows 8 --slots 3 --tcam-rows 4 --actions 6 --counters 8
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=10
PARAM=acl_region_rehash_interval
DST=02:00:5e:00:00:77
ALL_TESTS="
	interval
	moves
	off
"

setup()
{
	sysctl -qw "net.ipv6.conf.$HNI_REP1.disable_ipv6=1"
	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
	BEFORE=$(interval_get)
}

interval_get()
{
	devlink -j dev param show "$HNI_DEV" name "$PARAM" |
		jq '.param[][0].values[0].value'
}

interval_set()
{
	devlink dev param set "$HNI_DEV" name "$PARAM" value "$1" cmode runtime
}

interval()
{
	check_eq "$BEFORE" 5000 "interval as the driver comes"
	check_eq "$(python3 "$HNI_LIB/refusal.py" <<<"devlink dev param set \
$HNI_DEV name $PARAM value 5 cmode runtime")" \
		"EINVAL hni: 5 ms not supported, only 0 or 10 to 3600000" \
		"the answer"
	check_eq "$(interval_get)" 5000 "interval"
	log_test interval_has_limits
}

# add PREF ARGUMENT...
add()
{
	tc filter add dev "$HNI_REP1" ingress pref "$1" protocol ip flower \
		skip_sw "${@:2}" action drop
	check_err $? "filter $1"
}

# two masks take the slots beside that of the empty one; two more filters stay
# in the TCAM
fill()
{
	tc_add_clsact "$HNI_REP1"
	add 1 src_ip 192.0.2.77
	add 2 ip_proto tcp dst_port 80
	add 3 dst_ip 192.0.2.251
	add 3 dst_ip 192.0.2.252
	check_eq "$(ctl_total tcam_rows)" 2 "rows in the TCAM"
}

tcam_rows()
{
	ctl_total tcam_rows
}

hits()
{
	tc -j -s filter show dev "$HNI_REP1" ingress pref 3 |
		jq '[.[] | .options.actions[0].stats.packets // 0] | add'
}

send()
{
	probe_send host1 rehash --dst "$DST" --dst-ip 192.0.2.251 --count "$N"
}

moves()
{
	local state

	interval_set 0
	check_err $? "off"
	defer interval_set "$BEFORE"
	fill
	send
	busywait "$WAIT_MS" until_counter_is ">= $N" hits >/dev/null
	check_err $? "frames that are counted in the TCAM"
	tc filter del dev "$HNI_REP1" ingress pref 1
	state=$("$HNI_LIB/hwstate.py")
	check_eq "$(tcam_rows)" 2 "rows in the TCAM while the worker is off"
	interval_set 50
	busywait "$WAIT_MS" until_counter_is "== 0" tcam_rows >/dev/null
	check_eq "$(tcam_rows)" 0 "rows in the TCAM"
	log_test rows_leave_the_tcam
	check_eq "$("$HNI_LIB/hwstate.py")" "$state" "what the NIC does"
	log_test nothing_else_changes
	send
	busywait "$WAIT_MS" until_counter_is ">= $((2 * N))" hits >/dev/null
	check_eq "$(hits)" $((2 * N)) "frames, before and after"
	log_test counting_goes_on
}

off()
{
	interval_set 0
	defer interval_set "$BEFORE"
	fill
	tc filter del dev "$HNI_REP1" ingress pref 1
	# as long as a worker of 50 ms would have needed many times
	for _ in 1 2 3 4 5; do
		"$HNI_LIB/hwstate.py" >/dev/null
	done
	check_eq "$(tcam_rows)" 2 "rows in the TCAM"
	log_test worker_can_be_off
}

need HNI_REP1 HNI_DEV HNI_CTL
setup
tests_run
