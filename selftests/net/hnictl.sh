#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns hnictl against the running kernel: what it lists agrees with devlink,
# rtnetlink and the NIC; it binds both drivers; it fails in words.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

BUILT=$(realpath "$(dirname "$0")/../..")/build/hnictl/hnictl
HNICTL=${HNICTL:-$(command -v hnictl || echo "$BUILT")}
PCI=${HNI_DEV#pci/}
COUNT=20
ALL_TESTS="
	ports_agree
	ports_count
	resources_agree
	selection
	refusals
	bind_idempotent
	bind_takes
	no_device
"

# port_of NETDEV FIELD: one field of the port with that netdev
port_of()
{
	"$HNICTL" -j port | jq -r --arg netdev "$1" \
		".port[] | select(.netdev == \$netdev) | .$2"
}

# devlink_ports: "handle netdev flavour" of all ports of the manager, sorted
devlink_ports()
{
	devlink -j port show | jq -r --arg dev "$HNI_DEV/" '.port |
		to_entries[] | select(.key | startswith($dev)) |
		"\(.key) \(.value.netdev) \(.value.flavour)"' | sort
}

hnictl_ports()
{
	"$HNICTL" -j port show "$HNI_DEV" |
		jq -r '.port[] | "\(.handle) \(.netdev) \(.flavour)"' | sort
}

ports_agree()
{
	local rep

	check_eq "$(hnictl_ports)" "$(devlink_ports)" "ports"
	check_ge "$(hnictl_ports | wc -l)" 5 "number of ports"
	log_test port_lists_what_devlink_lists

	for rep in "$HNI_UPLINK" "$HNI_REP1" "$HNI_BMC"; do
		check_eq "$(port_of "$rep" mac)" \
			"$(cat "/sys/class/net/$rep/address")" "mac of $rep"
		check_eq "$(port_of "$rep" mtu)" \
			"$(cat "/sys/class/net/$rep/mtu")" "mtu of $rep"
		check_eq "$(port_of "$rep" switch_id)" \
			"$(cat "/sys/class/net/$rep/phys_switch_id")" \
			"switch id of $rep"
	done
	log_test port_has_the_netdev
	check_eq "$(port_of "$HNI_REP1" hw_addr)" "$(place_mac host1)" \
		"hw_addr of host 1"
	check_eq "$(port_of "$HNI_REP1" controller)" 1 "controller of host 1"
	check_eq "$(port_of "$HNI_REP1" external)" true "host 1 is external"
	log_test port_has_the_function
	check_eq "$("$HNICTL" port | wc -l)" \
		"$(($("$HNICTL" -j port | jq '.port | length') + 1))" \
		"lines of the table"
	log_test port_prints_a_row_each
}

# Frames that hit no rule reach the CPU: both counters of the port rise.
ports_count()
{
	local rx cpu

	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
	neigh_fix host1 192.0.2.9 02:00:00:00:00:09
	check_eq "$(port_of "$HNI_REP1" link)" up "link of $HNI_REP1"
	rx=$(port_of "$HNI_REP1" rx)
	cpu=$(port_of "$HNI_REP1" rx_cpu)
	$HNI_ON host1 bash -c "for i in {1..$COUNT}; do
		echo x >/dev/udp/192.0.2.9/4700; done"
	busywait "$WAIT_MS" until_counter_is ">= $((rx + COUNT))" \
		port_of "$HNI_REP1" rx >/dev/null
	check_err $? "rx of $HNI_REP1 rises by $COUNT"
	busywait "$WAIT_MS" until_counter_is ">= $((cpu + COUNT))" \
		port_of "$HNI_REP1" rx_cpu >/dev/null
	check_err $? "rx_cpu of $HNI_REP1 rises by $COUNT"
	check_eq "$(port_of "$HNI_REP1" rx)" "$(ctl_port c1pf0 rx_frames)" \
		"rx of $HNI_REP1 and the NIC's own count"
	log_test port_counts_as_the_nic_does
}

# resource_occ PATH
resource_occ()
{
	"$HNICTL" -j resource show "$HNI_DEV" | jq -r --arg path "$1" \
		'.resource[] | select(.resource == $path) | .occ'
}

# occupied: the sum of all
occupied()
{
	"$HNICTL" -j resource show "$HNI_DEV" |
		jq '[.resource[].occ // 0] | add'
}

resources_agree()
{
	local before

	check_eq "$("$HNICTL" -j resource show "$HNI_DEV" | jq -r \
		'.resource[] | "\(.resource | split("/")[-1]) \(.occ)"' |
		sort)" "$(occupancy)" "resources and their use"
	log_test resource_lists_what_devlink_lists

	before=$(occupied)
	tc_add_clsact "$HNI_REP1"
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 5 flower \
		skip_sw dst_ip 192.0.2.77 action drop
	check_err $? "filter"
	check_ge "$(occupied)" $((before + 1)) "entries in use"
	check_eq "$("$HNICTL" -j resource | jq '[.resource[] |
		select(.occ > 0 and .percent == 0)] | length')" 0 \
		"resources in use that show 0 %"
	log_test resource_follows_use
}

selection()
{
	check_eq "$("$HNICTL" -j port show "$PCI")" \
		"$("$HNICTL" -j port show "$HNI_DEV")" "ports by address"
	check_eq "$("$HNICTL" -j port show "$HNI_MGR")" \
		"$("$HNICTL" -j port show "$HNI_DEV")" "ports by netdev"
	log_test device_by_handle_address_or_netdev
}

# refused NAME CODE TEXT ARGUMENT...: exit code and words, nothing on stdout
refused()
{
	local name=$1 code=$2 text=$3 words

	shift 3
	words=$("$HNICTL" "$@" 2>&1 >/dev/null)
	check_eq $? "$code" "exit code of $*"
	check_eq "$words" "$text" "words of $*"
	check_eq "$("$HNICTL" "$@" 2>/dev/null)" "" "output of $*"
	log_test "$name"
}

refusals()
{
	local virtio dir id

	dir=$(realpath /sys/class/block/vda/device/..)
	virtio=$(basename "$dir")
	id=$(cat "$dir/vendor" "$dir/device" | sed 's/^0x//' | paste -sd :)
	refused unknown_device 1 \
		"hnictl: eth99 is neither a PCI device nor a netdev of one" \
		port show eth99
	refused foreign_driver 1 \
		"hnictl: $virtio is bound to driver virtio-pci, not hni; see hnictl bind help" \
		port show "$virtio"
	refused foreign_device 1 \
		"hnictl: $virtio is $id, not a Host Network Interface (1d9b:0013)" \
		bind "$virtio" hni
	refused driver_missing 1 \
		"hnictl: driver fbnic is not loaded; try: modprobe fbnic" \
		bind "$PCI" fbnic
	refused unknown_object 2 \
		"hnictl: object \"ports\" is unknown; see hnictl help" ports
	refused unknown_command 2 \
		"hnictl: \"x\" is not understood; see hnictl resource help" \
		resource x
}

bind_idempotent()
{
	local index

	index=$(cat "/sys/class/net/$HNI_MGR/ifindex")
	"$HNICTL" bind "$PCI" hni >/dev/null
	check_err $? "bind to the driver that has it"
	check_eq "$(cat "/sys/class/net/$HNI_MGR/ifindex")" "$index" \
		"interface index: it was not bound anew"
	check_eq "$(cat "/sys/bus/pci/devices/$PCI/driver_override")" hni \
		"driver_override"
	echo >"/sys/bus/pci/devices/$PCI/driver_override"
	log_test bind_again_does_nothing
}

# host2_returns DEVICE: its interface is here, and goes to host2 again
host2_returns()
{
	local net

	for net in "/sys/bus/pci/devices/$1/net/"*; do
		[[ -e $net ]] || return 1
		ip link set dev "${net##*/}" netns host2 name eth0
		return
	done
}

# A device that no driver has: the word of bind is that of the kernel.
bind_takes()
{
	local device

	device=$(basename "$($HNI_ON host2 realpath \
		/sys/class/net/eth0/device)")
	echo "$device" >/sys/bus/pci/drivers/hni/unbind
	check_eq "$("$HNICTL" port show "$device" 2>&1)" \
		"hnictl: $device is bound to no driver; see hnictl bind help" \
		"words"
	check_eq "$("$HNICTL" -j bind "$device" hni | jq -c .bind)" \
		"[{\"device\":\"$device\",\"driver\":\"hni\",\"was\":null}]" \
		"what bind says"
	check_eq "$(basename "$(realpath \
		"/sys/bus/pci/devices/$device/driver")")" hni "driver"
	echo >"/sys/bus/pci/devices/$device/driver_override"
	busywait "$WAIT_MS" host2_returns "$device"
	check_err $? "interface of the device"
	log_test bind_gives_the_device_to_the_driver
}

# In a namespace without devlink instances there is no device.
no_device()
{
	ip netns add empty
	defer ip netns del empty
	check_eq "$(ip netns exec empty "$HNICTL" port 2>&1)" \
		"hnictl: no hni device: no PCI device is bound to driver hni in this network namespace; see hnictl bind help" \
		"words"
	ip netns exec empty "$HNICTL" -j resource >/dev/null 2>&1
	check_eq $? 1 "exit code"
	log_test says_that_there_is_none
}

need HNI_DEV HNI_MGR HNI_REP1 HNI_UPLINK HNI_BMC HNI_ON HNI_CTL
if [[ ! -x $HNICTL ]]; then
	echo "TAP version 13"
	echo "1..0 # SKIP $HNICTL is not built: make hnictl"
	exit 4
fi
tests_run
