// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the kinds of actions on a command line: one row of the table for each,
 * with what the kernel hands over to a driver and what it keeps for itself.
 */
#include <stdlib.h>
#include <string.h>

#include "check_act.h"

#define CTL_PRIOS	8
#define CTL_RECLASSIFY	1

/* ---- verdicts ---- */

static bool parse_random(struct ctl_check *check, struct ctl_act *act)
{
	struct ctl_control other;

	if (!ctl_check_take(check, "random"))
		return true;
	if (!ctl_check_next(check, "netrand or determ") ||
	    !ctl_act_control(check, &other) ||
	    !ctl_check_next(check, "a number"))
		return false;
	ctl_act_refuse(act, HOF_REASON_ACTION, "random", 0, 0);
	return true;
}

/* the core of tc hands over those that end the list, but stolen */
static bool parse_gact(struct ctl_check *check, struct ctl_act *act)
{
	const char *word = check->words[0];

	if (!ctl_act_control(check, &act->control))
		return false;
	switch (act->control.way) {
	case CTL_WAY_PASS:
	case CTL_WAY_DROP:
	case CTL_WAY_TRAP:
	case CTL_WAY_GOTO:
		break;
	default:
		act->kernel = word;
	}
	return parse_random(check, act);
}

/* ---- outputs ---- */

static bool output_add(struct ctl_check *check, struct ctl_act *act)
{
	const char *dev;
	int port;

	if (ctl_check_take(check, "blockid")) {
		ctl_act_refuse(act, HOF_REASON_ACTION, "mirred to a block", 0,
			       0);
		return ctl_check_next(check, "a block");
	}
	if (!ctl_check_take(check, "dev"))
		return ctl_check_bad(check, "mirred", "\"dev\" and a device");
	dev = ctl_check_next(check, "a device");
	if (!dev)
		return false;
	port = ctl_check_port(check, dev);
	if (port < 0)
		act->foreign = dev;
	else
		ctl_act_op(act, (struct hof_op) {
			.code = HNI_OP_OUTPUT, .arg32 = (uint32_t)port });
	return true;
}

static bool parse_mirred(struct ctl_check *check, struct ctl_act *act)
{
	static const char * const names[2][2] = {
		{ "mirror", "redirect" },
		{ "ingress mirror", "ingress redirect" },
	};
	bool is_ingress, is_redirect;

	ctl_check_next(check, NULL);
	is_ingress = ctl_check_take(check, "ingress");
	if (!is_ingress && !ctl_check_take(check, "egress"))
		return ctl_check_bad(check, "mirred", "egress or ingress");
	is_redirect = ctl_check_take(check, "redirect");
	if (!is_redirect && !ctl_check_take(check, "mirror"))
		return ctl_check_bad(check, "mirred", "redirect or mirror");
	act->name = names[is_ingress][is_redirect];
	act->control.way = is_redirect ? CTL_WAY_STOLEN : CTL_WAY_PIPE;
	if (is_ingress)
		ctl_act_refuse(act, HOF_REASON_ACTION, act->name, 0, 0);
	if (!output_add(check, act) || !ctl_act_control(check, &act->control))
		return false;
	if (is_redirect && act->control.way != CTL_WAY_STOLEN)
		ctl_act_refuse(act, HOF_REASON_ACTION_CONTROL, "redirect",
			       act->control.value, 0);
	return true;
}

/* ---- tags ---- */

struct tag {
	uint16_t protocol;
	uint32_t id;
	uint32_t prio;
	bool has_prio;
};

static bool tag_parse(struct ctl_check *check, struct tag *tag)
{
	*tag = (struct tag) { .protocol = CTL_PROTO_8021Q };
	while (true) {
		if (ctl_check_take(check, "protocol")) {
			if (!ctl_check_proto(check,
					     ctl_check_next(check, "a protocol"),
					     &tag->protocol))
				return false;
		} else if (ctl_check_take(check, "id")) {
			if (!ctl_check_u32(check,
					   ctl_check_next(check, "a VLAN"),
					   4095, &tag->id))
				return false;
		} else if (ctl_check_take(check, "priority")) {
			tag->has_prio = true;
			if (!ctl_check_u32(check,
					   ctl_check_next(check, "a priority"),
					   7, &tag->prio))
				return false;
		} else {
			return true;
		}
	}
}

static void tag_op(struct ctl_act *act, uint8_t code, const struct tag *tag)
{
	struct hof_op op = {
		.code = code,
		.arg16 = (uint16_t)(tag->prio << 13 | tag->id),
		.arg32 = tag->protocol,
	};

	if (code == HNI_OP_VLAN_MODIFY && tag->has_prio)
		op.flags = HNI_OP_VLAN_F_PCP;
	if (tag->protocol != CTL_PROTO_8021Q &&
	    tag->protocol != CTL_PROTO_8021AD)
		ctl_act_refuse(act, HOF_REASON_ACTION_VALUE, "vlan protocol",
			       tag->protocol, CTL_PROTO_8021AD);
	ctl_act_op(act, op);
}

/* the words behind push_eth, up to the control */
static bool eth_skip(struct ctl_check *check)
{
	while (ctl_check_take(check, "dst_mac") ||
	       ctl_check_take(check, "src_mac")) {
		if (!ctl_check_next(check, "a MAC address"))
			return false;
	}
	return true;
}

static bool parse_vlan(struct ctl_check *check, struct ctl_act *act)
{
	struct tag tag;

	ctl_check_next(check, NULL);
	if (ctl_check_take(check, "pop")) {
		act->name = "vlan pop";
		ctl_act_op(act, (struct hof_op) { .code = HNI_OP_VLAN_POP });
	} else if (ctl_check_take(check, "push")) {
		act->name = "vlan push";
		if (!tag_parse(check, &tag))
			return false;
		tag_op(act, HNI_OP_VLAN_PUSH, &tag);
	} else if (ctl_check_take(check, "modify")) {
		act->name = "vlan modify";
		if (!tag_parse(check, &tag))
			return false;
		tag_op(act, HNI_OP_VLAN_MODIFY, &tag);
	} else if (ctl_check_take(check, "pop_eth")) {
		act->name = "vlan pop_eth";
		ctl_act_refuse(act, HOF_REASON_ACTION, act->name, 0, 0);
	} else if (ctl_check_take(check, "push_eth")) {
		act->name = "vlan push_eth";
		ctl_act_refuse(act, HOF_REASON_ACTION, act->name, 0, 0);
		if (!eth_skip(check))
			return false;
	} else {
		return ctl_check_bad(check, "vlan",
				     "pop, push, modify, pop_eth or push_eth");
	}
	return ctl_act_control(check, &act->control);
}

/* ---- labels ---- */

/* the words of push and modify; returns false if one is bad */
static bool label_parse(struct ctl_check *check, uint16_t *protocol)
{
	static const struct {
		const char *word;
		uint32_t max;
	} parts[] = {
		{ "label", 0xfffff }, { "tc", 7 }, { "ttl", 255 }, { "bos", 1 },
	};
	uint32_t value;
	size_t i = 0;

	while (i < ARRAY_SIZE(parts)) {
		if (ctl_check_take(check, "protocol")) {
			if (!ctl_check_proto(check,
					     ctl_check_next(check, "a protocol"),
					     protocol))
				return false;
			i = 0;
		} else if (ctl_check_take(check, parts[i].word)) {
			if (!ctl_check_u32(check,
					   ctl_check_next(check, "a number"),
					   parts[i].max, &value))
				return false;
			i = 0;
		} else {
			i++;
		}
	}
	return true;
}

static bool parse_mpls(struct ctl_check *check, struct ctl_act *act)
{
	static const struct {
		const char *word;
		const char *name;
		uint8_t code;
	} kinds[] = {
		{ "push", "mpls push", HNI_OP_MPLS_PUSH },
		{ "pop", "mpls pop", HNI_OP_MPLS_POP },
		{ "modify", "mpls modify", HNI_OP_MPLS_MODIFY },
		{ "dec_ttl", NULL, 0 },
		{ "mac_push", NULL, 0 },
	};
	uint16_t protocol = CTL_PROTO_MPLS_UC;
	size_t i;

	ctl_check_next(check, NULL);
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (ctl_check_take(check, kinds[i].word))
			break;
	}
	if (i == ARRAY_SIZE(kinds))
		return ctl_check_bad(check, "mpls", "push, pop or modify");
	act->name = kinds[i].name;
	if (!kinds[i].name)
		act->kernel = "mpls dec_ttl and mac_push";
	if (!label_parse(check, &protocol))
		return false;
	if (kinds[i].code == HNI_OP_MPLS_POP &&
	    (protocol == CTL_PROTO_8021Q || protocol == CTL_PROTO_8021AD))
		ctl_act_refuse(act, HOF_REASON_ACTION,
			       "mpls pop to a VLAN tag", 0, 0);
	if (kinds[i].name)
		ctl_act_op(act, (struct hof_op) {
			.code = kinds[i].code,
			.arg16 = protocol,
		});
	return ctl_act_control(check, &act->control);
}

/* ---- tunnels ---- */

/* The values of set are left to the driver, which knows the device and the way. */
static bool tunnel_set_parse(struct ctl_check *check, struct ctl_act *act)
{
	static const char * const values[] = {
		"id", "src_ip", "dst_ip", "dst_port", "geneve_opts",
		"vxlan_opts", "erspan_opts", "tos", "ttl",
	};
	size_t i;

	while (true) {
		for (i = 0; i < ARRAY_SIZE(values); i++)
			if (ctl_check_take(check, values[i]))
				break;
		if (i < ARRAY_SIZE(values)) {
			if (!strcmp(values[i], "erspan_opts"))
				ctl_act_refuse(act, HOF_REASON_ACTION,
					       "tunnel_key options of this kind",
					       0, 0);
			if (!ctl_check_next(check, "a value"))
				return false;
		} else if (!ctl_check_take(check, "csum") &&
			   !ctl_check_take(check, "nocsum") &&
			   !ctl_check_take(check, "nofrag")) {
			return ctl_act_control(check, &act->control);
		}
	}
}

static bool parse_tunnel_key(struct ctl_check *check, struct ctl_act *act)
{
	ctl_check_next(check, NULL);
	if (ctl_check_take(check, "unset")) {
		act->name = "tunnel_key unset";
		act->tunnel = CTL_TUNNEL_UNSET;
		ctl_act_op(act, (struct hof_op) {
			.code = HNI_OP_TUNNEL_UNSET,
		});
		return ctl_act_control(check, &act->control);
	}
	if (!ctl_check_take(check, "set"))
		return ctl_check_bad(check, "tunnel_key", "set or unset");
	act->name = "tunnel_key set";
	act->tunnel = CTL_TUNNEL_SET;
	return tunnel_set_parse(check, act);
}

/* ---- connections ---- */

/* nat [ src | dst ] [ addr ADDRESS[-ADDRESS] ] [ port PORT[-PORT] ] */
static bool nat_parse(struct ctl_check *check)
{
	if (!ctl_check_take(check, "src"))
		ctl_check_take(check, "dst");
	if (ctl_check_take(check, "addr") &&
	    !ctl_check_next(check, "an address"))
		return false;
	return !ctl_check_take(check, "port") ||
	       ctl_check_next(check, "a port");
}

static bool ct_option(struct ctl_check *check, struct ctl_act *act,
		      struct hof_op *op, const char *word)
{
	uint32_t zone;

	if (!strcmp(word, "clear")) {
		op->code = HNI_OP_CT_CLEAR;
		return true;
	}
	if (!strcmp(word, "commit") || !strcmp(word, "force")) {
		ctl_act_refuse(act, HOF_REASON_ACTION_NEEDS_SW, "ct commit", 0,
			       0);
		return true;
	}
	if (!strcmp(word, "nat")) {
		op->flags = HNI_OP_CT_F_NAT;
		return nat_parse(check);
	}
	if (!strcmp(word, "helper"))
		act->kernel = "ct with a helper";
	if (strcmp(word, "zone"))
		return ctl_check_next(check, "a value");
	if (!ctl_check_u32(check, ctl_check_next(check, "a zone"), 0xffff,
			   &zone))
		return false;
	op->arg16 = (uint16_t)zone;
	return true;
}

static bool parse_ct(struct ctl_check *check, struct ctl_act *act)
{
	static const char * const options[] = {
		"clear", "commit", "force", "nat", "zone", "mark", "label",
		"helper",
	};
	struct hof_op op = { .code = HNI_OP_CT };
	size_t i = 0;

	ctl_check_next(check, NULL);
	while (i < ARRAY_SIZE(options)) {
		if (!ctl_check_take(check, options[i])) {
			i++;
			continue;
		}
		if (!ct_option(check, act, &op, options[i]))
			return false;
		i = 0;
	}
	ctl_act_op(act, op);
	return ctl_act_control(check, &act->control);
}

/* ---- what goes with the frame ---- */

static bool skbedit_option(struct ctl_check *check, struct ctl_act *act)
{
	uint32_t value = 0;
	const char *word;

	if (ctl_check_take(check, "inheritdsfield")) {
		act->kernel = "skbedit inheritdsfield";
		return true;
	}
	word = ctl_check_next(check, "an option of skbedit");
	if (!word || !ctl_check_next(check, "a value"))
		return false;
	if (!strcmp(word, "ptype")) {
		act->name = "skbedit ptype";
		ctl_act_refuse(act, HOF_REASON_ACTION, act->name, 0, 0);
		return true;
	}
	if (!strcmp(word, "queue_mapping")) {
		act->name = "skbedit queue_mapping";
		ctl_act_refuse(act, HOF_REASON_ACTION, act->name, 0, 0);
		if (check->is_egress)
			act->kernel = act->name;
		return true;
	}
	if (!strcmp(word, "mark")) {
		act->name = "skbedit mark";
		if (strchr(check->words[-1], '/'))
			act->kernel = "skbedit mark with a mask";
		ctl_act_op(act, (struct hof_op) { .code = HNI_OP_MARK });
		return true;
	}
	if (strcmp(word, "priority"))
		return ctl_check_bad(check, word, "an option of skbedit");
	act->name = "skbedit priority";
	if (!ctl_check_u32(check, check->words[-1], ~0U, &value))
		return false;
	if (value >= CTL_PRIOS)
		ctl_act_refuse(act, HOF_REASON_ACTION_VALUE, act->name, value,
			       CTL_PRIOS - 1);
	ctl_act_op(act, (struct hof_op) {
		.code = HNI_OP_PRIORITY,
		.arg32 = value,
	});
	return true;
}

/* The kernel hands over an action with one option only */
static bool parse_skbedit(struct ctl_check *check, struct ctl_act *act)
{
	static const char * const options[] = {
		"mark", "priority", "ptype", "queue_mapping", "inheritdsfield",
	};
	unsigned int count = 0;
	size_t i = 0;

	ctl_check_next(check, NULL);
	while (check->num_words && i < ARRAY_SIZE(options)) {
		if (strcmp(check->words[0], options[i])) {
			i++;
			continue;
		}
		if (!skbedit_option(check, act))
			return false;
		count++;
		i = 0;
	}
	if (count > 1)
		act->kernel = "skbedit with several options";
	return ctl_act_control(check, &act->control);
}

static bool parse_sample(struct ctl_check *check, struct ctl_act *act)
{
	uint32_t value, rate = 0;

	ctl_check_next(check, NULL);
	while (true) {
		if (ctl_check_take(check, "rate")) {
			if (!ctl_check_u32(check,
					   ctl_check_next(check, "a rate"),
					   ~0U, &rate))
				return false;
		} else if (ctl_check_take(check, "group") ||
			   ctl_check_take(check, "trunc")) {
			if (!ctl_check_u32(check,
					   ctl_check_next(check, "a number"),
					   ~0U, &value))
				return false;
		} else {
			break;
		}
	}
	ctl_act_op(act, (struct hof_op) {
		.code = HNI_OP_SAMPLE,
		.mask = rate,
	});
	return ctl_act_control(check, &act->control);
}

static bool parse_csum(struct ctl_check *check, struct ctl_act *act)
{
	static const struct {
		const char *word;
		uint32_t flag;
	} words[] = {
		{ "iph", HNI_CSUM_IPV4HDR },
		{ "ip4h", HNI_CSUM_IPV4HDR },
		{ "ip", HNI_CSUM_IPV4HDR },
		{ "icmp", HNI_CSUM_ICMP },
		{ "igmp", HNI_CSUM_IGMP },
		{ "tcp", HNI_CSUM_TCP },
		{ "udp", HNI_CSUM_UDP },
		{ "udplite", HNI_CSUM_UDPLITE },
		{ "sctp", HNI_CSUM_SCTP },
		{ "and", 0 },
		{ "or", 0 },
	};
	uint32_t flags = 0;
	size_t i = 0;

	ctl_check_next(check, NULL);
	while (i < ARRAY_SIZE(words)) {
		if (!ctl_check_take(check, words[i].word)) {
			i++;
			continue;
		}
		flags |= words[i].flag;
		i = 0;
	}
	if (!flags)
		return ctl_check_bad(check, "csum", "ip, tcp, udp, ...");
	ctl_act_op(act, (struct hof_op) {
		.code = HNI_OP_CSUM,
		.arg32 = flags,
	});
	return ctl_act_control(check, &act->control);
}

/* ---- police ---- */

static bool verdict_parse(const char *word, struct ctl_control *control)
{
	char text[32], *words[1] = { text };
	struct ctl_check one = { .words = words, .num_words = 1 };

	snprintf(text, sizeof(text), "%s", word);
	return ctl_act_control(&one, control) && !one.num_words;
}

/* EXCEED[/CONFORM] */
static bool verdicts_parse(struct ctl_check *check, const char *word,
			   struct ctl_control *exceed,
			   struct ctl_control *conform)
{
	char text[64];
	char *slash;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	if (!verdict_parse(text, exceed) ||
	    (slash && !verdict_parse(slash, conform)))
		return ctl_check_bad(check, word, "EXCEED[/CONFORM]");
	return true;
}

static bool police_option(struct ctl_check *check, struct ctl_act *act)
{
	const char *word = ctl_check_next(check, NULL);
	const char *value = ctl_check_next(check, "a value");

	if (!value)
		return false;
	if (!strcmp(word, "conform-exceed"))
		return verdicts_parse(check, value, &act->exceed,
				      &act->control);
	if (!strcmp(word, "peakrate"))
		ctl_act_refuse(act, HOF_REASON_ACTION, "police peakrate", 0, 0);
	if (!strcmp(word, "avrate"))
		ctl_act_refuse(act, HOF_REASON_ACTION, "police avrate", 0, 0);
	if (!strcmp(word, "linklayer") && !strcmp(value, "atm"))
		ctl_act_refuse(act, HOF_REASON_ACTION, "police linklayer atm",
			       0, 0);
	return true;
}

/* the kernel keeps reclassify, which is the default for what exceeds */
static void police_verdict(struct ctl_act *act,
			   const struct ctl_control *control)
{
	if (control->way != CTL_WAY_OTHER)
		return;
	if (control->value == CTL_RECLASSIFY)
		act->kernel = "police with reclassify";
	else
		ctl_act_refuse(act, HOF_REASON_ACTION, "police continue", 0, 0);
}

static bool parse_police(struct ctl_check *check, struct ctl_act *act)
{
	static const char * const options[] = {
		"rate", "burst", "buffer", "maxburst", "mtu", "minburst", "mpu",
		"peakrate", "avrate", "overhead", "linklayer", "pkts_rate",
		"pkts_burst", "conform-exceed",
	};
	size_t i = 0;

	ctl_check_next(check, NULL);
	act->is_police = true;
	act->control.way = CTL_WAY_PASS;
	act->exceed = (struct ctl_control) { CTL_WAY_OTHER, CTL_RECLASSIFY };
	while (check->num_words && i < ARRAY_SIZE(options)) {
		if (strcmp(check->words[0], options[i])) {
			i++;
			continue;
		}
		if (!police_option(check, act))
			return false;
		i = 0;
	}
	police_verdict(act, &act->control);
	police_verdict(act, &act->exceed);
	return true;
}

/* ---- the table ---- */

static const struct ctl_act_kind kinds[] = {
	{ "pass", parse_gact, "pass", true },
	{ "ok", parse_gact, "pass", true },
	{ "accept", parse_gact, "pass", true },
	{ "drop", parse_gact, "drop", true },
	{ "shot", parse_gact, "drop", true },
	{ "trap", parse_gact, "trap", true },
	{ "goto", parse_gact, "goto", true },
	{ "pipe", parse_gact, "pipe", false },
	{ "jump", parse_gact, "jump", false },
	{ "continue", parse_gact, "continue", false },
	{ "reclassify", parse_gact, "reclassify", false },
	{ "mirred", parse_mirred, NULL, true },
	{ "vlan", parse_vlan, NULL, true },
	{ "mpls", parse_mpls, NULL, true },
	{ "pedit", ctl_act_pedit, "pedit", true },
	{ "csum", parse_csum, "csum", true },
	{ "skbedit", parse_skbedit, NULL, true },
	{ "police", parse_police, "police", true },
	{ "sample", parse_sample, "sample", true },
	{ "tunnel_key", parse_tunnel_key, NULL, true },
	{ "ct", parse_ct, "ct", true },
	{ "gate", NULL, "gate", true },
	{ "nat", NULL, NULL, false },
	{ "simple", NULL, NULL, false },
	{ "connmark", NULL, NULL, false },
	{ "ctinfo", NULL, NULL, false },
	{ "skbmod", NULL, NULL, false },
	{ "bpf", NULL, NULL, false },
	{ "ife", NULL, NULL, false },
	{ "xt", NULL, NULL, false },
};

const struct ctl_act_kind *ctl_act_kind_find(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].word, word))
			return &kinds[i];
	}
	return NULL;
}
