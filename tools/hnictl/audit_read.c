// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns reading the e-switch's tables back, every row of them, through devlink's
 * regions: nothing here relies on what the driver remembers.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "audit_read.h"
#include "list.h"
#include "record.h"
#include "region.h"
#include "../../offload/core/esw/hof_esw.h"

#define CTL_PIECE	524288	/* bytes that are read at once */

/*
 * A run.
 * @slots: SLOT records, one behind the other
 * @num_slots: how many
 */
struct reader {
	struct ctl_devlink devlink;
	struct ctl_device device;
	struct ctl_audit *audit;
	uint8_t *slots;
	size_t num_slots;
};

/*
 * A table.
 * @len: bytes of a record
 * @is_optional: a device may have no such rows
 * @take: keeps a valid record
 */
struct part {
	const char *region;
	size_t len;
	bool is_optional;
	int (*take)(struct reader *reader, uint32_t row, const uint8_t *bytes);
};

static uint16_t get16(const uint8_t *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof(value));
	return le16toh(value);
}

static uint32_t get32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return le32toh(value);
}

static int row_bad(const char *region, uint32_t row)
{
	ctl_err("row %u of %s makes no sense", row, region);
	return -EBADMSG;
}

/* ---- rows ---- */

static struct ctl_audit_row *row_add(struct reader *reader, uint32_t row,
				     const uint8_t *bytes)
{
	struct ctl_audit_row *place;
	struct ctl_row head;

	place = ctl_list_add(&reader->audit->rows, &reader->audit->num_rows,
			     sizeof(*place));
	if (!place)
		return NULL;
	ctl_record_row(bytes, &head);
	place->order = head.order;
	place->table = head.table;
	place->row = row;
	place->action = head.action;
	return place;
}

static int flow_take(struct reader *reader, uint32_t row, const uint8_t *bytes)
{
	struct ctl_audit_row *place = row_add(reader, row, bytes);
	struct ctl_row head;
	const uint8_t *slot;

	if (!place)
		return -ENOMEM;
	ctl_record_row(bytes, &head);
	slot = reader->slots + (size_t)head.slot * HNI_SLOT_LEN;
	if (head.slot >= reader->num_slots ||
	    !ctl_record_is_valid(slot, HNI_SLOT_LEN) ||
	    ctl_record_flow(bytes, slot, &place->match))
		return row_bad("flows", row);
	return 0;
}

static int tcam_take(struct reader *reader, uint32_t row, const uint8_t *bytes)
{
	struct ctl_audit_row *place = row_add(reader, row, bytes);

	if (!place)
		return -ENOMEM;
	place->is_tcam = true;
	ctl_record_tcam(bytes, &place->match);
	return 0;
}

static int port_take(struct reader *reader, uint32_t row, const uint8_t *bytes)
{
	struct ctl_audit_port *port;

	if (row >= HNI_ESW_MAX_PORTS)
		return row_bad("ports", row);
	port = &reader->audit->ports[row];
	port->is_known = true;
	port->ingress = get16(bytes + HNI_PORT_INGRESS);
	port->egress = get16(bytes + HNI_PORT_EGRESS);
	port->is_locked = bytes[HNI_PORT_POLICY] & HNI_PORT_POLICY_LOCKED;
	port->is_allowed = bytes[HNI_PORT_POLICY] & HNI_PORT_POLICY_ALLOWED;
	return 0;
}

static int tunnel_take(struct reader *reader, uint32_t row,
		       const uint8_t *bytes)
{
	struct ctl_audit_tunnel *tunnel;

	(void)row;
	tunnel = ctl_list_add(&reader->audit->tunnels,
			      &reader->audit->num_tunnels, sizeof(*tunnel));
	if (!tunnel)
		return -ENOMEM;
	tunnel->port = bytes[HNI_TUNNEL_PORT];
	tunnel->table = get16(bytes + HNI_TUNNEL_TABLE);
	return 0;
}

static int encap_take(struct reader *reader, uint32_t row, const uint8_t *bytes)
{
	struct ctl_audit_encap *encap;

	encap = ctl_list_add(&reader->audit->encaps, &reader->audit->num_encaps,
			     sizeof(*encap));
	if (!encap)
		return -ENOMEM;
	encap->row = row;
	encap->is_resolved = bytes[HNI_ENCAP_KIND];
	encap->port = bytes[HNI_ENCAP_PORT];
	return 0;
}

/* ---- regions ---- */

static int region_none(const struct reader *reader, const char *region)
{
	ctl_err("%s has no devlink region %s", reader->device.name, region);
	return -ENODEV;
}

static int size_find(struct reader *reader, const char *region, uint64_t *size)
{
	int err;

	err = ctl_region_size(&reader->devlink, &reader->device, region, size);
	if (err == -EINVAL || err == -ENODEV)
		return region_none(reader, region);
	return err;
}

static int bytes_read(struct reader *reader, const char *region, uint64_t addr,
		      size_t len, uint8_t *bytes)
{
	const struct ctl_region_part part = {
		.region = region,
		.addr = addr,
		.len = len,
		.bytes = bytes,
	};

	return ctl_region_read(&reader->devlink, &reader->device, &part);
}

static int piece_take(struct reader *reader, const struct part *part,
		      uint64_t addr, size_t len, const uint8_t *bytes)
{
	uint32_t row = (uint32_t)(addr / part->len);
	size_t at;
	int err = 0;

	for (at = 0; at < len && !err; at += part->len, row++) {
		if (ctl_record_is_valid(bytes + at, part->len))
			err = part->take(reader, row, bytes + at);
	}
	return err;
}

static int part_read(struct reader *reader, const struct part *part)
{
	size_t piece = CTL_PIECE / part->len * part->len, len;
	uint64_t size, addr;
	uint8_t *bytes;
	int err;

	err = ctl_region_size(&reader->devlink, &reader->device, part->region,
			      &size);
	if (err == -EINVAL || err == -ENODEV)
		return part->is_optional ? 0 : region_none(reader, part->region);
	if (err)
		return err;
	bytes = malloc(piece);
	if (!bytes)
		return -ENOMEM;
	for (addr = 0; addr < size && !err; addr += len) {
		len = size - addr < piece ? size - addr : piece;
		err = bytes_read(reader, part->region, addr, len, bytes);
		if (!err)
			err = piece_take(reader, part, addr, len, bytes);
	}
	free(bytes);
	return err;
}

static int slots_read(struct reader *reader)
{
	uint64_t size;
	int err;

	err = size_find(reader, "slots", &size);
	if (err)
		return err;
	reader->slots = malloc(size);
	if (!reader->slots)
		return -ENOMEM;
	reader->num_slots = size / HNI_SLOT_LEN;
	return bytes_read(reader, "slots", 0, size, reader->slots);
}

/* ---- actions ---- */

static int number_compare(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;

	return a < b ? -1 : a > b;
}

/* the numbers of all actions that rows name, each once; NULL: no memory */
static uint32_t *actions_find(const struct ctl_audit *audit, size_t *count)
{
	uint32_t *list = calloc(audit->num_rows + 1, sizeof(*list));
	size_t i;

	*count = 0;
	if (!list)
		return NULL;
	for (i = 0; i < audit->num_rows; i++)
		list[i] = audit->rows[i].action;
	qsort(list, audit->num_rows, sizeof(*list), number_compare);
	for (i = 0; i < audit->num_rows; i++) {
		if (!i || list[i] != list[*count - 1])
			list[(*count)++] = list[i];
	}
	return list;
}

static int action_len_find(struct reader *reader, size_t *len)
{
	struct ctl_resources resources = { 0 };
	uint64_t rows = 0, size;
	size_t i;
	int err;

	err = ctl_devlink_resources(&reader->devlink, &reader->device,
				    &resources);
	for (i = 0; i < resources.count && !err; i++) {
		if (!strcmp(resources.list[i].path + 1,
			    hof_resource_name(HOF_RES_ACTIONS)))
			rows = resources.list[i].size;
	}
	free(resources.list);
	if (!err)
		err = size_find(reader, "actions", &size);
	if (err)
		return err;
	*len = rows ? size / rows : 0;
	if (*len >= HNI_ACTION_LEN(1) && *len <= HNI_ACTION_MAX_LEN)
		return 0;
	ctl_err("records of %zu bytes in region actions make no sense", *len);
	return -EBADMSG;
}

static void op_decode(struct ctl_audit_op *op, const uint8_t *bytes)
{
	op->code = bytes[HNI_OP_CODE];
	op->arg16 = get16(bytes + HNI_OP_ARG16);
	op->arg32 = get32(bytes + HNI_OP_ARG32);
}

static int action_read(struct reader *reader, uint32_t row, size_t len)
{
	struct ctl_audit_action *action;
	uint8_t bytes[HNI_ACTION_MAX_LEN];
	uint32_t i;
	int err;

	err = bytes_read(reader, "actions", (uint64_t)row * len, len, bytes);
	if (err)
		return err;
	if (!ctl_record_is_valid(bytes, len) ||
	    HNI_ACTION_LEN((size_t)get32(bytes + HNI_ACTION_NOPS)) > len)
		return row_bad("actions", row);
	action = ctl_list_add(&reader->audit->actions,
			      &reader->audit->num_actions, sizeof(*action));
	if (!action)
		return -ENOMEM;
	action->row = row;
	action->count = get32(bytes + HNI_ACTION_NOPS);
	for (i = 0; i < action->count; i++)
		op_decode(&action->ops[i],
			  bytes + HNI_ACTION_OPS + i * HNI_OP_LEN);
	return 0;
}

static int actions_read(struct reader *reader)
{
	size_t count, len, i;
	uint32_t *rows;
	int err;

	err = action_len_find(reader, &len);
	if (err)
		return err;
	rows = actions_find(reader->audit, &count);
	if (!rows)
		return -ENOMEM;
	for (i = 0; i < count && !err; i++)
		err = action_read(reader, rows[i], len);
	free(rows);
	return err;
}

/* ---- all ---- */

static int ports_count(struct reader *reader)
{
	uint64_t size;
	int err;

	err = size_find(reader, "ports", &size);
	if (err)
		return err;
	reader->audit->num_ports = size / HNI_PORT_LEN;
	if (reader->audit->num_ports <= HNI_ESW_MAX_PORTS)
		return 0;
	ctl_err("%zu ports make no sense", reader->audit->num_ports);
	return -EBADMSG;
}

static int tables_read(struct reader *reader)
{
	static const struct part parts[] = {
		{ "ports", HNI_PORT_LEN, false, port_take },
		{ "flows", HNI_FLOW_LEN, false, flow_take },
		{ "tcam", HNI_TCAM_LEN, false, tcam_take },
		{ "tunnels", HNI_TUNNEL_LEN, true, tunnel_take },
		{ "encaps", HNI_ENCAP_LEN, true, encap_take },
	};
	size_t i;
	int err;

	err = ports_count(reader);
	if (!err)
		err = slots_read(reader);
	for (i = 0; i < ARRAY_SIZE(parts) && !err; i++)
		err = part_read(reader, &parts[i]);
	return err ? err : actions_read(reader);
}

int ctl_audit_read(const struct ctl_device *device, struct ctl_audit *audit)
{
	struct reader reader = { .device = *device, .audit = audit };
	int err;

	err = ctl_devlink_open(&reader.devlink);
	if (err)
		return err;
	err = tables_read(&reader);
	if (err == -ENOMEM)
		ctl_err("no memory");
	free(reader.slots);
	ctl_devlink_close(&reader.devlink);
	return err;
}

void ctl_audit_free(struct ctl_audit *audit)
{
	free(audit->rows);
	free(audit->actions);
	free(audit->tunnels);
	free(audit->encaps);
}
