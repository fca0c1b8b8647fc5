# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Owns what tests of Open vSwitch share: the switch, its bridge, its flows.
# Sourced after lib.sh.

RUN=/run/openvswitch

# ovs_start POLICY: with hardware offload; policy is that of its filters
ovs_start()
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
	ovs-vsctl --no-wait set Open_vSwitch . \
		other_config:hw-offload=true other_config:tc-policy="$1" \
		other_config:max-idle=30000
	ovs-vswitchd --detach --pidfile --no-chdir \
		--log-file="$RUN/ovs-vswitchd.log" 2>/dev/null || return
	defer ovs_stop
}

ovs_stop()
{
	ovs-appctl exit --cleanup
	busywait "$WAIT_MS" bash -c '! pidof ovs-vswitchd' >/dev/null
}

# bridge_make PORT...: br0 with these representors, up
bridge_make()
{
	local port

	ovs-vsctl add-br br0 || return
	for port; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
		link_up "$port"
		# Open vSwitch leaves its qdisc on a port that it gives back
		defer tc qdisc del dev "$port" ingress
		ovs-vsctl add-port br0 "$port" || return
	done
	defer ovs-vsctl del-br br0
}

# flows TYPE: datapath flows, one a line, ports by name
flows()
{
	ovs-appctl dpctl/dump-flows --names -m "type=$1"
}
