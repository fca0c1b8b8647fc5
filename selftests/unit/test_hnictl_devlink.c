// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the tests of hnictl's devlink reader: answers of a kernel, well-formed
 * and not, given to it in place of a netlink socket.
 *
 * Links: tools/hnictl/devlink.c tools/hnictl/attr.c tools/hnictl/mac.c
 * Links: tools/hnictl/keyword.c tools/hnictl/list.c
 * Cflags: -Itools/hnictl
 * Ldflags: -lmnl
 */
#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <stdlib.h>
#include <string.h>

#include "devlink.h"
#include "ktap.h"

#define DEVICE	"0000:01:00.0"

static struct {
	char bytes[4096];
	int end;	/* how the dump ends, once */
	bool is_given;
} answer;
static const char *bound_driver = "hni";
static struct ctl_devlink devlink;
static struct ctl ctl;

/* ---- in place of nl.c and sysfs.c ---- */

struct nlmsghdr *ctl_nl_request(struct ctl_nl *nl, uint16_t type,
				uint16_t flags, size_t header_len)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(nl->request.bytes);

	msg->nlmsg_type = type;
	msg->nlmsg_flags = flags;
	mnl_nlmsg_put_extra_header(msg, header_len);
	return msg;
}

int ctl_nl_query(struct ctl_nl *nl, const struct nlmsghdr *request,
		 mnl_cb_t handle, void *arg)
{
	const struct nlmsghdr *msg = (const void *)answer.bytes;
	int end = answer.end;

	(void)nl;
	(void)request;
	answer.end = 0;
	if (answer.is_given && handle(msg, arg) == MNL_CB_ERROR)
		return -errno;
	return end;
}

int ctl_nl_err(const struct ctl_nl *nl, const char *what, int err)
{
	(void)nl;
	(void)what;
	return err;
}

int ctl_nl_open(struct ctl_nl *nl, int bus)
{
	(void)nl;
	(void)bus;
	return 0;
}

void ctl_nl_close(struct ctl_nl *nl)
{
	(void)nl;
}

int ctl_nl_genl_id(struct ctl_nl *nl, const char *name, uint16_t *id)
{
	(void)nl;
	(void)name;
	*id = 21;
	return 0;
}

int ctl_pci_name(const struct ctl *context, const char *word, char *name)
{
	(void)context;
	snprintf(name, CTL_PCI_NAME_SIZE, "%s", word);
	return 0;
}

void ctl_pci_driver(const struct ctl *context, const char *name, char *driver)
{
	(void)context;
	(void)name;
	snprintf(driver, CTL_DRIVER_NAME_SIZE, "%s", bound_driver);
}

bool ctl_sysfs_exists(const struct ctl *context, const char *fmt, ...)
{
	(void)context;
	(void)fmt;
	return false;
}

/* ---- answers ---- */

static struct nlmsghdr *answer_begin(const char *bus, const char *dev)
{
	struct nlmsghdr *msg;

	memset(&answer, 0, sizeof(answer));
	answer.is_given = true;
	msg = mnl_nlmsg_put_header(answer.bytes);
	mnl_nlmsg_put_extra_header(msg, sizeof(struct genlmsghdr));
	mnl_attr_put_strz(msg, DEVLINK_ATTR_BUS_NAME, bus);
	mnl_attr_put_strz(msg, DEVLINK_ATTR_DEV_NAME, dev);
	return msg;
}

static void put_host_port(struct nlmsghdr *msg)
{
	const uint8_t mac[] = { 2, 0, 0x5e, 0x10, 0, 0x10 };
	struct nlattr *function;

	mnl_attr_put_u32(msg, DEVLINK_ATTR_PORT_INDEX, 3);
	mnl_attr_put_u16(msg, DEVLINK_ATTR_PORT_FLAVOUR,
			 DEVLINK_PORT_FLAVOUR_PCI_PF);
	mnl_attr_put_u16(msg, DEVLINK_ATTR_PORT_PCI_PF_NUMBER, 0);
	mnl_attr_put_u32(msg, DEVLINK_ATTR_PORT_CONTROLLER_NUMBER, 2);
	mnl_attr_put_u8(msg, DEVLINK_ATTR_PORT_EXTERNAL, 1);
	mnl_attr_put_u32(msg, DEVLINK_ATTR_PORT_NETDEV_IFINDEX, 9);
	function = mnl_attr_nest_start(msg, DEVLINK_ATTR_PORT_FUNCTION);
	mnl_attr_put(msg, DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR, sizeof(mac), mac);
	mnl_attr_nest_end(msg, function);
}

static struct nlattr *put_resource(struct nlmsghdr *msg, const char *name,
				   uint64_t size, uint64_t occ)
{
	struct nlattr *nest = mnl_attr_nest_start(msg, DEVLINK_ATTR_RESOURCE);

	mnl_attr_put_strz(msg, DEVLINK_ATTR_RESOURCE_NAME, name);
	mnl_attr_put_u64(msg, DEVLINK_ATTR_RESOURCE_SIZE, size);
	mnl_attr_put_u64(msg, DEVLINK_ATTR_RESOURCE_OCC, occ);
	mnl_attr_put_u8(msg, DEVLINK_ATTR_RESOURCE_UNIT,
			DEVLINK_RESOURCE_UNIT_ENTRY);
	return nest;
}

static int ports_read(struct ctl_ports *ports)
{
	struct ctl_device device = { .name = DEVICE };
	struct ctl_devices devices = { .list = &device, .count = 1 };

	return ctl_devlink_ports(&devlink, &devices, ports);
}

static int resources_read(struct ctl_resources *resources)
{
	const struct ctl_device device = { .name = DEVICE };

	*resources = (struct ctl_resources) { 0 };
	return ctl_devlink_resources(&devlink, &device, resources);
}

/* ---- cases ---- */

static void only_hni(void)
{
	struct ctl_devices devices;

	answer_begin("pci", DEVICE);
	bound_driver = "hni";
	EXPECT_EQ(ctl_devlink_devices(&devlink, &ctl, NULL, &devices), 0);
	EXPECT_EQ(devices.count, 1);
	free(devices.list);
	bound_driver = "fbnic";
	EXPECT_EQ(ctl_devlink_devices(&devlink, &ctl, NULL, &devices), -ENODEV);
	free(devices.list);
	bound_driver = "hni";
}

static void other_bus(void)
{
	struct ctl_devices devices;

	answer_begin("netdevsim", DEVICE);
	EXPECT_EQ(ctl_devlink_devices(&devlink, &ctl, NULL, &devices), -ENODEV);
	free(devices.list);
}

static void interrupted_dump(void)
{
	struct ctl_devices devices;

	answer_begin("pci", DEVICE);
	answer.end = -EAGAIN;
	EXPECT_EQ(ctl_devlink_devices(&devlink, &ctl, NULL, &devices), 0);
	EXPECT_EQ(devices.count, 1);
	free(devices.list);
}

static void host_port(void)
{
	struct ctl_ports ports;

	put_host_port(answer_begin("pci", DEVICE));
	EXPECT_EQ(ports_read(&ports), 0);
	if (!EXPECT_EQ(ports.count, 1))
		return;
	EXPECT_STREQ(ports.list[0].handle, "pci/" DEVICE "/3");
	EXPECT_STREQ(ports.list[0].flavour, "pcipf");
	EXPECT_STREQ(ports.list[0].hw_addr, "02:00:5e:10:00:10");
	EXPECT_EQ(ports.list[0].controller, 2);
	EXPECT_EQ(ports.list[0].number, 0);
	EXPECT_EQ(ports.list[0].ifindex, 9);
	EXPECT(ports.list[0].is_external);
	free(ports.list);
}

static void unknown_flavour(void)
{
	struct ctl_ports ports;
	struct nlmsghdr *msg;

	msg = answer_begin("pci", DEVICE);
	mnl_attr_put_u32(msg, DEVLINK_ATTR_PORT_INDEX, 1);
	mnl_attr_put_u16(msg, DEVLINK_ATTR_PORT_FLAVOUR, 999);
	EXPECT_EQ(ports_read(&ports), 0);
	if (!EXPECT_EQ(ports.count, 1))
		return;
	EXPECT(!ports.list[0].flavour);
	EXPECT_EQ(ports.list[0].controller, -1);
	EXPECT_EQ(ports.list[0].number, -1);
	free(ports.list);
}

static void other_device_port(void)
{
	struct ctl_ports ports;

	put_host_port(answer_begin("pci", "0000:02:00.0"));
	EXPECT_EQ(ports_read(&ports), 0);
	EXPECT_EQ(ports.count, 0);
	free(ports.list);
}

static void short_number(void)
{
	struct ctl_ports ports;
	struct nlmsghdr *msg;

	msg = answer_begin("pci", DEVICE);
	mnl_attr_put_u16(msg, DEVLINK_ATTR_PORT_INDEX, 1);
	EXPECT_EQ(ports_read(&ports), -EBADMSG);
	free(ports.list);
}

static void unended_name(void)
{
	struct ctl_ports ports;
	struct nlmsghdr *msg;

	msg = answer_begin("pci", DEVICE);
	mnl_attr_put(msg, DEVLINK_ATTR_DEV_NAME, 3, "abc");
	EXPECT_EQ(ports_read(&ports), -EBADMSG);
	free(ports.list);
}

static void short_message(void)
{
	struct ctl_ports ports;

	answer_begin("pci", DEVICE)->nlmsg_len = MNL_NLMSG_HDRLEN;
	EXPECT_EQ(ports_read(&ports), -EBADMSG);
	free(ports.list);
}

static void resource_parts(void)
{
	struct ctl_resources resources;
	struct nlattr *list, *whole, *parts;
	struct nlmsghdr *msg;

	msg = answer_begin("pci", DEVICE);
	list = mnl_attr_nest_start(msg, DEVLINK_ATTR_RESOURCE_LIST);
	whole = put_resource(msg, "rows", 4096, 12);
	parts = mnl_attr_nest_start(msg, DEVLINK_ATTR_RESOURCE_LIST);
	mnl_attr_nest_end(msg, put_resource(msg, "tcam", 96, 2));
	mnl_attr_nest_end(msg, parts);
	mnl_attr_nest_end(msg, whole);
	mnl_attr_nest_end(msg, list);
	EXPECT_EQ(resources_read(&resources), 0);
	if (!EXPECT_EQ(resources.count, 2))
		return;
	EXPECT_STREQ(resources.list[0].path, "/rows");
	EXPECT_EQ(resources.list[0].occ, 12);
	EXPECT_STREQ(resources.list[1].path, "/rows/tcam");
	EXPECT_STREQ(resources.list[1].handle, "pci/" DEVICE);
	EXPECT_STREQ(resources.list[1].unit, "entry");
	EXPECT_EQ(resources.list[1].size, 96);
	free(resources.list);
}

static void no_resources(void)
{
	struct ctl_resources resources;

	memset(&answer, 0, sizeof(answer));
	answer.end = -EOPNOTSUPP;
	EXPECT_EQ(resources_read(&resources), 0);
	EXPECT_EQ(resources.count, 0);
}

/* each level inside the last one: the path's size ends it, not the stack */
static void deep_resources(void)
{
	struct nlattr *nests[80];
	struct ctl_resources resources;
	struct nlmsghdr *msg;
	unsigned int i;

	msg = answer_begin("pci", DEVICE);
	for (i = 0; i < ARRAY_SIZE(nests); i += 2) {
		nests[i] = mnl_attr_nest_start(msg, DEVLINK_ATTR_RESOURCE_LIST);
		nests[i + 1] = put_resource(msg, "part", 1, 0);
	}
	while (i--)
		mnl_attr_nest_end(msg, nests[i]);
	EXPECT_EQ(resources_read(&resources), -EBADMSG);
	free(resources.list);
}

static const struct ktap_case cases[] = {
	{ "hnictl_devlink.only_driver_hni_is_listed", only_hni },
	{ "hnictl_devlink.other_bus_is_left_out", other_bus },
	{ "hnictl_devlink.interrupted_dump_begins_again", interrupted_dump },
	{ "hnictl_devlink.host_port_is_read", host_port },
	{ "hnictl_devlink.unknown_flavour_has_no_name", unknown_flavour },
	{ "hnictl_devlink.other_device_is_left_out", other_device_port },
	{ "hnictl_devlink.short_number_is_refused", short_number },
	{ "hnictl_devlink.unended_name_is_refused", unended_name },
	{ "hnictl_devlink.short_message_is_refused", short_message },
	{ "hnictl_devlink.part_of_a_resource_has_its_path", resource_parts },
	{ "hnictl_devlink.device_may_have_no_resources", no_resources },
	{ "hnictl_devlink.endless_parts_are_refused", deep_resources },
};

int main(void)
{
	return ktap_run("unit", cases, ARRAY_SIZE(cases));
}
