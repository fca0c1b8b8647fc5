// SPDX-License-Identifier: GPL-2.0-only
/* Owns reading devlink: messages of the kernel into devices and ports. */
#include <errno.h>
#include <linux/devlink.h>
#include <linux/genetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "devlink.h"
#include "list.h"
#include "mac.h"

#define CTL_DRIVER	"hni"
/* a dump during which the tables changed is begun again, this often */
#define CTL_DUMP_TRIES	10

struct device_search {
	const struct ctl *ctl;
	const char *only;
	struct ctl_devices *devices;
};

struct port_search {
	const struct ctl_devices *devices;
	struct ctl_ports *ports;
};

static const uint8_t devlink_kinds[DEVLINK_ATTR_PORT_CONTROLLER_NUMBER + 1] = {
	[DEVLINK_ATTR_BUS_NAME] = MNL_TYPE_NUL_STRING,
	[DEVLINK_ATTR_DEV_NAME] = MNL_TYPE_NUL_STRING,
	[DEVLINK_ATTR_PORT_INDEX] = MNL_TYPE_U32,
	[DEVLINK_ATTR_PORT_NETDEV_IFINDEX] = MNL_TYPE_U32,
	[DEVLINK_ATTR_PORT_FLAVOUR] = MNL_TYPE_U16,
	[DEVLINK_ATTR_PORT_NUMBER] = MNL_TYPE_U32,
	[DEVLINK_ATTR_PORT_PCI_PF_NUMBER] = MNL_TYPE_U16,
	[DEVLINK_ATTR_PORT_FUNCTION] = MNL_TYPE_NESTED,
	[DEVLINK_ATTR_PORT_EXTERNAL] = MNL_TYPE_U8,
	[DEVLINK_ATTR_PORT_CONTROLLER_NUMBER] = MNL_TYPE_U32,
	[DEVLINK_ATTR_RESOURCE_LIST] = MNL_TYPE_NESTED,
};

static const struct ctl_nl_policy devlink_policy = {
	devlink_kinds, ARRAY_SIZE(devlink_kinds),
};

static const uint8_t function_kinds[DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR + 1] = {
	[DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR] = MNL_TYPE_BINARY,
};

static const struct ctl_nl_policy function_policy = {
	function_kinds, ARRAY_SIZE(function_kinds),
};

static const uint8_t resource_kinds[DEVLINK_ATTR_RESOURCE_OCC + 1] = {
	[DEVLINK_ATTR_RESOURCE_NAME] = MNL_TYPE_NUL_STRING,
	[DEVLINK_ATTR_RESOURCE_SIZE] = MNL_TYPE_U64,
	[DEVLINK_ATTR_RESOURCE_UNIT] = MNL_TYPE_U8,
	[DEVLINK_ATTR_RESOURCE_OCC] = MNL_TYPE_U64,
	[DEVLINK_ATTR_RESOURCE_LIST] = MNL_TYPE_NESTED,
};

static const struct ctl_nl_policy resource_policy = {
	resource_kinds, ARRAY_SIZE(resource_kinds),
};

static const char * const flavour_names[] = {
	[DEVLINK_PORT_FLAVOUR_PHYSICAL] = "physical",
	[DEVLINK_PORT_FLAVOUR_CPU] = "cpu",
	[DEVLINK_PORT_FLAVOUR_DSA] = "dsa",
	[DEVLINK_PORT_FLAVOUR_PCI_PF] = "pcipf",
	[DEVLINK_PORT_FLAVOUR_PCI_VF] = "pcivf",
	[DEVLINK_PORT_FLAVOUR_VIRTUAL] = "virtual",
	[DEVLINK_PORT_FLAVOUR_UNUSED] = "unused",
	[DEVLINK_PORT_FLAVOUR_PCI_SF] = "pcisf",
};

static const char * const unit_names[] = {
	[DEVLINK_RESOURCE_UNIT_ENTRY] = "entry",
};

static const char *name_of(const char * const *names, size_t count,
			   unsigned int value)
{
	return value < count ? names[value] : NULL;
}

static int answer_err(int err)
{
	errno = err;
	return MNL_CB_ERROR;
}

struct nlmsghdr *ctl_devlink_request(struct ctl_devlink *devlink, uint8_t cmd,
				     uint16_t flags,
				     const struct ctl_device *device)
{
	struct genlmsghdr *genl;
	struct nlmsghdr *msg;

	msg = ctl_nl_request(&devlink->nl, devlink->family, flags,
			     sizeof(*genl));
	genl = mnl_nlmsg_get_payload(msg);
	genl->cmd = cmd;
	genl->version = DEVLINK_GENL_VERSION;
	if (!device)
		return msg;
	mnl_attr_put_strz(msg, DEVLINK_ATTR_BUS_NAME, "pci");
	mnl_attr_put_strz(msg, DEVLINK_ATTR_DEV_NAME, device->name);
	return msg;
}

/* name of the PCI device that an answer is about; NULL: not one of PCI */
static const char *answer_device(const struct nlattr **tb)
{
	const struct nlattr *bus = tb[DEVLINK_ATTR_BUS_NAME];
	const struct nlattr *dev = tb[DEVLINK_ATTR_DEV_NAME];

	if (!bus || !dev || strcmp(mnl_attr_get_str(bus), "pci"))
		return NULL;
	if (strlen(mnl_attr_get_str(dev)) >= CTL_PCI_NAME_SIZE)
		return NULL;
	return mnl_attr_get_str(dev);
}

/* ---- devices ---- */

static int device_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(devlink_kinds)];
	const struct device_search *search = arg;
	char driver[CTL_DRIVER_NAME_SIZE];
	struct ctl_device *device;
	const char *name;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &devlink_policy, tb))
		return answer_err(EBADMSG);
	name = answer_device(tb);
	if (!name || (search->only && strcmp(name, search->only)))
		return MNL_CB_OK;
	ctl_pci_driver(search->ctl, name, driver);
	if (strcmp(driver, CTL_DRIVER))
		return MNL_CB_OK;
	device = ctl_list_add(&search->devices->list, &search->devices->count,
			      sizeof(*device));
	if (!device)
		return answer_err(ENOMEM);
	snprintf(device->name, sizeof(device->name), "%s", name);
	return MNL_CB_OK;
}

static int devices_none(const struct ctl *ctl, const char *only)
{
	char driver[CTL_DRIVER_NAME_SIZE];

	if (!only) {
		ctl_err("no hni device: no PCI device is bound to driver %s in this network namespace; see hnictl bind help",
			CTL_DRIVER);
		return -ENODEV;
	}
	ctl_pci_driver(ctl, only, driver);
	if (!driver[0])
		ctl_err("%s is bound to no driver; see hnictl bind help",
			only);
	else if (strcmp(driver, CTL_DRIVER))
		ctl_err("%s is bound to driver %s, not %s; see hnictl bind help",
			only, driver, CTL_DRIVER);
	else
		ctl_err("%s has no devlink instance in this network namespace",
			only);
	return -ENODEV;
}

int ctl_devlink_devices(struct ctl_devlink *devlink, const struct ctl *ctl,
			const char *only, struct ctl_devices *devices)
{
	struct device_search search = { .ctl = ctl, .devices = devices };
	char name[CTL_PCI_NAME_SIZE];
	int tries = CTL_DUMP_TRIES;
	int err;

	*devices = (struct ctl_devices) { 0 };
	if (only) {
		err = ctl_pci_name(ctl, only, name);
		if (err)
			return err;
		search.only = name;
	}
	do {
		devices->count = 0;
		err = ctl_nl_query(&devlink->nl,
				   ctl_devlink_request(devlink,
						       DEVLINK_CMD_GET,
						       NLM_F_DUMP, NULL),
				   device_answer, &search);
	} while (err == -EAGAIN && --tries);
	if (err)
		return ctl_nl_err(&devlink->nl, "list devlink devices", err);
	return devices->count ? 0 : devices_none(ctl, search.only);
}

/* ---- ports ---- */

static void port_function(struct ctl_port *port, const struct nlattr *nest)
{
	const struct nlattr *tb[ARRAY_SIZE(function_kinds)];
	const struct nlattr *addr;

	if (ctl_nl_nested(nest, &function_policy, tb))
		return;
	addr = tb[DEVLINK_PORT_FUNCTION_ATTR_HW_ADDR];
	if (addr)
		ctl_mac_put(port->hw_addr, mnl_attr_get_payload(addr),
			    mnl_attr_get_payload_len(addr));
}

static void port_fill(struct ctl_port *port, const struct nlattr **tb)
{
	const struct nlattr *attr;

	attr = tb[DEVLINK_ATTR_PORT_FLAVOUR];
	if (attr)
		port->flavour = name_of(flavour_names,
					ARRAY_SIZE(flavour_names),
					mnl_attr_get_u16(attr));
	attr = tb[DEVLINK_ATTR_PORT_CONTROLLER_NUMBER];
	port->controller = attr ? (long long)mnl_attr_get_u32(attr) : -1;
	attr = tb[DEVLINK_ATTR_PORT_NUMBER];
	port->number = attr ? (long long)mnl_attr_get_u32(attr) : -1;
	attr = tb[DEVLINK_ATTR_PORT_PCI_PF_NUMBER];
	if (attr)
		port->number = mnl_attr_get_u16(attr);
	attr = tb[DEVLINK_ATTR_PORT_EXTERNAL];
	port->is_external = attr && mnl_attr_get_u8(attr);
	attr = tb[DEVLINK_ATTR_PORT_NETDEV_IFINDEX];
	port->ifindex = attr ? mnl_attr_get_u32(attr) : 0;
	attr = tb[DEVLINK_ATTR_PORT_FUNCTION];
	if (attr)
		port_function(port, attr);
}

static bool is_listed(const struct ctl_devices *devices, const char *name)
{
	size_t i;

	for (i = 0; i < devices->count; i++) {
		if (!strcmp(devices->list[i].name, name))
			return true;
	}
	return false;
}

static int port_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(devlink_kinds)];
	const struct port_search *search = arg;
	struct ctl_port *port;
	const char *name;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &devlink_policy, tb))
		return answer_err(EBADMSG);
	name = answer_device(tb);
	if (!name || !is_listed(search->devices, name))
		return MNL_CB_OK;
	if (!tb[DEVLINK_ATTR_PORT_INDEX])
		return answer_err(EBADMSG);
	port = ctl_list_add(&search->ports->list, &search->ports->count,
			    sizeof(*port));
	if (!port)
		return answer_err(ENOMEM);
	snprintf(port->handle, sizeof(port->handle), "pci/%s/%u", name,
		 mnl_attr_get_u32(tb[DEVLINK_ATTR_PORT_INDEX]));
	port_fill(port, tb);
	return MNL_CB_OK;
}

int ctl_devlink_ports(struct ctl_devlink *devlink,
		      const struct ctl_devices *devices,
		      struct ctl_ports *ports)
{
	struct port_search search = { .devices = devices, .ports = ports };
	int tries = CTL_DUMP_TRIES;
	int err;

	*ports = (struct ctl_ports) { 0 };
	do {
		ports->count = 0;
		err = ctl_nl_query(&devlink->nl,
				   ctl_devlink_request(devlink,
						       DEVLINK_CMD_PORT_GET,
						       NLM_F_DUMP, NULL),
				   port_answer, &search);
	} while (err == -EAGAIN && --tries);
	return err ? ctl_nl_err(&devlink->nl, "list devlink ports", err) : 0;
}

/* A representor has no PCI device of its own */
bool ctl_devlink_is_rep(const struct ctl *ctl, const char *word)
{
	return ctl_sysfs_exists(ctl, "class/net/%s", word) &&
	       !ctl_sysfs_exists(ctl, "class/net/%s/device", word);
}

static int port_keep(struct ctl_ports *ports, const char *netdev)
{
	unsigned int ifindex = if_nametoindex(netdev);
	size_t i;

	for (i = 0; i < ports->count; i++) {
		if (ifindex && ports->list[i].ifindex == ifindex)
			break;
	}
	if (i == ports->count) {
		ctl_err("%s is neither a PCI device nor a netdev of one, nor a representor",
			netdev);
		return -ENODEV;
	}
	ports->list[0] = ports->list[i];
	ports->count = 1;
	return 0;
}

int ctl_devlink_ports_of(const struct ctl *ctl, const char *only,
			 struct ctl_ports *ports)
{
	bool is_rep = only && ctl_devlink_is_rep(ctl, only);
	struct ctl_devlink devlink;
	struct ctl_devices devices;
	int err;

	*ports = (struct ctl_ports) { 0 };
	err = ctl_devlink_open(&devlink);
	if (err)
		return err;
	err = ctl_devlink_devices(&devlink, ctl, is_rep ? NULL : only,
				  &devices);
	if (!err)
		err = ctl_devlink_ports(&devlink, &devices, ports);
	if (!err && is_rep)
		err = port_keep(ports, only);
	free(devices.list);
	ctl_devlink_close(&devlink);
	return err;
}

/* ---- resources ---- */

struct resource_walk {
	struct ctl_resources *resources;
	const char *handle;
	const char *path;	/* of the resource whose parts are listed */
};

static int resource_list(const struct nlattr *list,
			 const struct resource_walk *walk);

static void resource_fill(struct ctl_resource *resource,
			  const struct nlattr **tb)
{
	const struct nlattr *attr;

	resource->size = mnl_attr_get_u64(tb[DEVLINK_ATTR_RESOURCE_SIZE]);
	attr = tb[DEVLINK_ATTR_RESOURCE_OCC];
	resource->has_occ = attr;
	if (attr)
		resource->occ = mnl_attr_get_u64(attr);
	attr = tb[DEVLINK_ATTR_RESOURCE_UNIT];
	if (attr)
		resource->unit = name_of(unit_names, ARRAY_SIZE(unit_names),
					 mnl_attr_get_u8(attr));
}

static int resource_add(const struct nlattr *nest,
			const struct resource_walk *walk)
{
	const struct nlattr *tb[ARRAY_SIZE(resource_kinds)];
	struct resource_walk parts = *walk;
	struct ctl_resource *resource;
	char path[CTL_PATH_SIZE];

	if (ctl_nl_nested(nest, &resource_policy, tb) ||
	    !tb[DEVLINK_ATTR_RESOURCE_NAME] || !tb[DEVLINK_ATTR_RESOURCE_SIZE])
		return -EBADMSG;
	if (snprintf(path, sizeof(path), "%s/%s", walk->path,
		     mnl_attr_get_str(tb[DEVLINK_ATTR_RESOURCE_NAME])) >=
	    (int)sizeof(path))
		return -EBADMSG;
	resource = ctl_list_add(&walk->resources->list, &walk->resources->count,
				sizeof(*resource));
	if (!resource)
		return -ENOMEM;
	snprintf(resource->handle, sizeof(resource->handle), "%s",
		 walk->handle);
	snprintf(resource->path, sizeof(resource->path), "%s", path);
	resource_fill(resource, tb);
	if (!tb[DEVLINK_ATTR_RESOURCE_LIST])
		return 0;
	parts.path = path;
	return resource_list(tb[DEVLINK_ATTR_RESOURCE_LIST], &parts);
}

/* Each level adds to the path, whose size bounds the depth */
static int resource_list(const struct nlattr *list,
			 const struct resource_walk *walk)
{
	const struct nlattr *attr;
	int err;

	mnl_attr_for_each_nested(attr, list) {
		if (mnl_attr_get_type(attr) != DEVLINK_ATTR_RESOURCE)
			continue;
		if (mnl_attr_validate(attr, MNL_TYPE_NESTED) < 0)
			return -EBADMSG;
		err = resource_add(attr, walk);
		if (err)
			return err;
	}
	return 0;
}

static int resource_answer(const struct nlmsghdr *msg, void *arg)
{
	const struct nlattr *tb[ARRAY_SIZE(devlink_kinds)];
	const struct resource_walk *walk = arg;
	int err;

	if (ctl_nl_attrs(msg, sizeof(struct genlmsghdr), &devlink_policy, tb))
		return answer_err(EBADMSG);
	if (!tb[DEVLINK_ATTR_RESOURCE_LIST])
		return MNL_CB_OK;
	err = resource_list(tb[DEVLINK_ATTR_RESOURCE_LIST], walk);
	return err ? answer_err(-err) : MNL_CB_OK;
}

int ctl_devlink_resources(struct ctl_devlink *devlink,
			  const struct ctl_device *device,
			  struct ctl_resources *resources)
{
	char handle[CTL_HANDLE_SIZE];
	struct resource_walk walk = {
		.resources = resources,
		.handle = handle,
		.path = "",
	};
	struct nlmsghdr *msg;
	int err;

	snprintf(handle, sizeof(handle), "pci/%s", device->name);
	/* no dump, yet the answer has several parts and an end of its own */
	msg = ctl_devlink_request(devlink, DEVLINK_CMD_RESOURCE_DUMP, 0,
				  device);
	err = ctl_nl_query(&devlink->nl, msg, resource_answer, &walk);
	if (err == -EOPNOTSUPP)
		return 0;
	if (err)
		return ctl_nl_err(&devlink->nl, "read devlink resources", err);
	return 0;
}

/* ---- the family ---- */

int ctl_devlink_open(struct ctl_devlink *devlink)
{
	int err;

	err = ctl_nl_open(&devlink->nl, NETLINK_GENERIC);
	if (err)
		return err;
	err = ctl_nl_genl_id(&devlink->nl, DEVLINK_GENL_NAME,
			     &devlink->family);
	if (err == -ENOENT)
		ctl_err("the running kernel has no devlink, so no driver hni");
	if (err)
		ctl_nl_close(&devlink->nl);
	return err;
}

void ctl_devlink_close(struct ctl_devlink *devlink)
{
	ctl_nl_close(&devlink->nl);
}
