#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns filters on a PF's own ingress: those of tc and of "ethtool -N" in the
# receive classifier of a host, and what is refused there.
# Run it with tools/lab/run --mode legacy --cpus 4.
#
#   host2 (sends) ---- NIC, no rules ---- host1 (filters on eth0, listens)
#
# The listener is a packet socket, which sees frames before tc in software
# does: what it does not see the NIC has dropped.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

N=5
ALL_TESTS="
	offload_is_offered
	drop
	drop_is_exact
	queue_mapping
	prefixes_wide_first
	prefixes_narrow_first
	ipv6
	dst_mac
	tagged
	software_filter
	ntuple_queue
	ntuple_drop
	ntuple_and_tc
	classes
	classes_refused
	exhaustion_rows
	exhaustion_prefixes
	channels_stay
	down_and_up
	refusals_keys
	refusals_actions
	refusals_recorded
	refusals_ntuple
	nothing_is_left
"
# the classifier does not count
OFF=(hw_stats disabled)

setup()
{
	place_up host1 192.0.2.1/24
	place_up host2 192.0.2.2/24
	"$HNI_ON" host1 ethtool -L eth0 combined 4 2>/dev/null
	MAC1=$(place_mac host1)
	probe_listen host1
	"$HNI_ON" host1 tc qdisc add dev eth0 clsact
	defer "$HNI_ON" host1 tc qdisc del dev eth0 clsact
}

# tc1 COMMAND ARGUMENT...: tc filter COMMAND dev eth0 ingress ... in host1
tc1()
{
	local command=$1

	shift
	"$HNI_ON" host1 tc filter "$command" dev eth0 ingress "$@"
}

# rule PREF ARGUMENT...: with clean-up
rule()
{
	tc1 add pref "$@" || return
	defer rule_del "$1"
}

# rule_del PREF: silent when already gone
rule_del()
{
	tc1 del pref "$1" 2>/dev/null
}

# nt ARGUMENT...: ethtool -N eth0 flow-type ARGUMENT..., with clean-up of loc
nt()
{
	"$HNI_ON" host1 ethtool -N eth0 flow-type "$@" >/dev/null || return
	defer nt_del "${!#}"
}

nt_del()
{
	"$HNI_ON" host1 ethtool -N eth0 delete "$1" 2>/dev/null
}

# send TAG ARGUMENT...: N frames for host1
send()
{
	local tag=$1

	shift
	probe_send host2 "$tag" --dst "$MAC1" --count "$N" "$@"
}

SEALS=0

# sealed: all that was sent before has arrived or never will
sealed()
{
	SEALS=$((SEALS + 1))
	probe_send host2 "seal$SEALS" --dst "$MAC1" --kind raw
	busywait "$WAIT_MS" until_counter_is ">= 1" probe_count host1 \
		"seal$SEALS" >/dev/null
}

# check_arrived TAG COUNT
check_arrived()
{
	sealed || check_err 1 "the last frame"
	check_eq "$(probe_count host1 "$1")" "$2" "frames $1"
}

# rx_queue Q: frames that a queue of host1 has received
rx_queue()
{
	"$HNI_ON" host1 ethtool -S eth0 | sed -n "s/^ *rx$1_pkts: //p"
}

# check_queue Q TAG ARGUMENT...: frames take that queue
check_queue()
{
	local queue=$1 tag=$2 before

	shift 2
	before=$(rx_queue "$queue")
	send "$tag" "$@"
	sealed || check_err 1 "the last frame"
	check_eq "$(probe_count host1 "$tag")" "$N" "frames $tag"
	check_ge "$(($(rx_queue "$queue") - before))" "$N" "in queue $queue"
}

offload_is_offered()
{
	check_eq "$("$HNI_ON" host1 ethtool -k eth0 |
		sed -n 's/^hw-tc-offload: //p')" on "hw-tc-offload"
	log_test legacy.host_has_hw_tc_offload
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.77 \
		action drop "${OFF[@]}"
	check_err $? "a filter"
	check_eq "$("$HNI_ON" host1 tc -j filter show dev eth0 ingress |
		jq -r '[.[].options.in_hw? | values] | .[0]')" true "in_hw"
	log_test legacy.filter_is_in_hw
	"$HNI_ON" host1 ethtool -K eth0 hw-tc-offload off 2>/dev/null
	check_fail $? "turning it off while filters are in use"
	log_test legacy.offload_stays_on_with_filters
}

drop()
{
	send dropa
	check_arrived dropa "$N"
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.251 \
		action drop "${OFF[@]}"
	check_err $? "the filter"
	send dropb
	check_arrived dropb 0
	log_test legacy.drop
	tc1 del pref 1
	send dropc
	check_arrived dropc "$N"
	log_test legacy.delete_restores
}

drop_is_exact()
{
	rule 1 protocol ip flower skip_sw ip_proto udp dst_port 4901 \
		src_ip 192.0.2.250 action drop "${OFF[@]}"
	check_err $? "the filter"
	send exa --port 4901
	send exb --port 4902
	send exc --port 4901 --src-ip 192.0.2.249
	send exd --port 4901 --kind arp
	check_arrived exa 0
	check_arrived exb "$N"
	check_arrived exc "$N"
	check_arrived exd "$N"
	log_test legacy.only_what_matches_is_dropped
}

queue_mapping()
{
	rule 1 protocol ip flower skip_sw ip_proto udp dst_port 4910 \
		action skbedit queue_mapping 1 "${OFF[@]}" skip_sw
	check_err $? "the filter for queue 1"
	rule 2 protocol ip flower skip_sw ip_proto udp dst_port 4911 \
		action skbedit queue_mapping 0 "${OFF[@]}" skip_sw
	check_err $? "the filter for queue 0"
	check_queue 1 qa --port 4910
	check_queue 0 qb --port 4911
	log_test legacy.queue_mapping
}

# 192.0.2.0/24 is dropped, but for 192.0.2.128/25: by priority
prefixes_check()
{
	send "$1a" --dst-ip 192.0.2.5
	send "$1b" --dst-ip 192.0.2.200
	send "$1c" --dst-ip 192.0.3.5
	check_arrived "$1a" 0
	check_arrived "$1b" "$N"
	check_arrived "$1c" "$N"
}

prefixes_wide_first()
{
	rule 2 protocol ip flower skip_sw dst_ip 192.0.2.0/24 \
		action drop "${OFF[@]}"
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.128/25 \
		action pass "${OFF[@]}"
	prefixes_check wf
	log_test legacy.wide_prefix_then_narrow
	# the wide one first in order, too: it must follow the narrow leaf
	rule 3 protocol ip flower skip_sw dst_ip 192.0.2.192/26 \
		action pass "${OFF[@]}"
	tc1 del pref 1
	send wfd --dst-ip 192.0.2.200
	check_arrived wfd 0
	log_test legacy.wide_prefix_wins_by_priority
}

prefixes_narrow_first()
{
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.128/25 \
		action pass "${OFF[@]}"
	rule 2 protocol ip flower skip_sw dst_ip 192.0.2.0/24 \
		action drop "${OFF[@]}"
	prefixes_check nf
	log_test legacy.narrow_prefix_then_wide
}

ipv6()
{
	rule 1 protocol ipv6 flower skip_sw dst_ip 2001:db8:1::/48 \
		action drop "${OFF[@]}"
	check_err $? "the filter"
	send v6a --kind udp6 --src-ip 2001:db8::1 --dst-ip 2001:db8:1::9 \
		--size 90
	send v6b --kind udp6 --src-ip 2001:db8::1 --dst-ip 2001:db8:2::9 \
		--size 90
	check_arrived v6a 0
	check_arrived v6b "$N"
	log_test legacy.ipv6_prefix
}

dst_mac()
{
	rule 1 protocol all flower skip_sw dst_mac ff:ff:ff:ff:ff:ff \
		action drop "${OFF[@]}"
	check_err $? "the filter"
	probe_send host2 maca --dst ff:ff:ff:ff:ff:ff --count "$N"
	check_arrived maca 0
	send macb
	check_arrived macb "$N"
	log_test legacy.destination_address
	rule 2 protocol all flower skip_sw dst_mac "$MAC1" \
		action drop "${OFF[@]}"
	send macc
	probe_send host2 macd --dst 33:33:00:00:00:01 --count "$N"
	busywait "$WAIT_MS" until_counter_is ">= $N" probe_count host1 macd \
		>/dev/null
	check_err $? "multicast"
	check_eq "$(probe_count host1 macc)" 0 "frames macc"
	log_test legacy.own_address
}

tagged()
{
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.251 \
		action drop "${OFF[@]}"
	send taga
	send tagb --vlan 5
	check_arrived taga 0
	check_arrived tagb "$N"
	log_test legacy.tagged_frames_are_not_protocol_ip
}

software_filter()
{
	rule 1 protocol ip flower dst_ip 192.0.2.251 ip_ttl 64 action pass
	check_err $? "a filter that only software has"
	rule 2 protocol ip flower skip_sw src_ip 192.0.2.0/24 \
		action drop "${OFF[@]}"
	send swa
	send swb --dst-ip 192.0.2.252
	check_arrived swa "$N"
	check_arrived swb 0
	check_eq "$("$HNI_ON" host1 tc -j filter show dev eth0 ingress pref 1 |
		jq -r '[.[].options.not_in_hw? | values] | .[0]')" true \
		"not_in_hw"
	log_test legacy.software_filter_is_not_overtaken
	tc1 del pref 1
	rule 1 protocol ip u32 match ip dst 192.0.2.252/32 action pass
	check_err $? "a filter of u32"
	send swc --dst-ip 192.0.2.252
	check_arrived swc "$N"
	tc1 del pref 1
	send swd --dst-ip 192.0.2.252
	check_arrived swd 0
	log_test legacy.u32_is_not_overtaken
}

ntuple_queue()
{
	nt udp4 dst-port 4920 action 1 loc 3
	check_err $? "ethtool -N"
	nt udp4 dst-port 4921 action 0 loc 4
	check_err $? "ethtool -N"
	check_queue 1 nqa --port 4920
	check_queue 0 nqb --port 4921
	log_test legacy.ntuple_queue
	"$HNI_ON" host1 ethtool -n eth0 rule 3 | grep -q 'Dest port: 4920'
	check_err $? "the rule is shown"
	check_eq "$("$HNI_ON" host1 ethtool -n eth0 | grep -c '^Filter:')" 2 \
		"rules listed"
	log_test legacy.ntuple_is_shown
	nt_del 3
	"$HNI_ON" host1 ethtool -n eth0 rule 3 >/dev/null 2>&1
	check_fail $? "a deleted rule"
	log_test legacy.ntuple_delete
}

ntuple_drop()
{
	nt ip4 src-ip 192.0.2.250 action -1 loc 1
	check_err $? "ip4"
	send nda
	check_arrived nda 0
	nt_del 1
	nt ip6 dst-ip 2001:db8:1::9 action -1 loc 1
	check_err $? "ip6"
	send ndb --kind udp6 --src-ip 2001:db8::1 --dst-ip 2001:db8:1::9 \
		--size 90
	check_arrived ndb 0
	nt_del 1
	nt ether dst ff:ff:ff:ff:ff:ff action -1 loc 1
	check_err $? "ether"
	probe_send host2 ndc --dst ff:ff:ff:ff:ff:ff --count "$N"
	check_arrived ndc 0
	nt_del 1
	nt udp4 dst-port 4922 action -1 loc 1
	nt udp4 dst-port 4922 action 1 loc 0
	send ndd --port 4922
	check_arrived ndd "$N"
	log_test legacy.ntuple_drop_in_order_of_location
}

ntuple_and_tc()
{
	nt udp4 dst-port 4930 action 1 loc 0
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.66 \
		action drop "${OFF[@]}"
	check_err $? "the filter"
	check_queue 1 nta --port 4930
	send ntb --port 4930 --dst-ip 192.0.2.66
	send ntc --dst-ip 192.0.2.66
	check_arrived ntb 0
	check_arrived ntc 0
	log_test legacy.tc_acts_on_what_ntuple_steers
	rule 2 protocol ip flower skip_sw ip_proto udp dst_port 4930 \
		action skbedit queue_mapping 0 "${OFF[@]}" skip_sw
	check_queue 0 ntd --port 4930
	tc1 del pref 2
	check_queue 1 nte --port 4930
	nt_del 0
	send ntf --dst-ip 192.0.2.66
	check_arrived ntf 0
	log_test legacy.both_live_side_by_side
}

# mqprio ARGUMENT...: in host1
mqprio()
{
	"$HNI_ON" host1 tc qdisc add dev eth0 root mqprio "$@" hw 1 \
		mode channel
}

# Class 0 has queues 0 and 1, class 1 the other two: both spread
classes()
{
	local before2 before3 i

	mqprio num_tc 2 map 0 1 queues 2@0 2@2
	check_err $? "mqprio"
	defer "$HNI_ON" host1 tc qdisc del dev eth0 root
	rule 1 protocol ip flower skip_sw ip_proto udp dst_port 4940 hw_tc 1
	check_err $? "a filter for class 1"
	before2=$(rx_queue 2)
	before3=$(rx_queue 3)
	# the hash is linear: a bit each, or all may fall into one queue
	for ((i = 0; i < 16; i++)); do
		probe_send host2 "cl$i" --dst "$MAC1" --port 4940 \
			--src-ip "198.18.$((1 << i >> 8)).$((1 << i & 255))"
	done
	sealed || check_err 1 "the last frame"
	before2=$(($(rx_queue 2) - before2))
	before3=$(($(rx_queue 3) - before3))
	check_eq "$((before2 + before3))" 16 "frames in queues of class 1"
	check_ge "$before2" 1 "frames in queue 2"
	check_ge "$before3" 1 "frames in queue 3"
	log_test legacy.hw_tc_spreads_over_its_class
	before2=$(($(rx_queue 2) + $(rx_queue 3)))
	for ((i = 1; i <= 16; i++)); do
		probe_send host2 "cm$i" --dst "$MAC1" --port 4941 \
			--src-ip "192.0.2.$((100 + i))"
	done
	sealed || check_err 1 "the last frame"
	check_eq "$(($(rx_queue 2) + $(rx_queue 3) - before2))" 0 \
		"other frames in queues of class 1"
	log_test legacy.class_0_takes_the_rest
	"$HNI_ON" host1 ethtool -L eth0 combined 2 2>/dev/null
	check_fail $? "taking queues of a class away"
	"$HNI_ON" host1 ethtool -X eth0 equal 2 2>/dev/null
	check_fail $? "an RSS table of the user's"
	log_test legacy.classes_keep_their_queues
}

classes_refused()
{
	refused "tc qdisc add dev eth0 root mqprio" <<-END
		mqprio_mode|ENOTSUP|mqprio: only mode channel|num_tc 2 map 0 1 queues 2@0 2@2 hw 1 mode dcb
		mqprio_rates|ENOTSUP|mqprio: no rates, no preemption|num_tc 2 map 0 1 queues 2@0 2@2 hw 1 mode channel shaper bw_rlimit max_rate 1Mbit 1Mbit
	END
	mqprio num_tc 3 map 0 1 2 queues 1@0 1@1 2@2
	check_err $? "a class of one queue, one of two"
	rule 1 protocol ip flower skip_sw ip_proto udp dst_port 4942 hw_tc 1
	check_err $? "a filter for a class of one queue"
	check_queue 1 clq --port 4942
	log_test legacy.class_of_one_queue
	"$HNI_ON" host1 tc qdisc del dev eth0 root
	check_queue 1 clr --port 4942
	log_test legacy.filter_keeps_its_queue_without_the_class
}

# refusal COMMAND...: in host1, "ERRNO message"
refusal()
{
	echo "$*" | "$HNI_ON" host1 python3 "$HNI_LIB/refusal.py"
}

exhaustion_rows()
{
	local rows=0 batch='' i

	for ((i = 1; i <= 55; i++)); do
		batch+="filter add dev eth0 ingress pref $((100 + i)) "
		batch+="protocol ip flower skip_sw ip_proto udp "
		batch+="dst_port $((5000 + i)) action drop ${OFF[*]}"$'\n'
	done
	"$HNI_ON" host1 tc -b - <<<"$batch"
	check_err $? "55 filters"
	check_eq "$(refusal tc filter add dev eth0 ingress pref 200 protocol \
		ip flower skip_sw ip_proto udp dst_port 5999 action drop "${OFF[@]}")" \
		"ENOSPC hni: all 55 rows of the PF's classifier in use; delete rules" \
		"the answer"
	log_test legacy.full_table_is_named
	send fulla --port 5055
	send fullb --port 5999
	check_arrived fulla 0
	check_arrived fullb "$N"
	tc1 del pref 155
	rule 200 protocol ip flower skip_sw ip_proto udp dst_port 5999 \
		action drop "${OFF[@]}"
	check_err $? "a filter after a deletion"
	send fullc --port 5999
	send fulld --port 5055
	check_arrived fullc 0
	check_arrived fulld "$N"
	log_test legacy.deletion_makes_room
	"$HNI_ON" host1 tc qdisc del dev eth0 clsact
	"$HNI_ON" host1 tc qdisc add dev eth0 clsact
	send fulle --port 5001
	check_arrived fulle "$N"
	rows=$("$HNI_ON" host1 tc filter show dev eth0 ingress | wc -l)
	check_eq "$rows" 0 "lines of filters"
	log_test legacy.qdisc_takes_its_filters_along
}

exhaustion_prefixes()
{
	local i

	for ((i = 1; i <= 8; i++)); do
		rule "$i" protocol ip flower skip_sw dst_ip "198.51.100.$i" \
			action drop "${OFF[@]}"
		check_err $? "prefix $i"
	done
	check_eq "$(refusal tc filter add dev eth0 ingress pref 9 protocol \
		ip flower skip_sw dst_ip 198.51.100.9 action drop "${OFF[@]}")" \
		"ENOSPC hni: key dst_ip: all 8 prefixes of its table in use" \
		"the answer"
	rule 9 protocol ip flower skip_sw src_ip 198.51.100.9 \
		action drop "${OFF[@]}"
	check_err $? "the other table"
	log_test legacy.full_prefix_table_is_named
}

channels_stay()
{
	rule 1 protocol ip flower skip_sw ip_proto udp dst_port 4910 \
		action skbedit queue_mapping 1 "${OFF[@]}" skip_sw
	"$HNI_ON" host1 ethtool -L eth0 combined 1 2>/dev/null
	check_fail $? "taking a queue away"
	log_test legacy.queue_in_use_stays
}

down_and_up()
{
	rule 1 protocol ip flower skip_sw dst_ip 192.0.2.251 \
		action drop "${OFF[@]}"
	"$HNI_ON" host1 ethtool -G eth0 rx 512
	"$HNI_ON" host1 ip link set dev eth0 promisc on
	"$HNI_ON" host1 ip link set dev eth0 promisc off
	busywait "$WAIT_MS" has_carrier host1 eth0
	send dua
	send dub --dst-ip 192.0.2.252
	check_arrived dua 0
	check_arrived dub "$N"
	log_test legacy.rules_outlive_new_rings
}

trim()
{
	local text

	IFS=$' \t' read -r text <<<"$1"
	printf '%s' "$text"
}

# refused PREFIX: rows "name | errno | sentence | rest of the command"
refused()
{
	local -a names=() wants=() got=()
	local name error text args commands='' i

	while IFS='|' read -r name error text args; do
		names+=("$(trim "$name")")
		wants+=("$(trim "$error") hni: $(trim "$text")")
		commands+="$1 $args"$'\n'
	done
	mapfile -t got < <(printf '%s' "$commands" |
		"$HNI_ON" host1 python3 "$HNI_LIB/refusal.py")
	for i in "${!names[@]}"; do
		check_eq "${got[i]}" "${wants[i]}" "the answer"
		log_test "legacy.${names[i]}"
	done
}

refusals_keys()
{
	local no="a PF's own classifier has no such field"

	refused "tc filter add dev eth0 ingress" <<-END
		key_ip_ttl|ENOTSUP|key ip_ttl: $no|protocol ip flower skip_sw ip_ttl 5 action drop hw_stats disabled
		key_ip_tos|ENOTSUP|key ip_tos: $no|protocol ip flower skip_sw ip_tos 5 action drop hw_stats disabled
		key_src_mac|ENOTSUP|key src_mac: $no|protocol all flower skip_sw src_mac 02:00:00:00:00:01 action drop hw_stats disabled
		key_vlan|ENOTSUP|protocol 0x8100: a PF's classifier knows all, ip and ipv6|protocol 802.1q flower skip_sw vlan_id 5 action drop hw_stats disabled
		key_arp|ENOTSUP|protocol 0x806: a PF's classifier knows all, ip and ipv6|protocol arp flower skip_sw arp_tip 192.0.2.1 action drop hw_stats disabled
		key_icmp|ENOTSUP|key ip_proto but tcp, udp: $no|protocol ip flower skip_sw ip_proto icmp type 8 action drop hw_stats disabled
		key_tcp_flags|ENOTSUP|key tcp_flags: $no|protocol ip flower skip_sw ip_proto tcp dst_port 80 tcp_flags 0x2/0x2 action drop hw_stats disabled
		key_proto_of_fragments|ENOTSUP|key ip_proto meets fragments; add ip_flags nofrag or ports|protocol ip flower skip_sw ip_proto udp action drop hw_stats disabled
		key_port_zero|ENOTSUP|key dst_port: 0 meets fragments; add ip_flags nofrag|protocol ip flower skip_sw ip_proto udp dst_port 0/0xff00 action drop hw_stats disabled
		key_port_range|ENOTSUP|key port range: $no|protocol ip flower skip_sw ip_proto udp dst_port 100-200 action drop hw_stats disabled
		key_frag|ENOTSUP|key ip_flags: $no|protocol ip flower skip_sw ip_flags frag action drop hw_stats disabled
		key_dst_mac_mask|ENOTSUP|key dst_mac: mask 0xffffff000000 not supported, only 0xffffffffffff|protocol all flower skip_sw dst_mac 02:00:00:00:00:01/ff:ff:ff:00:00:00 action drop hw_stats disabled
		key_indev|ENOTSUP|device in indev is no port of this switch; use a representor|protocol ip flower skip_sw indev eth0 action drop hw_stats disabled
		key_matchall_protocol|ENOTSUP|key protocol of matchall: $no|protocol ip matchall skip_sw action drop hw_stats disabled
		key_chain|ENOTSUP|chain 5 not supported, at most 0|chain 5 protocol ip flower skip_sw dst_ip 192.0.2.1 action drop hw_stats disabled
	END
}

refusals_actions()
{
	local no="on a PF only drop, pass, queue_mapping"

	refused "tc filter add dev eth0 ingress protocol ip flower skip_sw" <<-END
		action_counted|ENOTSUP|no counters on a PF; add hw_stats disabled to each action|dst_ip 192.0.2.1 action drop
		action_trap|ENOTSUP|action trap: $no|dst_ip 192.0.2.1 action trap hw_stats disabled
		action_mark|ENOTSUP|action skbedit mark: $no|dst_ip 192.0.2.1 action skbedit mark 5 hw_stats disabled
		action_vlan|ENOTSUP|action vlan pop: $no|dst_ip 192.0.2.1 action vlan pop hw_stats disabled
		action_redirect|ENOTSUP|action redirect: $no|dst_ip 192.0.2.1 action mirred egress redirect dev lo hw_stats disabled
		action_goto|ENOTSUP|action goto: $no|dst_ip 192.0.2.1 action goto chain 5 hw_stats disabled
		action_queue|ENOTSUP|queue 77 does not exist; there are 4|dst_ip 192.0.2.1 action skbedit queue_mapping 77 hw_stats disabled skip_sw
		action_classid|ENOTSUP|action classid: $no|dst_ip 192.0.2.1 classid 1:1 action pass hw_stats disabled
		action_hw_tc|ENOTSUP|hw_tc 1 does not exist; mqprio in mode channel has 0|dst_ip 192.0.2.1 hw_tc 1
	END
}

# host1_dev: devlink's name of host1's function
host1_dev()
{
	local dev

	dev=$("$HNI_ON" host1 readlink /sys/class/net/eth0/device)
	echo "pci/${dev##*/}"
}

# refusals_of NAME: count of that reason in the ledger of host1's function
refusals_of()
{
	devlink -j health diagnose "$(host1_dev)" reporter tc |
		jq "[.. | objects | select(.name? == \"$1\").count] | add // 0"
}

# software takes the filter, so nobody is told why hardware does not
refusals_recorded()
{
	local before after

	before=$(refusals_of RPC_KEY)
	tc1 add pref 9 protocol ip flower ip_ttl 5 action drop \
		"${OFF[@]}"
	after=$(refusals_of RPC_KEY)
	tc1 del pref 9
	check_eq "$after" "$((before + 1))" "refusals in the ledger"
	log_test "legacy.refusals_recorded"
	devlink health dump show "$(host1_dev)" reporter tc 2>/dev/null
	check_fail $? "a list of rules, which only the manager has"
	log_test "legacy.rules_are_the_managers"
}

# nt_refused NAME ARGUMENT...
nt_refused()
{
	local name=$1

	shift
	"$HNI_ON" host1 ethtool -N eth0 flow-type "$@" >/dev/null 2>&1
	check_fail $? "$*"
	log_test "legacy.$name"
}

refusals_ntuple()
{
	nt_refused ntuple_tos udp4 tos 5 action 1
	nt_refused ntuple_vlan udp4 dst-port 5 vlan 5 action 1
	nt_refused ntuple_src_mac ether src 02:00:00:00:00:01 action 1
	nt_refused ntuple_ethertype ether proto 0x88b5 action 1
	nt_refused ntuple_sctp sctp4 dst-port 5 action 1
	nt_refused ntuple_l4proto ip4 l4proto 1 action 1
	nt_refused ntuple_hole udp4 dst-ip 192.0.2.1 m 0.255.0.0 action 1
	nt_refused ntuple_queue_beyond udp4 dst-port 5 action 77
	nt_refused ntuple_location_beyond udp4 dst-port 5 action 1 loc 77
}

nothing_is_left()
{
	check_eq "$("$HNI_ON" host1 tc filter show dev eth0 ingress | wc -l)" \
		0 "lines of filters"
	check_eq "$("$HNI_ON" host1 ethtool -n eth0 | grep -c '^Filter:')" 0 \
		"ntuple rules"
	send lefta
	check_arrived lefta "$N"
	log_test legacy.nothing_is_left
}

need HNI_ON HNI_CTL
setup
tests_run
