# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns what in-guest tests share: facts as KTAP, clean-up where a thing is made,
# waiting for conditions. Helpers that the kernel's net/lib.sh also has carry
# the same names and meaning.
#
# A test sources this file, sets ALL_TESTS and calls tests_run. Each function
# named there runs in a defer scope of its own and states one or more facts
# with log_test. The environment is that of tools/lab/run.

HNI_LIB=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
KTAP_AREA=${KTAP_AREA:-$(basename "$(dirname "$(realpath "$0")")")}
KTAP_COUNT=0
KTAP_FAILED=0
KTAP_SKIPPED=0
RET=0
RET_NOTES=()
DEFERS=()
DEFER_SCOPES=(0)
WAIT_MS=${WAIT_MS:-$((30000 * ${HNI_SLOW:-1}))}

# need VARIABLE...: the test cannot run without what the lab sets
need()
{
	local name

	for name in "$@"; do
		[[ -n ${!name:-} ]] && continue
		echo "1..0 # SKIP $name is not set: run it with tools/lab/run"
		exit 4
	done
}

# ---- facts

note()
{
	printf '# %s\n' "$@"
}

# check_err CODE TEXT: a code other than 0 fails the fact that follows
check_err()
{
	[[ $1 -eq 0 ]] && return
	RET=1
	RET_NOTES+=("${2:-failed}: code $1")
}

# check_fail CODE TEXT: code 0 fails the fact that follows
check_fail()
{
	[[ $1 -ne 0 ]] && return
	RET=1
	RET_NOTES+=("${2:-succeeded}, expected a failure")
}

# check_eq GOT WANT WHAT
check_eq()
{
	[[ $1 == "$2" ]] && return
	RET=1
	RET_NOTES+=("$3: is '$1', expected '$2'")
}

is_number()
{
	[[ $1 =~ ^[0-9]+$ ]]
}

# check_ge GOT LEAST WHAT: numbers
check_ge()
{
	is_number "$1" && [[ $1 -ge $2 ]] && return
	RET=1
	RET_NOTES+=("$3: is '$1', expected at least $2")
}

# check_lt GOT BOUND WHAT: numbers
check_lt()
{
	is_number "$1" && [[ $1 -lt $2 ]] && return
	RET=1
	RET_NOTES+=("$3: is '$1', expected less than $2")
}

# log_test NAME: states what the checks since the last fact found
log_test()
{
	KTAP_COUNT=$((KTAP_COUNT + 1))
	if [[ $RET -eq 0 ]]; then
		echo "ok $KTAP_COUNT $KTAP_AREA.$1"
	else
		note "${RET_NOTES[@]}"
		echo "not ok $KTAP_COUNT $KTAP_AREA.$1"
		KTAP_FAILED=$((KTAP_FAILED + 1))
	fi
	RET=0
	RET_NOTES=()
}

# log_test_skip NAME REASON
log_test_skip()
{
	KTAP_COUNT=$((KTAP_COUNT + 1))
	KTAP_SKIPPED=$((KTAP_SKIPPED + 1))
	echo "ok $KTAP_COUNT $KTAP_AREA.$1 # SKIP ${2:?a skip needs a reason}"
	RET=0
	RET_NOTES=()
}

# ---- cleaning up

# defer CMD...: run CMD when the scope ends, last one first
defer()
{
	DEFERS+=("$(printf '%q ' "$@")")
}

defer_scope_push()
{
	DEFER_SCOPES+=("${#DEFERS[@]}")
}

defer_scope_pop()
{
	local first=${DEFER_SCOPES[-1]} i

	unset 'DEFER_SCOPES[-1]'
	for ((i = ${#DEFERS[@]} - 1; i >= first; i--)); do
		eval "${DEFERS[i]}"
		unset "DEFERS[i]"
	done
}

in_defer_scope()
{
	local rc

	defer_scope_push
	"$@"
	rc=$?
	defer_scope_pop
	return $rc
}

# ---- waiting

# busywait MS CMD...: until CMD succeeds; prints CMD's last output
busywait()
{
	local end=$(($(date +%s%N) / 1000000 + $1)) out

	shift
	while :; do
		if out=$("$@"); then
			printf '%s' "$out"
			return 0
		fi
		if (($(date +%s%N) / 1000000 > end)); then
			printf '%s' "$out"
			return 1
		fi
		sleep 0.05
	done
}

# until_counter_is "COMPARISON" CMD...: value printed by CMD compares as said
until_counter_is()
{
	local comparison=$1 now

	shift
	now=$("$@")
	printf '%s' "$now"
	comparison="$now $comparison"
	is_number "$now" && ((comparison))
}

# busywait_for_counter MS LEAST-INCREASE CMD...
busywait_for_counter()
{
	local timeout=$1 delta=$2 base

	shift 2
	base=$("$@")
	busywait "$timeout" until_counter_is ">= $((base + delta))" "$@"
}

# ---- the NIC, seen from outside the driver

# ctl_port PORT FIELD: a counter of a port, from the NIC's control socket
ctl_port()
{
	$HNI_CTL stats | jq -r ".ports[\"$1\"].$2"
}

# ctl_total FIELD: a figure of the whole NIC
ctl_total()
{
	$HNI_CTL stats | jq -r ".$1"
}

# ctl_drops PORT: all drops of a port, whatever the reason
ctl_drops()
{
	$HNI_CTL stats | jq -r "[.ports[\"$1\"].drops[]?] | add // 0"
}

# register_of PLACE OFFSET: hexadecimal, of the register dump of its eth0
register_of()
{
	"$HNI_ON" "$1" ethtool -d eth0 raw on | python3 -c '
import struct, sys
data = sys.stdin.buffer.read()
words = struct.unpack("<%dI" % (len(data) // 4), data[:len(data) // 4 * 4])
at = 0
while at < len(words):
    first, count = words[at], words[at + 1]
    want = int(sys.argv[1], 0)
    if first <= want < first + 4 * count:
        print("%x" % words[at + 2 + (want - first) // 4])
    at += 2 + count
' "$2"
}

# ---- tc and devlink

# tc_rule_stats_get DEV PREF [DIRECTION] [SELECTOR]: of the first action
tc_rule_stats_get()
{
	tc -j -s filter show dev "$1" "${3:-ingress}" pref "$2" |
		jq "[.[] | select(.options.actions)][0].options.actions[0].stats${4:-.packets}"
}

# tc_rule_option DEV PREF SELECTOR: an option of a filter, as JSON
tc_rule_option()
{
	tc -j -s filter show dev "$1" ingress pref "$2" |
		jq -r "[.[] | select(.options.handle)][0].options$3"
}

# cpu_hit DEV: frames of a port that the manager's CPU received
cpu_hit()
{
	ip -j -s stats show dev "$1" group offload subgroup cpu_hit |
		jq '.[0].stats64.rx.packets'
}

# occupancy: "resource used" of the device, a line each
occupancy()
{
	devlink -j resource show "$HNI_DEV" | jq -r '.. | objects |
		select(has("occ")) | "\(.name) \(.occ)"' | sort
}

# tc_add_clsact DEV: with clean-up
tc_add_clsact()
{
	tc qdisc add dev "$1" clsact || return
	defer tc qdisc del dev "$1" clsact
}

# tc_filter_add ARGS...: tc filter add, with clean-up of that preference
tc_filter_add()
{
	tc filter add "$@" || return
	defer tc_filter_del "$@"
}

# tc_filter_del ARGS...: what tc_filter_add made; silent when already gone
tc_filter_del()
{
	local -a sel=()
	local take=

	while [[ $# -gt 0 ]]; do
		case $1 in
		dev | block | pref | protocol | chain | handle) take=yes ;;
		ingress | egress) sel+=("$1") ;;
		flower | matchall) [[ " ${sel[*]} " == *" handle "* ]] &&
			sel+=("$1"); break ;;
		esac
		if [[ -n $take ]]; then
			sel+=("$1" "$2")
			shift
			take=
		fi
		shift
	done
	tc filter del "${sel[@]}" 2>/dev/null
}

# ---- interfaces

# hosts_apart: each host is a machine of its own, and no network namespace
hosts_apart()
{
	[[ -e /run/hni/vms ]]
}

# mac_of PLACE DEV: in a host, the wire or the BMC's side; "here" is this netns
mac_of()
{
	local -a on=()

	[[ $1 == here ]] || on=("$HNI_ON" "$1")
	"${on[@]}" cat "/sys/class/net/$2/address"
}

# has_carrier PLACE DEV: also while the interface is being brought up
has_carrier()
{
	local -a on=()

	[[ $1 == here ]] || on=("$HNI_ON" "$1")
	[[ $("${on[@]}" cat "/sys/class/net/$2/carrier" 2>/dev/null) == 1 ]]
}

# lacks_carrier PLACE DEV
lacks_carrier()
{
	! has_carrier "$@"
}

# link_up DEV: here, taken down again at the end of the scope
link_up()
{
	ip link set dev "$1" up || return
	defer ip link set dev "$1" down
}

# place_up PLACE ADDRESS/LEN: interface eth0 of a place, no IPv6, with clean-up
place_up()
{
	$HNI_ON "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1
	$HNI_ON "$1" ip addr add "$2" dev eth0
	defer "$HNI_ON" "$1" ip addr del "$2" dev eth0
	$HNI_ON "$1" ip link set dev eth0 up
	defer "$HNI_ON" "$1" ip link set dev eth0 down
	busywait "$WAIT_MS" has_carrier "$1" eth0
}

# keep_all PLACE: frames that have waited for long are not dropped for it, as
# fq_codel does, which is what the kernel begins with
keep_all()
{
	$HNI_ON "$1" tc qdisc replace dev eth0 root pfifo limit 1000
	check_err $? "first in, first out at $1"
	defer "$HNI_ON" "$1" tc qdisc del dev eth0 root
}

# keep_order PLACE: frames keep their order, of whatever flow: one queue in the
# NIC, one in the kernel, no GRO, no lists of frames
keep_order()
{
	local queues batch

	# with lists, a packet socket gets a tagged frame before others that
	# came earlier and that nobody but it wants
	batch=$(sysctl -n net.core.gro_normal_batch)
	sysctl -qw net.core.gro_normal_batch=1
	check_err $? "no lists of frames"
	defer sysctl -qw "net.core.gro_normal_batch=$batch"
	$HNI_ON "$1" ethtool -K eth0 gro off
	check_err $? "no GRO at $1"
	defer "$HNI_ON" "$1" ethtool -K eth0 gro on
	queues=$($HNI_ON "$1" ethtool -l eth0 |
		awk '/^Current/ { now = 1 } now && /^Combined/ { print $2 }')
	$HNI_ON "$1" ethtool -L eth0 combined 1
	check_err $? "one queue at $1"
	defer "$HNI_ON" "$1" ethtool -L eth0 combined "$queues"
	keep_all "$1"
}

# neigh_fix PLACE ADDRESS MAC: a static neighbour, with clean-up
neigh_fix()
{
	$HNI_ON "$1" ip neigh replace "$2" lladdr "$3" nud permanent dev eth0
	defer "$HNI_ON" "$1" ip neigh del "$2" dev eth0
}

# ---- traffic

# place_mac PLACE: of its eth0
place_mac()
{
	mac_of "$1" eth0
}

# frames_send FROM TO FROM-ADDRESS TO-ADDRESS PORT COUNT [ARGUMENT...]
#
# Sends COUNT frames and checks each byte and their order at the other end; the
# answers of the receiver go to PORT + 1. Leaves the receiver's and sender's
# JSON in RECEIVED and SENT.
frames_send()
{
	local from=$1 to=$2 src=$3 dst=$4 port=$5 count=$6 out rc receiver
	local frames=$HNI_LIB/frames.py

	shift 6
	out=$(mktemp)
	$HNI_ON "$to" python3 "$frames" recv --peer "$(place_mac "$from")" \
		--src "$dst" --dst "$src" --port "$port" --count "$count" \
		"$@" >"$out" &
	receiver=$!
	SENT=$($HNI_ON "$from" python3 "$frames" send \
		--peer "$(place_mac "$to")" --src "$src" --dst "$dst" \
		--port "$port" --count "$count" "$@")
	rc=$?
	wait "$receiver" || rc=1
	RECEIVED=$(cat "$out")
	rm -f "$out"
	if [[ $rc -ne 0 ]]; then
		note "sender: $SENT" "receiver: $RECEIVED"
	fi
	return $rc
}

# probe_listen PLACE...: count tagged frames that arrive there, until the scope
# ends; the counts are in $PROBES/PLACE
probe_listen()
{
	local place

	PROBES=$(mktemp -d)
	defer rm -rf "$PROBES"
	for place in "$@"; do
		$HNI_ON "$place" python3 "$HNI_LIB/probe.py" listen \
			--out "$PROBES/$place" &
		defer probe_stop $!
		busywait "$WAIT_MS" test -e "$PROBES/$place"
	done
}

probe_stop()
{
	kill "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

# probe_send PLACE TAG ARGUMENT...: see probe.py
probe_send()
{
	local place=$1 tag=$2

	shift 2
	$HNI_ON "$place" python3 "$HNI_LIB/probe.py" send --tag "$tag" "$@"
}

# probe_count PLACE TAG: frames with that tag which arrived there; a frame carries
# the first 8 octets only, so that a longer tag would never be seen
probe_count()
{
	if [[ ${#2} -gt 8 ]]; then
		echo "probe_count: tag $2 has more than 8 octets" >&2
		return 1
	fi
	jq --arg t "$2" '.[$t] // 0' "$PROBES/$1"
}

# twins: rows of twins.py on stdin; a fact for each
twins()
{
	local name rows wrong

	rows=$(python3 "$HNI_LIB/twins.py" "$HNI_REP1" "$HNI_REP2")
	check_err $? "twins.py"
	while IFS='|' read -r name wrong; do
		read -r name <<<"$name"
		read -r wrong <<<"$wrong"
		check_eq "$wrong" "" "hardware and software"
		log_test "$name"
	done <<<"$rows"
}

# ---- running

tests_end()
{
	while [[ ${#DEFER_SCOPES[@]} -gt 0 ]]; do
		defer_scope_pop
	done
}

# tests_run: every function of ALL_TESTS, then the plan; ends the program
tests_run()
{
	local test

	for test in $ALL_TESTS; do
		in_defer_scope "$test"
		if [[ $RET -ne 0 ]]; then
			# checks that no fact followed must not get lost
			log_test "$test"
		fi
	done
	tests_end
	trap - EXIT
	echo "1..$KTAP_COUNT"
	[[ $KTAP_FAILED -eq 0 ]] || exit 1
	[[ $KTAP_COUNT -gt $KTAP_SKIPPED ]] || exit 4
	exit 0
}

echo "TAP version 13"
trap tests_end EXIT
