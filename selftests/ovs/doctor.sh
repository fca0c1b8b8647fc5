#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns `hnictl doctor` with Open vSwitch: each broken set-up is named in one
# line, and gone after the repair.
#
#	host1 192.0.2.1   host2 192.0.2.2
#	    REP1              REP2
#	     +----- br0 -------+
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
RUN=/run/openvswitch
CONFIG=/boot/config-$(uname -r)
ALL_TESTS="
	offload_not_set
	policy_of_software
	recirculation
	switch_is_gone
"

db_start()
{
	mkdir -p "$RUN"
	modprobe openvswitch
	rm -f "$RUN/conf.db"
	ovsdb-tool create "$RUN/conf.db" \
		/usr/share/openvswitch/vswitch.ovsschema
	ovsdb-server "$RUN/conf.db" --remote="punix:$RUN/db.sock" --detach \
		--pidfile --log-file="$RUN/ovsdb-server.log" \
		--no-chdir 2>/dev/null || return
	defer ovs-appctl -t ovsdb-server exit
	ovs-vsctl --no-wait init
	ovs-vsctl --no-wait set Open_vSwitch . other_config:max-idle=30000
}

switch_start()
{
	ovs-vswitchd --detach --pidfile --no-chdir \
		--log-file="$RUN/ovs-vswitchd.log" 2>/dev/null
}

# switch_stop [--cleanup]
switch_stop()
{
	ovs-appctl exit "$@" 2>/dev/null
	busywait "$WAIT_MS" bash -c '! pidof ovs-vswitchd' >/dev/null
}

# switch_set KEY=VALUE...: with these settings, restarted
switch_set()
{
	local setting

	switch_stop --cleanup
	ovs-vsctl --no-wait clear Open_vSwitch . other_config
	for setting in max-idle=30000 "$@"; do
		ovs-vsctl --no-wait set Open_vSwitch . \
			other_config:"$setting"
	done
	switch_start
	ovs-vsctl --timeout=20 show >/dev/null
}

bridge_make()
{
	local port

	ovs-vsctl add-br br0 || return
	for port in "$HNI_REP1" "$HNI_REP2"; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
		link_up "$port"
		defer eval "tc qdisc del dev $port ingress 2>/dev/null"
		ovs-vsctl add-port br0 "$port" || return
	done
}

setup()
{
	db_start || return
	switch_start || return
	defer switch_stop --cleanup
	bridge_make || return
	place_up host1 192.0.2.1/24 >/dev/null
	place_up host2 192.0.2.2/24 >/dev/null
}

# findings: names, each once, in one line
findings()
{
	"$HNICTL" -j doctor | jq -r '[.doctor[].finding] | unique | join(" ")'
}

# until_found NAMES: what Open vSwitch does takes effect a little later
until_found()
{
	local got

	got=$(findings)
	printf '%s' "$got"
	[[ $got == "$1" ]]
}

# finds NAMES
finds()
{
	check_eq "$(busywait "$WAIT_MS" until_found "$1")" "$1" "findings"
}

# ping_once: host1 to host2, answered
ping_once()
{
	$HNI_ON host1 ping -c 1 -W 5 -q 192.0.2.2 >/dev/null
}

# has_filters: a flow of host 1 is in hardware
has_filters()
{
	[[ $(tc filter show dev "$HNI_REP1" ingress | grep -c in_hw) -gt 0 ]]
}

offload_not_set()
{
	finds ovs_offload_off
	"$HNICTL" doctor | grep -q "^ovs: .*; repair: ovs-vsctl set .*hw-offload=true"
	check_err $? "the repair"
	log_test finds_ovs_without_hw_offload

	switch_set hw-offload=true
	finds ""
	log_test ovs_is_well_after_a_restart
}

# Open vSwitch keeps the policy that it found when it started.
policy_of_software()
{
	switch_set hw-offload=true tc-policy=skip_hw
	finds ovs_skip_hw
	log_test finds_ovs_with_skip_hw
	switch_set hw-offload=true tc-policy=skip_sw
	finds ""
	log_test ovs_is_well_with_skip_sw

	busywait "$WAIT_MS" ping_once >/dev/null
	check_err $? "a ping"
	busywait "$WAIT_MS" has_filters >/dev/null
	check_err $? "filters of Open vSwitch"
	ovs-vsctl set Open_vSwitch . other_config:tc-policy=none
	check_eq "$(findings)" ovs_not_restarted "findings"
	log_test finds_ovs_that_was_not_restarted
}

# The stock kernel has no NET_TC_SKB_EXT; a machine says so in its file.
recirculation()
{
	switch_set hw-offload=true
	if [[ ! -e $CONFIG ]]; then
		mkdir -p "${CONFIG%/*}"
		defer rm -f "$CONFIG"
		echo "CONFIG_NET_CLS_FLOWER=m" >"$CONFIG"
	fi
	ovs-ofctl del-flows br0
	ovs-ofctl add-flow br0 "table=0,ip,actions=ct(table=1)"
	ovs-ofctl add-flow br0 "table=0,arp,actions=normal"
	ovs-ofctl add-flow br0 "table=1,actions=normal"
	defer eval "ovs-ofctl del-flows br0; \
		ovs-ofctl add-flow br0 actions=normal"
	ping_once
	check_err $? "a ping"
	[[ " $(findings) " == *" ovs_recirc "* ]]
	check_err $? "findings: $(findings)"
	log_test finds_recirculation
}

switch_is_gone()
{
	switch_stop
	finds ovs_dead
	log_test finds_that_ovs_is_dead
	switch_start
	ovs-vsctl --timeout=20 show >/dev/null
}

need HNI_DEV HNI_REP1 HNI_REP2 HNI_ON
if [[ ! -x $HNICTL ]]; then
	echo "TAP version 13"
	echo "1..0 # SKIP $HNICTL is not built: make hnictl"
	exit 4
fi
setup
check_err $? "Open vSwitch starts"
log_test doctor.starts
tests_run
