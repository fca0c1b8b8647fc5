#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns the BMC's machine at the NIC: a real kernel selects package and channel by
# NC-SI, gets a lease and a VLAN, and serves the wire while hosts and the manager
# lose their drivers and functions. Run it with tools/lab/run --bmc.
#
#	host1   host2   manager           BMC (ARM, NC-SI)
#	     \    |    /                     | .40 by DHCP, VLAN 40 .40
#	      e-switch -----------------------
#	          | uplink
#	         wire .9, VLAN 40 .9
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

CONSOLE=/dev/virtio-ports/hni.bmc
BMC_MS=120000	# an emulated board of another architecture, on a busy machine
VLAN=40
PORT=8000
ALL_TESTS="
	kernel_configures_channel
	dhcp_from_wire
	vlan_by_ncsi
	tcp_to_wire
	host_reset
	host_reload
	manager_away
	firmware_restart
	firmware_crash
"
TAG=0

# bmc_line SECONDS: the next line of the console
bmc_line()
{
	local line

	IFS= read -r -t "$1" -u 7 line || return
	printf '%s\n' "${line%$'\r'}"
}

# bmc COMMAND...: run it there; its output, its exit code
bmc()
{
	local line end=$((SECONDS + BMC_MS / 1000))

	TAG=$((TAG + 1))
	printf 't%d.%d %s\n' "$BASHPID" "$TAG" "$*" >&7
	while line=$(bmc_line $((end - SECONDS > 0 ? end - SECONDS : 1))); do
		[[ $line == "t$BASHPID.$TAG ends "* ]] &&
			return "${line##* }"
		printf '%s\n' "$line"
	done
	echo "the BMC's console is silent" >&2
	return 124
}

# bmc_ready: its start-up script waits for commands
bmc_ready()
{
	local line

	while line=$(bmc_line $((BMC_MS / 1000))); do
		[[ $line == "bmc: ready" ]] && return
	done
	return 1
}

# channel MEMBER: of the NIC's channel
channel()
{
	$HNI_CTL ncsi | jq -c ".channel.$1"
}

channel_is()
{
	[[ $(channel "$1") == "$2" ]]
}

# sideband MEMBER
sideband()
{
	$HNI_CTL ncsi | jq -c ".$1"
}

setup()
{
	local port

	exec 7<>"$CONSOLE"
	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_UPLINK" "$HNI_BMC"; do
		sysctl -qw "net.ipv6.conf.$port.disable_ipv6=1"
	done
	DIR=$(mktemp -d)
	defer rm -rf "$DIR"
	place_up wire 192.0.2.9/24
	bmc_ready || {
		echo "1..0 # SKIP the BMC's machine does not start"
		exit 4
	}
	BMC_MAC=$($HNI_CTL ports | jq -r '.[] | select(.name == "bmc").mac')
}

kernel_configures_channel()
{
	check_eq "$(sideband in_use)" true "in use, as NC-SI is required"
	check_eq "$(channel initial)" true "initial state before the interface is up"
	bmc ip link set dev eth0 address "$BMC_MAC"
	bmc ip link set dev eth0 up
	check_err $? "BMC's interface up"
	busywait "$BMC_MS" channel_is enabled true
	check_err $? "channel enabled"
	check_eq "$(sideband selected)" true "package selected"
	check_eq "$(channel tx_enabled)" true "channel may send"
	check_eq "$(channel macs)" "[\"$BMC_MAC\"]" "MAC filters"
	check_eq "$(channel broadcasts)" 15 "broadcast classes"
	check_eq "$(channel multicast_filter)" false "multicast filter"
	busywait "$BMC_MS" channel_is aens 7 >/dev/null
	check_err $? "notifications"
	check_eq "$(sideband control.unsupported)" 0 "commands not understood"
	log_test kernel.selects_and_configures
	check_eq "$(bmc cat /sys/class/net/eth0/carrier)" 1 "carrier"
	log_test kernel.has_carrier
}

dhcp_serve()
{
	cat >"$DIR/udhcpd.conf" <<-END
	start 192.0.2.40
	end 192.0.2.40
	interface eth0
	option subnet 255.255.255.0
	lease_file $DIR/leases
	pidfile $DIR/pid
	END
	: >"$DIR/leases"
	$HNI_ON wire busybox udhcpd -f "$DIR/udhcpd.conf" >"$DIR/log" 2>&1 &
	defer kill $!
}

dhcp_from_wire()
{
	dhcp_serve
	bmc udhcpc -i eth0 -q -n -t 20 -T 3 -s /lease >"$DIR/lease" 2>&1
	check_err $? "lease"
	check_eq "$(bmc ip -o addr show dev eth0 | awk '/inet / { print $4 }')" \
		192.0.2.40/24 "BMC's address"
	log_test bmc.gets_lease_from_wire
	$HNI_ON wire ping -c 3 -W 10 -q 192.0.2.40 >/dev/null
	check_err $? "ping from the wire"
	log_test bmc.answers_wire
}

vlan_by_ncsi()
{
	$HNI_ON wire ip link add link eth0 name "eth0.$VLAN" type vlan id "$VLAN"
	defer "$HNI_ON" wire ip link del dev "eth0.$VLAN"
	$HNI_ON wire ip addr add 198.51.100.9/24 dev "eth0.$VLAN"
	$HNI_ON wire ip link set dev "eth0.$VLAN" up
	bmc ip link add link eth0 name "eth0.$VLAN" type vlan id "$VLAN"
	check_err $? "VLAN at the BMC"
	bmc ip addr add 198.51.100.40/24 dev "eth0.$VLAN"
	bmc ip link set dev "eth0.$VLAN" up
	busywait "$BMC_MS" channel_is vlans "[$VLAN]"
	check_err $? "VLAN filter"
	busywait "$BMC_MS" channel_is vlan_mode '"listed"'
	check_err $? "VLAN mode"
	busywait "$BMC_MS" channel_is enabled true
	busywait "$BMC_MS" wire_reaches 198.51.100.40
	check_err $? "ping in the VLAN"
	log_test vlan.is_added_by_ncsi
	bmc ip link del dev "eth0.$VLAN"
	busywait "$BMC_MS" channel_is vlan_mode '"off"'
	check_err $? "VLAN mode without VLANs"
	busywait "$BMC_MS" wire_reaches 192.0.2.40
	check_err $? "ping without a VLAN"
	log_test vlan.is_removed_by_ncsi
}

wire_reaches()
{
	$HNI_ON wire ping -c 1 -W 2 -q "$1" >/dev/null
}

# fetch: what the BMC serves, by TCP
fetch()
{
	$HNI_ON wire timeout 30 busybox wget -q -O - "http://192.0.2.40:$PORT/data"
}

tcp_to_wire()
{
	bmc "mkdir -p /www; seq 1 20000 >/www/data; httpd -p $PORT -h /www"
	check_err $? "server at the BMC"
	check_eq "$(fetch | md5sum)" "$(seq 1 20000 | md5sum)" "what is served"
	log_test bmc.serves_tcp
}

# lost: echoes that did not come back, of those that ping's summary counts
lost()
{
	awk '/packets transmitted/ { print $1 - $4 }' "$DIR/ping"
}

# served_while NAME COMMAND...: the BMC serves the wire meanwhile; no echo is lost,
# but that the last one may be under way when ping is told to end
served_while()
{
	local name=$1 pinger

	shift
	$HNI_ON wire ping -i 0.2 -c 100000 192.0.2.40 >"$DIR/ping" 2>&1 &
	pinger=$!
	"$@"
	check_eq "$(fetch | md5sum)" "$(seq 1 20000 | md5sum)" "what is served"
	kill -INT "$pinger"
	wait "$pinger"
	check_lt "$(lost)" 2 "echoes lost"
	sed -n 's/^.* transmitted/# &/p' "$DIR/ping"
	check_eq "$(channel enabled)" true "channel enabled"
	log_test "$name"
}

# device_of PLACE: PCI address of its function
device_of()
{
	basename "$($HNI_ON "$1" realpath /sys/class/net/eth0/device)"
}

# returns PLACE DEVICE: its interface comes up here and moves there again
returns()
{
	local net

	for net in "/sys/bus/pci/devices/$2/net/"*; do
		[[ -e $net ]] || return 1
		ip link set dev "${net##*/}" netns "$1" name eth0
		return
	done
}

reset_three_times()
{
	local i

	for i in 1 2 3; do
		echo 1 >"/sys/bus/pci/devices/$HOST1_DEVICE/reset"
		check_err $? "reset, round $i"
	done
}

host_reset()
{
	HOST1_DEVICE=$(device_of host1)
	served_while served.while_host_is_reset reset_three_times
}

reload_three_times()
{
	local driver i

	driver=$(realpath "/sys/bus/pci/devices/$HOST1_DEVICE/driver")
	for i in 1 2 3; do
		echo "$HOST1_DEVICE" >"$driver/unbind"
		check_err $? "unbind, round $i"
		echo "$HOST1_DEVICE" >"$driver/bind"
		check_err $? "bind, round $i"
		busywait "$WAIT_MS" returns host1 "$HOST1_DEVICE"
		check_err $? "host 1's interface is back, round $i"
	done
}

host_reload()
{
	HOST1_DEVICE=$(device_of host1)
	served_while served.while_host_reloads reload_three_times
}

# All functions of this machine lose their driver, the manager's among them.
module_reload()
{
	local host2

	host2=$(device_of host2)
	rmmod hni
	check_err $? "rmmod"
	check_eq "$(sideband host_driver)" false "host driver status"
	wire_reaches 192.0.2.40
	check_err $? "ping without any driver"
	modprobe hni
	check_err $? "modprobe"
	devlink dev eswitch set "$HNI_DEV" mode switchdev
	check_err $? "switchdev mode"
	busywait "$WAIT_MS" returns host1 "$HOST1_DEVICE"
	check_err $? "host 1's interface is back"
	busywait "$WAIT_MS" returns host2 "$host2"
	check_err $? "host 2's interface is back"
	check_eq "$(sideband host_driver)" true "host driver status"
}

manager_away()
{
	local aens

	HOST1_DEVICE=$(device_of host1)
	aens=$(sideband control.aens)
	served_while served.while_manager_is_away module_reload
	check_ge "$(sideband control.aens)" $((aens + 2)) "notifications"
	log_test notified.of_the_managers_driver
}

# The kernel configures the channel again when it is told to.
firmware_restart()
{
	$HNI_CTL ncsi restart >/dev/null
	busywait "$BMC_MS" channel_is enabled true
	check_err $? "channel enabled again"
	busywait "$BMC_MS" wire_reaches 192.0.2.40
	check_err $? "ping from the wire"
	log_test reachable.after_firmware_restart
}

# The manager's runs the sideband: its crash restarts that, too.
firmware_crash()
{
	local aens

	aens=$(sideband control.aens)
	$HNI_CTL fault 0 crash >/dev/null
	check_err $? "crash of the manager's firmware"
	check_ge "$(sideband control.aens)" $((aens + 1)) "notifications"
	busywait "$BMC_MS" channel_is enabled true
	check_err $? "channel enabled again"
	busywait "$BMC_MS" wire_reaches 192.0.2.40
	check_err $? "ping from the wire"
	log_test reachable.after_firmware_crash
}

need HNI_REP1 HNI_REP2 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
[[ -c $CONSOLE ]] || {
	echo "1..0 # SKIP there is no BMC's machine: run it with tools/lab/run --bmc"
	exit 4
}
setup
tests_run
