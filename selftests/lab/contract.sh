#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what other scripts may rely on of tools/lab/run: what it prints, the codes
# it returns, the environment of the command, topologies and shares. Runs on the
# host and boots a machine for each group of facts.
#
# usage: contract.sh [--kernel KERNEL]
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=lab
TOP=$(realpath "$HNI_LIB/../..")
KERNEL=("$@")
WORK=$(mktemp -d)
defer rm -rf "$WORK"
ALL_TESTS="
	usage
	passes_through
	shares
	environment
	flat
	apart
	bmc_refused
	drivers_refused
	peers_refused
	peers
	timeout_code
	panic_code
	warning_code
"

# lab_run ARGUMENT...: its output in $WORK/out and $WORK/err, its code
lab_run()
{
	"$TOP/tools/lab/run" "${KERNEL[@]}" "$@" \
		>"$WORK/out" 2>"$WORK/err" </dev/null
}

usage()
{
	lab_run --nonsense -- true
	check_eq $? 2 "code"
	check_eq "$(cat "$WORK/out")" "" "standard output"
	grep -q -e --nonsense "$WORK/err"
	check_err $? "the option is named"
	log_test usage.unknown_option_is_refused
}

passes_through()
{
	lab_run --nic none --out "$WORK/dir" -- \
		bash -c 'echo to-out; echo to-err >&2; uname -r; exit 7'
	check_eq $? 7 "code"
	log_test code.of_the_command_comes_back
	check_eq "$(head -n 1 "$WORK/out")" to-out "first line"
	check_eq "$(wc -l <"$WORK/out")" 2 "lines"
	log_test output.only_the_commands_on_stdout
	grep -q to-err "$WORK/err"
	check_err $? "the command's line on standard error"
	log_test output.stderr_comes_back
	grep -q to-out "$WORK/dir/output"
	check_err $? "output"
	grep -q 'Linux version' "$WORK/dir/kernel.log"
	check_err $? "kernel.log"
	log_test out.holds_output_and_kernel_log
}

shares()
{
	mkdir -p "$WORK/share"
	echo from-host >"$WORK/share/in"
	lab_run --nic none --share "tag=$WORK/share" -- \
		bash -c 'cat /host/tag/in; echo from-guest >/host/tag/out'
	check_err $? "run"
	check_eq "$(cat "$WORK/out")" from-host "what the guest reads"
	check_eq "$(cat "$WORK/share/out" 2>&1)" from-guest "what the host reads"
	log_test share.both_ways
}

# in_guest_environment: a line for each thing that is as promised
in_guest_environment()
{
	local name

	for name in HNI_MGR HNI_UPLINK HNI_BMC HNI_REP1 HNI_REP2; do
		[[ -e /sys/class/net/${!name:-none} ]] && echo "$name"
	done
	devlink dev show "$HNI_DEV" >/dev/null && echo HNI_DEV
	$HNI_ON host1 test -e /sys/class/net/eth0 && echo host1
	$HNI_ON wire test -e /sys/class/net/eth0 && echo wire
	$HNI_ON bmc test -e /sys/class/net/eth0 && echo bmc
	$HNI_ON host2 bash -c 'exit 5'
	[[ $? -eq 5 ]] && echo HNI_ON
	$HNI_CTL stats | jq -e '.ports.uplink.rx_frames >= 0 and
		(.to_manager >= 0) and .ports.c1pf0.drops' >/dev/null &&
		echo HNI_CTL
	$HNI_CTL strict >/dev/null && echo strict
	[[ $(id -u) -eq 0 ]] && echo root
	echo complete
}

environment()
{
	local word
	local -a words=(HNI_MGR HNI_UPLINK HNI_BMC HNI_REP1 HNI_REP2 HNI_DEV
			host1 wire bmc HNI_ON HNI_CTL strict root)

	lab_run --out "$WORK/nic" -- bash -c \
		"$(declare -f in_guest_environment); in_guest_environment"
	check_err $? "run"
	for word in "${words[@]}" complete; do
		grep -qx "$word" "$WORK/out"
		check_err $? "$word"
		log_test "environment.$word"
	done
	[[ -s $WORK/nic/nic.pcapng && -s $WORK/nic/nic.log ]]
	check_err $? "nic.log and nic.pcapng"
	log_test out.holds_what_the_nic_saw
}

# shellcheck disable=SC2016 # expanded in the guest
flat()
{
	lab_run --flat --hosts 1 -- bash -c '
		for n in "$HNI_PF1" "$HNI_WIRE" "$HNI_BMCSIDE" "$HNI_REP1"; do
			test -e "/sys/class/net/$n" || exit 1
		done
		test -z "${HNI_PF2:-}" || exit 2
		test -z "$(ip netns list)" || exit 3
		$HNI_ON host1 test -e "/sys/class/net/$HNI_PF1"'
	check_eq $? 0 "code"
	log_test flat.moves_nothing
}

# shellcheck disable=SC2016 # expanded in the guests
apart()
{
	lab_run --vms --hosts 1 -- bash -c '
		$HNI_ON host1 bash -c "hostname; \$HNI_ON wire \
			cat /sys/class/net/eth0/address; exit 5"'
	check_eq $? 5 "code"
	check_eq "$(cat "$WORK/out")" $'host1\n02:00:5e:20:00:01' "output"
	log_test apart.each_machine_reaches_each_end
}

# The machine is made by the BMC's own tests; here it may be missing
bmc_refused()
{
	lab_run --nic none --bmc -- true
	check_eq $? 2 "code with --nic none"
	grep -q -- '--bmc needs a NIC' "$WORK/err"
	check_err $? "sentence"
	log_test bmc.needs_a_nic
}

drivers_refused()
{
	lab_run --host-driver 2=fbnic -- true
	check_eq $? 2 "code without --vms"
	grep -q -- '--host-driver needs --vms' "$WORK/err"
	check_err $? "sentence without --vms"
	lab_run --vms --hosts 1 --host-driver 2=fbnic -- true
	check_eq $? 2 "code for a host that is not there"
	grep -q -- 'there is no host 2' "$WORK/err"
	check_err $? "sentence for a host that is not there"
	lab_run --vms --host-driver 2=e1000 -- true
	check_eq $? 2 "code for an unknown driver"
	log_test host_driver.is_checked
}

# refused SENTENCE ARGUMENT...
refused()
{
	local sentence=$1

	shift
	lab_run "$@" -- true
	check_eq $? 2 "code with $*"
	grep -q -e "$sentence" "$WORK/err"
	check_err $? "sentence with $*"
}

peers_refused()
{
	refused "--peer needs a NIC and a driver of it" --nic none --peer igb
	refused "--peer needs a NIC and a driver of it" --driver none --peer igb
	refused "--peer and --flat exclude each other" --flat --peer igb
	refused "--peer: the same kind twice" --peer igb --peer igb
	refused "invalid choice" --peer e1000
	log_test peer.is_checked
}

# in_guest_peers: a line for each pair through which a frame passes
in_guest_peers()
{
	local kind

	for kind in $HNI_PEERS; do
		$HNI_ON "${kind}1" ip addr add 192.0.2.1/24 dev eth0
		$HNI_ON "${kind}2" ip addr add 192.0.2.2/24 dev eth0
		$HNI_ON "${kind}1" ip link set dev eth0 up
		$HNI_ON "${kind}2" ip link set dev eth0 up
		$HNI_ON "${kind}1" ping -q -c 1 -w 20 192.0.2.2 >/dev/null &&
			echo "$kind"
	done
}

peers()
{
	lab_run --hosts 0 --peer e1000e --peer igb --peer virtio-net -- \
		bash -c "$(declare -f in_guest_peers); in_guest_peers"
	check_err $? "run"
	check_eq "$(xargs <"$WORK/out")" "e1000e igb virtio-net" \
		"pairs that pass a frame"
	log_test peer.pairs_pass_frames
}

timeout_code()
{
	lab_run --nic none --timeout 3 -- sleep 1000
	check_eq $? 124 "code"
	log_test code.time_out_is_124
}

panic_code()
{
	lab_run --nic none -- bash -c 'echo c >/proc/sysrq-trigger; sleep 60'
	check_eq $? 125 "code"
	log_test code.panic_is_125
}

# The kernel lets root set the bit that a WARN sets.
warning_code()
{
	lab_run --nic none -- bash -c 'echo 512 >/proc/sys/kernel/tainted'
	check_eq $? 99 "code"
	log_test code.warning_is_99
	lab_run --nic none -- bash -c \
		'echo 512 >/proc/sys/kernel/tainted; exit 3'
	check_eq $? 3 "code"
	log_test code.of_a_failed_command_wins
}

tests_run
