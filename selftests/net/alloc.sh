#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns memory that is short: pages for received frames that are not to be had, and
# each allocation of a user's request failing in turn. A request that failed has
# left nothing behind. For a kernel that injects failures: make check-debug.
#
#	host1 192.0.2.1 --- NIC, switchdev mode --- host2 192.0.2.2
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

KTAP_AREA=net.alloc
FAULTS=/sys/kernel/debug
BYTES=4000000
PINGED="ping -c 1 -W 5 -q 192.0.2.2 >/dev/null && echo frames pass"
ALL_TESTS="
	topology
	pages
	ring
	channels
	up
	filter
	mode
	nothing_strict
"

h1()
{
	"$HNI_ON" host1 "$@"
}

pings()
{
	h1 ping -c 1 -W 5 -q 192.0.2.2 >/dev/null 2>&1
}

# setting FILE VALUE: of an injector
setting()
{
	echo "$2" >"$FAULTS/$1"
	check_err $? "$FAULTS/$1"
}

topology()
{
	local cache

	# allocations by size, which is what drivers make, and those that may
	# wait, too; the checkers' own do not fail, for they would give up
	for cache in /sys/kernel/slab/kmalloc-*; do
		echo 1 >"$cache/failslab"
		check_err $? "$cache"
	done
	setting failslab/cache-filter Y
	setting failslab/ignore-gfp-wait N
	setting failslab/verbose 0
	tc filter add dev "$HNI_REP1" ingress protocol all pref 1 flower skip_sw \
		action mirred egress redirect dev "$HNI_REP2" &&
		tc filter add dev "$HNI_REP2" ingress protocol all pref 1 \
			flower skip_sw \
			action mirred egress redirect dev "$HNI_REP1"
	check_err $? "filters that join the hosts"
	busywait "$WAIT_MS" pings
	check_err $? "a ping"
	log_test topology
}

# each_failure PLACE ARGUMENT...: of failnth.py; a fact of its own
each_failure()
{
	local on=() result

	[[ $1 == here ]] || on=("$HNI_ON" "$1")
	shift
	result=$("${on[@]}" python3 "$HNI_LIB/failnth.py" "$@")
	check_err $? "failnth.py $*"
	note "$result"
	check_eq "$(jq -c .left <<<"$result")" "[]" \
		"allocations whose failure left something behind"
	check_eq "$(jq .done <<<"$result")" true "the request with all its memory"
	check_ge "$(jq .told <<<"$result")" 5 "failures that the request told of"
}

# Frames are dropped, counted, and their buffers not lost: all of a stream arrives.
pages()
{
	local before

	before=$(alloc_failures)
	setting fail_function/inject page_pool_alloc_netmems
	setting fail_function/interval 63
	setting fail_function/times -1
	setting fail_function/verbose 0
	setting fail_function/probability 100
	defer setting fail_function/inject ""
	defer setting fail_function/probability 0
	stream
	check_err $? "a stream while pages are short"
	# rings are made anew or stay as they are
	h1 ethtool -G eth0 rx 512 2>/dev/null
	stream
	check_err $? "a stream after ethtool -G"
	setting fail_function/probability 0
	setting fail_function/inject ""
	check_ge "$(alloc_failures)" $((before + 10)) "pages refused"
	h1 ethtool -G eth0 rx 1024
	check_err $? "ethtool -G with all its memory"
	stream
	check_err $? "a stream as ever"
	log_test pages.short_of_them_streams_arrive
}

alloc_failures()
{
	h1 ethtool -S eth0 | awk '$1 == "rx_alloc_failed:" { print $2 }'
}

# stream: octets from host2 to host1, as they were sent
stream()
{
	local out rc

	out=$(mktemp)
	h1 timeout $((120 * ${HNI_SLOW:-1})) ncat -l 192.0.2.1 5201 >"$out" &
	busywait "$WAIT_MS" h1 sh -c "ss -Hltn sport = 5201 | grep -q ." >/dev/null
	head -c "$BYTES" /dev/zero | tr '\0' 'h' |
		"$HNI_ON" host2 ncat --send-only 192.0.2.1 5201
	wait $! && [[ $(tr -d h <"$out" | wc -c) -eq 0 &&
		$(wc -c <"$out") -eq $BYTES ]]
	rc=$?
	rm -f "$out"
	return "$rc"
}

ring()
{
	each_failure host1 --same "ethtool -g eth0; $PINGED" ring eth0 512
	h1 ethtool -G eth0 rx 1024
	pings
	check_err $? "a ping"
	log_test ring.nothing_left_behind
}

channels()
{
	h1 ethtool -L eth0 combined 1
	check_err $? "ethtool -L combined 1"
	each_failure host1 --same "ethtool -l eth0; $PINGED" channels eth0 2
	pings
	check_err $? "a ping"
	log_test channels.nothing_left_behind
}

up()
{
	h1 ip link set dev eth0 down
	each_failure host1 --same "cat /sys/class/net/eth0/operstate" \
		flags eth0 up
	busywait "$WAIT_MS" pings
	check_err $? "a ping"
	log_test up.nothing_left_behind
}

# occupied: what filters hold, in software and in the device
occupied()
{
	tc -s filter show dev "$HNI_REP1" ingress pref 2
	occupancy
}

filter()
{
	local before

	before=$(occupied)
	each_failure here --same "tc -s filter show dev $HNI_REP1 ingress pref 2;
			devlink -j resource show $HNI_DEV" \
		batch "filter add dev $HNI_REP1 ingress protocol ip pref 2 \
handle 1 flower skip_sw dst_ip 198.51.100.0/24 ip_proto tcp dst_port 80 \
action police rate 1gbit burst 1m conform-exceed drop/pipe \
action vlan push id 7 action mirred egress redirect dev $HNI_REP2" \
		"filter del dev $HNI_REP1 ingress pref 2" tc -force -batch -
	tc filter show dev "$HNI_REP1" ingress pref 2 | grep -q in_hw
	check_err $? "the filter in hardware"
	tc filter del dev "$HNI_REP1" ingress pref 2
	check_eq "$(occupied)" "$before" "what is held without it"
	pings
	check_err $? "a ping"
	log_test filter.nothing_left_behind
}

# Some hundred allocations, each one of them in a while
mode()
{
	mode_set legacy
	each_failure here --step 17 \
		--same "devlink dev eswitch show $HNI_DEV; devlink port show" \
		batch "dev eswitch set $HNI_DEV mode switchdev" \
		"dev eswitch set $HNI_DEV mode legacy" devlink -f -b -
	log_test mode.nothing_left_behind
}

mode_set()
{
	devlink dev eswitch set "$HNI_DEV" mode "$1"
	check_err $? "mode $1"
}

nothing_strict()
{
	check_eq "$($HNI_CTL strict | jq .count)" 0 "what strict mode reported"
	log_test nothing_strict
}

need HNI_ON HNI_CTL HNI_DEV HNI_REP1 HNI_REP2
if [[ ! -w $FAULTS/failslab/verbose || ! -w $FAULTS/fail_function/inject ]]; then
	echo "1..1"
	log_test_skip each_failure \
		"this kernel injects no failures: make check-debug T=net/alloc"
	exit 4
fi
for rep in "$HNI_REP1" "$HNI_REP2"; do
	link_up "$rep"
	tc_add_clsact "$rep"
done
for i in 1 2; do
	place_up "host$i" "192.0.2.$i/24"
done
tests_run
