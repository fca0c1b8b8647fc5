// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns `hnictl table`: rows of the e-switch as the device has them, read back
 * through devlink's regions.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <hw/hni_esw.h>

#include "hnictl.h"
#include "ledger.h"
#include "list.h"
#include "record.h"
#include "region.h"
#include "../../offload/core/esw/hof_esw.h"

#define CTL_MATCH_SIZE	1024
#define CTL_ROWS_MAX	65536	/* of one command line */

struct rows {
	uint32_t *list;
	size_t count;
};

/*
 * A run: one NIC, one table.
 * @lens: bytes of a record of each table
 */
struct run {
	struct ctl *ctl;
	struct ctl_devlink devlink;
	struct ctl_device device;
	struct rows rows;
	bool is_chosen;		/* the user named the rows */
	size_t lens[4];
};

enum table_id {
	TABLE_SLOTS,
	TABLE_FLOWS,
	TABLE_TCAM,
	TABLE_ACTIONS,
};

/*
 * @name: of the region, and the word of the user
 * @resource: devlink resource with the number of rows
 * @len: least bytes of a record
 * @rows: adds the rows that are listed if the user names none
 * @print: prints the cells of a valid record
 */
struct table {
	const char *name;
	enum hof_resource resource;
	size_t len;
	int (*rows)(struct run *run);
	int (*print)(struct run *run, const uint8_t *bytes);
};

static const struct table *table_of(enum table_id id);

/* ---- help ---- */

static int table_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl table show { slots | flows | tcam | actions } [ ROW ]...\n"
	      "       hnictl table help\n"
	      "\n"
	      "ROW := { NUMBER | FIRST-LAST }\n"
	      "\n"
	      "Prints rows of the e-switch as the device has them. Without ROW, those that\n"
	      "rules use: see hnictl rule show.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- records ---- */

static int record_read(struct run *run, enum table_id id, uint32_t row,
		       uint8_t *bytes)
{
	const struct ctl_region_part part = {
		.region = table_of(id)->name,
		.addr = (uint64_t)row * run->lens[id],
		.len = run->lens[id],
		.bytes = bytes,
	};

	return ctl_region_read(&run->devlink, &run->device, &part);
}

/* room for one record of any table */
static uint8_t *record_alloc(const struct run *run)
{
	size_t len = 0, i;

	for (i = 0; i < ARRAY_SIZE(run->lens); i++) {
		if (run->lens[i] > len)
			len = run->lens[i];
	}
	return calloc(1, len);
}

static uint64_t resource_size(const struct ctl_resources *resources,
			      enum hof_resource res)
{
	size_t i;

	for (i = 0; i < resources->count; i++) {
		if (!strcmp(resources->list[i].path + 1,
			    hof_resource_name(res)))
			return resources->list[i].size;
	}
	return 0;
}

static int len_find(struct run *run, enum table_id id,
		    const struct ctl_resources *resources)
{
	const struct table *table = table_of(id);
	uint64_t rows = resource_size(resources, table->resource);
	uint64_t size;
	int err;

	err = ctl_region_size(&run->devlink, &run->device, table->name, &size);
	if (err == -EINVAL || err == -ENODEV)
		ctl_err("%s has no devlink region %s: it is not the manager of an e-switch",
			run->device.name, table->name);
	if (err)
		return err;
	if (!rows || size / rows < table->len) {
		ctl_err("region %s has %llu bytes for %llu rows, which is too short",
			table->name, (unsigned long long)size,
			(unsigned long long)rows);
		return -EBADMSG;
	}
	run->lens[id] = size / rows;
	return 0;
}

static int lens_find(struct run *run)
{
	struct ctl_resources resources = { 0 };
	size_t id;
	int err;

	err = ctl_devlink_resources(&run->devlink, &run->device, &resources);
	for (id = 0; id < ARRAY_SIZE(run->lens) && !err; id++)
		err = len_find(run, (enum table_id)id, &resources);
	free(resources.list);
	return err;
}

/* ---- rows ---- */

static int row_add(struct rows *rows, uint32_t row)
{
	uint32_t *place;

	if (rows->count >= CTL_ROWS_MAX) {
		ctl_err("more than %u rows at once", CTL_ROWS_MAX);
		return -E2BIG;
	}
	place = ctl_list_add(&rows->list, &rows->count, sizeof(*place));
	if (!place)
		return -ENOMEM;
	*place = row;
	return 0;
}

static int row_compare(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;

	return a < b ? -1 : a > b;
}

static void rows_sort(struct rows *rows)
{
	size_t i, kept = 0;

	if (!rows->count)
		return;
	qsort(rows->list, rows->count, sizeof(*rows->list), row_compare);
	for (i = 0; i < rows->count; i++) {
		if (!i || rows->list[i] != rows->list[kept - 1])
			rows->list[kept++] = rows->list[i];
	}
	rows->count = kept;
}

/* rows of a store, or slots, that the driver's list of rules names */
static int rules_rows(struct run *run, const char *store, const char *member,
		      struct rows *rows)
{
	struct ctl_tree *tree;
	const struct ctl_tree *rule, *part;
	const char *where;
	int err;

	err = ctl_health_dump(&run->devlink, &run->device, "tc", &tree);
	if (err)
		return err;
	rule = ctl_tree_get(tree, "rules");
	for (rule = rule ? rule->first : NULL; rule && !err;
	     rule = rule->next) {
		where = ctl_tree_text(rule, "store");
		part = ctl_tree_get(rule, member);
		if (part && where && !strcmp(where, store))
			err = row_add(rows, (uint32_t)part->number);
	}
	ctl_tree_free(tree);
	rows_sort(rows);
	return err;
}

static int slots_rows(struct run *run)
{
	return rules_rows(run, "flow", "slot", &run->rows);
}

static int flows_rows(struct run *run)
{
	return rules_rows(run, "flow", "row", &run->rows);
}

static int tcam_rows(struct run *run)
{
	return rules_rows(run, "tcam", "row", &run->rows);
}

static int actions_of(struct run *run, enum table_id id, const char *store)
{
	struct rows users = { 0 };
	struct ctl_row row;
	uint8_t *bytes;
	size_t i;
	int err;

	bytes = record_alloc(run);
	err = bytes ? rules_rows(run, store, "row", &users) : -ENOMEM;
	for (i = 0; i < users.count && !err; i++) {
		err = record_read(run, id, users.list[i], bytes);
		if (err || !ctl_record_is_valid(bytes, run->lens[id]))
			continue;
		ctl_record_row(bytes, &row);
		err = row_add(&run->rows, row.action);
	}
	free(users.list);
	free(bytes);
	return err;
}

static int actions_rows(struct run *run)
{
	int err = actions_of(run, TABLE_FLOWS, "flow");

	if (!err)
		err = actions_of(run, TABLE_TCAM, "tcam");
	rows_sort(&run->rows);
	return err;
}

/* ---- print ---- */

static void print_match(struct ctl_out *out, const char *name,
			const struct hof_match *match)
{
	char text[CTL_MATCH_SIZE];

	hof_match_format(text, sizeof(text), match);
	ctl_out_str(out, name, text);
}

static int slots_print(struct run *run, const uint8_t *bytes)
{
	struct ctl_out *out = &run->ctl->out;
	struct hof_match match;
	int words = ctl_record_slot(bytes, &match);

	if (words < 0)
		return -EBADMSG;
	ctl_out_uint(out, "words", (uint64_t)words);
	print_match(out, "mask", &match);
	return 0;
}

static void head_print(struct ctl_out *out, const struct ctl_row *row)
{
	char order[16];

	snprintf(order, sizeof(order), "0x%08x", row->order);
	ctl_out_uint(out, "table", row->table);
	ctl_out_str(out, "order", order);
	ctl_out_bool(out, "software", row->is_software);
	ctl_out_uint(out, "action", row->action);
	if (row->is_counted) {
		ctl_out_uint(out, "counter", row->counter);
		ctl_out_uint(out, "generation", row->gen);
	} else {
		ctl_out_none(out, "counter");
		ctl_out_none(out, "generation");
	}
}

static int flows_print(struct run *run, const uint8_t *bytes)
{
	struct ctl_out *out = &run->ctl->out;
	struct hof_match match;
	struct ctl_row row;
	uint8_t *slot;
	int err;

	ctl_record_row(bytes, &row);
	slot = record_alloc(run);
	if (!slot)
		return -ENOMEM;
	err = record_read(run, TABLE_SLOTS, row.slot, slot);
	if (!err && ctl_record_flow(bytes, slot, &match))
		err = -EBADMSG;
	free(slot);
	if (err)
		return err;
	head_print(out, &row);
	ctl_out_uint(out, "slot", row.slot);
	print_match(out, "match", &match);
	return 0;
}

static int tcam_print(struct run *run, const uint8_t *bytes)
{
	struct ctl_out *out = &run->ctl->out;
	struct hof_match match;
	struct ctl_row row;

	ctl_record_row(bytes, &row);
	ctl_record_tcam(bytes, &match);
	head_print(out, &row);
	print_match(out, "match", &match);
	return 0;
}

static int actions_print(struct run *run, const uint8_t *bytes)
{
	struct ctl_out *out = &run->ctl->out;
	char text[CTL_OPS_SIZE];
	int count;

	count = ctl_record_action(bytes, run->lens[TABLE_ACTIONS], text);
	if (count < 0)
		return -EBADMSG;
	ctl_out_uint(out, "count", (uint64_t)count);
	ctl_out_str(out, "operations", text);
	return 0;
}

static const struct table tables[] = {
	[TABLE_SLOTS] = { "slots", HOF_RES_SLOTS, HNI_SLOT_LEN,
			  slots_rows, slots_print },
	[TABLE_FLOWS] = { "flows", HOF_RES_FLOW_ROWS, HNI_FLOW_LEN,
			  flows_rows, flows_print },
	[TABLE_TCAM] = { "tcam", HOF_RES_TCAM_ROWS, HNI_TCAM_LEN, tcam_rows,
			 tcam_print },
	[TABLE_ACTIONS] = { "actions", HOF_RES_ACTIONS, HNI_ACTION_LEN(1),
			    actions_rows, actions_print },
};

static const struct table *table_of(enum table_id id)
{
	return &tables[id];
}

/* ---- run ---- */

/* a row that is not valid is told of only if the user asked for it */
static int row_print(struct run *run, enum table_id id, uint32_t row,
		     uint8_t *bytes)
{
	struct ctl_out *out = &run->ctl->out;
	int err;

	err = record_read(run, id, row, bytes);
	if (err)
		return err;
	if (!ctl_record_is_valid(bytes, run->lens[id])) {
		if (run->is_chosen)
			ctl_err("row %u of %s is not valid", row,
				tables[id].name);
		return 0;
	}
	ctl_out_row_begin(out);
	ctl_out_uint(out, "row", row);
	err = tables[id].print(run, bytes);
	ctl_out_row_end(out);
	if (err == -EBADMSG)
		ctl_err("row %u of %s makes no sense", row, tables[id].name);
	return err;
}

static int rows_print(struct run *run, enum table_id id)
{
	uint8_t *bytes = record_alloc(run);
	int err = bytes ? 0 : -ENOMEM;
	size_t i;

	ctl_out_table_begin(&run->ctl->out, tables[id].name);
	for (i = 0; i < run->rows.count && !err; i++)
		err = row_print(run, id, run->rows.list[i], bytes);
	ctl_out_table_end(&run->ctl->out);
	free(bytes);
	return err;
}

static int table_read(struct run *run, enum table_id id)
{
	int err = lens_find(run);

	if (!err && !run->is_chosen)
		err = tables[id].rows(run);
	return err ? err : rows_print(run, id);
}

/* The first NIC with such tables: the manager's */
static int manager_find(struct run *run)
{
	struct ctl_devices devices;
	uint64_t size;
	size_t i;
	int err;

	err = ctl_devlink_devices(&run->devlink, run->ctl, NULL, &devices);
	for (i = 0; i < devices.count && !err; i++) {
		run->device = devices.list[i];
		if (!ctl_region_size(&run->devlink, &run->device,
				     tables[0].name, &size))
			break;
	}
	free(devices.list);
	return err;
}

static bool rows_parse(struct rows *rows, const char *word)
{
	unsigned long first, last;
	char *end;

	first = strtoul(word, &end, 10);
	last = first;
	if (end == word || word[0] < '0' || word[0] > '9')
		return false;
	if (*end == '-' && end[1] >= '0' && end[1] <= '9')
		last = strtoul(end + 1, &end, 10);
	if (*end || last < first || last > UINT32_MAX ||
	    last - first >= CTL_ROWS_MAX)
		return false;
	for (; first <= last; first++) {
		if (row_add(rows, (uint32_t)first))
			return false;
	}
	return true;
}

static int run_table(struct run *run, enum table_id id)
{
	int err;

	err = ctl_devlink_open(&run->devlink);
	if (err)
		return err;
	err = manager_find(run);
	if (!err)
		err = table_read(run, id);
	ctl_devlink_close(&run->devlink);
	return err;
}

static int table_show(struct ctl *ctl, int argc, char **argv)
{
	struct run run = { .ctl = ctl, .is_chosen = argc > 1 };
	int code = CTL_EXIT_OK, i;
	size_t id;

	if (!argc) {
		ctl_err("show needs a table; see hnictl table help");
		return CTL_EXIT_USAGE;
	}
	for (id = 0; id < ARRAY_SIZE(tables); id++) {
		if (!strcmp(tables[id].name, argv[0]))
			break;
	}
	if (id == ARRAY_SIZE(tables))
		return ctl_usage_err("table", argv[0]);
	for (i = 1; i < argc && !code; i++) {
		if (!rows_parse(&run.rows, argv[i]))
			code = ctl_usage_err("table", argv[i]);
	}
	if (!code)
		code = ctl_exit_of(run_table(&run, (enum table_id)id));
	free(run.rows.list);
	return code;
}

/* ---- dispatch ---- */

static const struct ctl_keyword table_keywords[] = {
	{ "show", table_show },
	{ "list", table_show },
	{ "help", table_help },
};

int ctl_table_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;

	if (!argc) {
		table_help(ctl, 0, argv);
		return CTL_EXIT_USAGE;
	}
	keyword = ctl_keyword_find(table_keywords, ARRAY_SIZE(table_keywords),
				   argv[0]);
	if (!keyword)
		return ctl_usage_err("table", argv[0]);
	return keyword->run(ctl, argc - 1, argv + 1);
}
