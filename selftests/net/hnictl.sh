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
	rules_are_listed
	rows_are_decoded
	refusals_are_listed
	busiest_come_first
	one_sided_qdisc
	explains
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

# rule SELECTOR: what is listed of the only rule of representor 1
rule()
{
	"$HNICTL" -j rule show dev "$HNI_REP1" | jq -r ".rule[0]$1"
}

rules_are_listed()
{
	tc_add_clsact "$HNI_REP1"
	tc_add_clsact "$HNI_REP2"
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 5 chain 3 flower \
		skip_sw dst_ip 192.0.2.77 action drop
	check_err $? "a filter"
	tc_filter_add dev "$HNI_REP2" egress protocol ip pref 6 flower \
		l2_miss 1 action drop
	check_err $? "a filter that is refused"
	check_eq "$("$HNICTL" -j rule | jq '.rule | length')" 2 "rules"
	check_eq "$(rule ' | "\(.direction) \(.chain) \(.prio) " +
		"\(.protocol) \(.state) \(.store)"')" \
		"ingress 3 5 0x0800 in_hw flow" "place of the rule"
	[[ $(rule .match) == *"dst_ip 192.0.2.77" ]]
	check_err $? "match: $(rule .match)"
	[[ $(rule .order) == 0x0005???? ]]
	check_err $? "order: $(rule .order)"
	check_eq "$("$HNICTL" -j rule show dev "$HNI_REP2" |
		jq -r '.rule[] | "\(.prio) \(.state)"')" "6 shadow" \
		"rules of the other representor"
	check_eq "$("$HNICTL" rule show dev "$HNI_REP1" | wc -l)" 2 "lines"
	log_test rule_lists_each_with_its_place
}

# table NAME ROW FIELD: of the device's own record
table()
{
	"$HNICTL" -j table show "$1" "$2" | jq -r ".$1[0].$3"
}

rows_are_decoded()
{
	local row

	tc_add_clsact "$HNI_REP1"
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 5 flower \
		skip_sw dst_ip 192.0.2.77 action vlan push id 5 action drop
	check_err $? "a filter"
	row=$(rule .row)
	check_eq "$(table flows "$row" match)" "$(rule .match)" "match"
	check_eq "$(table flows "$row" order)" "$(rule .order)" "order"
	check_eq "$(table flows "$row" counter)" "$(rule .counter)" "counter"
	check_eq "$(table slots "$(rule .slot)" words)" \
		"$("$HNICTL" -j rule check dev "$HNI_REP1" protocol ip \
			flower dst_ip 192.0.2.77 action drop |
			jq '.check[0].words')" "words of the mask"
	check_eq "$(table actions "$(table flows "$row" action)" operations)" \
		"vlan push id 5 prio 0 protocol 0x8100, drop" "operations"
	log_test table_decodes_what_the_device_has
	check_eq "$("$HNICTL" -j table show flows | jq -c '[.flows[].row]')" \
		"[$row]" "rows that rules use"
	check_eq "$("$HNICTL" -j table show actions | jq '.actions | length')" \
		1 "actions that rules use"
	log_test table_lists_what_rules_use
	check_eq "$("$HNICTL" table show flows "$((row + 1))" 2>&1)" \
		"hnictl: row $((row + 1)) of flows is not valid" "words"
	log_test table_tells_of_an_invalid_row
}

refusals_are_listed()
{
	local before

	tc_add_clsact "$HNI_REP1"
	before=$("$HNICTL" -j refusals |
		jq '[.counts[] | select(.name == "KEY_NEEDS").count] | add // 0')
	tc_filter_add dev "$HNI_REP1" ingress protocol ip pref 7 flower \
		l2_miss 1 action drop
	check_err $? "a filter that is refused"
	check_eq "$("$HNICTL" -j refusals show "$HNI_DEV" | jq -r \
		'.refusals[0] | "\(.device) \(.prio) \(.skip_sw) \(.code) " +
		"\(.reason) \(.text)"')" \
		"$HNI_REP1 7 false 4 KEY_NEEDS key l2_miss needs bridge offload; use it with skip_hw" \
		"the last refusal"
	check_eq "$("$HNICTL" -j refusals | jq '.counts[] |
		select(.name == "KEY_NEEDS").count')" $((before + 1)) "count"
	check_eq "$("$HNICTL" -j refusals | jq -c '.rules[0] |
		[.in_hw, .shadow]')" "[0,1]" "rules"
	log_test refusals_lists_without_skip_sw
}

# pkts_s DEVICE: the filters' packets a second in a list of top, in its order
pkts_s()
{
	"$HNICTL" -j top -b -d 1 -n 1 | jq -c '[.top[] | [.prio, .pkts_s > 0]]'
}

busiest_come_first()
{
	local sender lines

	link_up "$HNI_REP1"
	place_up host1 192.0.2.1/24
	neigh_fix host1 192.0.2.9 02:00:00:00:00:09
	tc_add_clsact "$HNI_REP1"
	for lines in 1 2; do
		tc_filter_add dev "$HNI_REP1" ingress protocol ip pref \
			"$lines" flower skip_sw ip_proto udp dst_port \
			"480$lines" action drop
	done
	$HNI_ON host1 bash -c 'while :; do
		echo x >/dev/udp/192.0.2.9/4802; done' &
	sender=$!
	check_eq "$(busywait "$WAIT_MS" until_is "[[2,true],[1,false]]" \
		pkts_s)" "[[2,true],[1,false]]" "priorities, busy or not"
	kill "$sender"
	wait "$sender" 2>/dev/null
	log_test top_lists_the_busiest_first

	lines=$("$HNICTL" -j top -b -d 0.1 -n 3 "$HNI_REP1")
	check_eq "$(jq -c '.top | length' <<<"$lines" | tr '\n' ' ')" \
		"2 2 2 " "rows of each list"
	check_eq "$(wc -l <<<"$lines")" 3 "lines"
	check_eq "$("$HNICTL" -j top -b -d 0.1 -n 1 -m 1 |
		jq '.top | length')" 1 "rows with -m 1"
	check_eq "$("$HNICTL" -j top -b -d 0.1 -n 1 "$HNI_REP2")" \
		'{"top":[]}' "another representor"
	log_test top_prints_a_line_of_json_a_list
}

# A qdisc "ingress" shows its filters whichever side it is asked for.
one_sided_qdisc()
{
	tc qdisc add dev "$HNI_REP2" ingress
	check_err $? "qdisc"
	defer tc qdisc del dev "$HNI_REP2" ingress
	tc_filter_add dev "$HNI_REP2" ingress protocol ip pref 3 flower \
		skip_sw dst_ip 192.0.2.78 action drop
	check_err $? "a filter"
	check_eq "$("$HNICTL" -j top -b -d 0.1 -n 1 "$HNI_REP2" |
		jq -c '[.top[] | [.prio, .direction]]')" '[[3,"ingress"]]' \
		"filters"
	log_test filters_of_a_qdisc_ingress_are_listed_once
}

# until_is WANT CMD...
until_is()
{
	local want=$1 got

	shift
	got=$("$@")
	printf '%s' "$got"
	[[ $got == "$want" ]]
}

explains()
{
	check_eq "$("$HNICTL" -j explain no-offload | jq -r \
		'.explain[0] | "\(.code) \(.name) \(.error)"')" \
		"66 NO_OFFLOAD EOPNOTSUPP" "a reason by name"
	log_test explain_finds_a_reason
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
	refused unknown_reason 2 \
		"hnictl: there is no reason \"999\"; hnictl explain lists all" \
		explain 999
	refused rule_without_device 2 \
		"hnictl: \"dev\" needs a device; see hnictl rule help" \
		rule show dev
	refused top_of_no_representor 1 \
		"hnictl: lo is neither a PCI device nor a netdev of one, nor a representor" \
		top lo
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
