#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns `hnictl doctor`: each broken set-up is named in one line, and gone after
# the repair. The NIC is started with --counters 128; those with Open vSwitch are
# in the area ovs.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
PCI=${HNI_DEV#pci/}
ALL_TESTS="
	everything_down
	well
	representor_down
	offload_off
	qdisc_missing
	filters_missing
	in_a_bridge
	network_manager
	filter_of_software
	filter_refused
	filter_of_other_kind
	filter_of_the_manager
	counters_full
	host_function
	usage
	mode_legacy
	driver_missing
"

# findings [DEV]: "finding subject" a line
findings()
{
	"$HNICTL" -j doctor "$@" | jq -r '.doctor[] |
		"\(.finding) \(.subject)"'
}

# finding_of NAME FIELD: of the first finding with that name
finding_of()
{
	"$HNICTL" -j doctor | jq -r --arg name "$1" --arg field "$2" \
		'[.doctor[] | select(.finding == $name)][0][$field]'
}

# finds NAME SUBJECT: that finding and no other, in one line, exit code 1
finds()
{
	local out

	check_eq "$(findings)" "$1 $2" "findings"
	out=$("$HNICTL" doctor)
	check_eq $? 1 "exit code"
	check_eq "$(wc -l <<<"$out")" 1 "lines"
	[[ $out == "$2: "*" ($1); repair: "* ]]
	check_err $? "form of: $out"
}

# is_well: nothing is found any more
is_well()
{
	check_eq "$(findings)" "" "findings after the repair"
	"$HNICTL" doctor >/dev/null
	check_eq $? 0 "exit code after the repair"
}

# filter_add ARGUMENT...: on representor 1
filter_add()
{
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 10 flower \
		"$@" action drop
}

# healthy: representor 1 has a filter in hardware
healthy()
{
	link_up "$HNI_REP1"
	tc_add_clsact "$HNI_REP1"
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 5 flower \
		skip_sw dst_ip 192.0.2.77 action drop
}

everything_down()
{
	check_eq "$(findings | cut -d' ' -f1)" all_down "findings"
	log_test finds_that_all_are_down
}

well()
{
	healthy
	is_well
	check_eq "$("$HNICTL" doctor | cut -d: -f1)" "all well" "words"
	check_eq "$("$HNICTL" -j doctor)" '{"doctor":[]}' "JSON"
	log_test all_well
}

representor_down()
{
	healthy
	ip link set dev "$HNI_REP1" down
	finds rep_down "$HNI_REP1"
	eval "$(finding_of rep_down repair)"
	is_well
	log_test finds_a_representor_that_is_down
}

offload_off()
{
	local repair

	link_up "$HNI_REP1"
	tc_add_clsact "$HNI_REP1"
	ethtool -K "$HNI_REP1" hw-tc-offload off
	defer ethtool -K "$HNI_REP1" hw-tc-offload on
	filter_add dst_ip 192.0.2.78
	check_eq "$(findings | sort | tr '\n' ' ')" \
		"not_in_hw $HNI_REP1 ingress offload_off $HNI_REP1 " "findings"
	log_test finds_hw_tc_offload_off

	[[ $(finding_of not_in_hw problem) == \
		*"hw-tc-offload of $HNI_REP1 is off"* ]]
	check_err $? "problem: $(finding_of not_in_hw problem)"
	log_test names_the_reason_of_a_refusal
	repair=$(finding_of offload_off repair)
	eval "${repair%%,*}"
	tc filter del dev "$HNI_REP1" ingress pref 10
	filter_add dst_ip 192.0.2.78
	is_well
	log_test repairs_hw_tc_offload
}

qdisc_missing()
{
	healthy
	link_up "$HNI_REP2"
	finds no_qdisc "$HNI_REP2"
	eval "$(finding_of no_qdisc repair)"
	defer tc qdisc del dev "$HNI_REP2" clsact
	is_well
	log_test finds_a_missing_qdisc
}

filters_missing()
{
	link_up "$HNI_REP1"
	tc_add_clsact "$HNI_REP1"
	check_eq "$(findings | cut -d' ' -f1)" no_filter "findings"
	log_test finds_that_there_are_no_filters
}

in_a_bridge()
{
	healthy
	ip link add br9 type bridge
	defer ip link del br9
	ip link set dev "$HNI_REP1" master br9
	finds bridge "$HNI_REP1"
	ip link set dev "$HNI_REP1" nomaster
	is_well
	log_test finds_a_port_of_a_bridge
}

network_manager()
{
	local dir=/run/NetworkManager/devices file

	healthy
	file=$dir/$(cat "/sys/class/net/$HNI_REP1/ifindex")
	mkdir -p "$dir"
	defer rm -rf /run/NetworkManager
	printf '[device]\nmanaged=true\n' >"$file"
	finds network_manager "$HNI_REP1"
	printf '[device]\nmanaged=false\n' >"$file"
	is_well
	log_test finds_network_manager
}

filter_of_software()
{
	healthy
	filter_add skip_hw dst_ip 192.0.2.78
	finds skip_hw "$HNI_REP1 ingress"
	tc filter del dev "$HNI_REP1" ingress pref 10
	is_well
	log_test finds_skip_hw
}

filter_refused()
{
	healthy
	filter_add l2_miss 1
	finds not_in_hw "$HNI_REP1 ingress"
	[[ $(finding_of not_in_hw problem) == *"l2_miss needs bridge offload"* ]]
	check_err $? "problem: $(finding_of not_in_hw problem)"
	[[ $(finding_of not_in_hw repair) == *"hnictl explain 4)" ]]
	check_err $? "repair: $(finding_of not_in_hw repair)"
	check_eq "$(findings "$HNI_REP1")" "not_in_hw $HNI_REP1 ingress" \
		"findings of the representor"
	tc filter del dev "$HNI_REP1" ingress pref 10
	is_well
	log_test finds_a_refused_filter_and_its_reason
}

filter_of_other_kind()
{
	healthy
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 10 bpf \
		bytecode "1,6 0 0 0" action drop
	finds classifier "$HNI_REP1 ingress"
	tc filter del dev "$HNI_REP1" ingress pref 10
	is_well
	log_test finds_a_foreign_classifier
}

filter_of_the_manager()
{
	healthy
	tc_add_clsact "$HNI_MGR"
	tc filter add dev "$HNI_MGR" ingress protocol ip pref 10 flower \
		dst_ip 192.0.2.79 action drop
	finds pf_filter "$HNI_MGR"
	tc filter del dev "$HNI_MGR" ingress pref 10
	is_well
	log_test finds_a_filter_on_the_wrong_interface
}

counters_full()
{
	local i

	link_up "$HNI_REP1"
	tc_add_clsact "$HNI_REP1"
	for i in {1..128}; do
		echo "filter add dev $HNI_REP1 ingress protocol ip pref 5" \
			"flower skip_sw dst_ip 192.0.2.$i action drop"
	done | tc -batch -
	finds full "$PCI"
	[[ $(finding_of full problem) == *"counters is full: 128 of 128 in use" ]]
	check_err $? "problem: $(finding_of full problem)"
	tc filter del dev "$HNI_REP1" ingress pref 5 protocol ip handle 1 flower
	is_well
	tc filter del dev "$HNI_REP1" ingress
	log_test finds_a_resource_that_is_full
}

# Without its manager, all that is left of the NIC is a host's function.
host_function()
{
	local device

	device=$(basename "$($HNI_ON host1 realpath \
		/sys/class/net/eth0/device)")
	"$HNICTL" -j doctor "$device" >/dev/null
	check_eq "$(findings "$device")" "no_manager $device" "findings"
	log_test finds_a_function_that_is_no_manager
}

usage()
{
	"$HNICTL" doctor a b >/dev/null 2>&1
	check_eq $? 2 "exit code of two devices"
	check_eq "$("$HNICTL" doctor eth99 2>&1)" \
		"hnictl: eth99 is neither a PCI device nor a netdev of one" \
		"words about an unknown device"
	"$HNICTL" doctor eth99 >/dev/null 2>&1
	check_eq $? 1 "exit code of an unknown device"
	log_test refuses_what_is_not_understood
}

# The lab's names of the representors are not needed behind this.
mode_legacy()
{
	devlink dev eswitch set "$HNI_DEV" mode legacy
	check_err $? "mode legacy"
	finds mode "$PCI"
	eval "$(finding_of mode repair)"
	check_err $? "the repair"
	check_eq "$(findings | cut -d' ' -f1)" all_down "findings"
	log_test finds_mode_legacy
}

driver_missing()
{
	echo "$PCI" >/sys/bus/pci/drivers/hni/unbind
	finds driver_none "$PCI"
	[[ $(finding_of driver_none problem) == *"--manager-gone policy" ]]
	check_err $? "problem: $(finding_of driver_none problem)"
	log_test finds_a_manager_without_driver

	eval "$(finding_of driver_none repair)" >/dev/null
	check_err $? "the repair"
	check_eq "$(findings | cut -d' ' -f1)" mode "findings"
	echo >"/sys/bus/pci/devices/$PCI/driver_override"
	devlink dev eswitch set "$HNI_DEV" mode switchdev
	log_test repairs_a_manager_without_driver
}

need HNI_DEV HNI_MGR HNI_REP1 HNI_REP2 HNI_ON
if [[ ! -x $HNICTL ]]; then
	echo "TAP version 13"
	echo "1..0 # SKIP $HNICTL is not built: make hnictl"
	exit 4
fi
PATH=$(dirname "$HNICTL"):$PATH
tests_run
