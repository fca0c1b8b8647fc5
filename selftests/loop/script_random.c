// SPDX-License-Identifier: GPL-2.0-only
/* Owns random scripts: filters cut out of frames, so that they meet some. */
#include "script.h"

static void filter_field(struct ref_filter *f, const struct fields *seen,
			 enum hof_field field, u64 *random)
{
	const struct hof_field_info *info = hof_field_info(field);
	u32 all = ~0U >> (32 - (info->bits > 32 ? 32 : info->bits));
	unsigned int i;
	u32 mask;

	f->has[field] = true;
	if (info->bits <= 32) {
		mask = loop_random(random, 3) ? all :
			all & (0xffU | loop_random(random, 256) << 8);
		mask = mask ? mask : all;
		f->mask.num[field] = mask;
		f->value.num[field] = seen->num[field] & mask;
		hof_match_set(&f->spec.match, field, seen->num[field], mask);
		return;
	}
	memset(f->mask.addr[field], 0xff, info->bits / 8);
	if (!loop_random(random, 3))
		f->mask.addr[field][loop_random(random, info->bits / 8)] = 0xf0;
	for (i = 0; i < 16; i++)
		f->value.addr[field][i] = seen->addr[field][i] &
					  f->mask.addr[field][i];
	hof_match_set_bytes(&f->spec.match, field, seen->addr[field],
			    f->mask.addr[field]);
}

/*
 * An address of one version goes with the other's words, a session with the
 * SPI's: as tc, name the kind too.
 */
static bool field_is_apt(enum hof_field field, const struct fields *seen)
{
	u32 type = seen->num[HOF_FIELD_ADDR_TYPE];

	if (field == HOF_FIELD_SRC_IPV4 || field == HOF_FIELD_DST_IPV4)
		return type == HNI_KW_ADDR_IPV4;
	if (field == HOF_FIELD_SRC_IPV6 || field == HOF_FIELD_DST_IPV6)
		return type == HNI_KW_ADDR_IPV6;
	if (field == HOF_FIELD_L2TPV3_SID)
		return seen->num[HOF_FIELD_IP_PROTO] == PROTO_L2TP;
	if (field == HOF_FIELD_SPI)
		return seen->num[HOF_FIELD_IP_PROTO] != PROTO_L2TP;
	return true;
}

/* The field with all its bits */
static void filter_exactly(struct ref_filter *f, const struct fields *seen,
			   enum hof_field field)
{
	u32 all = ~0U >> (32 - hof_field_info(field)->bits);

	f->has[field] = true;
	f->mask.num[field] = all;
	f->value.num[field] = seen->num[field];
	hof_match_set(&f->spec.match, field, seen->num[field], all);
}

static void filter_match(struct ref_filter *f, const struct frame *frame,
			 u64 *random)
{
	u32 want = loop_random(random, 16), i, field;
	struct fields seen;

	frame_fields(frame, loop_random(random, 4) ? frame->port : 0xff, &seen);
	if (!want) {
		/* every field there is: only the TCAM is wide enough */
		for (field = 0; field < FRAME_FIELDS; field++)
			if (field_is_apt(field, &seen))
				filter_field(f, &seen, field, random);
		return;
	}
	for (i = 0; i < want % 4; i++) {
		field = loop_random(random, FRAME_FIELDS);
		if (!field_is_apt(field, &seen))
			continue;
		filter_field(f, &seen, field, random);
		filter_exactly(f, &seen, HOF_FIELD_ADDR_TYPE);
		if (field == HOF_FIELD_SPI || field == HOF_FIELD_L2TPV3_SID)
			filter_exactly(f, &seen, HOF_FIELD_IP_PROTO);
	}
}

/*
 * Ranges that do not overlap, so that the order of filters that differ in them
 * alone does not matter. The frames have ports at and beside their ends.
 */
static void filter_ranges(struct hof_spec *spec, u64 *random)
{
	static const struct hof_range ranges[2][SCRIPT_RANGES / 2] = {
		{
			{ .min = 0, .max = 0x101 },
			{ .min = 0x102, .max = 0x102 },
			{ .min = 0x103, .max = 0xffff },
		}, {
			{ .is_source = 1, .min = 0, .max = 0 },
			{ .is_source = 1, .min = 1, .max = 0x2467 },
			{ .is_source = 1, .min = 0x2468, .max = 0x2468 },
		},
	};
	u32 which = loop_random(random, 12), i;

	for (i = 0; i < 2; i++)
		if (which >> i == 1 || which == 3)
			spec->range[spec->nranges++] =
				ranges[i][loop_random(random,
						      SCRIPT_RANGES / 2)];
}

/* What the frames describe may be edited: addresses, and a label. */
static void filter_edit(struct hof_op *op, u64 *random)
{
	op->arg32 = loop_random(random, 4);
	op->mask = 3;
	if (op->code == HNI_OP_MPLS_MODIFY)
		return;
	op->flags = loop_random(random, 2) ? HNI_OP_EDIT_F_ADD : 0;
	op->arg16 = (u16)(loop_random(random, 3) * 4);
	if (loop_random(random, 2)) {
		op->arg32 <<= 24;
		op->mask <<= 24;
	}
}

static void filter_ops(struct hof_spec *spec, const struct script *s,
		       u64 *random)
{
	static const u8 codes[] = {
		HNI_OP_OUTPUT, HNI_OP_OUTPUT, HNI_OP_OUTPUT, HNI_OP_VLAN_PUSH,
		HNI_OP_VLAN_POP, HNI_OP_VLAN_POP, HNI_OP_VLAN_MODIFY,
		HNI_OP_EDIT, HNI_OP_EDIT, HNI_OP_MPLS_MODIFY,
	};
	static const u8 ends[] = {
		HNI_OP_DROP, HNI_OP_PASS, HNI_OP_TRAP, HNI_OP_STOLEN,
		HNI_OP_STOLEN, HNI_OP_GOTO, HNI_OP_GOTO,
	};
	u32 count = loop_random(random, 4), i;
	struct hof_op *op = spec->ops;

	for (i = 0; i < count; i++, op++) {
		op->code = codes[loop_random(random, ARRAY_SIZE(codes))];
		if (op->code == HNI_OP_OUTPUT) {
			op->arg32 = loop_random(random, s->caps.ports);
		} else if (op->code >= HNI_OP_EDIT) {
			filter_edit(op, random);
		} else if (op->code != HNI_OP_VLAN_POP) {
			op->arg16 = (u16)(loop_random(random, 3) << 13 |
					  loop_random(random, 4));
			op->arg32 = loop_random(random, 2) ? 0x8100 : 0x88a8;
		}
		if (op->code == HNI_OP_VLAN_MODIFY)
			op->flags = (u8)loop_random(random, 2);
	}
	op->code = ends[loop_random(random, ARRAY_SIZE(ends))];
	if (op->code == HNI_OP_GOTO && spec->table + 1U >= s->caps.tables)
		op->code = HNI_OP_PASS;
	/* tables lead forward only, so that tags do not pile up */
	if (op->code == HNI_OP_GOTO)
		op->arg32 = spec->table + 1U +
			loop_random(random, s->caps.tables - spec->table - 1U);
	spec->nops = count + 1;
}

static void step_add(struct script *s, struct step *step, u64 *random)
{
	struct ref_filter *f = &step->filter;

	step->is_add = true;
	step->is_refused = !loop_random(random, 8);
	f->spec.table = (u16)(1 + loop_random(random, s->caps.tables - 1));
	f->spec.prio = (u16)(1 + loop_random(random, 3));
	f->spec.flags = loop_random(random, 3) ? 0 : HOF_SPEC_SW;
	if (loop_random(random, 3))
		f->spec.flags |= HOF_SPEC_COUNT;
	filter_match(f, &s->frame[loop_random(random, s->nframes)], random);
	filter_ranges(&f->spec, random);
	filter_ops(&f->spec, s, random);
}

void script_random(struct script *s, u64 seed, unsigned int steps)
{
	u64 random = seed;
	struct step *step;
	u32 i, pick;

	s->nframes = SCRIPT_FRAMES;
	for (i = 0; i < s->nframes; i++)
		frame_random(&s->frame[i], &random, s->caps.ports);
	for (i = 0; i < s->caps.ports; i++) {
		s->ingress[i] = (u16)loop_random(&random, 4);
		s->egress[i] = (u16)loop_random(&random, s->caps.tables);
	}
	s->count = steps;
	for (i = 0; i < steps; i++) {
		step = &s->step[i];
		memset(step, 0, sizeof(*step));
		pick = i ? loop_random(&random, i) : 0;
		if (i && s->step[pick].is_add && loop_random(&random, 5) < 3)
			step->add = pick;
		else
			step_add(s, step, &random);
	}
}
