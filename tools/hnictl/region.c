// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading devlink's regions, from the device and not from a snapshot. */
#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <string.h>

#include "region.h"

/* DEVLINK_ATTR_REGION_DIRECT: not in the headers of older systems */
#define CTL_ATTR_REGION_DIRECT	179

static const uint8_t region_kinds[] = {
	[DEVLINK_ATTR_REGION_SIZE] = MNL_TYPE_U64,
	[DEVLINK_ATTR_REGION_CHUNKS] = MNL_TYPE_NESTED,
	[DEVLINK_ATTR_REGION_CHUNK_DATA] = MNL_TYPE_BINARY,
	[DEVLINK_ATTR_REGION_CHUNK_ADDR] = MNL_TYPE_U64,
};

static const struct ctl_nl_policy region_policy = {
	region_kinds, ARRAY_SIZE(region_kinds),
};

struct region_read {
	const struct ctl_region_part *part;
	size_t got;
};

static int answer_err(int err)
{
	errno = err;
	return MNL_CB_ERROR;
}

static int size_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(region_kinds)];
	uint64_t *size = arg;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &region_policy, tb))
		return answer_err(EBADMSG);
	if (tb[DEVLINK_ATTR_REGION_SIZE])
		*size = mnl_attr_get_u64(tb[DEVLINK_ATTR_REGION_SIZE]);
	return MNL_CB_OK;
}

int ctl_region_size(struct ctl_devlink *devlink,
		    const struct ctl_device *device, const char *region,
		    uint64_t *size)
{
	struct nlmsghdr *msg;
	int err;

	*size = 0;
	msg = ctl_devlink_request(devlink, DEVLINK_CMD_REGION_GET, NLM_F_ACK,
				  device);
	mnl_attr_put_strz(msg, DEVLINK_ATTR_REGION_NAME, region);
	err = ctl_nl_query(&devlink->nl, msg, size_answer, size);
	if (!err || err == -EINVAL || err == -ENODEV)
		return err;
	return ctl_nl_err(&devlink->nl, "find a devlink region", err);
}

/* A piece outside of what was asked for is none of ours */
static int chunk_take(struct region_read *read, const struct nlattr *nest)
{
	const struct ctl_region_part *part = read->part;
	const struct nlattr *tb[ARRAY_SIZE(region_kinds)];
	uint64_t addr, len;

	if (ctl_nl_nested(nest, &region_policy, tb) ||
	    !tb[DEVLINK_ATTR_REGION_CHUNK_DATA] ||
	    !tb[DEVLINK_ATTR_REGION_CHUNK_ADDR])
		return -EBADMSG;
	addr = mnl_attr_get_u64(tb[DEVLINK_ATTR_REGION_CHUNK_ADDR]);
	len = mnl_attr_get_payload_len(tb[DEVLINK_ATTR_REGION_CHUNK_DATA]);
	if (addr < part->addr || addr - part->addr > part->len ||
	    len > part->len - (addr - part->addr))
		return -EBADMSG;
	memcpy(part->bytes + (addr - part->addr),
	       mnl_attr_get_payload(tb[DEVLINK_ATTR_REGION_CHUNK_DATA]), len);
	read->got += len;
	return 0;
}

static int chunks_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(region_kinds)];
	const struct nlattr *attr;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &region_policy, tb))
		return answer_err(EBADMSG);
	if (!tb[DEVLINK_ATTR_REGION_CHUNKS])
		return MNL_CB_OK;
	mnl_attr_for_each_nested(attr, tb[DEVLINK_ATTR_REGION_CHUNKS]) {
		if (mnl_attr_get_type(attr) != DEVLINK_ATTR_REGION_CHUNK)
			continue;
		if (mnl_attr_validate(attr, MNL_TYPE_NESTED) < 0 ||
		    chunk_take(arg, attr))
			return answer_err(EBADMSG);
	}
	return MNL_CB_OK;
}

int ctl_region_read(struct ctl_devlink *devlink,
		    const struct ctl_device *device,
		    const struct ctl_region_part *part)
{
	struct region_read read = { .part = part };
	struct nlmsghdr *msg;
	int err;

	msg = ctl_devlink_request(devlink, DEVLINK_CMD_REGION_READ, NLM_F_DUMP,
				  device);
	mnl_attr_put_strz(msg, DEVLINK_ATTR_REGION_NAME, part->region);
	mnl_attr_put(msg, CTL_ATTR_REGION_DIRECT, 0, NULL);
	mnl_attr_put_u64(msg, DEVLINK_ATTR_REGION_CHUNK_ADDR, part->addr);
	mnl_attr_put_u64(msg, DEVLINK_ATTR_REGION_CHUNK_LEN, part->len);
	err = ctl_nl_query(&devlink->nl, msg, chunks_answer, &read);
	if (!err && read.got != part->len)
		err = -EIO;
	return err ? ctl_nl_err(&devlink->nl, "read a devlink region", err) : 0;
}
