// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns `hnictl rule check`: whether a tc command line can be offloaded, told by
 * the very engine that is in the driver, on a NIC that is empty. Needs none.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "../../offload/core/esw/hof_esw.h"
#include "../../offload/core/hof_explain.h"

#define CTL_PRIO_DEFAULT	0xc000	/* of a filter without pref */
#define CTL_TABLE		1
#define CTL_TABLE_NEXT		2	/* of any goto */
#define CTL_ROWS		16	/* one filter needs few */
#define CTL_MATCH_SIZE		512

/* ---- refusals and devices ---- */

void ctl_check_refuse(struct ctl_check *check, unsigned int order,
		      enum hof_reason reason, const char *what,
		      struct hof_why values)
{
	if (check->err && check->order <= order)
		return;
	check->err = hof_refuse(&check->why, reason, what, values.value,
				values.limit);
	check->order = order;
}

/* Without a list, any device but "lo" is taken for a representor */
int ctl_check_port(const struct ctl_check *check, const char *dev)
{
	unsigned int i;

	for (i = 0; i < check->num_devs; i++) {
		if (!strcmp(check->devs[i].name, dev))
			return (int)check->devs[i].port;
	}
	if (check->num_devs || !strcmp(dev, "lo"))
		return -1;
	return 1;
}

/* ---- parse ---- */

static bool dev_add(struct ctl_check *check, char *word)
{
	struct ctl_check_dev *dev = &check->devs[check->num_devs];
	char *equals = strchr(word, '=');
	uint32_t port = check->num_devs;

	if (check->num_devs == CTL_CHECK_DEVS)
		return ctl_check_bad(check, word, "16 devices at most");
	if (equals) {
		*equals++ = '\0';
		if (!ctl_check_u32(check, equals, HNI_ESW_MAX_PORTS - 1, &port))
			return false;
	}
	dev->name = word;
	dev->port = port;
	check->num_devs++;
	return true;
}

/* --dev NAME[=PORT]... [--] [tc] [filter] [add|replace|change] */
static bool head_parse(struct ctl_check *check)
{
	while (ctl_check_take(check, "--dev")) {
		const char *word = ctl_check_next(check, "NAME[=PORT]");

		if (!word || !dev_add(check, check->words[-1]))
			return false;
	}
	ctl_check_take(check, "--");
	ctl_check_take(check, "tc");
	ctl_check_take(check, "filter");
	if (!ctl_check_take(check, "add") && !ctl_check_take(check, "replace"))
		ctl_check_take(check, "change");
	if (!check->num_words)
		ctl_check_next(check, "a tc filter add command");
	return check->num_words;
}

static bool is_any(const char *word, const char *const *words)
{
	for (; *words; words++) {
		if (!strcmp(*words, word))
			return true;
	}
	return false;
}

static bool place_number(struct ctl_check *check, const char *word)
{
	static const char * const prios[] = {
		"pref", "prio", "preference", "priority", NULL,
	};
	const char *value = ctl_check_next(check, "a value");

	if (!value)
		return false;
	if (is_any(word, prios))
		return ctl_check_u32(check, value, 0xffff, &check->prio);
	if (!strcmp(word, "chain"))
		return ctl_check_u32(check, value, 0xfffffff, &check->chain);
	if (!strcmp(word, "protocol"))
		return ctl_check_proto(check, value, &check->protocol);
	if (!strcmp(word, "dev"))
		check->dev = value;
	return true;
}

/* where the filter is, up to its kind */
static bool place_parse(struct ctl_check *check)
{
	static const char * const pairs[] = {
		"dev", "block", "protocol", "pref", "prio", "preference",
		"priority", "chain", "handle", "parent", NULL,
	};

	while (check->num_words) {
		if (ctl_check_take(check, "ingress"))
			continue;
		if (ctl_check_take(check, "egress")) {
			check->is_egress = true;
			continue;
		}
		if (!is_any(check->words[0], pairs))
			return true;
		if (!place_number(check, ctl_check_next(check, NULL)))
			return false;
	}
	return ctl_check_next(check, "flower or matchall");
}

static bool matchall_keys(struct ctl_check *check)
{
	while (check->num_words && strcmp(check->words[0], "action")) {
		if (ctl_check_take(check, "skip_sw"))
			check->skip_sw = true;
		else if (ctl_check_take(check, "skip_hw"))
			check->skip_hw = true;
		else if (ctl_check_take(check, "classid") ||
			 ctl_check_take(check, "flowid"))
			ctl_check_next(check, "a class");
		else if (!ctl_check_take(check, "verbose"))
			return ctl_check_bad(check, check->words[0],
					     "\"action\": matchall has no keys");
	}
	return true;
}

static bool is_tag(uint16_t proto)
{
	return proto == CTL_PROTO_8021Q || proto == CTL_PROTO_8021AD;
}

/* The kernel tells the driver of two more kinds, which it refuses */
static void other_kind(struct ctl_check *check, const char *kind)
{
	if (strcmp(kind, "bpf") && strcmp(kind, "u32"))
		check->kernel = kind;
	else
		ctl_check_refuse(check, 0, HOF_REASON_CLASSIFIER, kind,
				 (struct hof_why) { 0 });
}

static bool kind_parse(struct ctl_check *check)
{
	bool is_flower = ctl_check_take(check, "flower");
	bool is_good;

	if (!is_flower && !ctl_check_take(check, "matchall")) {
		other_kind(check, check->words[0]);
		return true;
	}
	if (is_flower && check->protocol != CTL_PROTO_ALL &&
	    !is_tag(check->protocol))
		check->n_proto = check->protocol;
	is_good = is_flower ? ctl_check_keys(check) : matchall_keys(check);
	if (!is_good || !ctl_check_actions(check))
		return false;
	if (!is_flower)
		check->n_proto = 0;
	ctl_check_keys_end(check);
	return true;
}

/* ---- the engine ---- */

static void write_ignore(void *ctx, const struct hof_write *write)
{
	(void)ctx;
	(void)write;
}

static void spec_finish(struct ctl_check *check)
{
	struct hof_spec *spec = &check->spec;
	unsigned int i;

	spec->table = CTL_TABLE;
	spec->prio = (uint16_t)(check->prio ? check->prio : CTL_PRIO_DEFAULT);
	if (!check->skip_sw)
		spec->flags |= HOF_SPEC_SW;
	for (i = 0; i < spec->nops; i++) {
		if (spec->ops[i].code == HNI_OP_GOTO)
			spec->ops[i].arg32 = CTL_TABLE_NEXT;
		else if (spec->ops[i].code == HNI_OP_TRAP && !check->skip_sw)
			spec->ops[i].code = HNI_OP_SOFTWARE;
	}
}

/* Each policer has a meter of its own */
static int meters_make(struct ctl_check *check, struct hof_esw *esw)
{
	struct hof_meter meter = { .rate = 1, .burst = 1 };
	unsigned int i;
	int err = 0;

	for (i = 0; i < check->spec.nops && !err; i++) {
		if (check->spec.ops[i].code == HNI_OP_POLICE)
			err = hof_esw_meter_get(esw, &meter,
						&check->spec.ops[i].arg32,
						&check->why);
	}
	return err;
}

/* asks an empty NIC; fills @where if the filter is placed */
static int engine_ask(struct ctl_check *check, struct hof_where *where)
{
	const struct hof_esw_caps caps = {
		.ports = HNI_ESW_MAX_PORTS,
		.tables = CTL_ROWS,
		.flow_rows = CTL_ROWS,
		.slots = CTL_ROWS,
		.tcam_rows = CTL_ROWS,
		.actions = CTL_ROWS,
		.counters = CTL_ROWS,
		.rank_bits = 16,
		.ops = HNI_ACTION_MAX_OPS,
		.meters = CTL_CHECK_ACTIONS,
		.ranges = CTL_ROWS,
		.emit = write_ignore,
	};
	struct hof_rule *rule = calloc(1, hof_rule_size(&check->spec));
	void *mem = calloc(1, hof_esw_size(&caps));
	struct hof_esw *esw;
	int err = -ENOMEM;

	if (rule && mem) {
		esw = hof_esw_init(mem, &caps);
		err = meters_make(check, esw);
		if (!err)
			err = hof_esw_see(esw, rule, &check->spec, &check->why);
		if (!err)
			err = hof_esw_add(esw, rule, &check->why);
		if (!err) {
			hof_esw_where(esw, rule, where);
			hof_esw_match(esw, rule, &check->spec.match);
		}
	}
	free(mem);
	free(rule);
	return err;
}

/* ---- print ---- */

/* The first ranges of a NIC share a word, which is the engine's */
static unsigned int words_count(const struct hof_spec *spec)
{
	unsigned int count = !!spec->nranges, i;

	for (i = 0; i < HNI_KW_COUNT; i++)
		count += !!spec->match.mask[i];
	return count;
}

static void match_put(char *text, size_t size, const struct hof_spec *spec)
{
	size_t len = hof_match_format(text, size, &spec->match);
	const struct hof_range *range;

	for (range = spec->range;
	     range < spec->range + spec->nranges && len < size; range++)
		len += (size_t)snprintf(text + len, size - len,
					" %s_port %u-%u",
					range->is_source ? "src" : "dst",
					range->min, range->max);
}

static void print_place(struct ctl_out *out, const struct ctl_check *check,
			const struct hof_where *where)
{
	static const char * const stores[] = {
		[HOF_WHERE_NONE] = NULL,
		[HOF_WHERE_FLOW] = "flow",
		[HOF_WHERE_TCAM] = "tcam",
		[HOF_WHERE_CATCH_ALL] = "catch_all",
	};
	char match[CTL_MATCH_SIZE];

	if (where->store == HOF_WHERE_NONE) {
		ctl_out_none(out, "store");
		ctl_out_none(out, "words");
		ctl_out_none(out, "operations");
		ctl_out_none(out, "counted");
	} else {
		ctl_out_str(out, "store", stores[where->store]);
		ctl_out_uint(out, "words", words_count(&check->spec));
		ctl_out_uint(out, "operations", check->spec.nops);
		ctl_out_bool(out, "counted",
			     check->spec.flags & HOF_SPEC_COUNT);
	}
	match_put(match, sizeof(match), &check->spec);
	ctl_out_str(out, "match", match);
}

static void print_reason(struct ctl_out *out, const struct hof_why *why)
{
	const struct hof_explanation *explanation;
	char sentence[128];

	explanation = hof_reason_explain(why->reason);
	hof_why_format(sentence, sizeof(sentence), why);
	ctl_out_uint(out, "code", why->reason);
	ctl_out_str(out, "reason", hof_reason_name(why->reason));
	ctl_out_str(out, "sentence", sentence);
	ctl_out_str(out, "repair", explanation ? explanation->repair : NULL);
}

static void print_no_reason(struct ctl_out *out, const char *sentence,
			    const char *repair)
{
	ctl_out_none(out, "code");
	ctl_out_none(out, "reason");
	ctl_out_str(out, "sentence", sentence);
	ctl_out_str(out, "repair", repair);
}

static void print_kernel(struct ctl_out *out, const struct ctl_check *check)
{
	char sentence[128];

	snprintf(sentence, sizeof(sentence),
		 "the kernel itself does not offload %s", check->kernel);
	print_no_reason(out, sentence, "use another classifier or action");
}

static void print_verdict(struct ctl_out *out, const struct ctl_check *check,
			  const struct hof_where *where)
{
	ctl_out_list_begin(out, "check");
	ctl_out_row_begin(out);
	ctl_out_str(out, "verdict", check->kernel ? "kernel refuses" :
		    check->skip_hw ? "software" :
		    check->err ? "refused" : "offloaded");
	if (check->kernel)
		print_kernel(out, check);
	else if (check->skip_hw)
		print_no_reason(out, "skip_hw keeps the filter in software",
				"leave out skip_hw");
	else if (check->err)
		print_reason(out, &check->why);
	else
		print_no_reason(out, NULL, NULL);
	print_place(out, check, where);
	ctl_out_row_end(out);
	ctl_out_table_end(out);
}

/* ---- run ---- */

int ctl_check_run(struct ctl *ctl, int argc, char **argv)
{
	struct hof_where where = { .store = HOF_WHERE_NONE };
	struct ctl_check check = {
		.words = argv,
		.num_words = argc,
		.protocol = CTL_PROTO_ALL,
		.ip_proto = -1,
	};

	if (!head_parse(&check) || !place_parse(&check) ||
	    !kind_parse(&check) || check.bad) {
		ctl_err("\"%s\" is not understood, expected %s; see hnictl rule help",
			check.bad, check.advice);
		return CTL_EXIT_USAGE;
	}
	spec_finish(&check);
	if (!check.kernel && !check.skip_hw && !check.err) {
		check.err = engine_ask(&check, &where);
		if (check.err == -ENOMEM) {
			ctl_err("no memory for the engine");
			return CTL_EXIT_FAILED;
		}
	}
	print_verdict(&ctl->out, &check, &where);
	return check.kernel || check.skip_hw || check.err ? CTL_EXIT_FAILED :
	       CTL_EXIT_OK;
}
