#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns devlink's rates of hosts and the BMC, on a wire that takes 2 Mbit/s: who
# gets how much of it is counted at its far end, by source. Only proportions are
# facts here, as seconds are not the same for everybody in an emulated machine.
#
#	host1, host2, BMC --- skip_sw redirects --- wire, 2 Mbit/s
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.rates
ENOUGH=600000		# bytes at the wire
SIZE=1000
declare -A OCTET=([host1]=1 [host2]=2 [bmc]=3)	# the last of its address
ALL_TESTS="
	leaves
	equal_without_shares
	share_is_kept
	maximum
	nothing_is_lost
	refused
	reset_keeps
	legacy_forgets
"

setup()
{
	local port

	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_BMC" "$HNI_UPLINK"; do
		link_up "$port"
	done
	for port in "$HNI_REP1" "$HNI_REP2" "$HNI_BMC"; do
		tc_add_clsact "$port"
		tc_filter_add dev "$port" ingress protocol all pref 1 matchall \
			skip_sw action mirred egress redirect dev "$HNI_UPLINK"
	done
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	place_up bmc 192.0.2.3/24
	place_up wire 192.0.2.9/24
	for port in host1 host2 bmc; do
		neigh_fix "$port" 192.0.2.9 "$(place_mac wire)"
	done
	"$HNI_ON" wire tc qdisc add dev eth0 clsact
	defer "$HNI_ON" wire tc qdisc del dev eth0 clsact
}

# rate_set PORT ARGUMENT...: PORT is its number
rate_set()
{
	devlink port function rate set "$HNI_DEV/$1" "${@:2}"
}

# port_field NAME FIELD: what the NIC says of a port
port_field()
{
	$HNI_CTL ports | jq -r ".[] | select(.name == \"$1\").$2"
}

# flood PLACE: until the scope ends
flood()
{
	"$HNI_ON" "$1" "$HNI_LIB/flood.py" 192.0.2.9 "$SIZE" &
	defer kill "$!"
}

# wire_bytes: of 192.0.2.1, .2 and .3 at the wire, all at one time
wire_bytes()
{
	"$HNI_ON" wire tc -j -s filter show dev eth0 ingress |
		jq -r 'map(select(.options.actions)) | [range(1; 4) as $n |
			[.[] | select(.pref == $n) |
			 .options.actions[].stats.bytes] | add // 0] | @sh'
}

all_bytes()
{
	local bytes

	read -ra bytes < <(wire_bytes)
	echo $((bytes[0] + bytes[1] + bytes[2]))
}

# all_there COUNT: bytes of so many sources have come
all_there()
{
	[[ $(wire_bytes | tr ' ' '\n' | grep -cv '^0$') -eq $1 ]]
}

# race PLACE...: all send; then PART has hundredths of their bytes, by address.
# What another one sent in an earlier race may still come: it does not count.
race()
{
	local place n sum=0 before bytes

	for place in "$@"; do
		n=${OCTET[$place]}
		"$HNI_ON" wire tc filter add dev eth0 ingress pref "$n" \
			protocol ip flower src_ip "192.0.2.$n" action drop
		defer "$HNI_ON" wire tc filter del dev eth0 ingress pref "$n"
	done
	for place in "$@"; do
		flood "$place"
	done
	# it begins when all are there
	busywait "$WAIT_MS" all_there $#
	check_err $? "all send: bytes $(wire_bytes) of $*"
	read -ra before < <(wire_bytes)
	sum=$((before[0] + before[1] + before[2]))
	busywait "$WAIT_MS" until_counter_is ">= $((sum + ENOUGH))" all_bytes \
		>/dev/null
	check_err $? "frames at the wire: $(all_bytes) bytes, before $sum"
	read -ra bytes < <(wire_bytes)
	sum=$((bytes[0] + bytes[1] + bytes[2] - sum))
	PART=(0)
	for n in 0 1 2; do
		PART+=($(((bytes[n] - before[n]) * 100 / (sum ? sum : 1))))
	done
	note "hundredths of host1, host2, BMC: ${PART[*]:1}"
}

# within VALUE LOW HIGH WHAT
within()
{
	check_ge "$1" "$2" "$4"
	check_lt "$1" "$3" "$4"
}

leaves()
{
	local bmc

	bmc=$(port_field bmc port)
	check_eq "$(devlink -j port function rate show |
		jq -r ".rate | keys | map(split(\"/\")[2]) | sort | join(\" \")")" \
		"2 3 $bmc" "ports with rates"
	log_test leaves
}

equal_without_shares()
{
	race host1 host2 bmc
	within "${PART[1]}" 25 42 "host1's part"
	within "${PART[2]}" 25 42 "host2's part"
	within "${PART[3]}" 25 42 "the BMC's part"
	log_test equal_without_shares
}

# 1.2 of 2 Mbit/s, within 10 per cent
share_is_kept()
{
	local bmc

	bmc=$(port_field bmc port)
	rate_set "$bmc" tx_share 1200kbit
	check_err $? "tx_share"
	defer rate_set "$bmc" tx_share 0
	check_eq "$(port_field bmc tx_share)" 1200 "kbit/s in the NIC"
	race host1 host2 bmc
	within "${PART[3]}" 54 67 "the BMC's part"
	check_ge "${PART[1]}" 5 "host1's part"
	check_ge "${PART[2]}" 5 "host2's part"
	log_test share_is_kept
}

# 400 kbit/s beside one that fills the rest of 2 Mbit/s
maximum()
{
	rate_set 2 tx_max 400kbit
	check_err $? "tx_max"
	defer rate_set 2 tx_max 0
	race host1 host2
	within "${PART[1]}" 12 33 "host1's part"
	log_test maximum
}

# passes TAG COUNT: host1 sends to the wire
passes()
{
	probe_send host1 "$1" --dst "$(place_mac wire)" --kind udp \
		--src-ip 192.0.2.1 --dst-ip 192.0.2.9 --count "$2"
}

# what an earlier flood left in host1's rings has gone
drained()
{
	passes drained 1
	[[ $(probe_count wire drained) -gt 0 ]]
}

nothing_is_lost()
{
	probe_listen wire
	keep_all host1
	busywait "$WAIT_MS" drained
	rate_set 2 tx_max 400kbit
	defer rate_set 2 tx_max 0
	passes waits 300
	busywait "$WAIT_MS" until_counter_is "== 300" probe_count wire waits \
		>/dev/null
	check_eq "$(probe_count wire waits)" 300 "frames at the wire"
	log_test nothing_is_lost
}

# fails_with TEXT COMMAND...
fails_with()
{
	local text=$1 said

	shift
	said=$("$@" 2>&1)
	check_fail $? "$*"
	grep -qF "$text" <<<"$said"
	check_err $? "$* says '$said', not '$text'"
}

refused()
{
	fails_with "multiple of 1 kbit/s" rate_set 2 tx_max 1bps
	rate_set 2 tx_max 1mbit
	# devlink itself compares the two
	fails_with "tx_share <= tx_max" rate_set 2 tx_share 2mbit
	rate_set 2 tx_max 0
	fails_with "" rate_set 0 tx_max 1mbit
	fails_with "" rate_set 1 tx_max 1mbit
	check_eq "$(port_field c1pf0 tx_max) $(port_field uplink tx_max)" \
		"0 0" "kbit/s in the NIC"
	log_test refused
}

reset_keeps()
{
	rate_set 3 tx_max 5mbit tx_share 1mbit
	echo 1 >"/sys/bus/pci/devices/${HNI_DEV#pci/}/reset"
	check_err $? "reset of the manager's function"
	check_eq "$(port_field c2pf0 tx_max) $(port_field c2pf0 tx_share)" \
		"5000 1000" "kbit/s in the NIC"
	log_test reset_keeps
}

# as the mode changes the ports go, and with them what was set
legacy_forgets()
{
	devlink dev eswitch set "$HNI_DEV" mode legacy
	check_eq "$(port_field c2pf0 tx_max) $(port_field c2pf0 tx_share)" \
		"0 0" "kbit/s in the NIC"
	log_test legacy_forgets
	devlink dev eswitch set "$HNI_DEV" mode switchdev
}

need HNI_DEV HNI_REP1 HNI_REP2 HNI_BMC HNI_UPLINK HNI_ON HNI_CTL
setup
tests_run
