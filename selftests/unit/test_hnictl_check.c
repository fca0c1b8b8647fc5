// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of `hnictl rule check`: tc command lines and what becomes of
 * them. That the driver agrees is tested in the guest.
 *
 * Links: tools/hnictl/check*.c tools/hnictl/out.c tools/hnictl/keyword.c
 * Links: offload/core/hof_*.c offload/core/esw/hof_*.c
 * Cflags: -Itools/hnictl
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "ktap.h"

#define WORDS_MAX	200

static char *text;

/* what is printed about a line of blank-separated words */
static int check(const char *line)
{
	struct ctl ctl = { 0 };
	char *words[WORDS_MAX];
	char *copy = strdup(line);
	char *rest = NULL, *word;
	size_t len;
	int argc = 0, code;
	FILE *file;

	for (word = strtok_r(copy, " ", &rest); word && argc < WORDS_MAX;
	     word = strtok_r(NULL, " ", &rest))
		words[argc++] = word;
	file = open_memstream(&text, &len);
	ctl_out_open(&ctl.out, file, CTL_OUT_JSON, false);
	code = ctl_check_run(&ctl, argc, words);
	EXPECT_EQ(ctl_out_close(&ctl.out), 0);
	fclose(file);
	free(copy);
	return code;
}

static void expect_text(const char *line, int code, const char *want)
{
	EXPECT_EQ(check(line), code);
	if (!EXPECT(strstr(text, want)))
		ktap_note("%s: %s", line, text);
	free(text);
}

/* ---- what is offloaded ---- */

static void keys_offloaded(void)
{
	static const char * const lines[] = {
		"dev a ingress flower skip_sw action drop",
		"tc filter add dev a ingress protocol ip pref 5 flower skip_sw dst_ip 10.0.0.0/8 src_ip 192.0.2.1 ip_proto tcp dst_port 80 src_port 0x400/0xfc00 ip_tos 0x10/0xfc ip_ttl 64 tcp_flags 0x2/0x12 action drop",
		"dev a egress protocol ipv6 flower src_ip 2001:db8::/32 ip_proto icmpv6 type 135 code 0 action pass",
		"dev a ingress protocol arp flower arp_op request arp_sip 10.0.0.5 arp_tip 10.0.0.0/24 arp_sha 02:00:00:00:00:01 action drop",
		"dev a ingress protocol 802.1ad flower vlan_id 5 vlan_prio 3 vlan_ethtype 802.1q cvlan_id 7 cvlan_ethtype ip dst_ip 10.0.0.1 action drop",
		"dev a ingress protocol all flower dst_mac 00:00:00:00:00:00/01:00:00:00:00:00 src_mac 02:00:00:00:00:00/16 action drop",
		"dev a ingress protocol ip flower ip_flags frag/nofirstfrag action drop",
		"dev a ingress protocol ip flower ip_proto tcp dst_port 1000-2047 src_port 5-6 action drop",
		"dev a ingress protocol all flower num_of_vlans 2 action drop",
		"dev a ingress protocol cfm flower cfm mdl 5 op 47 action drop",
		"dev a ingress protocol mpls_uc flower mpls lse depth 1 label 5 lse depth 7 ttl 9 action drop",
		"dev a ingress protocol ppp_ses flower pppoe_sid 5 ppp_proto ip action drop",
		"dev a ingress protocol ip flower ip_proto l2tp l2tpv3_sid 9 action drop",
		"dev a ingress protocol ip flower ip_proto esp spi 0x10 action drop",
		"block 1 protocol ip flower indev b action drop",
		"dev vx0 ingress protocol ip flower enc_key_id 42 enc_dst_ip 192.0.2.1 enc_src_ip 192.0.2.0/24 enc_dst_port 4789 enc_tos 4/0xfc enc_ttl 64 enc_flags tuncsum/notunoam action drop",
		"dev gnv0 ingress protocol ip flower geneve_opts 0102:80:00020001,0103:81:0000000100000002 enc_dst_ip 2001:db8::1 action drop",
		"dev vx0 ingress protocol ip flower vxlan_opts 5/0xff action drop",
		"dev a ingress chain 1 protocol ip flower ct_state +trk+est-new ct_zone 5 ct_mark 7/0xf ct_label 0102/ffff action drop",
		"dev a ingress protocol ip matchall action drop",
		"dev a ingress chain 4 protocol ip flower dst_ip 10.0.0.1 classid 1:1",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		expect_text(lines[i], CTL_EXIT_OK, "\"verdict\":\"offloaded\"");
}

static void actions_offloaded(void)
{
	static const char * const lines[] = {
		"action mirred egress mirror dev b action mirred egress redirect dev c",
		"action vlan push id 5 priority 3 protocol 802.1ad pipe action vlan pop action vlan modify id 7 pass",
		"action pedit ex munge eth dst set 02:00:00:00:00:01 munge ip ttl add 255 munge ip src set 10.0.0.1 retain 0xff pipe action csum ip and tcp pipe action pass",
		"action police rate 10mbit burst 64k conform-exceed drop/pipe action mirred egress redirect dev b",
		"action police pkts_rate 10 pkts_burst 5 conform-exceed drop/pass",
		"action police rate 10mbit burst 64k conform-exceed drop/pipe action vlan pop jump 3 action vlan pop action drop",
		"action mpls push protocol mpls_uc label 5 tc 1 ttl 64 bos 1 action mpls modify label 6 action mpls pop protocol ip action drop",
		"action skbedit mark 7 action skbedit priority 5 action pass",
		"action sample rate 100 group 5 trunc 96 action drop",
		"action vlan pop jump 9 action vlan pop action drop",
		"action goto chain 77",
		"action ct zone 5 nat pipe action goto chain 1",
		"action ct clear action pass",
		"action tunnel_key unset pipe action mirred egress redirect dev b",
		"action tunnel_key set id 5 src_ip 192.0.2.2 dst_ip 192.0.2.1 dst_port 4789 nocsum pipe action mirred egress redirect dev vx0",
		"action tunnel_key set id 5 src_ip 2001:db8::1 dst_ip 2001:db8::2 geneve_opts 0102:80:00880022 ttl 5 tos 4 action mirred egress mirror dev b action mirred egress redirect dev gnv0",
		"action trap",
		"action vlan pop goto chain 3",
		"action drop index 5 cookie aabb hw_stats disabled",
	};
	char line[512];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(line, sizeof(line),
			 "dev a ingress protocol ip flower skip_sw %s",
			 lines[i]);
		expect_text(line, CTL_EXIT_OK, "\"verdict\":\"offloaded\"");
	}
}

static void place_told(void)
{
	expect_text("dev a protocol ip flower dst_ip 10.0.0.1 action drop",
		    CTL_EXIT_OK,
		    "\"store\":\"flow\",\"words\":3,\"operations\":1,\"counted\":true");
	expect_text("dev a protocol ip flower action drop hw_stats disabled",
		    CTL_EXIT_OK, "\"counted\":false");
	expect_text("dev a protocol 802.1q flower vlan_id 5 vlan_prio 1 vlan_ethtype ipv6 dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02 src_ip 2001:db8::1 dst_ip 2001:db8::2 ip_proto tcp dst_port 9 src_port 7 ip_ttl 5 tcp_flags 1 indev a ip_flags nofrag action drop",
		    CTL_EXIT_OK, "\"store\":\"flow\",\"words\":18");
	/* more words than a FLOW row compares */
	expect_text("dev a protocol 802.1q flower num_of_vlans 2 vlan_id 5 vlan_ethtype 802.1q cvlan_id 7 cvlan_ethtype ipv6 dst_mac 02:00:00:00:00:01 src_mac 02:00:00:00:00:02 src_ip 2001:db8::1 dst_ip 2001:db8::2 ip_proto tcp dst_port 1-9 src_port 7 ip_ttl 5 tcp_flags 1 indev a action drop",
		    CTL_EXIT_OK, "\"store\":\"tcam\",\"words\":21");
}

/* ---- what is refused ---- */

struct refusal {
	const char *line;
	const char *want;
};

static void expect_refusals(const struct refusal *rows, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		expect_text(rows[i].line, CTL_EXIT_FAILED, rows[i].want);
}

static void keys_refused(void)
{
	static const struct refusal rows[] = {
		{ "protocol ip flower l2_miss 1 action drop",
		  "\"sentence\":\"key l2_miss needs bridge offload" },
		{ "protocol ip flower indev lo action drop",
		  "\"sentence\":\"device in indev is no port" },
		{ "protocol ip flower dst_ip 192.0.2.1/0 action drop",
		  "\"reason\":\"KEY_CONTRADICTION\"" },
		{ "protocol ip flower erspan_opts 1:2:0:0 action drop",
		  "\"sentence\":\"key enc_opts of this kind cannot" },
		{ "protocol ip flower geneve_opts 0102:80:000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 action drop",
		  "\"sentence\":\"key enc_opts (bytes): value 52 not supported, at most 44" },
		{ "protocol all flower num_of_vlans 99 action drop",
		  "\"reason\":\"KEY_VALUE\"" },
	};

	expect_refusals(rows, ARRAY_SIZE(rows));
}

static void actions_refused(void)
{
	static const struct refusal rows[] = {
		{ "flower action drop action pass",
		  "\"sentence\":\"action drop ends the rule" },
		{ "flower action mirred ingress redirect dev b",
		  "\"sentence\":\"action ingress redirect cannot" },
		{ "--dev a=1 --dev b=2 flower action mirred egress redirect dev c",
		  "\"sentence\":\"device c is no port of this switch" },
		{ "flower action mirred egress redirect blockid 7",
		  "\"sentence\":\"action mirred to a block cannot" },
		{ "flower action drop random netrand pass 5",
		  "\"sentence\":\"action random cannot" },
		{ "flower action skbedit ptype host action pass",
		  "\"sentence\":\"action skbedit ptype cannot" },
		{ "flower action skbedit priority 8 action pass",
		  "\"sentence\":\"action skbedit priority: value 0x8 not" },
		{ "bpf bytecode 1,6 action drop",
		  "\"sentence\":\"classifier bpf: only flower and matchall" },
		{ "flower action tunnel_key set id 5 src_ip 192.0.2.2 dst_ip 192.0.2.1 pipe action pass",
		  "\"sentence\":\"action tunnel_key set needs a redirect" },
		{ "flower action tunnel_key set id 5 erspan_opts 1:2:0:0 action drop",
		  "\"sentence\":\"action tunnel_key options of this kind cannot" },
		{ "flower action ct commit zone 5 action drop",
		  "\"sentence\":\"ct commit needs software; drop skip_sw" },
		{ "flower action vlan pop_eth action drop",
		  "\"sentence\":\"action vlan pop_eth cannot" },
		{ "flower action mirred egress mirror dev b hw_stats disabled action drop",
		  "\"sentence\":\"hw_stats disabled for 1 of 2 actions" },
		{ "flower action vlan pop reclassify",
		  "\"sentence\":\"action vlan pop: control 1 not" },
		{ "flower action vlan pop pipe action vlan pop jump 1 action drop",
		  "\"sentence\":\"action vlan pop: control 268435457 not" },
		{ "flower action pedit ex munge tcp dport set 80 action drop",
		  "\"sentence\":\"action pedit tcp needs the key" },
		{ "flower action pedit ex munge offset -12 u32 set 1 action drop",
		  "\"sentence\":\"action pedit offset: value 0xfffffff4 not" },
		{ "flower action police rate 1mbit burst 10k conform-exceed continue/pipe action drop",
		  "\"sentence\":\"action police continue cannot" },
		{ "flower action police rate 1mbit burst 1k peakrate 2mbit mtu 100 conform-exceed drop/pipe",
		  "\"sentence\":\"action police peakrate cannot" },
	};

	expect_refusals(rows, ARRAY_SIZE(rows));
}

/* of several, the one that the driver names */
static void first_refusal_named(void)
{
	static const struct refusal rows[] = {
		{ "protocol ip flower l2_miss 1 dst_ip 10.0.0.1/0 action gate",
		  "\"reason\":\"KEY_CONTRADICTION\"" },
		{ "protocol ip flower l2_miss 1 action gate",
		  "\"reason\":\"KEY_NEEDS\"" },
	};

	expect_refusals(rows, ARRAY_SIZE(rows));
}

static void too_many_refused(void)
{
	char line[4096];
	size_t len;
	int i;

	len = (size_t)sprintf(line, "flower");
	for (i = 0; i < 17; i++)
		len += (size_t)sprintf(line + len,
				       " action mirred egress mirror dev b");
	sprintf(line + len, " action drop");
	expect_text(line, CTL_EXIT_FAILED,
		    "\"sentence\":\"17 mirrors and redirects in one rule, at most 16\"");
	for (; i < 32; i++)
		len += (size_t)sprintf(line + len, " action vlan pop");
	sprintf(line + len, " action drop");
	EXPECT_EQ(check(line), CTL_EXIT_USAGE);
	free(text);
}

static void kernel_refuses(void)
{
	static const char * const lines[] = {
		"flower action continue",
		"flower action pipe",
		"flower action reclassify",
		"flower action skbedit inheritdsfield action pass",
		"flower action skbedit mark 1/1 action pass",
		"flower action skbedit mark 1 priority 2 action pass",
		"flower action police rate 1mbit burst 10k",
		"flower action mpls dec_ttl action pass",
		"flower action pedit munge offset 0 u32 set 1 action drop",
		"flower action nat ingress 192.0.2.1/32 192.0.2.9 action drop",
		"flower action simple sdata x action drop",
		"basic match x action drop",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		expect_text(lines[i], CTL_EXIT_FAILED,
			    "\"verdict\":\"kernel refuses\"");
}

static void skip_hw_told(void)
{
	expect_text("flower skip_hw action drop", CTL_EXIT_FAILED,
		    "\"verdict\":\"software\"");
}

/* ---- what is not understood ---- */

static void bad_lines(void)
{
	static const char * const lines[] = {
		"",
		"dev a ingress",
		"flower colour red",
		"flower dst_ip 10.0.0.1 action drop",
		"protocol ip flower dst_ip 10.0.0.300 action drop",
		"protocol ip flower dst_ip 10.0.0.1/33 action drop",
		"protocol ip flower dst_ip 2001:db8::1 action drop",
		"protocol ip flower dst_port 5 action drop",
		"protocol ip flower ip_proto tcp dst_port 9-5 action drop",
		"protocol ip flower ip_proto tcp dst_port 70000 action drop",
		"protocol ip flower ip_proto udp tcp_flags 2 action drop",
		"protocol ip flower ip_proto tcp tcp_flags 0x1fff action drop",
		"protocol ip flower ip_flags fragged action drop",
		"flower vlan_id 5000 action drop",
		"flower dst_mac 02:00:00:00:00 action drop",
		"flower action",
		"flower action mirred egress",
		"flower ct_state trk action drop",
		"flower ct_state +xyz action drop",
		"flower ct_label zz action drop",
		"flower enc_flags tunx action drop",
		"flower geneve_opts 1:2 action drop",
		"flower action ct zone 70000",
		"flower action tunnel_key",
		"flower action mirred egress redirect",
		"flower action mirred egress redirect dev",
		"flower action vlan",
		"flower action vlan push id 4096",
		"flower action pedit ex munge ip colour set 5",
		"flower action pedit",
		"flower action csum",
		"flower action teleport",
		"flower action drop x",
		"pref 70000 flower action drop",
		"protocol nothing flower action drop",
		"matchall dst_ip 10.0.0.1 action drop",
		"--dev a=99 flower action drop",
		"--dev",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!EXPECT_EQ(check(lines[i]), CTL_EXIT_USAGE))
			ktap_note("%s", lines[i]);
		EXPECT_STREQ(text, "");
		free(text);
	}
}

static const struct ktap_case cases[] = {
	{ "hnictl_check.keys_that_hardware_has", keys_offloaded },
	{ "hnictl_check.actions_that_hardware_has", actions_offloaded },
	{ "hnictl_check.tells_the_place", place_told },
	{ "hnictl_check.keys_are_refused_as_by_the_driver", keys_refused },
	{ "hnictl_check.actions_are_refused_as_by_the_driver",
	  actions_refused },
	{ "hnictl_check.names_the_refusal_that_the_driver_names",
	  first_refusal_named },
	{ "hnictl_check.too_many_outputs_and_actions", too_many_refused },
	{ "hnictl_check.tells_what_the_kernel_refuses", kernel_refuses },
	{ "hnictl_check.skip_hw_is_software", skip_hw_told },
	{ "hnictl_check.bad_line_is_a_usage_error", bad_lines },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
