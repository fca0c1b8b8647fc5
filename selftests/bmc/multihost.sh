#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the NIC as several machines see it: the manager's, two hosts' with a driver
# each, the BMC's. Run it with
# tools/lab/run --vms --bmc --host-driver 2=fbnic.
#
#	host1 .1 (hni)  host2 .2 (fbnic)  manager     BMC .40 (ARM, NC-SI)
#	          \       |                 | policy   |
#	           e-switch --------------------------
#	               | uplink
#	             wire .9
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=bmc.multihost
BMC_MS=120000	# an emulated board of another architecture, on a busy machine
BMC_IP=192.0.2.40
ALL_TESTS="
	drivers
	bmc_joins
	policy
	host_off
"

# bmc COMMAND...: on its console
bmc()
{
	$HNI_ON bmc "$@"
}

# reaches PLACE ADDRESS
reaches()
{
	$HNI_ON "$1" ping -c 1 -W 2 -q "$2" >/dev/null
}

setup()
{
	local port

	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK" "$HNI_BMC"; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
	done
	place_up wire 192.0.2.9/24
	defer policy_del
}

# policy_del: the NIC as it was
policy_del()
{
	local port

	for port in $(hnictl -j bmc 2>/dev/null | jq -r '.bmc[].port'); do
		tc qdisc del dev "$port" clsact 2>/dev/null
		ip link set dev "$port" down
	done
}

# driver_of PLACE
driver_of()
{
	$HNI_ON "$1" ethtool -i eth0 | sed -n 's/^driver: //p'
}

drivers()
{
	check_eq "$(driver_of host1)" hni "host 1's driver"
	check_eq "$(driver_of host2)" fbnic "host 2's driver"
	log_test host.has_the_driver_asked_for
}

channel_is_enabled()
{
	$HNI_CTL ncsi | jq -e .channel.enabled >/dev/null
}

bmc_joins()
{
	bmc ip link set dev eth0 address \
		"$($HNI_CTL ports | jq -r '.[] | select(.name == "bmc").mac')"
	bmc ip addr add "$BMC_IP/24" dev eth0
	bmc ip link set dev eth0 up
	check_err $? "the BMC's interface"
	# until its kernel speaks NC-SI the port is open to any far end
	busywait "$BMC_MS" channel_is_enabled
	check_err $? "channel enabled"
	busywait "$BMC_MS" reaches wire "$BMC_IP"
	check_err $? "ping from the wire to the BMC"
	log_test bmc.joins_by_ncsi
}

policy()
{
	local port host n

	hnictl bmc isolate --ip "$BMC_IP"
	check_err $? "policy"
	for port in "$HNI_UPLINK" "$HNI_REP1" "$HNI_REP2" "$HNI_BMC"; do
		ip link set dev "$port" up
	done
	for n in 1 2; do
		host=host$n
		# not place_up: these must outlive the test's scope
		$HNI_ON "$host" sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
		$HNI_ON "$host" ip addr add "192.0.2.$n/24" dev eth0
		$HNI_ON "$host" ip link set dev eth0 up
		busywait "$WAIT_MS" reaches "$host" 192.0.2.9
		check_err $? "ping from $host to the wire"
	done
	busywait "$WAIT_MS" reaches host1 192.0.2.2
	check_err $? "ping from host1 to host2"
	log_test hosts.reach_wire_and_each_other
	for n in 1 2; do
		! reaches "host$n" "$BMC_IP"
		check_err $? "host$n does not reach the BMC"
	done
	busywait "$BMC_MS" reaches wire "$BMC_IP"
	check_err $? "control: the wire reaches the BMC"
	log_test hosts.cannot_reach_bmc
}

# back HOST: its machine has booted
back()
{
	timeout 5 "$HNI_ON" "$1" true 2>/dev/null
}

host_off()
{
	$HNI_POWER host1 off
	check_err $? "switch host 1 off"
	busywait "$WAIT_MS" reaches wire "$BMC_IP"
	check_err $? "ping from the wire to the BMC"
	busywait "$WAIT_MS" reaches host2 192.0.2.9
	check_err $? "ping from host 2 to the wire"
	log_test others.stay_when_a_host_is_off
	$HNI_POWER host1 on
	check_err $? "switch host 1 on"
	busywait $((4 * WAIT_MS)) back host1
	check_err $? "host 1 has booted"
	$HNI_ON host1 ip addr add 192.0.2.1/24 dev eth0
	$HNI_ON host1 ip link set dev eth0 up
	busywait "$WAIT_MS" reaches host1 192.0.2.9
	check_err $? "ping from host 1 to the wire"
	log_test host.is_back_when_it_is_on
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL HNI_POWER
[[ -c /dev/virtio-ports/hni.bmc ]] || {
	echo "1..0 # SKIP there is no BMC's machine: run it with tools/lab/run --bmc"
	exit 4
}
setup
tests_run
