#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what mainline's driver, an independent client, shows of the NIC's host
# functions: it probes, links and passes traffic, again and again.
#
#	host1 192.0.2.1, 2001:db8::1 --- NIC, legacy mode --- wire ...2
#
# Run with --driver fbnic.
#
# shellcheck source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=upstream.fbnic
RELOADS=20
V4=192.0.2
V6=2001:db8::
IMAGE=$HNI_LIB/../../tools/emulator/hni-image
ALL_TESTS="
	probed
	pings
	throughput
	queries
	statistics
	pause
	flash
	down_and_up
	reloads
	strict_mode
"

h1()
{
	$HNI_ON host1 "$@"
}

wire()
{
	$HNI_ON wire "$@"
}

# address_give PLACE NUMBER
address_give()
{
	$HNI_ON "$1" ip link set dev eth0 up
	$HNI_ON "$1" ip addr replace "$V4.$2/24" dev eth0
	$HNI_ON "$1" ip addr replace "$V6$2/64" dev eth0 nodad
}

# machine_of PLACE CMD...: where the devices are that the place's network
# namespace, if it is no machine, has nothing of
machine_of()
{
	local place=$1

	shift
	if hosts_apart; then
		"$HNI_ON" "$place" "$@"
	else
		"$@"
	fi
}

# hosts_find: the new interfaces of the hosts' functions go to their places
hosts_find()
{
	local i dev move

	for i in "${!HOSTS[@]}"; do
		$HNI_ON "$i" test -e /sys/class/net/eth0 && continue
		dev=$(machine_of "$i" ls \
			"/sys/bus/pci/devices/${HOSTS[$i]}/net" 2>/dev/null)
		[[ -n $dev ]] || return 1
		move=(netns "$i")
		! hosts_apart || move=()
		machine_of "$i" ip link set dev "$dev" "${move[@]}" name eth0 ||
			return 1
	done
}

# driver_reload: in each machine
driver_reload()
{
	local place

	rmmod fbnic && modprobe fbnic || return
	hosts_apart || return 0
	for place in "${!HOSTS[@]}"; do
		"$HNI_ON" "$place" rmmod fbnic &&
			"$HNI_ON" "$place" modprobe fbnic || return
	done
}

device_of()
{
	basename "$($HNI_ON "$1" realpath /sys/class/net/eth0/device)"
}

both_up()
{
	address_give host1 1
	address_give wire 2
	busywait "$WAIT_MS" has_carrier host1 eth0 &&
		busywait "$WAIT_MS" has_carrier wire eth0
}

ping4()
{
	h1 ping -c "${1:-3}" -i 0.2 -W 5 -q "$V4.2" >/dev/null 2>&1
}

ping6()
{
	h1 ping -6 -c "${1:-3}" -i 0.2 -W 5 -q "${V6}2" >/dev/null 2>&1
}

probed()
{
	check_eq "$(h1 ethtool -i eth0 | sed -n 's/^driver: //p')" fbnic \
		"driver"
	log_test probe.driver_is_mainline
	both_up
	check_err $? "carrier"
	log_test link.carrier
}

pings()
{
	busywait "$WAIT_MS" ping4 1
	check_err $? "ping"
	ping4 5
	check_err $? "5 pings"
	log_test ping.ipv4
	busywait "$WAIT_MS" ping6 1
	check_err $? "ping -6"
	ping6 5
	check_err $? "5 pings -6"
	log_test ping.ipv6
	h1 ping -c 3 -i 0.2 -W 5 -q -s 9000 "$V4.2" >/dev/null
	check_err $? "pings of 9000 bytes, in fragments"
	log_test ping.fragments
}

# iperf_bytes ARGUMENT...: bytes that arrived
iperf_bytes()
{
	h1 timeout 60 iperf3 -J -c "$V4.2" -t 3 "$@" |
		jq '.end.sum_received.bytes // 0'
}

throughput()
{
	wire iperf3 -s -D -I /tmp/iperf3.pid >/dev/null
	defer pkill -F /tmp/iperf3.pid
	busywait "$WAIT_MS" wire bash -c "ss -tln | grep -q :5201" >/dev/null
	check_ge "$(iperf_bytes)" 1000000 "bytes received by the wire"
	log_test iperf.host_to_wire
	check_ge "$(iperf_bytes -R)" 1000000 "bytes received by the host"
	log_test iperf.wire_to_host
}

# queries: what ethtool asks; newer drivers answer more
queries()
{
	local flag flags=(-i -k)

	if [[ $(uname -r) != 6.12.* ]]; then
		flags+=(-g -l -x -S)
	fi
	for flag in "${flags[@]}"; do
		h1 ethtool "$flag" eth0 >/dev/null
		check_err $? "ethtool $flag"
		log_test "ethtool.answers${flag/-/_}"
	done
}

mac_frames()
{
	h1 ethtool -S eth0 --groups eth-mac |
		sed -n "s/^eth-mac-$1: //p" | head -n 1
}

statistics()
{
	local tx rx

	tx=$(mac_frames FramesTransmittedOK)
	rx=$(mac_frames FramesReceivedOK)
	ping4 10
	check_ge "$(mac_frames FramesTransmittedOK)" "$((tx + 10))" \
		"FramesTransmittedOK"
	check_ge "$(mac_frames FramesReceivedOK)" "$((rx + 10))" \
		"FramesReceivedOK"
	log_test statistics.mac_counts_frames
}

# is_old NAME: skip what the older kernel's driver cannot do
is_old()
{
	[[ $(uname -r) == 6.12.* ]] || return
	log_test_skip "$1" "the driver of 6.12 has none of it"
}

pause_frames()
{
	h1 ethtool -I -a eth0 | sed -n 's/.*rx_pause_frames: //p'
}

# pauses QUANTA COUNT: pause frames from the wire
pauses()
{
	wire python3 - "$@" <<-END
		import socket, sys
		s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
		s.bind(("eth0", 0))
		head = bytes.fromhex("0180c200000102000000000188080001")
		for i in range(int(sys.argv[2])):
		    s.send(head + int(sys.argv[1]).to_bytes(2, "big") + bytes(42))
	END
}

has_paused()
{
	[[ $(pause_frames) == "$1" ]]
}

pause()
{
	local before

	is_old pause.driver_counts_pause_frames && return
	before=$(pause_frames)
	pauses 4095 10
	busywait "$WAIT_MS" has_paused $((before + 10))
	check_err $? "rx_pause_frames, now $(pause_frames)"
	ping4 3
	check_err $? "ping after the pause"
	log_test pause.driver_counts_pause_frames
}

# flash_stored COMPONENT: the version that the flash holds
flash_stored()
{
	machine_of host2 devlink -j dev info "$FLASH_DEV" |
		jq -r ".info[].versions.stored[\"$1\"]"
}

flash()
{
	is_old flash.all_components_are_stored && return
	FLASH_DEV=pci/$(device_of host2)
	machine_of host2 sh -c \
		'echo -n /tmp >/sys/module/firmware_class/parameters/path'
	defer machine_of host2 rm -f /tmp/hni.pldm
	machine_of host2 "$IMAGE" -o /tmp/hni.pldm bootloader=25.8.1 \
		control=25.8.2-1 option-rom=25.9.3
	machine_of host2 devlink dev flash "$FLASH_DEV" file hni.pldm >/dev/null
	check_err $? "devlink dev flash"
	check_eq "$(flash_stored fw.bootloader)" 25.08.01-000 "boot loader"
	check_eq "$(flash_stored fw)" 25.08.02-001 "control firmware"
	check_eq "$(flash_stored fw.undi)" 25.09.03-000 "option ROM"
	log_test flash.all_components_are_stored
	machine_of host2 "$IMAGE" -o /tmp/hni.pldm --damage control=25.8.3
	machine_of host2 devlink dev flash "$FLASH_DEV" file hni.pldm \
		>/dev/null 2>&1
	check_fail $? "a damaged image was flashed"
	check_eq "$(flash_stored fw)" 25.08.02-001 "control firmware"
	log_test flash.damaged_image_is_refused
}

down_and_up()
{
	local i

	for i in {1..5}; do
		h1 ip link set dev eth0 down
		both_up
		check_err $? "carrier after down and up, round $i"
		busywait "$WAIT_MS" ping4 1
		check_err $? "ping after down and up, round $i"
	done
	log_test link.down_and_up
}

reloads()
{
	local i

	for i in $(seq "$RELOADS"); do
		driver_reload
		check_err $? "rmmod and modprobe, round $i"
		busywait "$WAIT_MS" hosts_find
		check_err $? "interfaces after reload, round $i"
		[[ $RET -eq 0 ]] || break
	done
	log_test reload.twenty_times
	both_up
	check_err $? "carrier after the reloads"
	busywait "$WAIT_MS" ping4 1
	check_err $? "ping after the reloads"
	i=$(ls "/sys/bus/pci/devices/${HNI_DEV#pci/}/net")
	[[ $i == "$HNI_MGR" ]] || ip link set dev "$i" name "$HNI_MGR"
	log_test reload.passes_traffic
	h1 ip addr flush dev eth0
	h1 ip link set dev eth0 down
	wire ip addr flush dev eth0
	wire ip link set dev eth0 down
}

# What strict mode saw is shown, not graded: the list is for the NIC's authors.
strict_mode()
{
	$HNI_CTL strict | sed 's/^/# strict: /'
	check_err "${PIPESTATUS[0]}" "the NIC's strict log can be read"
	log_test strict.log_is_readable
}

need HNI_ON HNI_CTL HNI_DEV HNI_MGR
declare -A HOSTS=([host1]=$(device_of host1) [host2]=$(device_of host2))
tests_run
