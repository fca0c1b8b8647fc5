// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns lists of actions: the words that all actions have, and the way of a
 * frame through the list, as the kernel and the driver see it.
 */
#include <string.h>

#include "check_act.h"

#define CTL_JUMP_MASK	0x1ff
#define CTL_ENDED	~0U
#define CTL_BRANCH_END	0x80	/* an entry of struct way's ends */
#define CTL_ENDS	16

/*
 * The way of a frame through the list.
 * @num: actions
 * @at: action that is entered
 * @next: action that follows it, CTL_ENDED = none
 * @reached: actions to which some frame gets, a bit each
 * @jumped: last action to which a jump leads
 * @start: first operation of each action, and of what is behind the last
 * @ends: final operations to which policers lead, put behind all others
 * @num_ends: how many
 * @uncounted: entries with hw_stats disabled
 * @entries: entries in all
 * @has_tunnel: a tunnel key is in force
 * @before: name of the action in front
 */
struct way {
	unsigned int num;
	unsigned int at;
	unsigned int next;
	uint64_t reached;
	unsigned int jumped;
	uint8_t start[CTL_CHECK_ACTIONS + 1];
	struct hof_op ends[CTL_ENDS];
	unsigned int num_ends;
	unsigned int uncounted;
	unsigned int entries;
	bool has_tunnel;
	const char *before;
};

void ctl_act_op(struct ctl_act *act, struct hof_op op)
{
	if (act->nops < ARRAY_SIZE(act->ops))
		act->ops[act->nops] = op;
	act->nops++;
}

void ctl_act_refuse(struct ctl_act *act, enum hof_reason reason,
		    const char *what, uint64_t value, uint64_t limit)
{
	if (act->why.reason == HOF_REASON_NONE)
		hof_refuse(&act->why, reason, what, value, limit);
}

/* ---- parse ---- */

static const struct {
	const char *word;
	enum ctl_way way;
	uint32_t value;		/* as TC_ACT_*, which the driver prints */
} ways[] = {
	{ "pipe", CTL_WAY_PIPE, 3 },
	{ "pass", CTL_WAY_PASS, 0 },
	{ "ok", CTL_WAY_PASS, 0 },
	{ "accept", CTL_WAY_PASS, 0 },
	{ "drop", CTL_WAY_DROP, 2 },
	{ "shot", CTL_WAY_DROP, 2 },
	{ "stolen", CTL_WAY_STOLEN, 4 },
	{ "trap", CTL_WAY_TRAP, 8 },
	{ "continue", CTL_WAY_OTHER, ~0U },
	{ "reclassify", CTL_WAY_OTHER, 1 },
};

bool ctl_act_control(struct ctl_check *check, struct ctl_control *control)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		if (!ctl_check_take(check, ways[i].word))
			continue;
		control->way = ways[i].way;
		control->value = ways[i].value;
		return true;
	}
	if (ctl_check_take(check, "goto")) {
		control->way = CTL_WAY_GOTO;
		ctl_check_take(check, "chain");
		return ctl_check_u32(check, ctl_check_next(check, "a chain"),
				     ~0U, &control->value);
	}
	if (ctl_check_take(check, "jump")) {
		control->way = CTL_WAY_JUMP;
		return ctl_check_u32(check, ctl_check_next(check, "an action"),
				     ~0U, &control->value);
	}
	return true;
}

/* what may stand behind any action */
static bool tail_parse(struct ctl_check *check, struct ctl_act *act)
{
	const char *type;

	while (true) {
		if (ctl_check_take(check, "index") ||
		    ctl_check_take(check, "cookie")) {
			if (!ctl_check_next(check, "a value"))
				return false;
		} else if (ctl_check_take(check, "hw_stats")) {
			type = ctl_check_next(check, "a type");
			if (!type)
				return false;
			act->is_uncounted = !strcmp(type, "disabled");
		} else if (!ctl_check_take(check, "no_percpu") &&
			   !ctl_check_take(check, "skip_sw") &&
			   !ctl_check_take(check, "skip_hw")) {
			return true;
		}
	}
}

static void rest_skip(struct ctl_check *check)
{
	while (check->num_words && strcmp(check->words[0], "action"))
		ctl_check_next(check, NULL);
}

static bool act_parse(struct ctl_check *check, struct ctl_act *act)
{
	const struct ctl_act_kind *kind;
	const char *word;

	ctl_check_take(check, "gact");
	if (!check->num_words)
		return ctl_check_next(check, "an action");
	word = check->words[0];
	kind = ctl_act_kind_find(word);
	if (!kind)
		return ctl_check_bad(check, word, "an action of tc");
	*act = (struct ctl_act) { .name = kind->name, .entries = 1 };
	if (kind->parse)
		return kind->parse(check, act) && tail_parse(check, act);
	rest_skip(check);
	if (kind->is_driver)
		ctl_act_refuse(act, HOF_REASON_ACTION, kind->name, 0, 0);
	else
		act->kernel = kind->word;
	return true;
}

/* ---- the way through the list ---- */

/* operations that end the list */
static const uint8_t way_codes[] = {
	[CTL_WAY_PASS] = HNI_OP_PASS,
	[CTL_WAY_DROP] = HNI_OP_DROP,
	[CTL_WAY_STOLEN] = HNI_OP_STOLEN,
	[CTL_WAY_TRAP] = HNI_OP_TRAP,
	[CTL_WAY_GOTO] = HNI_OP_GOTO,
};

static void list_refuse(struct ctl_check *check, const struct way *way,
			const struct hof_why *why)
{
	ctl_check_refuse(check, CTL_ORDER_ACTIONS + way->at, why->reason,
			 why->what, *why);
}

static void list_append(struct ctl_check *check, const struct way *way,
			struct hof_op op)
{
	struct hof_why why = {
		.reason = HOF_REASON_ACTION_COUNT,
		.value = HNI_ACTION_MAX_OPS + 1,
		.limit = HNI_ACTION_MAX_OPS,
	};

	if (check->spec.nops < HNI_ACTION_MAX_OPS)
		check->spec.ops[check->spec.nops++] = op;
	else
		list_refuse(check, way, &why);
}

/* What becomes of a tunnel key that no output has used, only software knows */
static void list_end_check(struct ctl_check *check, struct way *way,
			   uint8_t code)
{
	struct hof_why why = {
		.reason = HOF_REASON_ACTION_NEEDS,
		.what = "tunnel_key set needs a redirect",
	};

	if (way->has_tunnel && code != HNI_OP_DROP && code != HNI_OP_STOLEN)
		list_refuse(check, way, &why);
}

static void list_end(struct ctl_check *check, struct way *way, uint8_t code,
		     uint32_t arg32)
{
	list_end_check(check, way, code);
	list_append(check, way, (struct hof_op) { .code = code, .arg32 = arg32 });
	way->next = CTL_ENDED;
}

/* Software counts from the first action; out of range accepts the frame */
static void list_jump(struct ctl_check *check, struct way *way,
		      const struct ctl_act *act)
{
	uint32_t to = act->control.value & CTL_JUMP_MASK;
	struct hof_why why = {
		.reason = HOF_REASON_ACTION_CONTROL,
		.what = act->name,
		.value = 0x10000000 | to,
	};

	if (!to || to >= way->num) {
		way->jumped = way->num;
		list_end(check, way, HNI_OP_PASS, 0);
		return;
	}
	if (to <= way->at)
		list_refuse(check, way, &why);
	way->next = to;
	if (to > way->jumped)
		way->jumped = to;
}

/* TC_ACT_RECLASSIFY or TC_ACT_UNSPEC, as the driver prints them */
static void list_other(struct ctl_check *check, struct way *way,
		       const struct ctl_act *act)
{
	struct hof_why why = {
		.reason = HOF_REASON_ACTION_CONTROL,
		.what = act->name,
		.value = act->control.value,
	};

	list_refuse(check, way, &why);
}

static void list_control(struct ctl_check *check, struct way *way,
			 const struct ctl_act *act)
{
	switch (act->control.way) {
	case CTL_WAY_PIPE:
		break;
	case CTL_WAY_JUMP:
		list_jump(check, way, act);
		break;
	case CTL_WAY_OTHER:
		list_other(check, way, act);
		break;
	default:
		list_end(check, way, way_codes[act->control.way],
			 act->control.way == CTL_WAY_GOTO ?
			 act->control.value : 0);
	}
}

/* ---- policers ---- */

static uint8_t branch_end(struct ctl_check *check, struct way *way,
			  uint8_t code, uint32_t arg32)
{
	struct hof_op op = { .code = code, .arg32 = arg32 };
	unsigned int i;

	list_end_check(check, way, code);
	for (i = 0; i < way->num_ends; i++) {
		if (way->ends[i].code == code && way->ends[i].arg32 == arg32)
			return (uint8_t)(CTL_BRANCH_END | i);
	}
	if (way->num_ends < CTL_ENDS)
		way->ends[way->num_ends++] = op;
	return (uint8_t)(CTL_BRANCH_END | i);
}

static uint8_t branch_to(struct way *way, unsigned int action)
{
	way->reached |= 1ULL << action;
	if (action > way->at + 1 && action > way->jumped)
		way->jumped = action;
	return (uint8_t)action;
}

static uint8_t branch_jump(struct ctl_check *check, struct way *way,
			   uint32_t to)
{
	struct hof_why why = {
		.reason = HOF_REASON_ACTION_CONTROL,
		.what = "police",
		.value = 0x10000000 | to,
	};

	if (!to || to >= way->num) {
		way->jumped = way->num;
		return branch_end(check, way, HNI_OP_PASS, 0);
	}
	if (to > way->at)
		return branch_to(way, to);
	list_refuse(check, way, &why);
	return branch_end(check, way, HNI_OP_PASS, 0);
}

static uint8_t branch(struct ctl_check *check, struct way *way,
		      const struct ctl_control *control)
{
	switch (control->way) {
	case CTL_WAY_PIPE:
		return branch_to(way, way->at + 1);
	case CTL_WAY_JUMP:
		return branch_jump(check, way, control->value & CTL_JUMP_MASK);
	case CTL_WAY_OTHER:
		return branch_end(check, way, HNI_OP_PASS, 0);
	default:
		return branch_end(check, way, way_codes[control->way],
				  control->way == CTL_WAY_GOTO ?
				  control->value : 0);
	}
}

static void police_enter(struct ctl_check *check, struct way *way,
			 const struct ctl_act *act)
{
	uint8_t conform = branch(check, way, &act->control);
	uint8_t exceed = branch(check, way, &act->exceed);

	list_append(check, way, (struct hof_op) {
		.code = HNI_OP_POLICE,
		.arg16 = (uint16_t)(conform | exceed << 8),
	});
	way->next = CTL_ENDED;
}

/* A branch is the number of an operation once all have their place */
static uint8_t branch_resolve(const struct way *way, uint8_t to,
			      unsigned int ends)
{
	if (to & CTL_BRANCH_END)
		return (uint8_t)(ends + (to & ~CTL_BRANCH_END));
	return way->start[to];
}

static void branches_resolve(struct ctl_check *check, struct way *way)
{
	unsigned int ends = check->spec.nops, i;
	struct hof_op *op;

	for (i = 0; i < way->num_ends; i++)
		list_append(check, way, way->ends[i]);
	for (i = 0; i < check->spec.nops; i++) {
		op = &check->spec.ops[i];
		if (op->code == HNI_OP_POLICE)
			op->arg16 = (uint16_t)
				(branch_resolve(way, (uint8_t)op->arg16, ends) |
				 branch_resolve(way, (uint8_t)(op->arg16 >> 8),
						ends) << 8);
	}
}

/* ---- the list ---- */

/* Behind a jump some frames would have the key and others not. */
static void tunnel_enter(struct ctl_check *check, struct way *way,
			 const struct ctl_act *act)
{
	struct hof_why why = {
		.reason = HOF_REASON_ACTION,
		.what = act->tunnel == CTL_TUNNEL_SET ?
			"tunnel_key set behind a jump" :
			"tunnel_key unset behind a jump",
	};

	if (act->tunnel == CTL_TUNNEL_KEEP)
		return;
	if (way->at < way->jumped)
		list_refuse(check, way, &why);
	way->has_tunnel = act->tunnel == CTL_TUNNEL_SET;
}

/* With a tunnel key it may be a tunnel's: the driver knows, and which header */
static void foreign_enter(struct ctl_check *check, struct way *way,
			  const struct ctl_act *act)
{
	struct hof_why why = {
		.reason = HOF_REASON_DEVICE_FOREIGN,
		.what = act->foreign,
	};

	if (!act->foreign)
		return;
	if (way->has_tunnel)
		list_append(check, way, (struct hof_op) {
			.code = HNI_OP_ENCAP });
	else
		list_refuse(check, way, &why);
}

static void act_enter(struct ctl_check *check, struct way *way,
		      const struct ctl_act *act)
{
	struct hof_why why = {
		.reason = HOF_REASON_ACTION_ORDER,
		.what = way->before,
	};
	unsigned int i;

	way->entries += act->entries;
	if (act->is_uncounted)
		way->uncounted += act->entries;
	if (act->kernel && !check->kernel)
		check->kernel = act->kernel;
	if (!(way->reached & 1ULL << way->at)) {
		if (way->at >= way->jumped)
			list_refuse(check, way, &why);
		return;
	}
	way->start[way->at] = (uint8_t)check->spec.nops;
	way->next = way->at + 1;
	if (act->why.reason != HOF_REASON_NONE)
		list_refuse(check, way, &act->why);
	tunnel_enter(check, way, act);
	foreign_enter(check, way, act);
	for (i = 0; i < act->nops; i++)
		list_append(check, way, act->ops[i % ARRAY_SIZE(act->ops)]);
	if (act->is_police)
		police_enter(check, way, act);
	else
		list_control(check, way, act);
	if (way->next != CTL_ENDED)
		way->reached |= 1ULL << way->next;
}

static void list_finish(struct ctl_check *check, struct way *way)
{
	struct hof_why why = { 0 };

	way->start[way->num] = (uint8_t)check->spec.nops;
	if (way->reached & 1ULL << way->num)
		list_end(check, way, HNI_OP_PASS, 0);
	branches_resolve(check, way);
	if (way->uncounted && way->uncounted != way->entries) {
		hof_refuse(&why, HOF_REASON_HW_STATS_MIXED, NULL,
			   way->uncounted, way->entries);
		ctl_check_refuse(check, CTL_ORDER_FILTER, why.reason, NULL,
				 why);
	}
	if (way->entries && !way->uncounted)
		check->spec.flags |= HOF_SPEC_COUNT;
}

static unsigned int actions_count(const struct ctl_check *check)
{
	unsigned int num = 0;
	int i;

	for (i = 0; i < check->num_words; i++)
		num += !strcmp(check->words[i], "action");
	return num;
}

bool ctl_check_actions(struct ctl_check *check)
{
	struct way way = { .num = actions_count(check), .reached = 1 };
	struct ctl_act act;

	if (way.num > CTL_CHECK_ACTIONS)
		return ctl_check_bad(check, "action",
				     "32 actions at most, as in the kernel");
	for (; ctl_check_take(check, "action"); way.at++) {
		if (!act_parse(check, &act))
			return false;
		act_enter(check, &way, &act);
		way.before = act.name;
	}
	if (check->num_words)
		return ctl_check_bad(check, check->words[0], "\"action\"");
	list_finish(check, &way);
	return true;
}
