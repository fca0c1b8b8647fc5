// SPDX-License-Identifier: GPL-2.0-only
/* Owns the frames that are generated: a builder for each class. */
#include <string.h>

#include "bytes.h"
#include "frames.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* ---- Numbers ---- */

/* splitmix64: any state is a good one, so a seed needs no care */
uint32_t fuzz_random(struct fuzz_rng *rng)
{
	uint64_t z = rng->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t)(z >> 32);
}

uint32_t fuzz_below(struct fuzz_rng *rng, uint32_t bound)
{
	return fuzz_random(rng) % bound;
}

bool fuzz_one_in(struct fuzz_rng *rng, uint32_t n)
{
	return !fuzz_below(rng, n);
}

/* ---- Bytes ---- */

static void put(struct fuzz_frame *f, const void *bytes, uint32_t len)
{
	memcpy(f->data + f->len, bytes, len);
	f->len += len;
}

static void put8(struct fuzz_frame *f, uint8_t v)
{
	f->data[f->len++] = v;
}

static void put16(struct fuzz_frame *f, uint16_t v)
{
	emu_put_be16(f->data + f->len, v);
	f->len += 2;
}

static void put32(struct fuzz_frame *f, uint32_t v)
{
	emu_put_be32(f->data + f->len, v);
	f->len += 4;
}

static void put_random(struct fuzz_frame *f, struct fuzz_rng *rng, uint32_t len)
{
	while (len--)
		put8(f, (uint8_t)fuzz_random(rng));
}

/* ---- Addresses ---- */

static const uint8_t strangers[][6] = {
	{ 2, 1, 1, 1, 1, 1 }, { 2, 1, 1, 1, 1, 2 }, { 0, 0x1b, 0x21, 0, 0, 9 },
};

static const uint8_t groups[][6] = {
	{ 1, 0, 0x5e, 0, 0, 1 }, { 0x33, 0x33, 0, 0, 0, 1 },
	{ 0x33, 0x33, 0xff, 0, 0, 0xf0 },
};

static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };

/* What a port owns; the uplink owns nothing, and has a stranger's */
static const uint8_t *mac_of(unsigned int port)
{
	if (port == UPLINK || port >= PORTS)
		return strangers[0];
	return bench.esw->port[port].mac;
}

static const uint8_t *mac_stranger(struct fuzz_rng *rng)
{
	return strangers[fuzz_below(rng, ARRAY_SIZE(strangers))];
}

/* Often the BMC's: that is what somebody would try */
static const uint8_t *mac_to(struct fuzz_rng *rng)
{
	switch (fuzz_below(rng, 8)) {
	case 0:
		return broadcast;
	case 1:
		return groups[fuzz_below(rng, ARRAY_SIZE(groups))];
	case 2:
		return mac_stranger(rng);
	case 3:
	case 4:
		return mac_of(BMC);
	default:
		return mac_of(fuzz_below(rng, PORTS));
	}
}

/* The two addresses; the source is one that the port may use */
static void put_macs(struct fuzz_frame *f, struct fuzz_rng *rng,
		     const uint8_t *to)
{
	put(f, to, 6);
	put(f, fuzz_one_in(rng, 4) ? mac_stranger(rng) : mac_of(f->port), 6);
}

/* ---- What follows the addresses ---- */

static void put_plain(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put16(f, 0x88b5);
	put_random(f, rng, 46 + fuzz_below(rng, 64));
}

static uint16_t l4_port(struct fuzz_rng *rng)
{
	static const uint16_t ports[] = { 67, 68, 80, 137, 546, 1000, 4789 };

	return ports[fuzz_below(rng, ARRAY_SIZE(ports))];
}

static void put_l4(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put16(f, l4_port(rng));
	put16(f, l4_port(rng));
	put_random(f, rng, 26);
}

/* An IPv4 header; @frag is its word of flags and offset */
static void put_ipv4_header(struct fuzz_frame *f, struct fuzz_rng *rng,
			    uint8_t proto, uint16_t frag)
{
	put16(f, 0x0800);
	put16(f, 0x4500);
	put16(f, 50);
	put16(f, (uint16_t)fuzz_random(rng));
	put16(f, frag);
	put8(f, 64);
	put8(f, proto);
	put16(f, 0);
	put32(f, 0xc0000201 + fuzz_below(rng, 4));
	put32(f, 0xc0000201 + fuzz_below(rng, 4));
}

/* The checksum of the header that was put last */
static void put_ipv4_sum(struct fuzz_frame *f)
{
	uint8_t *hdr = f->data + f->len - 20;
	uint32_t sum = 0, i;

	emu_put_be16(hdr + 10, 0);
	for (i = 0; i < 20; i += 2)
		sum += emu_get_be16(hdr + i);
	sum = (sum & 0xffff) + (sum >> 16);
	emu_put_be16(hdr + 10, (uint16_t)~(sum + (sum >> 16)));
}

static void put_ipv6_header(struct fuzz_frame *f, struct fuzz_rng *rng,
			    uint8_t next)
{
	put16(f, 0x86dd);
	put32(f, 0x60000000);
	put16(f, 38);
	put8(f, next);
	put8(f, 64);
	put32(f, 0x20010db8);
	put32(f, 0);
	put32(f, 0);
	put32(f, 1 + fuzz_below(rng, 4));
	put32(f, fuzz_one_in(rng, 3) ? 0xff020000 : 0x20010db8);
	put32(f, 0);
	put32(f, 0);
	put32(f, 1 + fuzz_below(rng, 4));
}

static void put_ipv4(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	static const uint8_t protos[] = { 1, 2, 6, 17, 17, 50 };

	put_ipv4_header(f, rng, protos[fuzz_below(rng, ARRAY_SIZE(protos))],
			0x4000);
	put_l4(f, rng);
}

static void put_ipv6(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	static const uint8_t nexts[] = { 6, 17, 58, 0, 60 };

	put_ipv6_header(f, rng, nexts[fuzz_below(rng, ARRAY_SIZE(nexts))]);
	put_l4(f, rng);
	put_random(f, rng, 8);
}

static void put_arp(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put16(f, 0x0806);
	put32(f, 0x00010800);
	put16(f, 0x0604);
	put16(f, (uint16_t)(1 + fuzz_below(rng, 2)));
	put(f, mac_of(fuzz_below(rng, PORTS)), 6);
	put32(f, 0xc0000201 + fuzz_below(rng, 4));
	put(f, mac_to(rng), 6);
	put32(f, 0xc0000201 + fuzz_below(rng, 4));
	put_random(f, rng, 18);
}

static void put_fragment(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	static const uint16_t frags[] = { 0x2000, 0x2010, 0x0010 };
	uint16_t frag = frags[fuzz_below(rng, ARRAY_SIZE(frags))];

	if (fuzz_one_in(rng, 2)) {
		put_ipv4_header(f, rng, 17, frag);
	} else {
		put_ipv6_header(f, rng, 44);
		put16(f, 17 << 8);
		put16(f, (uint16_t)(frag << 3 | frag >> 13));
		put32(f, fuzz_random(rng));
	}
	put_l4(f, rng);
}

/* A frame for the BMC in a VXLAN tunnel, or in one of GRE */
static void put_tunnel(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	bool is_gre = fuzz_one_in(rng, 3);

	put_ipv4_header(f, rng, is_gre ? 47 : 17, 0x4000);
	emu_put_be16(f->data + f->len - 18, (uint16_t)(is_gre ? 88 : 100));
	put_ipv4_sum(f);
	if (is_gre) {
		put32(f, 0x00006558);
	} else {
		put16(f, 50000);
		put16(f, FUZZ_TUNNEL_PORT);
		put16(f, 80);
		put16(f, 0);
		put32(f, 0x08000000);
		put32(f, fuzz_below(rng, 4) << 8);
	}
	put(f, mac_to(rng), 6);
	put(f, mac_stranger(rng), 6);
	put_ipv4(f, rng);
}

typedef void fuzz_put_fn(struct fuzz_frame *f, struct fuzz_rng *rng);

static void put_anything(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	static fuzz_put_fn * const what[] = {
		put_plain, put_ipv4, put_ipv6, put_arp, put_fragment, put_tunnel,
	};

	what[fuzz_below(rng, ARRAY_SIZE(what))](f, rng);
}

static void put_tag(struct fuzz_frame *f, struct fuzz_rng *rng, uint16_t vid)
{
	put16(f, fuzz_one_in(rng, 3) ? 0x88a8 : 0x8100);
	put16(f, (uint16_t)(fuzz_below(rng, 16) << 12 | vid));
}

static uint16_t any_vid(struct fuzz_rng *rng)
{
	static const uint16_t vids[] = { 0, 1, FUZZ_VLAN, 100, 4094, 4095 };

	return vids[fuzz_below(rng, ARRAY_SIZE(vids))];
}

/* ---- Classes ---- */

static void make_unicast(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, mac_of(fuzz_below(rng, PORTS)));
	put_plain(f, rng);
}

static void make_unknown(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, mac_stranger(rng));
	put_anything(f, rng);
}

static void make_broadcast(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, broadcast);
	put_anything(f, rng);
}

static void make_multicast(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, groups[fuzz_below(rng, ARRAY_SIZE(groups))]);
	put_anything(f, rng);
}

static void make_tagged(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, mac_to(rng));
	put_tag(f, rng, any_vid(rng));
	put_anything(f, rng);
}

static void make_double_tagged(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, mac_to(rng));
	put_tag(f, rng, any_vid(rng));
	put_tag(f, rng, any_vid(rng));
	if (fuzz_one_in(rng, 4))
		put_tag(f, rng, any_vid(rng));
	put_anything(f, rng);
}

/* Behind priority tags, too, where a VLAN can hide */
static void make_bmc_vlan(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	uint32_t i, hidden = fuzz_below(rng, 3);

	put_macs(f, rng, mac_to(rng));
	for (i = 0; i < hidden; i++)
		put_tag(f, rng, 0);
	put_tag(f, rng, FUZZ_VLAN);
	put_anything(f, rng);
}

/* Somebody's, or nobody's, or no good one */
static void make_source(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	static const uint8_t zero[6];
	const uint8_t *from;

	put(f, mac_to(rng), 6);
	switch (fuzz_below(rng, 5)) {
	case 0:
		from = groups[fuzz_below(rng, ARRAY_SIZE(groups))];
		break;
	case 1:
		from = fuzz_one_in(rng, 2) ? zero : broadcast;
		break;
	case 2:
		from = mac_stranger(rng);
		break;
	default:
		from = mac_of(fuzz_below(rng, PORTS));
		break;
	}
	put(f, from, 6);
	put_anything(f, rng);
}

/* Cut off anywhere, or as long as can be; some of them are frames all the same */
static void make_malformed(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, mac_to(rng));
	if (fuzz_one_in(rng, 3))
		put_tag(f, rng, any_vid(rng));
	put_anything(f, rng);
	if (fuzz_one_in(rng, 4)) {
		memset(f->data + f->len, 0, 1600 - f->len);
		f->len = 1500 + fuzz_below(rng, 100);
	} else {
		f->len = 1 + fuzz_below(rng, f->len);
	}
}

static void make_lldp(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, (const uint8_t *)"\x01\x80\xc2\0\0\x0e");
	put16(f, 0x88cc);
	put_random(f, rng, 46);
}

static void make_bpdu(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, (const uint8_t *)"\x01\x80\xc2\0\0\0");
	put16(f, 38);
	put16(f, 0x4242);
	put8(f, 3);
	put_random(f, rng, 43);
}

/* From a cable it ends there; from a host it is a frame like others */
static void make_pause(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, (const uint8_t *)"\x01\x80\xc2\0\0\x01");
	put16(f, 0x8808);
	put16(f, fuzz_one_in(rng, 4) ? 0x0101 : 1);
	put_random(f, rng, 44);
}

/* A command that only asks; the sum is not given */
static void put_ncsi_question(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	static const uint8_t types[] = {
		0x0a, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x58, 0x50, 0x77,
	};

	put16(f, 0x88f8);
	put16(f, 0x0001);
	put16(f, (uint16_t)(1 + fuzz_below(rng, 255)));
	put8(f, types[fuzz_below(rng, ARRAY_SIZE(types))]);
	put8(f, 0);
	memset(f->data + f->len, 0, 38);
	f->len += 38;
}

/* A tagged one is no control packet. The BMC's own must not close its channel */
static void make_ncsi(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	bool is_sound = fuzz_one_in(rng, 2);

	put_macs(f, rng, fuzz_one_in(rng, 2) ? broadcast : mac_to(rng));
	if (fuzz_one_in(rng, 4))
		put_tag(f, rng, any_vid(rng));
	put_ncsi_question(f, rng);
	if (!is_sound)
		f->data[f->len - 44] = 2;
}

static void make_noise(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	if (fuzz_one_in(rng, 2))
		put_macs(f, rng, mac_to(rng));
	else
		put_random(f, rng, 12);
	put_random(f, rng, 3 + fuzz_below(rng, 200));
	/* nothing of the BMC's that might close its channel */
	if (f->data[12] == 0x88)
		f->data[12] = 0x08;
}

/* The host's own ways to BMC and firmware; of others, plain frames */
static void make_host_path(struct fuzz_frame *f, struct fuzz_rng *rng)
{
	put_macs(f, rng, mac_to(rng));
	put_anything(f, rng);
	if (f->port != UPLINK && f->port < BMC)
		f->dest = (uint8_t)(1 + fuzz_below(rng, EMU_DEST_MAC |
						   EMU_DEST_BMC | EMU_DEST_FW));
}

/* A class has a builder of its own, or has @put behind addresses like others' */
static const struct {
	const char *name;
	fuzz_put_fn *make;
	fuzz_put_fn *put;
} classes[FUZZ_CLASSES] = {
	[FUZZ_UNICAST] = { "unicast", make_unicast },
	[FUZZ_UNKNOWN] = { "unknown", make_unknown },
	[FUZZ_BROADCAST] = { "broadcast", make_broadcast },
	[FUZZ_MULTICAST] = { "multicast", make_multicast },
	[FUZZ_IPV4] = { "ipv4", NULL, put_ipv4 },
	[FUZZ_IPV6] = { "ipv6", NULL, put_ipv6 },
	[FUZZ_ARP] = { "arp", NULL, put_arp },
	[FUZZ_FRAGMENT] = { "fragment", NULL, put_fragment },
	[FUZZ_TUNNEL] = { "tunnel", NULL, put_tunnel },
	[FUZZ_TAGGED] = { "tagged", make_tagged },
	[FUZZ_DOUBLE_TAGGED] = { "double_tagged", make_double_tagged },
	[FUZZ_BMC_VLAN] = { "bmc_vlan", make_bmc_vlan },
	[FUZZ_SOURCE] = { "source", make_source },
	[FUZZ_MALFORMED] = { "malformed", make_malformed },
	[FUZZ_LLDP] = { "lldp", make_lldp },
	[FUZZ_BPDU] = { "bpdu", make_bpdu },
	[FUZZ_PAUSE] = { "pause", make_pause },
	[FUZZ_NCSI] = { "ncsi", make_ncsi },
	[FUZZ_NOISE] = { "noise", make_noise },
	[FUZZ_HOST_PATH] = { "host_path", make_host_path },
};

const char *fuzz_class_name(enum fuzz_class class)
{
	return classes[class].name;
}

const char *fuzz_place_name(unsigned int place)
{
	static const char * const names[FUZZ_PLACES] = {
		[UPLINK] = "wire", [PF0] = "manager", [HOST1] = "host1",
		[HOST2] = "host2", [BMC] = "bmc", [FUZZ_CPU] = "cpu",
	};

	return names[place];
}

/* A well-formed command of a BMC that has not opened its channel closes it */
static void ncsi_spoil(struct fuzz_frame *f)
{
	if (f->len >= 20 && emu_get_be16(f->data + 12) == 0x88f8)
		f->data[15] = 2;
}

void fuzz_frame_make(struct fuzz_rng *rng, struct fuzz_frame *f, bool has_ncsi)
{
	f->class = fuzz_below(rng, FUZZ_CLASSES);
	f->dest = EMU_DEST_MAC;
	f->len = 0;
	if (classes[f->class].make) {
		classes[f->class].make(f, rng);
	} else {
		put_macs(f, rng, mac_to(rng));
		classes[f->class].put(f, rng);
	}
	if (f->port == BMC && !has_ncsi)
		ncsi_spoil(f);
}

bool fuzz_in_bmc_vlan(const uint8_t *data, uint32_t len)
{
	uint32_t at;

	for (at = 12; at + 4 <= len; at += 4) {
		if (emu_get_be16(data + at) != 0x8100 &&
		    emu_get_be16(data + at) != 0x88a8)
			return false;
		if (emu_get_be16(data + at + 2) & 0xfff)
			return (emu_get_be16(data + at + 2) & 0xfff) ==
			       FUZZ_VLAN;
	}
	return false;
}
