#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns hnictl bmc: what isolate claims, what allow opens and nothing else, and
# that no forbidden frame passes while policies take each other's place.
#
# usage: policy.sh [ROUNDS]		rounds of replacing (default 25)
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=places.sh
. "$(dirname "$0")/places.sh"

KTAP_AREA=bmc.policy
ROUNDS=${1:-25}
BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
OTHER_IP=198.51.100.41
ALL_TESTS="
	dry_run
	up
	isolate
	bmc_reaches_wire
	bmc_only_its_vlan
	bmc_to_host
	host_to_bmc
	host_lies
	host_in_vlan
	multicast
	opening
	opening_with_keys
	failure
	foreign_filter
	untagged
	words
	swaps
"

# ports: representors of the NIC
ports()
{
	"$HNICTL" -j bmc 2>/dev/null | jq -r '.bmc[].port'
}

policy_del()
{
	local port

	for port in $(ports); do
		tc qdisc del dev "$port" clsact 2>/dev/null
	done
}

setup()
{
	places_setup
	defer policy_del
	defer ip link set dev "$HNI_BMC" down
}

# isolated [ARGUMENT...]: the policy of these tests
isolated()
{
	"$HNICTL" bmc isolate --vlan "$VLAN" --ip "$BMC_IP" --ip "$BMC_IP6" "$@"
}

# ruled PORT SELECTION FIELD: sum of a field over rules of the policy in force
ruled()
{
	"$HNICTL" -j bmc show | jq --arg port "$1" \
		"[.rule[] | select(.port == \$port and ($2)) | .$3] | add // 0"
}

# filters: every filter on the NIC's ports
filters()
{
	local port

	for port in $(ports); do
		tc -j filter show dev "$port" ingress | jq -c --arg port "$port" \
			'.[] | select(.options.keys or .options.actions) |
			[$port, .chain, .pref, .protocol, .options.keys]'
	done
}

dry_run()
{
	local text

	text=$(isolated --dry-run)
	check_err $? "isolate --dry-run"
	check_ge "$(grep -c '^tc filter add ' <<<"$text")" 30 "filters"
	check_eq "$(grep -cv '^tc ' <<<"$text")" 0 "lines that are no commands"
	check_eq "$(filters)" "" "filters after a dry run"
	log_test dry_run_changes_nothing
	bash -e <<<"$text"
	check_err $? "running what was printed"
	"$HNICTL" bmc show >/dev/null
	check_err $? "show"
	log_test dry_run_prints_what_isolate_does
	policy_del
	"$HNICTL" bmc show >/dev/null 2>&1
	check_eq $? 1 "exit code of show without a policy"
	log_test show_misses_the_policy
}

# up_refused TEXT: and the BMC's representor stays down
up_refused()
{
	local said

	said=$("$HNICTL" bmc up 2>&1)
	check_eq $? 1 "exit code of up"
	grep -qF "$1" <<<"$said"
	check_err $? "up says '$said', not '$1'"
	check_eq "$($HNI_CTL ports | jq '.[] | select(.name == "bmc").up')" \
		false "BMC's representor up"
}

up()
{
	up_refused "no policy is in force at $HNI_BMC"
	log_test up_needs_a_policy
	isolated
	"$HNICTL" bmc allow "$HNI_REP1" --to-bmc
	check_err $? "allow --to-bmc"
	up_refused "frames can get from c1pf0 to bmc"
	log_test up_needs_a_good_audit
}

isolate()
{
	local before

	isolated
	check_err $? "isolate"
	"$HNICTL" bmc up
	check_err $? "BMC's representor up"
	check_eq "$("$HNICTL" -j bmc | jq '[.bmc[].isolated] | all')" true \
		"isolated ports"
	check_eq "$(ports | xargs -I{} tc filter show dev {} ingress |
		grep -c not_in_hw)" 0 "filters that are not in hardware"
	busywait "$WAIT_MS" has_carrier bmc eth0
	check_err $? "carrier at the BMC"
	log_test isolate_is_in_hardware
	before=$("$HNICTL" -j bmc show | jq -c '[.rule[] |
		del(.packets, .bytes)]')
	isolated
	check_err $? "isolate again"
	check_eq "$("$HNICTL" -j bmc show | jq -c '[.rule[] |
		del(.packets, .bytes)]')" "$before" "rules in force"
	check_eq "$(filters | wc -l)" $(($("$HNICTL" -j bmc |
		jq '(.rule | length) + (.bmc | length)'))) \
		"filters on all ports, those of the former policy included"
	log_test isolate_twice_is_isolate_once
}

bmc_reaches_wire()
{
	local manager

	$HNI_ON wire ping -c 1 -W 10 -q "$BMC_IP" >/dev/null
	check_err $? "ping from the wire to the BMC"
	$HNI_ON bmc ping -c 1 -W 10 -q 198.51.100.9 >/dev/null
	check_err $? "ping from the BMC to the wire"
	manager=$(ctl_total to_manager)
	probe_send bmc up --dst "$WIRE_MAC" --vlan "$VLAN" --count "$N"
	arrives wire up "$N"
	check_err $? "frames at the wire"
	check_eq "$(ctl_total to_manager)" "$manager" "frames to the manager"
	check_ge "$(ruled "$HNI_BMC" ".action == \"redirect $HNI_UPLINK\"" \
		packets)" "$N" "packets that show counts"
	log_test bmc_and_wire_in_hardware
}

# wire_sees TAG: the control: what the BMC sent before has come as far, too
wire_sees()
{
	probe_send bmc "$1" --dst "$WIRE_MAC" --vlan "$VLAN" --count "$N"
	arrives wire "$1" "$N"
	check_err $? "control: frames in the BMC's VLAN reach the wire"
}

bmc_only_its_vlan()
{
	probe_send bmc untag --dst "$WIRE_MAC" --count "$N"
	probe_send bmc other --dst "$WIRE_MAC" --vlan 41 --count "$N"
	probe_send bmc ad --dst "$WIRE_MAC" --vlan "$VLAN" --tpid 0x88a8
	probe_send bmc alien --dst "$WIRE_MAC" --vlan "$VLAN" \
		--src 02:00:00:00:00:77 --count "$N"
	wire_sees own1
	absent untag host1 host2 wire
	absent other host1 host2 wire
	absent ad host1 host2 wire
	absent alien host1 host2 wire
	log_test bmc_leaves_not_its_vlan_nor_its_address
}

bmc_to_host()
{
	probe_send bmc b2h --dst "$HOST1_MAC" "$HOST2_MAC" ff:ff:ff:ff:ff:ff \
		--count "$N"
	probe_send bmc b2hv --dst "$HOST1_MAC" ff:ff:ff:ff:ff:ff \
		--vlan "$VLAN" --count "$N"
	wire_sees own2
	absent b2h host1 host2 wire
	absent b2hv host1 host2
	log_test bmc_cannot_reach_hosts
}

# bmc_sees TAG: the control: what was sent to the BMC before has come as far
bmc_sees()
{
	probe_send wire "$1" --dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	arrives bmc "$1" "$N"
	check_err $? "control: frames of the wire reach the BMC"
}

host_to_bmc()
{
	local before

	before=$(ruled "$HNI_REP1" '.action == "drop"' packets)
	probe_send host1 h2b --dst "$BMC_MAC" --count "$N"
	busywait "$WAIT_MS" until_counter_is "== $((before + N))" \
		ruled "$HNI_REP1" '.action == "drop"' packets >/dev/null
	check_err $? "packets that the policy counts as dropped"
	probe_send host2 h2b --dst "$BMC_MAC" --count "$N"
	bmc_sees own3
	absent h2b host1 host2 wire bmc
	log_test hosts_cannot_reach_bmc
}

host_lies()
{
	spoofed mac --src "$BMC_MAC"
	spoofed ip --src-ip "$BMC_IP"
	spoofed ip6 --kind udp6 --src-ip "$BMC_IP6" --dst-ip 2001:db8::9
	spoofed arp --kind arp --src-ip "$BMC_IP"
	spoofed sha --kind arp --src-ip 192.0.2.1 --sha "$BMC_MAC"
	control honest --src-ip 192.0.2.1
	control honest6 --kind udp6 --src-ip 2001:db8::1 --dst-ip 2001:db8::9
	control honesta --kind arp --src-ip 192.0.2.1
	bmc_sees own4
	absent mac host2 wire bmc
	log_test hosts_cannot_use_bmc_mac
	absent ip host2 wire bmc
	absent ip6 host2 wire bmc
	log_test hosts_cannot_use_bmc_ip
	absent arp host2 wire bmc
	absent sha host2 wire bmc
	log_test hosts_cannot_claim_bmc_by_arp
}

host_in_vlan()
{
	spoofed vlan --vlan "$VLAN"
	spoofed vlan41 --vlan 41 --src-ip "$BMC_IP"
	spoofed vlanad --vlan "$VLAN" --tpid 0x88a8
	control flat
	bmc_sees own5
	absent vlan host2 wire bmc
	absent vlan41 host2 wire bmc
	absent vlanad host2 wire bmc
	log_test hosts_cannot_enter_vlans
}

multicast()
{
	probe_send host1 bcast --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives wire bcast "$N"
	check_err $? "broadcast of host 1 at the wire"
	arrives host2 bcast "$N"
	check_err $? "broadcast of host 1 at host 2"
	probe_send wire wcast --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives host1 wcast "$N"
	check_err $? "broadcast of the wire at host 1"
	probe_send wire wcastv --dst ff:ff:ff:ff:ff:ff 33:33:00:00:00:01 \
		--vlan "$VLAN" --count "$N"
	arrives bmc wcastv $((2 * N))
	check_err $? "control: multicast in the BMC's VLAN reaches the BMC"
	absent bcast bmc
	absent wcast bmc
	absent wcastv host1 host2
	log_test multicast_is_kept_apart
}

opening()
{
	local rules

	"$HNICTL" bmc allow "$HNI_REP1" --to-bmc
	check_err $? "allow --to-bmc"
	probe_send host1 opened --dst "$BMC_MAC" --count "$N"
	arrives bmc opened "$N"
	check_err $? "frames of host 1 at the BMC"
	probe_send host2 closed2 --dst "$BMC_MAC" --count "$N"
	probe_send bmc closed --dst "$HOST1_MAC" --count "$N"
	bmc_sees own6
	wire_sees own7
	absent closed2 bmc
	absent closed host1
	log_test allow_opens_one_way
	rules=$(filters)
	"$HNICTL" bmc allow "$HNI_REP1" --to-bmc
	check_err $? "allow --to-bmc again"
	check_eq "$(filters)" "$rules" "filters"
	check_eq "$("$HNICTL" -j bmc show |
		jq '[.rule[] | select(.exception)] | length')" 1 \
		"exceptions that show lists"
	log_test allow_twice_is_allow_once
	"$HNICTL" bmc allow "$HNI_REP1" --from-bmc
	check_err $? "allow --from-bmc"
	probe_send bmc back --dst "$HOST1_MAC" --count "$N"
	arrives host1 back "$N"
	check_err $? "frames of the BMC at host 1"
	log_test allow_opens_the_way_back
	isolated
	check_err $? "isolate"
	probe_send host1 shut --dst "$BMC_MAC" --count "$N"
	probe_send bmc shutb --dst "$HOST1_MAC" --count "$N"
	bmc_sees own8
	wire_sees own9
	absent shut bmc
	absent shutb host1
	log_test isolate_closes_exceptions
}

opening_with_keys()
{
	"$HNICTL" bmc allow "$HNI_REP1" --to-bmc protocol ip ip_proto udp \
		dst_port 4711 src_ip 192.0.2.1
	check_err $? "allow with keys"
	probe_send host1 port1 --dst "$BMC_MAC" --src-ip 192.0.2.1 \
		--port 4711 --count "$N"
	arrives bmc port1 "$N"
	check_err $? "frames with these keys at the BMC"
	probe_send host1 port2 --dst "$BMC_MAC" --src-ip 192.0.2.1 \
		--port 4712 --count "$N"
	probe_send host1 port3 --dst "$BMC_MAC" --src-ip 192.0.2.2 \
		--port 4711 --count "$N"
	bmc_sees own10
	absent port2 bmc
	absent port3 bmc
	check_eq "$("$HNICTL" -j bmc show | jq -r '.rule[] |
		select(.exception) | "\(.protocol) \(.match)"')" \
		"ip dst_mac $BMC_MAC ip_proto 17 src_ip 192.0.2.1 dst_port 4711" \
		"what show says of it"
	log_test allow_opens_exactly_that
	isolated
	check_err $? "isolate"
}

# A tc that gives up in the middle of the policy.
failure()
{
	local before dir

	dir=$(mktemp -d)
	defer rm -rf "$dir"
	cat >"$dir/tc" <<-END
		#!/bin/bash
		[[ \$1 == -force ]] && exec $(command -v tc) "\$@"
		head -n 12 | $(command -v tc) "\$@"
		exit 1
	END
	chmod +x "$dir/tc"
	before=$(filters)
	PATH=$dir:$PATH isolated 2>/dev/null
	check_eq $? 1 "exit code"
	check_eq "$(filters)" "$before" "filters"
	probe_send host1 failed --dst "$BMC_MAC" --count "$N"
	bmc_sees own11
	absent failed bmc
	log_test failure_leaves_the_policy_in_force
	isolated
	check_err $? "isolate afterwards"
	log_test failure_is_no_obstacle
}

foreign_filter()
{
	tc filter add dev "$HNI_REP2" ingress protocol all pref 1 handle 7 \
		flower skip_sw dst_mac "$BMC_MAC" action drop
	check_err $? "somebody else's filter in front"
	isolated 2>/dev/null
	check_eq $? 1 "exit code of isolate"
	tc filter del dev "$HNI_REP2" ingress protocol all pref 1 handle 7 flower
	check_err $? "delete it"
	isolated
	check_err $? "isolate afterwards"
	log_test filters_in_front_are_refused
}

untagged()
{
	"$HNICTL" bmc isolate --ip 203.0.113.40
	check_err $? "isolate without a VLAN"
	probe_send wire flat1 --dst "$BMC_MAC" --count "$N"
	arrives bmc flat1 "$N"
	check_err $? "untagged frames of the wire at the BMC"
	probe_send bmc flat2 --dst "$WIRE_MAC" --count "$N"
	arrives wire flat2 "$N"
	check_err $? "untagged frames of the BMC at the wire"
	probe_send wire flat3 --dst ff:ff:ff:ff:ff:ff --count "$N"
	arrives bmc flat3 "$N"
	check_err $? "broadcast of the wire at the BMC"
	arrives host1 flat3 "$N"
	check_err $? "broadcast of the wire at host 1"
	log_test untagged_bmc_and_wire
	probe_send host1 flat4 --dst "$BMC_MAC" ff:ff:ff:ff:ff:ff --count "$N"
	probe_send bmc flat5 --dst "$HOST1_MAC" ff:ff:ff:ff:ff:ff --count "$N"
	probe_send wire tag --dst "$BMC_MAC" ff:ff:ff:ff:ff:ff --vlan "$VLAN"
	probe_send bmc tagb --dst "$WIRE_MAC" --vlan "$VLAN"
	spoofed flatip --src-ip 203.0.113.40
	control flatok --src-ip 192.0.2.1
	probe_send wire flat6 --dst "$BMC_MAC" --count "$N"
	arrives bmc flat6 "$N"
	check_err $? "control: untagged frames of the wire at the BMC"
	probe_send bmc flat7 --dst "$WIRE_MAC" --count "$N"
	arrives wire flat7 "$N"
	check_err $? "control: untagged frames of the BMC at the wire"
	absent flat4 bmc
	absent flat5 host1 host2
	absent tag bmc
	absent tagb host1 host2 wire
	absent flatip host2 wire bmc
	log_test untagged_keeps_hosts_apart
	isolated
	check_err $? "isolate"
}

# refused CODE ARGUMENT...
refused()
{
	local code=$1

	shift
	"$HNICTL" bmc "$@" >/dev/null 2>&1
	check_eq $? "$code" "exit code of hnictl bmc $*"
}

words()
{
	local before

	before=$(filters)
	refused 2 isolate --vlan 4095
	refused 2 isolate --vlan 0
	refused 2 isolate --ip 192.0.2.300
	refused 2 isolate --ip
	refused 2 isolate now
	refused 2 allow
	refused 2 allow "$HNI_REP1" --both
	refused 2 allow "$HNI_REP1" --to-bmc dst_mac 02:00:00:00:00:01
	refused 2 allow "$HNI_REP1" action pass
	refused 2 allow "$HNI_REP1" protocol 0x88cc
	refused 2 show "$HNI_REP1"
	refused 2 up "$HNI_BMC"
	refused 2 up dev
	refused 1 allow "$HNI_UPLINK"
	refused 1 allow "$HNI_REP1" --to-bmc no_such_key 1
	check_eq "$(filters)" "$before" "filters"
	log_test words_are_checked
}

# flooding PLACE TAG ARGUMENT...: in the background, until the scope ends
flooding()
{
	local place=$1 tag=$2

	shift 2
	(exec "$HNI_ON" "$place" python3 "$HNI_LIB/probe.py" send --tag "$tag" \
		--every 0.01 "$@") &
	defer probe_stop $!
}

# Policies that differ in an address take each other's place, with and without
# an exception of host 2, while host 1 and the BMC send what neither allows.
swaps()
{
	local log pinger drops i

	log=$(mktemp)
	defer rm -f "$log"
	defer_scope_push
	flooding host1 leak --dst "$BMC_MAC" ff:ff:ff:ff:ff:ff
	flooding host1 leakip --src-ip "$BMC_IP" --dst "$WIRE_MAC" "$HOST2_MAC"
	flooding bmc leakb --dst "$HOST1_MAC" ff:ff:ff:ff:ff:ff
	$HNI_ON wire ping -i 0.2 -c 1000000 "$BMC_IP" >"$log" 2>&1 &
	pinger=$!
	drops=0
	for ((i = 0; i < ROUNDS; i++)); do
		if ((i % 2)); then
			isolated
		else
			isolated --ip "$OTHER_IP" && "$HNICTL" bmc allow \
				"$HNI_REP2" protocol ip ip_proto tcp
		fi
		check_err $? "policy, round $i"
		busywait "$WAIT_MS" until_counter_is ">= 1" ruled \
			"$HNI_REP1" '.action == "drop"' packets >/dev/null
		check_err $? "frames of host 1 that were dropped, round $i"
		drops=$((drops + $(ruled "$HNI_REP1" '.action == "drop"' \
			packets)))
	done
	kill -INT "$pinger"
	wait "$pinger"
	defer_scope_pop
	bmc_sees own12
	wire_sees own13
	note "$ROUNDS policies, $drops frames of host 1 dropped by them"
	absent leak bmc
	absent leakip wire host2 bmc
	absent leakb host1 host2 wire
	log_test "swaps_leak_nothing"
	sed -n 's/^.* transmitted/# &/p' "$log"
	check_eq "$(sed -n 's/.* \([0-9]*\)% packet loss.*/\1/p' "$log")" 0 \
		"per cent of echoes lost"
	log_test swaps_lose_nothing
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
setup
tests_run
