// SPDX-License-Identifier: GPL-2.0-only
/* Owns the bench on which tests walk frames through rules. */
#include <stdlib.h>
#include <string.h>

#include "emu_rules.h"
#include "ktap.h"

const struct emu_caps rules_caps = {
	.ports = 6, .tables = 64, .flow_rows = 8, .slots = 2, .tcam_rows = 64,
	.actions = 64, .counters = 64, .rank_bits = 16, .meters = 8,
	.encaps = 4, .tunnels = 4, .ranges = 8, .conns = 16,
};

struct rules rules;

void rules_frame_set(const void *data, uint32_t len)
{
	rules.f.off = EMU_FRAME_HEADROOM;
	rules.f.port = 0;
	rules.f.len = len;
	memcpy(emu_frame_data(&rules.f), data, len);
}

void rules_frame(unsigned int vlan)
{
	static const uint8_t plain[] = {
		2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 0x88, 0xb5, 1, 2, 3, 4,
	};
	uint8_t tagged[sizeof(plain) + 4] = {
		[12] = 0x81, [14] = (uint8_t)(0xf0 | vlan >> 8),
		[15] = (uint8_t)vlan,
	};

	if (!vlan) {
		rules_frame_set(plain, sizeof(plain));
		return;
	}
	memcpy(tagged, plain, 12);
	memcpy(tagged + 16, plain + 12, sizeof(plain) - 12);
	rules_frame_set(tagged, sizeof(tagged));
}

void rules_start(void)
{
	unsigned int p;
	struct cmds c;

	if (!EXPECT(!emu_tables_init(&rules.t, &rules_caps)))
		abort();
	rules.rows = 0;
	rules.now_ns = 42;
	rules.w.random = 1;
	for (p = 0; p < rules_caps.ports; p++) {
		cmds_port(&c, p, INGRESS(p), EGRESS(p));
		EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	}
	rules_frame(0);
}

void rules_stop(void)
{
	emu_tables_fini(&rules.t);
}

unsigned int rules_add(uint16_t table, uint32_t flags, struct rules_word word,
		       const struct emu_op *ops, unsigned int nops)
{
	unsigned int idx = rules.rows++;
	struct cmds_row row = {
		.order = 0x10000 + idx, .table = table, .action = idx,
		.flags = flags | HNI_ROW_F_COUNT, .counter = idx, .gen = 1,
		.match = { { word.word, word.value, word.mask } },
	};
	struct cmds c;

	cmds_action(&c, idx, ops, nops);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	cmds_tcam(&c, idx, &row);
	EXPECT_EQ(cmds_exec(&rules.t, &c), HNI_ESW_FATAL_NONE);
	return idx;
}

void rules_walk(void)
{
	struct emu_key key;

	EXPECT(emu_parse(emu_frame_data(&rules.f), rules.f.len, &key));
	rules.w.now_ns = rules.now_ns;
	emu_walk_ingress(&rules.w, rules.t.bind, &rules.f, &key);
	if (emu_walk_took_effect(&rules.w))
		emu_walk_count(&rules.w, rules.now_ns);
}

void rules_inject(unsigned int port)
{
	struct emu_key key;

	rules.f.port = (uint8_t)port;
	EXPECT(emu_parse(emu_frame_data(&rules.f), rules.f.len, &key));
	rules.w.now_ns = rules.now_ns;
	emu_walk_inject(&rules.w, rules.t.bind, &rules.f, &key);
	if (emu_walk_took_effect(&rules.w))
		emu_walk_count(&rules.w, rules.now_ns);
}

uint64_t rules_pkts(unsigned int idx)
{
	return rules.t.newest->counter[idx].pkts;
}

bool rules_output_is(unsigned int i, unsigned int port, uint32_t len)
{
	return i < rules.w.nout && rules.w.out[i].port == port &&
	       rules.w.out[i].kind == EMU_OUTPUT_PORT &&
	       rules.w.out[i].f->len == len;
}
