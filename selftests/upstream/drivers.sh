#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns running one script of the kernel's drivers/net and grading it: what it
# says case by case, its exit code, and evidence that the NIC did it.
#
#	host1 198.51.100.1, 2001:db8:1::1 --- NIC, legacy mode --- wire ...2
#
# usage: drivers.sh SCRIPT, without its ending, hw_SCRIPT for those below hw/
#
# Each kernel has its own scripts. drivers.known names the cases that cannot
# pass, and why; one of them that passes is a failure: the list is out of date.
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

NAME=${1:?which script?}
SCRIPT=${NAME/#hw_/hw\/}
HERE=$(dirname "$(realpath "$0")")
KNOWN=$HERE/drivers.known
KERNEL=backports
[[ $(uname -r) == 6.12.* ]] && KERNEL=stable
REMOTE=netns
hosts_apart && REMOTE=ssh
KTAP_AREA=upstream.$NAME
# not 192.0.2, which the scripts take for tunnels of their own
V4=198.51.100
V6=2001:db8:1::
ALL_TESTS=graded

# each_machine CMD...: where the script runs, and where its far end is
each_machine()
{
	"$@" || return
	! hosts_apart || "$HNI_ON" host1 "$@"
}

# end_up PLACE DEV NUMBER: addresses of both families, with clean-up
end_up()
{
	$HNI_ON "$1" ip link set dev "$2" up
	defer "$HNI_ON" "$1" ip link set dev "$2" down
	$HNI_ON "$1" ip addr add "$V4.$3/24" dev "$2"
	$HNI_ON "$1" ip addr add "$V6$3/64" dev "$2" nodad
	defer "$HNI_ON" "$1" ip addr flush dev "$2"
	busywait "$WAIT_MS" has_carrier "$1" "$2"
}

# wire_renamed: the kernel's scripts in bash want two names
wire_renamed()
{
	$HNI_ON wire ip link set dev eth0 down &&
		$HNI_ON wire ip link set dev eth0 name wire0 || return
	defer "$HNI_ON" wire ip link set dev wire0 name eth0
	defer "$HNI_ON" wire ip link set dev wire0 down
}

# queues_set: as many as the scripts want, whatever the machine has processors
queues_set()
{
	local queues

	queues=$($HNI_ON host1 ethtool -l eth0 |
		awk '/^Current/ { now = 1 } now && /^Combined/ { print $2 }')
	$HNI_ON host1 ethtool -L eth0 combined 4 || return
	defer "$HNI_ON" host1 ethtool -L eth0 combined "$queues"
}

ends_ping()
{
	$HNI_ON host1 ping -c 1 -W 2 -q "$V4.2" >/dev/null &&
		$HNI_ON host1 ping -6 -c 1 -W 2 -q "${V6}2" >/dev/null
}

# known_reason CASE: why it cannot pass with this driver and kernel, if it is so
known_reason()
{
	awk -v s="$NAME" -v c="$1" -v d="$DRIVER" -v k="$KERNEL" '
		/^[^#]/ && $1 == s && c ~ "^(" $2 ")$" &&
		($3 == "any" || $3 == d) && ($4 == "any" || $4 == k) {
			$1 = $2 = $3 = $4 = ""
			sub(/^ +/, "")
			print
			exit
		}' "$KNOWN"
}

# grade_line OK CASE COMMENT: one fact
grade_line()
{
	local reason

	reason=$(known_reason "$2")
	if [[ -z $reason ]]; then
		# a case that was skipped or gave up is no evidence of anything
		[[ $1 == ok && $3 != *SKIP* && $3 != *XFAIL* ]]
		check_err $? "$1 $2 $3"
		log_test "$2"
	elif [[ $1 == ok && $3 != *SKIP* && $3 != *XFAIL* ]]; then
		[[ $reason == "mostly, "* ]]
		check_err $? "passes, but drivers.known has: $reason"
		log_test "$2"
	else
		log_test_skip "$2" "$reason"
	fi
}

# grade LOG CODE
grade()
{
	local line cases=0 expected=0

	while IFS= read -r line; do
		[[ $line =~ ^(not\ ok|ok)\ [0-9]+\ ([^ ]+)\ *(.*)$ ]] || continue
		grade_line "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]#*.}" \
			"${BASH_REMATCH[3]}"
		[[ $line == not* ]] && expected=1
		cases=$((cases + 1))
	done <"$1"
	check_ge "$cases" 1 "cases"
	check_eq "$cases" "$(sed -n 's/^1\.\.//p' "$1" | tail -n 1)" \
		"cases, and the script's plan"
	[[ $2 -eq 0 || ($2 -eq 1 && $expected -eq 1) ]]
	check_err $? "exit code $2"
	log_test ended_as_it_says
}

strict_lines()
{
	$HNI_CTL strict | jq .count
}

graded()
{
	local log rc frames strict

	DRIVER=$($HNI_ON host1 ethtool -i eth0 | sed -n 's/^driver: //p')
	frames=$(ctl_port c1pf0 rx_frames)
	wire_renamed && end_up host1 eth0 1 && end_up wire wire0 2 && queues_set &&
		busywait "$WAIT_MS" ends_ping
	check_err $? "host1 and wire reach each other"
	log_test topology
	# built into the kernel by the scripts' configuration: GRO of PPPoE
	each_machine modprobe -q pppoe
	# tunnels that a module makes for itself would stay
	each_machine sysctl -qw net.core.fb_tunnels_only_for_init_net=2
	defer each_machine sysctl -qw net.core.fb_tunnels_only_for_init_net=0
	log=$(mktemp)
	defer rm -f "$log"
	strict=$(strict_lines)

	NETIF=eth0 LOCAL_V4=$V4.1 LOCAL_V6=${V6}1 \
		REMOTE_V4=$V4.2 REMOTE_V6=${V6}2 \
		REMOTE_TYPE=$REMOTE REMOTE_ARGS=wire KSFT_MACHINE_SLOW=yes \
		"$HNI_ON" host1 "$HERE/in-tree" "$KERNEL" "$SCRIPT" \
		>"$log" 2>&1
	rc=$?
	sed 's/^/# /' "$log"

	grade "$log" "$rc"
	[[ $(ctl_port c1pf0 rx_frames) != "$frames" ]]
	check_err $? "frames that the NIC carried"
	check_eq "$(strict_lines)" "$strict" "what strict mode reported"
	log_test the_nic_carried_it
}

need HNI_ON HNI_CTL
tests_run
