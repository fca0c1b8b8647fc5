#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the example unit hni-bmc@.service, with systemd, udev and networkd of a
# PID namespace: the policy is in force before anything configures the network,
# and one that cannot be built leaves the BMC as it was. Run it with
# tools/lab/run --vms --hosts 1 --mode legacy: the manager boots, its host does
# not, and sends to the BMC all the time.
#
#	host1 .1            BMC .40 in VLAN 40
#	   \   policy   /
#	      e-switch ------- wire .9 in VLAN 40
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"
# shellcheck source=places.sh
. "$(dirname "$0")/places.sh"

KTAP_AREA=bmc.systemd
BOOT_MS=$((4 * WAIT_MS))
TOP=$(realpath "$(dirname "$0")/../..")
ADDRESS=${HNI_DEV#pci/}
UNIT=hni-bmc@$ADDRESS.service
GOOD="--vlan $VLAN --ip $BMC_IP --ip $BMC_IP6"
BAD="--vlan 4095"
ALL_TESTS="
	boot_with_policy
	boot_without
"

# installed: what an operator installs
installed()
{
	ln -s "$TOP/build/hnictl/hnictl" /usr/sbin/hnictl
	defer rm /usr/sbin/hnictl
	cp "$TOP/tools/systemd/hni-bmc@.service" /usr/lib/systemd/system
	defer rm /usr/lib/systemd/system/hni-bmc@.service
}

# run_make: /run of the manager that boots: what is to be started, and a network
# that anybody could have. Representors get names by which to find them.
run_make()
{
	mkdir -p "$WORK"/run/{systemd/{system,network},udev/rules.d}
	cat >"$WORK/run/systemd/system/test.target" <<-END
		[Unit]
		DefaultDependencies=no
		Wants=$UNIT systemd-networkd.service witness.service
		After=$UNIT systemd-networkd.service witness.service
	END
	cat >"$WORK/run/systemd/system/witness.service" <<-END
		[Unit]
		Description=Configures the network and looks around
		DefaultDependencies=no
		Wants=network-pre.target
		After=network-pre.target
		[Service]
		Type=oneshot
		RemainAfterExit=yes
		ExecStart=/bin/sh -c '/usr/sbin/hnictl -j bmc show >$WORK/show; /usr/sbin/hnictl bmc audit; echo \$\$? >$WORK/audit'
	END
	cat >"$WORK/run/systemd/network/10-all.network" <<-END
		[Match]
		Name=port-c1pf0
		[Network]
		LinkLocalAddressing=no
	END
	cat >"$WORK/run/udev/rules.d/70-port.rules" <<-END
		SUBSYSTEM=="net", ACTION=="add", ATTR{phys_port_name}=="?*", NAME="port-\$attr{phys_port_name}"
	END
}

# on_manager COMMAND...: where its systemd is
on_manager()
{
	nsenter -t "$SYSTEMD" -p -m "$@"
}

# unit_is UNIT PROPERTY
unit_is()
{
	on_manager systemctl show -P "$2" "$1" 2>/dev/null
}

# all_done: no job is left
all_done()
{
	[[ $(unit_is test.target ActiveState) == active &&
	   -z $(on_manager systemctl list-jobs --no-legend 2>/dev/null) ]]
}

# manager_boots POLICY: until the scope ends
manager_boots()
{
	modprobe -r hni
	check_err $? "the manager's driver is away"
	rm -rf "$WORK/run" "$WORK"/{show,audit}
	run_make
	echo "POLICY=\"$1\"" >/etc/default/hni-bmc
	unshare --fork --kill-child --pid --mount --mount-proc bash -c "
		mount --bind '$WORK/run' /run
		exec env -i PATH='$PATH' container=test container_uuid=$(
			tr -d - </proc/sys/kernel/random/uuid) \
			/usr/lib/systemd/systemd --unit=test.target \
			--show-status=no --log-target=console" \
		>"$WORK/log" 2>&1 </dev/null &
	SYSTEMD=$(busywait "$WAIT_MS" pgrep -P "$!")
	defer manager_ends "$SYSTEMD" "$!"
	busywait "$BOOT_MS" all_done
	check_err $? "boot: $(tail -n 3 "$WORK/log")"
}

# manager_ends INIT PARENT
manager_ends()
{
	kill -KILL "$1"
	wait "$2" 2>/dev/null
	devlink dev eswitch set "$HNI_DEV" mode legacy
	rm -f /etc/default/hni-bmc
}

flood()
{
	while probe_send host1 leak --dst "$BMC_MAC" ff:ff:ff:ff:ff:ff \
		--count 100 2>/dev/null; do
		:
	done
}

setup()
{
	WORK=$(mktemp -d)
	defer rm -rf "$WORK"
	installed
	place_up host1 192.0.2.1/24
	place_up wire 192.0.2.9/24
	place_up bmc 203.0.113.40/24
	vlan_give bmc "$BMC_IP"
	vlan_give wire 198.51.100.9
	BMC_MAC=$(place_mac bmc)
	probe_listen wire bmc
	flood &
	defer probe_stop $!
	$HNI_ON wire ping -i 0.2 -c 1000000 "$BMC_IP" >"$WORK/ping" 2>&1 &
	defer kill $!
}

# apart TAG: what came from the wire before this has come to the BMC; of what
# host1 sends nothing has
apart()
{
	probe_send wire "$1" --dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	arrives bmc "$1" "$N"
	check_err $? "control: frames of the wire reach the BMC"
	absent leak bmc
}

# echoes_lost: LOST of those before the last one that came, five a second
echoes_lost()
{
	local came last

	read -r came last < <(sed -n \
		's/^.* bytes from .*icmp_seq=\([0-9]*\).*/\1/p' "$WORK/ping" |
		awk 'END { print NR, $1 }')
	note "$came of $last echoes"
	check_ge "$came" 100 "echoes"
	LOST=$((last - came))
}

# port_is NAME FIELD: as the NIC says
port_is()
{
	$HNI_CTL ports | jq -r ".[] | select(.name == \"$1\").$2"
}

# port_comes_up: host 1's, which networkd knows of
port_comes_up()
{
	[[ $(port_is c1pf0 up) == true ]]
}

boot_with_policy()
{
	local at

	manager_boots "$GOOD"
	check_eq "$(unit_is "$UNIT" ActiveState)" active "$UNIT"
	check_eq "$(port_is bmc up) $(port_is uplink up)" "true true" \
		"representors of BMC and uplink up"
	check_eq "$(hnictl -j bmc show | jq -c '[.bmc[].isolated] | unique')" \
		"[true]" "isolated"
	apart boot1
	log_test boot.isolates
	at=$(unit_is "$UNIT" ActiveEnterTimestampMonotonic)
	check_ge "$(unit_is systemd-networkd ExecMainStartTimestampMonotonic)" \
		"$at" "start of networkd"
	check_ge "$(unit_is witness ExecMainStartTimestampMonotonic)" "$at" \
		"start of another network unit"
	check_eq "$(jq -c '[.bmc[].isolated] | unique' "$WORK/show")" "[true]" \
		"isolated when the network was configured"
	check_eq "$(cat "$WORK/audit")" 0 "audit when the network was configured"
	busywait "$WAIT_MS" port_comes_up
	check_err $? "control: networkd works"
	log_test boot.isolates_before_the_network
	restart_fails
	hnictl bmc allow port-c1pf0 --to-bmc
	check_err $? "control: allow"
	busywait "$WAIT_MS" arrives bmc leak 1
	check_err $? "control: frames of host 1 reach the BMC if allowed"
	log_test control.host_sends
}

restart_fails()
{
	echo "POLICY=\"$BAD\"" >/etc/default/hni-bmc
	on_manager systemctl restart "$UNIT" 2>/dev/null
	check_fail $? "restart with a bad policy"
	check_eq "$(unit_is "$UNIT" ActiveState)" failed "$UNIT"
	hnictl bmc audit >/dev/null
	check_err $? "audit"
	check_eq "$(hnictl -j bmc show | jq -c '[.bmc[].isolated] | unique')" \
		"[true]" "isolated"
	apart restart
	log_test restart_that_fails_leaves_the_policy
}

boot_without()
{
	local leaked

	leaked=$(probe_count bmc leak)
	manager_boots "$BAD"
	check_eq "$(unit_is "$UNIT" ActiveState)" failed "$UNIT"
	check_eq "$(cat "$WORK/audit")" 0 "audit when the network was configured"
	check_eq "$(port_is bmc up)" false "BMC's representor up"
	busywait "$WAIT_MS" port_comes_up
	check_err $? "control: networkd works"
	probe_send wire boot2 --dst "$BMC_MAC" --vlan "$VLAN" --count "$N"
	arrives bmc boot2 "$N"
	check_err $? "control: frames of the wire reach the BMC"
	check_eq "$(probe_count bmc leak)" "$leaked" "frames of host 1 at the BMC"
	log_test boot.without_a_policy_opens_nothing
	echoes_lost
	check_lt "$LOST" 10 "echoes of the BMC that the wire missed"
	log_test boot.wire_reaches_the_bmc
}

need HNI_DEV HNI_MGR HNI_ON HNI_CTL
setup
tests_run
