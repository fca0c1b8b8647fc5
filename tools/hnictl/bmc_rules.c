// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the text of the BMC's isolation: the filters of each port, and in which
 * order a policy takes the place of another.
 *
 * A port's filters are in chain 100 or 101; one filter in chain 0 leads there.
 * The next policy is built in the other chain, where no frame comes, and the
 * filter in chain 0 is replaced, which is one step in the NIC.
 */
#include <ctype.h>
#include <string.h>

#include "bmc.h"

#define MULTICAST	"01:00:00:00:00:00/01:00:00:00:00:00"

enum bmc_pref {
	/* from the BMC and from the uplink: what is the BMC's */
	PREF_BMC_8021Q = 10,
	PREF_BMC_8021AD = 11,
	PREF_BMC = 12,
	PREF_BMC_MULTICAST = 13,
	PREF_BMC_VLAN = 14,
	PREF_BMC_ELSE = 15,
	/* from a function: what it must not send */
	PREF_TO_BMC = 20,
	PREF_8021Q = 21,
	PREF_8021AD = 22,
	PREF_SRC_IP = 23,
	PREF_SRC_IP6 = 24,
	PREF_ARP_SIP = 25,
	PREF_ARP_SHA = 26,
	/* what is not about the BMC */
	PREF_FUNCTION = 30,
	PREF_MULTICAST_8021Q = 40,
	PREF_MULTICAST_8021AD = 41,
	PREF_MULTICAST = 42,
	PREF_ELSE = 100,
};

/* A writer of the filters of one port into the chain that is built */
struct writer {
	FILE *file;
	const struct ctl_bmc_nic *nic;
	const struct ctl_bmc_policy *policy;
	const struct ctl_bmc_port *port;
};

static void rule_put(const struct writer *writer, enum bmc_pref pref,
		     const char *protocol, const char *match)
{
	fprintf(writer->file,
		"filter add dev %s ingress chain %u protocol %s pref %u flower skip_sw%s%s",
		writer->port->netdev, ctl_bmc_fresh(writer->port), protocol,
		pref, match[0] ? " " : "", match);
}

static void drop_put(const struct writer *writer, enum bmc_pref pref,
		     const char *protocol, const char *match)
{
	rule_put(writer, pref, protocol, match);
	fputs(" action drop\n", writer->file);
}

static void redirect_put(const struct writer *writer, enum bmc_pref pref,
			 const char *protocol, const char *match,
			 const struct ctl_bmc_port *to)
{
	rule_put(writer, pref, protocol, match);
	fprintf(writer->file, " action mirred egress redirect dev %s\n",
		to->netdev);
}

/* Copies to all functions but the sender; @last gets the frame, if not NULL */
static void spread_put(const struct writer *writer, enum bmc_pref pref,
		       const char *protocol, const struct ctl_bmc_port *last)
{
	const struct ctl_bmc_port *port = writer->nic->ports;
	const struct ctl_bmc_port *end = port + writer->nic->count;

	rule_put(writer, pref, protocol, "dst_mac " MULTICAST);
	for (; port < end; port++) {
		if (port->role == CTL_BMC_ROLE_FUNCTION && port != writer->port)
			fprintf(writer->file,
				" action mirred egress mirror dev %s",
				port->netdev);
	}
	if (last)
		fprintf(writer->file, " action mirred egress redirect dev %s\n",
			last->netdev);
	else
		fputs(" action drop\n", writer->file);
}

static void match_put(char *match, size_t size, const char *key,
		      const char *value, int vlan)
{
	int len = snprintf(match, size, "%s %s", key, value);

	if (vlan != CTL_BMC_NO_VLAN)
		snprintf(match + len, size - (size_t)len, " vlan_id %d", vlan);
}

/* to each function what is sent to its own address */
static void functions_put(const struct writer *writer)
{
	const struct ctl_bmc_port *port = writer->nic->ports;
	const struct ctl_bmc_port *end = port + writer->nic->count;
	char match[64];

	for (; port < end; port++) {
		if (port->role != CTL_BMC_ROLE_FUNCTION || port == writer->port)
			continue;
		match_put(match, sizeof(match), "dst_mac", port->mac,
			  CTL_BMC_NO_VLAN);
		redirect_put(writer, PREF_FUNCTION, "all", match, port);
	}
}

/* ---- filters of a port ---- */

static void from_bmc_put(const struct writer *writer)
{
	int vlan = writer->policy->vlan;
	bool is_tagged = vlan != CTL_BMC_NO_VLAN;
	char match[64];

	match_put(match, sizeof(match), "src_mac", writer->nic->bmc->mac, vlan);
	if (!is_tagged) {
		drop_put(writer, PREF_BMC_8021Q, "802.1q", "");
		drop_put(writer, PREF_BMC_8021AD, "802.1ad", "");
	}
	redirect_put(writer, PREF_BMC, is_tagged ? "802.1q" : "all", match,
		     writer->nic->uplink);
	drop_put(writer, PREF_ELSE, "all", "");
}

static void from_uplink_tagged_put(const struct writer *writer)
{
	const struct ctl_bmc_port *bmc = writer->nic->bmc;
	int vlan = writer->policy->vlan;
	char match[96];

	match_put(match, sizeof(match), "dst_mac", bmc->mac, vlan);
	redirect_put(writer, PREF_BMC, "802.1q", match, bmc);
	match_put(match, sizeof(match), "dst_mac", MULTICAST, vlan);
	redirect_put(writer, PREF_BMC_MULTICAST, "802.1q", match, bmc);
	snprintf(match, sizeof(match), "vlan_id %d", vlan);
	drop_put(writer, PREF_BMC_VLAN, "802.1q", match);
	match_put(match, sizeof(match), "dst_mac", bmc->mac, CTL_BMC_NO_VLAN);
	drop_put(writer, PREF_BMC_ELSE, "all", match);
	functions_put(writer);
	spread_put(writer, PREF_MULTICAST, "all", NULL);
}

static void from_uplink_untagged_put(const struct writer *writer)
{
	const struct ctl_bmc_port *bmc = writer->nic->bmc;
	char match[64];

	match_put(match, sizeof(match), "dst_mac", bmc->mac, CTL_BMC_NO_VLAN);
	drop_put(writer, PREF_BMC_8021Q, "802.1q", match);
	drop_put(writer, PREF_BMC_8021AD, "802.1ad", match);
	redirect_put(writer, PREF_BMC, "all", match, bmc);
	functions_put(writer);
	spread_put(writer, PREF_MULTICAST_8021Q, "802.1q", NULL);
	spread_put(writer, PREF_MULTICAST_8021AD, "802.1ad", NULL);
	spread_put(writer, PREF_MULTICAST, "all", bmc);
}

static void from_uplink_put(const struct writer *writer)
{
	if (writer->policy->vlan == CTL_BMC_NO_VLAN)
		from_uplink_untagged_put(writer);
	else
		from_uplink_tagged_put(writer);
	drop_put(writer, PREF_ELSE, "all", "");
}

static void ip_put(const struct writer *writer, const char *ip)
{
	bool is_ipv6 = strchr(ip, ':');
	char match[64];

	match_put(match, sizeof(match), "src_ip", ip, CTL_BMC_NO_VLAN);
	drop_put(writer, is_ipv6 ? PREF_SRC_IP6 : PREF_SRC_IP,
		 is_ipv6 ? "ipv6" : "ip", match);
	if (is_ipv6)
		return;
	match_put(match, sizeof(match), "arp_sip", ip, CTL_BMC_NO_VLAN);
	drop_put(writer, PREF_ARP_SIP, "arp", match);
}

/* Functions send untagged: nothing can hide behind a tag, nor enter a VLAN */
static void from_function_put(const struct writer *writer)
{
	const struct ctl_bmc_port *bmc = writer->nic->bmc;
	char match[64];
	size_t i;

	match_put(match, sizeof(match), "dst_mac", bmc->mac, CTL_BMC_NO_VLAN);
	drop_put(writer, PREF_TO_BMC, "all", match);
	drop_put(writer, PREF_8021Q, "802.1q", "");
	drop_put(writer, PREF_8021AD, "802.1ad", "");
	for (i = 0; i < writer->policy->num_ips; i++)
		ip_put(writer, writer->policy->ips[i]);
	match_put(match, sizeof(match), "arp_sha", bmc->mac, CTL_BMC_NO_VLAN);
	drop_put(writer, PREF_ARP_SHA, "arp", match);
	functions_put(writer);
	spread_put(writer, PREF_MULTICAST, "all", writer->nic->uplink);
	redirect_put(writer, PREF_ELSE, "all", "", writer->nic->uplink);
}

/* ---- chains ---- */

static void chain_del_put(FILE *file, const struct ctl_bmc_port *port,
			  uint32_t chain)
{
	fprintf(file, "filter del dev %s ingress chain %u\n", port->netdev,
		chain);
}

void ctl_bmc_build_put(FILE *file, const struct ctl_bmc_nic *nic,
		       const struct ctl_bmc_policy *policy)
{
	struct writer writer = { file, nic, policy, NULL };
	size_t i;

	for (i = 0; i < nic->count; i++) {
		writer.port = &nic->ports[i];
		if (!writer.port->has_qdisc)
			fprintf(file, "qdisc add dev %s clsact\n",
				writer.port->netdev);
		if (ctl_bmc_has_chain(nic, writer.port,
				      ctl_bmc_fresh(writer.port)))
			chain_del_put(file, writer.port,
				      ctl_bmc_fresh(writer.port));
		if (writer.port->role == CTL_BMC_ROLE_BMC)
			from_bmc_put(&writer);
		else if (writer.port->role == CTL_BMC_ROLE_UPLINK)
			from_uplink_put(&writer);
		else
			from_function_put(&writer);
	}
}

static void swap_put(FILE *file, const struct ctl_bmc_nic *nic,
		     enum ctl_bmc_role role)
{
	size_t i;

	for (i = 0; i < nic->count; i++) {
		if (nic->ports[i].role == role)
			fprintf(file,
				"filter replace dev %s ingress chain 0 protocol all pref %u handle 1 flower skip_sw action goto chain %u\n",
				nic->ports[i].netdev, CTL_BMC_PREF_GOTO,
				ctl_bmc_fresh(&nic->ports[i]));
	}
}

/* First those who are kept out, last the one they are kept from */
void ctl_bmc_swap_put(FILE *file, const struct ctl_bmc_nic *nic)
{
	swap_put(file, nic, CTL_BMC_ROLE_FUNCTION);
	swap_put(file, nic, CTL_BMC_ROLE_UPLINK);
	swap_put(file, nic, CTL_BMC_ROLE_BMC);
}

void ctl_bmc_clean_put(FILE *file, const struct ctl_bmc_nic *nic)
{
	size_t i;

	for (i = 0; i < nic->count; i++) {
		if (nic->ports[i].chain)
			chain_del_put(file, &nic->ports[i],
				      nic->ports[i].chain);
	}
}

void ctl_bmc_undo_put(FILE *file, const struct ctl_bmc_nic *nic)
{
	size_t i;

	for (i = 0; i < nic->count; i++)
		chain_del_put(file, &nic->ports[i],
			      ctl_bmc_fresh(&nic->ports[i]));
}

/* ---- exceptions ---- */

/* tc wants one protocol for each preference */
static const struct {
	const char *protocol;
	unsigned int pref;
} openings[] = {
	{ "all", 1 },
	{ "ip", 2 },
	{ "ipv6", 3 },
	{ "arp", 4 },
	{ "802.1q", 5 },
	{ "802.1ad", CTL_BMC_PREF_ALLOW_LAST },
};

static size_t opening_kind(const struct ctl_bmc_opening *opening)
{
	size_t i;

	if (!opening->num_match || strcmp(opening->match[0], "protocol"))
		return 0;
	for (i = 0; opening->num_match > 1 && i < ARRAY_SIZE(openings); i++) {
		if (!strcmp(opening->match[1], openings[i].protocol))
			return i;
	}
	return ARRAY_SIZE(openings);
}

static bool is_key(const char *word)
{
	static const char * const reserved[] = {
		"action", "classid", "dst_mac", "skip_hw", "skip_sw", "verbose",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(reserved); i++) {
		if (!strcmp(word, reserved[i]))
			return false;
	}
	for (i = 0; word[i]; i++) {
		if (!isalnum((unsigned char)word[i]) &&
		    !strchr("_.:/,-", word[i]))
			return false;
	}
	return i;
}

const char *ctl_bmc_opening_check(const struct ctl_bmc_opening *opening)
{
	int i;

	if (opening_kind(opening) == ARRAY_SIZE(openings))
		return opening->match[opening->num_match > 1];
	for (i = 0; i < opening->num_match; i++) {
		if (!is_key(opening->match[i]))
			return opening->match[i];
	}
	return NULL;
}

/* The same exception has the same handle, so that a second one replaces it */
static uint32_t opening_handle(const struct ctl_bmc_opening *opening,
			       const char *mac)
{
	uint32_t hash = 2166136261u;
	const char *text = mac;
	int i = 0;

	while (text) {
		for (; *text; text++)
			hash = (hash ^ (unsigned char)*text) * 16777619u;
		hash = (hash ^ ' ') * 16777619u;
		text = i < opening->num_match ? opening->match[i++] : NULL;
	}
	return (hash & 0x7fffffff) | 1;
}

static void opening_put(FILE *file, const struct ctl_bmc_opening *opening,
			const struct ctl_bmc_port *from,
			const struct ctl_bmc_port *to)
{
	size_t kind = opening_kind(opening);
	int i;

	fprintf(file,
		"filter replace dev %s ingress chain %u protocol %s pref %u handle 0x%x flower skip_sw dst_mac %s",
		from->netdev, from->chain, openings[kind].protocol,
		openings[kind].pref, opening_handle(opening, to->mac), to->mac);
	for (i = kind ? 2 : 0; i < opening->num_match; i++)
		fprintf(file, " %s", opening->match[i]);
	fprintf(file, " action mirred egress redirect dev %s\n", to->netdev);
}

void ctl_bmc_opening_put(FILE *file, const struct ctl_bmc_nic *nic,
			 const struct ctl_bmc_opening *opening)
{
	if (opening->to_bmc)
		opening_put(file, opening, opening->port, nic->bmc);
	if (opening->from_bmc)
		opening_put(file, opening, nic->bmc, opening->port);
}
