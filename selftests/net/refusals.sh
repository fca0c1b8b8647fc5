#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Owns what is refused: each filter and option with the errno and the exact
# sentence that the user reads, and that nothing of it is left behind.
#
# A row of a table: name | errno | sentence | command. "kernel" instead of a
# sentence: the words are those of the kernel, which refuses by itself.
#
# shellcheck source-path=SCRIPTDIR source=../lib/lib.sh
. "$(dirname "$0")/../lib/lib.sh"

ALL_TESTS="
	keys
	actions
	action_lists
	matchall
	device_options
	ethernet_options
	nothing_is_left
"
NO="cannot be offloaded; omit it or use skip_hw"
LAST="ends the rule; it must be the last one"
FOREIGN="is no port of this switch; use a representor"

setup()
{
	tc_add_clsact "$HNI_REP1"
	BEFORE=$(occupancy)
}

# repeat COUNT WORDS: WORDS that often
repeat()
{
	local i

	for ((i = 0; i < $1; i++)); do
		printf '%s ' "$2"
	done
}

# trim TEXT: without blanks around it
trim()
{
	local text

	IFS=$' \t' read -r text <<<"$1"
	printf '%s' "$text"
}

# refused PREFIX: a table on stdin; PREFIX comes before each command
refused()
{
	local -a names=() wants=() got=()
	local name error text args commands='' i

	while IFS='|' read -r name error text args; do
		names+=("$(trim "$name")")
		error=$(trim "$error")
		text=$(trim "$text")
		if [[ $text == kernel ]]; then
			wants+=("$error*")
		else
			wants+=("$error hni: $text")
		fi
		commands+="$1 $args"$'\n'
	done
	mapfile -t got < <(printf '%s' "$commands" |
		python3 "$HNI_LIB/refusal.py")
	for i in "${!names[@]}"; do
		# shellcheck disable=SC2053 # a pattern where the kernel speaks
		[[ ${got[i]} == ${wants[i]} ]] ||
			check_eq "${got[i]}" "${wants[i]}" "the answer"
		log_test "${names[i]}"
	done
}

keys()
{
	refused "tc filter add dev $HNI_REP1 ingress" <<-END
		key_num_of_vlans_32|ENOTSUP|key num_of_vlans: value 32 not supported, at most 31|protocol all flower skip_sw num_of_vlans 32 action drop
		key_ppp_proto_even|EINVAL|key ppp_proto contradicts the other keys; no frame can match|protocol ppp_ses flower skip_sw ppp_proto 0x20 action drop
		key_l2_miss|ENOTSUP|key l2_miss needs bridge offload; use it with skip_hw|protocol ip flower skip_sw l2_miss 1 action drop
		key_gtp_opts|ENOTSUP|key enc_opts of this kind $NO|protocol ip flower skip_sw gtp_opts 01:02/ff:ff action drop
		key_pfcp_opts|ENOTSUP|key enc_opts of this kind $NO|protocol ip flower skip_sw pfcp_opts 01:0000000000000002/ff:ffffffffffffffff action drop
		key_erspan_opts|ENOTSUP|key enc_opts of this kind $NO|protocol ip flower skip_sw erspan_opts 1:2:0:0 action drop
		key_indev_foreign|ENOTSUP|device in indev $FOREIGN|protocol ip flower skip_sw indev lo action drop
		key_address_without_mask|EINVAL|key src_ip/dst_ip (mask 0) contradicts the other keys; no frame can match|protocol ip flower skip_sw dst_ip 192.0.2.1/0 action drop
	END
}

actions()
{
	refused "tc filter add dev $HNI_REP1 ingress protocol ip flower skip_sw" <<-END
		action_continue|ENOTSUP|kernel|action continue
		action_pipe|ENOTSUP|kernel|action pipe
		action_reclassify|ENOTSUP|kernel|action reclassify
		action_drop_random|ENOTSUP|action random $NO|action drop random netrand pass 5
		action_pass_random|ENOTSUP|action random $NO|action pass random determ drop 5
		action_goto_random|ENOTSUP|action random $NO|action goto chain 5 random netrand drop 4
		action_redirect_ingress|ENOTSUP|action ingress redirect $NO|action mirred ingress redirect dev $HNI_REP2
		action_mirror_ingress|ENOTSUP|action ingress mirror $NO|action mirred ingress mirror dev $HNI_REP2 action drop
		action_redirect_foreign|ENOTSUP|device lo $FOREIGN|action mirred egress redirect dev lo
		action_mirror_foreign|ENOTSUP|device $HNI_MGR $FOREIGN|action mirred egress mirror dev $HNI_MGR action drop
		action_redirect_block|ENOTSUP|action mirred to a block $NO|action mirred egress redirect blockid 77
		action_skbedit_ptype|ENOTSUP|action skbedit ptype $NO|action skbedit ptype host action pass
		action_skbedit_inherit|ENOTSUP|kernel|action skbedit inheritdsfield action pass
		action_skbedit_priority_8|ENOTSUP|action skbedit priority: value 0x8 not supported, at most 0x7|action skbedit priority 8 action drop
		action_skbedit_mask|ENOTSUP|kernel|action skbedit mark 5/7 action drop
		action_skbedit_two|ENOTSUP|kernel|action skbedit mark 5 priority 3 action drop
		action_pedit_eth_type|ENOTSUP|action pedit eth type $NO|action pedit ex munge eth type set 0x86dd action drop
		action_pedit_tcp|ENOTSUP|action pedit tcp needs the key ip_proto tcp; add it or use skip_hw|action pedit ex munge tcp dport set 80 action drop
		action_pedit_udp|ENOTSUP|action pedit udp needs the key ip_proto udp; add it or use skip_hw|ip_proto tcp action pedit ex munge udp dport set 80 action drop
		action_pedit_negative|ENOTSUP|action pedit offset: value 0xfffffff4 not supported, at most 0xfc|action pedit ex munge offset -12 u32 set 1 action drop
		action_pedit_far|ENOTSUP|action pedit offset: value 0x100 not supported, at most 0xfc|action pedit ex munge offset 256 u32 set 1 action drop
		action_pedit_old|ENOTSUP|kernel|action pedit munge offset 0 u32 set 1 action drop
		action_pedit_reclassify|ENOTSUP|action pedit: control 1 not supported; pipe goes on|action pedit ex munge ip ttl set 5 reclassify
		action_mpls_dec_ttl|ENOTSUP|kernel|action mpls dec_ttl action drop
		action_mpls_mac_push|ENOTSUP|kernel|action mpls mac_push label 5 action drop
		action_mpls_pop_tag|ENOTSUP|action mpls pop to a VLAN tag $NO|action mpls pop protocol 802.1q action drop
		action_police_peakrate|ENOTSUP|action police peakrate $NO|action police rate 1mbit burst 10k mtu 1500 peakrate 2mbit conform-exceed drop action drop
		action_police_atm|ENOTSUP|action police linklayer atm $NO|action police rate 1mbit burst 10k linklayer atm conform-exceed drop action drop
		action_police_continue|ENOTSUP|action police continue $NO|action police rate 1mbit burst 10k conform-exceed continue/pipe action drop
		action_police_reclassify|ENOTSUP|kernel|action police rate 1mbit burst 10k conform-exceed reclassify action drop
		action_jump_back|ENOTSUP|action vlan pop: control 268435457 not supported; pipe goes on|action vlan pop pipe action vlan pop jump 1 action drop
		action_ct_commit|ENOTSUP|ct commit needs software; drop skip_sw|action ct commit zone 5 action drop
		action_tunnel_set|ENOTSUP|action tunnel_key set needs a redirect; add it or use skip_hw|action tunnel_key set src_ip 192.0.2.1 dst_ip 192.0.2.2 id 5 dst_port 4789 action pass
		action_vlan_pop_eth|ENOTSUP|action vlan pop_eth $NO|action vlan pop_eth action drop
		action_vlan_push_eth|ENOTSUP|action vlan push_eth $NO|action vlan push_eth dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02 action drop
		action_nat|ENOTSUP|kernel|action nat ingress 192.0.2.1/32 192.0.2.9 action drop
		action_simple|ENOTSUP|kernel|action simple sdata x action drop
		action_connmark|ENOTSUP|kernel|action connmark action drop
		action_skbmod|ENOTSUP|kernel|action skbmod set dmac 02:00:00:00:00:01 action drop
	END
}

action_lists()
{
	local keys mirrors

	mirrors=$(repeat 17 "action mirred egress mirror dev $HNI_REP2")
	keys=$(repeat 40 "munge eth src set 02:00:00:00:00:05")
	refused "tc filter add dev $HNI_REP1 ingress protocol ip flower skip_sw" <<-END
		list_drop_not_last|ENOTSUP|action drop $LAST|action drop action drop
		list_pass_not_last|ENOTSUP|action pass $LAST|action pass action mirred egress redirect dev $HNI_REP2
		list_goto_not_last|ENOTSUP|action goto $LAST|action goto chain 3 action drop
		list_redirect_not_last|ENOTSUP|action redirect $LAST|action mirred egress redirect dev $HNI_REP2 action drop
		list_17_mirrors|ENOTSUP|17 mirrors and redirects in one rule, at most 16|$mirrors action drop
		list_operations|ENOTSUP|65 operations in one rule, at most 64|action pedit ex $keys action drop
		list_hw_stats_mixed|ENOTSUP|hw_stats disabled for 1 of 2 actions; for all or for none|action mirred egress mirror dev $HNI_REP2 hw_stats disabled action drop
	END
}

matchall()
{
	refused "tc filter add dev $HNI_REP1 ingress protocol ip" <<-END
		matchall_foreign|ENOTSUP|device lo $FOREIGN|matchall skip_sw action mirred egress redirect dev lo
		classifier_bpf|ENOTSUP|classifier bpf: only flower and matchall can be offloaded|bpf skip_sw bytecode "1,6 0 0 0" action drop
	END
}

device_options()
{
	local mac2

	mac2=$(devlink -j port show "$HNI_DEV/3" |
		jq -r '.port[].function.hw_addr')
	refused "devlink" <<-END
		port_uplink_has_no_function|ENOTSUP|kernel|port function set $HNI_DEV/0 hw_addr 02:00:00:00:00:05
		port_manager_address_is_fixed|ENOTSUP|the manager's own address is fixed|port function set $HNI_DEV/1 hw_addr 02:00:00:00:00:05
		port_multicast_address|EINVAL|kernel|port function set $HNI_DEV/2 hw_addr ff:00:00:00:00:05
		port_address_of_another|EADDRINUSE|port 3 owns $mac2 already|port function set $HNI_DEV/2 hw_addr $mac2
		port_state|ENOTSUP|kernel|port function set $HNI_DEV/2 state inactive
		port_split|ENOTSUP|kernel|port split $HNI_DEV/0 count 2
		port_del|ENOTSUP|kernel|port del $HNI_DEV/2
		port_add|ENOTSUP|kernel|port add $HNI_DEV flavour pcisf pfnum 0
		eswitch_inline_mode|ENOTSUP|kernel|dev eswitch set $HNI_DEV inline-mode network
		eswitch_encap_mode|ENOTSUP|kernel|dev eswitch set $HNI_DEV encap-mode basic
		flash_no_file|ENOENT|kernel|dev flash $HNI_DEV file nothing
		flash_overwrite|ENOTSUP|kernel|dev flash $HNI_DEV file nothing overwrite settings
	END
}

ethernet_options()
{
	refused "" <<-END
		representor_mtu_too_large|EINVAL|kernel|ip link set dev $HNI_REP1 mtu 10000
		representor_mtu_too_small|EINVAL|kernel|ip link set dev $HNI_REP1 mtu 60
		representor_stays_in_its_netns|EINVAL|kernel|ip link set dev $HNI_REP1 netns host1
		representor_multicast_address|EADDRNOTAVAIL|kernel|ip link set dev $HNI_REP1 address ff:ff:ff:ff:ff:ff
		rings_too_small|EINVAL|rings have 64 to 16384 entries|ethtool -G $HNI_MGR rx 5
		rings_too_large|EINVAL|kernel|ethtool -G $HNI_MGR rx 100000
		channels_too_many|EINVAL|kernel|ethtool -L $HNI_MGR combined 500
		channels_none|EINVAL|kernel|ethtool -L $HNI_MGR combined 0
		speed|ENOTSUP|kernel|ethtool -s $HNI_MGR speed 10 duplex half
		pause_autoneg|EINVAL|kernel|ethtool -A $HNI_MGR autoneg on
	END
}

nothing_is_left()
{
	check_eq "$(tc filter show dev "$HNI_REP1" ingress | wc -l)" 0 \
		"lines of filters"
	check_eq "$(occupancy)" "$BEFORE" "resources in use"
	log_test nothing_is_left
	tc filter add dev "$HNI_REP1" ingress protocol ip pref 1 flower skip_sw \
		action drop
	check_err $? "control: a filter that is possible"
	tc filter del dev "$HNI_REP1" ingress pref 1
	log_test what_is_possible_is_not
}

need HNI_REP1 HNI_REP2 HNI_MGR HNI_DEV
setup
tests_run
