// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of the commands by which hnictl isolates a BMC: what they are
 * and in which order, and which words an exception may have.
 *
 * Links: tools/hnictl/bmc_rules.c
 * Cflags: -Itools/hnictl
 */
#include <stdlib.h>
#include <string.h>

#include "bmc.h"
#include "ktap.h"

#define BMC_MAC		"02:00:00:00:00:40"
#define HOST_MAC	"02:00:00:00:00:01"

static struct ctl_bmc_nic nic;

/* in place of bmc_nic.c: chain 100 is in force, or a leftover is in 101 */
static bool has_leftover;

uint32_t ctl_bmc_fresh(const struct ctl_bmc_port *port)
{
	return port->chain == CTL_BMC_CHAIN ? CTL_BMC_CHAIN_OTHER :
					      CTL_BMC_CHAIN;
}

bool ctl_bmc_has_chain(const struct ctl_bmc_nic *of,
		       const struct ctl_bmc_port *port, uint32_t chain)
{
	return of && port && (chain == CTL_BMC_CHAIN) != has_leftover;
}

static void nic_make(uint32_t chain)
{
	static const struct {
		enum ctl_bmc_role role;
		const char *netdev;
		const char *mac;
	} ports[] = {
		{ CTL_BMC_ROLE_UPLINK, "up", "" },
		{ CTL_BMC_ROLE_FUNCTION, "host1", HOST_MAC },
		{ CTL_BMC_ROLE_FUNCTION, "host2", "02:00:00:00:00:02" },
		{ CTL_BMC_ROLE_BMC, "bmc", BMC_MAC },
	};
	struct ctl_bmc_port *port;
	size_t i;

	memset(&nic, 0, sizeof(nic));
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		port = &nic.ports[i];
		port->role = ports[i].role;
		port->chain = chain;
		port->has_qdisc = chain;
		snprintf(port->netdev, sizeof(port->netdev), "%s",
			 ports[i].netdev);
		snprintf(port->mac, sizeof(port->mac), "%s", ports[i].mac);
	}
	nic.count = ARRAY_SIZE(ports);
	nic.uplink = &nic.ports[0];
	nic.bmc = &nic.ports[3];
	has_leftover = false;
}

static char *text_of(void (*put)(FILE *file, const struct ctl_bmc_nic *of))
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	put(file, &nic);
	fclose(file);
	return text;
}

static struct ctl_bmc_policy policy;

static void build_put(FILE *file, const struct ctl_bmc_nic *of)
{
	ctl_bmc_build_put(file, of, &policy);
}

static char *build_text(int vlan)
{
	policy = (struct ctl_bmc_policy) { .vlan = vlan, .num_ips = 2 };
	snprintf(policy.ips[0], sizeof(policy.ips[0]), "%s", "192.0.2.40");
	snprintf(policy.ips[1], sizeof(policy.ips[1]), "%s", "2001:db8::40");
	return text_of(build_put);
}

/* the lines of a port, in order, without what they all begin with */
static char *lines_of(const char *text, const char *netdev, uint32_t chain)
{
	char head[96], *lines = calloc(1, strlen(text) + 1);
	const char *line, *end;
	int len;

	len = snprintf(head, sizeof(head),
		       "filter add dev %s ingress chain %u protocol ", netdev,
		       chain);
	for (line = text; *line; line = end + 1) {
		end = strchr(line, '\n');
		if (!strncmp(line, head, (size_t)len))
			strncat(lines, line + len,
				(size_t)(end + 1 - line) - (size_t)len);
	}
	return lines;
}

static void expect_lines(int vlan, const char *netdev, const char *want)
{
	char *text = build_text(vlan);
	char *lines = lines_of(text, netdev, CTL_BMC_CHAIN);

	EXPECT_STREQ(lines, want);
	free(lines);
	free(text);
}

static void bmc_in_a_vlan(void)
{
	nic_make(0);
	expect_lines(40, "bmc",
		     "802.1q pref 12 flower skip_sw src_mac " BMC_MAC
		     " vlan_id 40 action mirred egress redirect dev up\n"
		     "all pref 100 flower skip_sw action drop\n");
}

static void bmc_untagged(void)
{
	nic_make(0);
	expect_lines(CTL_BMC_NO_VLAN, "bmc",
		     "802.1q pref 10 flower skip_sw action drop\n"
		     "802.1ad pref 11 flower skip_sw action drop\n"
		     "all pref 12 flower skip_sw src_mac " BMC_MAC
		     " action mirred egress redirect dev up\n"
		     "all pref 100 flower skip_sw action drop\n");
}

static void function_sends(void)
{
	nic_make(0);
	expect_lines(40, "host2",
		     "all pref 20 flower skip_sw dst_mac " BMC_MAC
		     " action drop\n"
		     "802.1q pref 21 flower skip_sw action drop\n"
		     "802.1ad pref 22 flower skip_sw action drop\n"
		     "ip pref 23 flower skip_sw src_ip 192.0.2.40 action drop\n"
		     "arp pref 25 flower skip_sw arp_sip 192.0.2.40 action drop\n"
		     "ipv6 pref 24 flower skip_sw src_ip 2001:db8::40 action drop\n"
		     "arp pref 26 flower skip_sw arp_sha " BMC_MAC
		     " action drop\n"
		     "all pref 30 flower skip_sw dst_mac " HOST_MAC
		     " action mirred egress redirect dev host1\n"
		     "all pref 42 flower skip_sw dst_mac 01:00:00:00:00:00/01:00:00:00:00:00 action mirred egress mirror dev host1 action mirred egress redirect dev up\n"
		     "all pref 100 flower skip_sw action mirred egress redirect dev up\n");
}

/* only the uplink has a filter that leads to the BMC */
static void uplink_only(void)
{
	int vlans[] = { 40, CTL_BMC_NO_VLAN };
	const char *line;
	char *text;
	size_t i;

	nic_make(0);
	for (i = 0; i < ARRAY_SIZE(vlans); i++) {
		text = build_text(vlans[i]);
		line = strtok(text, "\n");
		for (; line; line = strtok(NULL, "\n")) {
			if (!strstr(line, "redirect dev bmc") &&
			    !strstr(line, "mirror dev bmc"))
				continue;
			EXPECT(!strncmp(line, "filter add dev up ", 18));
		}
		free(text);
	}
}

static void chains_alternate(void)
{
	char *text;

	nic_make(0);
	text = build_text(40);
	EXPECT(strstr(text, "qdisc add dev bmc clsact\n"));
	EXPECT(strstr(text, "ingress chain 100 "));
	EXPECT(!strstr(text, "chain 101"));
	free(text);
	nic_make(CTL_BMC_CHAIN);
	text = build_text(40);
	EXPECT(!strstr(text, "qdisc add"));
	EXPECT(strstr(text, "ingress chain 101 "));
	EXPECT(!strstr(text, "chain 100"));
	EXPECT(!strstr(text, "filter del"));
	free(text);
	has_leftover = true;
	text = build_text(40);
	EXPECT(strstr(text, "filter del dev bmc ingress chain 101\n"));
	EXPECT(strstr(text, "filter del dev bmc ") <
	       strstr(text, "filter add dev bmc "));
	free(text);
}

static void swap_is_last_at_the_bmc(void)
{
	char *text;

	nic_make(CTL_BMC_CHAIN);
	text = text_of(ctl_bmc_swap_put);
	EXPECT_STREQ(text,
		     "filter replace dev host1 ingress chain 0 protocol all pref 1 handle 1 flower skip_sw action goto chain 101\n"
		     "filter replace dev host2 ingress chain 0 protocol all pref 1 handle 1 flower skip_sw action goto chain 101\n"
		     "filter replace dev up ingress chain 0 protocol all pref 1 handle 1 flower skip_sw action goto chain 101\n"
		     "filter replace dev bmc ingress chain 0 protocol all pref 1 handle 1 flower skip_sw action goto chain 101\n");
	free(text);
}

/* what is in force is never deleted by who failed */
static void clean_and_undo(void)
{
	char *text;

	nic_make(CTL_BMC_CHAIN);
	text = text_of(ctl_bmc_clean_put);
	EXPECT(strstr(text, "filter del dev bmc ingress chain 100\n"));
	EXPECT(!strstr(text, "101"));
	free(text);
	text = text_of(ctl_bmc_undo_put);
	EXPECT(strstr(text, "filter del dev bmc ingress chain 101\n"));
	EXPECT(!strstr(text, "100"));
	free(text);
	nic_make(0);
	text = text_of(ctl_bmc_clean_put);
	EXPECT_STREQ(text, "");
	free(text);
}

/* ---- exceptions ---- */

static struct ctl_bmc_opening opening;

static void opening_put(FILE *file, const struct ctl_bmc_nic *of)
{
	ctl_bmc_opening_put(file, of, &opening);
}

static void opening_make(char **words, int count)
{
	nic_make(CTL_BMC_CHAIN);
	opening = (struct ctl_bmc_opening) {
		.port = &nic.ports[1],
		.match = words,
		.num_match = count,
	};
}

static void opening_is_exact(void)
{
	char *words[6] = { "protocol", "ip", "ip_proto", "tcp", "dst_port",
			  "22" };
	char *text;

	opening_make(words, 6);
	opening.to_bmc = true;
	EXPECT(!ctl_bmc_opening_check(&opening));
	text = text_of(opening_put);
	EXPECT(strstr(text,
		      "filter replace dev host1 ingress chain 100 protocol ip pref 2 handle 0x"));
	EXPECT(strstr(text,
		      " flower skip_sw dst_mac " BMC_MAC
		      " ip_proto tcp dst_port 22 action mirred egress redirect dev bmc\n"));
	EXPECT(!strstr(text, "dev bmc ingress"));
	free(text);
}

static void opening_both_ways(void)
{
	char *text;

	opening_make(NULL, 0);
	opening.to_bmc = true;
	opening.from_bmc = true;
	EXPECT(!ctl_bmc_opening_check(&opening));
	text = text_of(opening_put);
	EXPECT(strstr(text, "dev host1 ingress chain 100 protocol all pref 1 "));
	EXPECT(strstr(text, "dev bmc ingress chain 100 protocol all pref 1 "));
	EXPECT(strstr(text, "dst_mac " HOST_MAC
		      " action mirred egress redirect dev host1\n"));
	free(text);
}

static void opening_handles(void)
{
	char *one[2] = { "src_mac", "02:00:00:00:00:05" };
	char *other[2] = { "src_mac", "02:00:00:00:00:06" };
	char *texts[3];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		opening_make(i == 2 ? other : one, 2);
		opening.to_bmc = true;
		texts[i] = text_of(opening_put);
		*strstr(texts[i], " flower") = '\0';
	}
	EXPECT_STREQ(texts[0], texts[1]);
	EXPECT(strcmp(texts[0], texts[2]));
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		free(texts[i]);
}

static void opening_words(void)
{
	char *bad[][2] = {
		{ "action", "pass" }, { "dst_mac", "02:00:00:00:00:07" },
		{ "protocol", "0x88cc" }, { "protocol", NULL },
		{ "src_ip", "1.2.3.4\nqdisc" }, { "src_ip", "" },
		{ "skip_hw", NULL }, { "src_ip", "1.2.3.4 action" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		opening_make(bad[i], bad[i][1] ? 2 : 1);
		EXPECT(ctl_bmc_opening_check(&opening));
	}
}

static const struct ktap_case cases[] = {
	{ "bmc.leaves_in_its_vlan_only", bmc_in_a_vlan },
	{ "bmc.leaves_untagged_only", bmc_untagged },
	{ "bmc.functions_are_kept_from_it", function_sends },
	{ "bmc.is_reached_from_the_uplink_only", uplink_only },
	{ "bmc.policy_is_built_in_the_other_chain", chains_alternate },
	{ "bmc.swap_is_one_filter_a_port", swap_is_last_at_the_bmc },
	{ "bmc.only_the_other_chain_is_removed", clean_and_undo },
	{ "bmc.exception_is_exact", opening_is_exact },
	{ "bmc.exception_can_be_both_ways", opening_both_ways },
	{ "bmc.same_exception_has_same_handle", opening_handles },
	{ "bmc.exception_has_keys_only", opening_words },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
