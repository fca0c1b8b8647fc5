// SPDX-License-Identifier: GPL-2.0-only
/* Owns the command line: what is understood, and what is said otherwise. */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "hw/hni_esw.h"
#include "hw/hni_mbox.h"
#include "options.h"

/* Longest name that is appended to --dir for a socket */
#define EMU_DIR_MAX	(sizeof(((struct sockaddr_un *)NULL)->sun_path) - \
			 sizeof("/uplink.sock"))

#define EMU_RATE_MIN	1000000UL	/* bit/s */
#define EMU_RATE_MAX	400000000000UL

struct emu_word {
	const char *word;
	unsigned int val;
};

struct emu_option;
typedef int emu_option_fn(struct emu_options *opt,
			  const struct emu_option *row, const char *arg);

/*
 * struct emu_option - an option: its name, what --help says, how it is read,
 * and for numbers where they go and their range
 */
struct emu_option {
	const char *name;
	const char *arg;	/* NULL = takes none */
	const char *help;
	emu_option_fn *read;
	size_t off;
	unsigned long min, max;
	const struct emu_word *words;
};

static int emu_option_bad(const struct emu_option *row, const char *arg,
			  const char *want)
{
	fprintf(stderr, "hni-emu: --%s %s: %s\n", row->name, arg, want);
	return -1;
}

static unsigned int *emu_option_uint(struct emu_options *opt,
				     const struct emu_option *row)
{
	return (unsigned int *)((char *)opt + row->off);
}

static int emu_read_uint(struct emu_options *opt, const struct emu_option *row,
			 const char *arg)
{
	unsigned long val;
	char want[64];
	char *end;

	errno = 0;
	val = strtoul(arg, &end, 0);
	if (errno || end == arg || *end || *arg == '-' || val < row->min ||
	    val > row->max) {
		snprintf(want, sizeof(want), "not a number from %lu to %lu",
			 row->min, row->max);
		return emu_option_bad(row, arg, want);
	}
	*emu_option_uint(opt, row) = (unsigned int)val;
	return 0;
}

static int emu_word_find(const struct emu_option *row, const char *arg,
			 unsigned int *val)
{
	const struct emu_word *w;
	char want[128] = "not one of";

	for (w = row->words; w->word; w++) {
		if (!strcmp(w->word, arg)) {
			*val = w->val;
			return 0;
		}
		strncat(want, " ", sizeof(want) - strlen(want) - 1);
		strncat(want, w->word, sizeof(want) - strlen(want) - 1);
	}
	return emu_option_bad(row, arg, want);
}

static int emu_read_byte_word(struct emu_options *opt,
			      const struct emu_option *row, const char *arg)
{
	unsigned int val;

	if (emu_word_find(row, arg, &val))
		return -1;
	*((uint8_t *)opt + row->off) = (uint8_t)val;
	return 0;
}

static int emu_read_strict(struct emu_options *opt,
			   const struct emu_option *row, const char *arg)
{
	unsigned int val;

	if (emu_word_find(row, arg, &val))
		return -1;
	opt->cfg.strict = (enum emu_strict)val;
	return 0;
}

static int emu_read_flag(struct emu_options *opt, const struct emu_option *row,
			 const char *arg)
{
	(void)arg;
	*(bool *)((char *)opt + row->off) = true;
	return 0;
}

static int emu_read_foreground(struct emu_options *opt,
			       const struct emu_option *row, const char *arg)
{
	(void)row;
	(void)arg;
	opt->daemon = false;
	return 0;
}

static int emu_read_string(struct emu_options *opt,
			   const struct emu_option *row, const char *arg)
{
	if (!*arg)
		return emu_option_bad(row, "''", "is empty");
	*(const char **)((char *)opt + row->off) = arg;
	return 0;
}

static int emu_read_dir(struct emu_options *opt, const struct emu_option *row,
			const char *arg)
{
	if (strlen(arg) > EMU_DIR_MAX)
		return emu_option_bad(row, arg,
				      "is too long for a socket's address");
	return emu_read_string(opt, row, arg);
}

static int emu_read_mac(struct emu_options *opt, const struct emu_option *row,
			const char *arg)
{
	uint8_t *mac = opt->cfg.mac_base;
	char end;

	if (sscanf(arg, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c", &mac[0],
		   &mac[1], &mac[2], &mac[3], &mac[4], &mac[5], &end) != 6 ||
	    (mac[0] & 1) || (mac[5] & 0xf0))
		return emu_option_bad(row, arg,
				      "not a unicast address of six bytes whose last is at most 0f");
	return 0;
}

static int emu_read_version(struct emu_options *opt,
			    const struct emu_option *row, const char *arg)
{
	unsigned int a, b, c, d = 0;
	char end;
	int n;

	n = sscanf(arg, "%u.%u.%u-%u%c", &a, &b, &c, &d, &end);
	if ((n != 3 && n != 4) || a > 255 || b > 255 || c > 255 || d > 255 ||
	    !(a | b | c | d) || (n == 3 && strchr(arg, '-')))
		return emu_option_bad(row, arg,
				      "not MAJOR.MINOR.PATCH[-BUILD], each at most 255");
	opt->cfg.fw_version = a << 24 | b << 16 | c << 8 | d;
	return 0;
}

/* The port numbers depend on --hosts: checked when all options are read. */
static int emu_read_allow(struct emu_options *opt, const struct emu_option *row,
			  const char *arg)
{
	unsigned int host;
	char end;

	if (!strcmp(arg, "pf0"))
		host = 0;
	else if (sscanf(arg, "c%1upf0%c", &host, &end) != 1 || !host ||
		 host >= EMU_MAX_FUNCS ||
		 strlen(arg) != strlen("c1pf0"))
		return emu_option_bad(row, arg,
				      "not a function's port: pf0, c1pf0, c2pf0 or c3pf0");
	opt->cfg.bmc_allow |= 1U << EMU_PORT_FUNC(host);
	return 0;
}

/* Where cfg.rate has the port; -1 = there is no such name */
static int emu_rate_port(const char *name, size_t len)
{
	static const char * const names[EMU_MAX_PORTS] = {
		"uplink", "pf0", "c1pf0", "c2pf0", "c3pf0", "bmc",
	};
	int i;

	for (i = 0; i < EMU_MAX_PORTS; i++)
		if (strlen(names[i]) == len && !strncmp(names[i], name, len))
			return i;
	return -1;
}

/* BPS, a number with M or G behind it or nothing; 0 = it is none of these */
static uint64_t emu_rate_bps(const char *text)
{
	unsigned long val, scale = 1;
	char *end;

	if (!isdigit((unsigned char)*text))
		return 0;
	errno = 0;
	val = strtoul(text, &end, 10);
	if (*end == 'M' || *end == 'G')
		scale = *end++ == 'M' ? 1000000 : 1000000000;
	if (errno || *end || val > EMU_RATE_MAX / scale ||
	    val * scale < EMU_RATE_MIN)
		return 0;
	return val * scale;
}

static int emu_read_rate(struct emu_options *opt, const struct emu_option *row,
			 const char *arg)
{
	size_t len = strcspn(arg, "=");
	int port = emu_rate_port(arg, len);
	uint64_t bps;

	if (port < 0 || !arg[len])
		return emu_option_bad(row, arg,
				      "not PORT=BPS with a port of uplink, pf0, c1pf0, c2pf0, c3pf0, bmc");
	bps = emu_rate_bps(arg + len + 1);
	if (!bps)
		return emu_option_bad(row, arg,
				      "not bit/s from 1M to 400G, such as 25M, 10G or 1500000");
	opt->cfg.rate[port] = bps;
	return 0;
}

static const struct emu_word emu_words_strict[] = {
	{ "off", EMU_STRICT_OFF }, { "log", EMU_STRICT_LOG },
	{ "fatal", EMU_STRICT_FATAL }, { NULL, 0 },
};

static const struct emu_word emu_words_gone[] = {
	{ "static", HNI_ESW_GONE_STATIC }, { "closed", HNI_ESW_GONE_CLOSED },
	{ "legacy", HNI_ESW_GONE_LEGACY }, { NULL, 0 },
};

static const struct emu_word emu_words_policy[] = {
	{ "managed", false }, { "locked", true }, { NULL, 0 },
};

static const struct emu_word emu_words_ncsi[] = {
	{ "auto", false }, { "required", true }, { NULL, 0 },
};

static const struct emu_word emu_words_speed[] = {
	{ "25", HNI_SPEED_25R1 }, { "50", HNI_SPEED_50R2 },
	{ "50r1", HNI_SPEED_50R1 }, { "100", HNI_SPEED_100R2 }, { NULL, 0 },
};

static const struct emu_word emu_words_fec[] = {
	{ "none", HNI_FEC_NONE }, { "rs", HNI_FEC_RS },
	{ "baser", HNI_FEC_BASER }, { NULL, 0 },
};

#define EMU_AT(member)	offsetof(struct emu_options, member)

static const struct emu_option emu_option_rows[] = {
	{ "dir", "DIR", "run directory: sockets and pid file (required)",
	  emu_read_dir, EMU_AT(cfg.dir), 0, 0, NULL },
	{ "hosts", "N", "hosts besides the manager, 0..3 (default 2)",
	  emu_read_uint, EMU_AT(cfg.hosts), 0, EMU_MAX_FUNCS - 1, NULL },
	{ "uplink", "BACKEND", "far end of the uplink (default stream:DIR/uplink.sock)",
	  emu_read_string, EMU_AT(cfg.uplink), 0, 0, NULL },
	{ "bmc", "BACKEND", "far end of the BMC port (default stream:DIR/bmc.sock)",
	  emu_read_string, EMU_AT(cfg.bmc_backend), 0, 0, NULL },
	{ "mac-base", "MAC", "the manager's address; function i has 0x10 * i more, the BMC 0xf0",
	  emu_read_mac, 0, 0, 0, NULL },
	{ "isolate", NULL, "legacy mode: hosts reach each other by the uplink only",
	  emu_read_flag, EMU_AT(cfg.isolate), 0, 0, NULL },
	{ "bmc-allow", "PORT", "pf0, c1pf0..: may use the host interface's ways to the BMC",
	  emu_read_allow, 0, 0, 0, NULL },
	{ "bmc-policy", "P", "managed (default), or locked: BMC and uplink only",
	  emu_read_byte_word, EMU_AT(cfg.bmc_locked), 0, 0, emu_words_policy },
	{ "bmc-vlan", "VID", "VLAN of BMC and uplink that hosts neither see nor enter",
	  emu_read_uint, EMU_AT(cfg.bmc_vlan), 1, 4094, NULL },
	{ "ncsi", "WHEN", "auto (default): the BMC's filters apply once it speaks NC-SI; required: always",
	  emu_read_byte_word, EMU_AT(cfg.ncsi_required), 0, 0, emu_words_ncsi },
	{ "manager-gone", "P", "static (default), closed or legacy",
	  emu_read_byte_word, EMU_AT(cfg.gone), 0, 0, emu_words_gone },
	{ "heartbeat", "S", "seconds without one after which it is gone (default 3)",
	  emu_read_uint, EMU_AT(cfg.heartbeat_s), 1, 3600, NULL },
	{ "strict", "MODE", "bad accesses of drivers: off, log (default) or fatal",
	  emu_read_strict, 0, 0, 0, emu_words_strict },
	{ "speed", "S", "link speed: 25, 50, 50r1 or 100 (default)",
	  emu_read_byte_word, EMU_AT(cfg.link_speed), 0, 0, emu_words_speed },
	{ "fec", "F", "none, rs (default) or baser",
	  emu_read_byte_word, EMU_AT(cfg.link_fec), 0, 0, emu_words_fec },
	{ "rate", "PORT=BPS", "speed of uplink, pf0, c1pf0.. or bmc: 25M, 10G (default: no limit)",
	  emu_read_rate, 0, 0, 0, NULL },
	{ "fw-version", "V", "firmware version, MAJOR.MINOR.PATCH[-BUILD]",
	  emu_read_version, 0, 0, 0, NULL },
	{ "flow-rows", "N", "flow rows (default 1048576)",
	  emu_read_uint, EMU_AT(cfg.flow_rows), 1, 1U << 24, NULL },
	{ "slots", "N", "mask slots (default 64)",
	  emu_read_uint, EMU_AT(cfg.slots), 1, 1024, NULL },
	{ "tcam-rows", "N", "TCAM rows (default 4096)",
	  emu_read_uint, EMU_AT(cfg.tcam_rows), 1, 65536, NULL },
	{ "actions", "N", "action rows (default 65536)",
	  emu_read_uint, EMU_AT(cfg.actions), 1, 1U << 20, NULL },
	{ "counters", "N", "counters (default 1052672)",
	  emu_read_uint, EMU_AT(cfg.counters), 1, 1U << 24, NULL },
	{ "rank-bits", "N", "usable bits of a rank, 1..16 (default 16)",
	  emu_read_uint, EMU_AT(cfg.rank_bits), 1, 16, NULL },
	{ "meters", "N", "meters of police (default 4096)",
	  emu_read_uint, EMU_AT(cfg.meters), 0, 1U << 20, NULL },
	{ "encaps", "N", "tunnel headers to put on (default 4096)",
	  emu_read_uint, EMU_AT(cfg.encaps), 0, 65536, NULL },
	{ "tunnels", "N", "tunnels to end in the NIC (default 64)",
	  emu_read_uint, EMU_AT(cfg.tunnels), 0, 1024, NULL },
	{ "ranges", "N", "port ranges, 0..64 (default 64)",
	  emu_read_uint, EMU_AT(cfg.ranges), 0, HNI_RANGE_MAX_ROWS, NULL },
	{ "conns", "N", "directions of connections (default 65536)",
	  emu_read_uint, EMU_AT(cfg.conns), 0, 1U << 20, NULL },
	{ "seed", "N", "make sampling repeatable (default 0: it is not)",
	  emu_read_uint, EMU_AT(cfg.seed), 0, UINT_MAX, NULL },
	{ "fast", NULL, "firmware and PHY answer at once: no realistic waits",
	  emu_read_flag, EMU_AT(cfg.fast), 0, 0, NULL },
	{ "sync", NULL, "finish a doorbell's work within it: repeatable counts",
	  emu_read_flag, EMU_AT(cfg.sync), 0, 0, NULL },
	{ "pcap", "FILE", "record every port into this pcapng file",
	  emu_read_string, EMU_AT(cfg.pcap), 0, 0, NULL },
	{ "pcap-limit", "MIB", "leave out frames after so much (default 0: never)",
	  emu_read_uint, EMU_AT(cfg.pcap_limit), 0, 1U << 20, NULL },
	{ "log", "FILE", "append the log to this file (default standard error)",
	  emu_read_string, EMU_AT(log), 0, 0, NULL },
	{ "foreground", NULL, "stay in the foreground (default)",
	  emu_read_foreground, 0, 0, 0, NULL },
	{ "daemon", NULL, "go to the background when all sockets listen",
	  emu_read_flag, EMU_AT(daemon), 0, 0, NULL },
};

#define EMU_OPTIONS	(sizeof(emu_option_rows) / sizeof(emu_option_rows[0]))
#define EMU_OPT_HELP	((int)EMU_OPTIONS + 256)
#define EMU_OPT_BASE	256

static void emu_help(FILE *out)
{
	size_t i;

	fprintf(out,
		"usage: hni-emu --dir DIR [OPTION]...\n"
		"       hni-emu print qemu-args|vng-opts --dir DIR [--hosts N]\n"
		"\n"
		"A multi-host network interface with an e-switch, for virtual machines.\n"
		"Function 0 (the manager) listens on DIR/fn0.sock, host i on DIR/fni.sock,\n"
		"the control socket is DIR/ctl.sock. 'ready' is printed when all listen.\n"
		"\n");
	for (i = 0; i < EMU_OPTIONS; i++) {
		const struct emu_option *row = &emu_option_rows[i];
		char left[40];

		snprintf(left, sizeof(left), "--%s %s", row->name,
			 row->arg ? row->arg : "");
		fprintf(out, "  %-21s %s\n", left, row->help);
	}
	fprintf(out, "  %-21s %s\n", "--help", "show this text");
	fprintf(out,
		"\n"
		"BACKEND: stream:PATH (unix socket, listens; frames behind a 32-bit big-endian\n"
		"length as QEMU's -netdev stream), stream-connect:PATH, tap:NAME, pcap:FILE\n"
		"(records what leaves), none\n");
}

static void emu_options_default(struct emu_options *opt)
{
	static const uint8_t mac[6] = { 0x02, 0x00, 0x5e, 0x10, 0x00, 0x00 };

	*opt = (struct emu_options){
		.cfg = {
			.hosts = 2,
			.strict = EMU_STRICT_LOG,
			.link_speed = HNI_SPEED_100R2,
			.link_fec = HNI_FEC_RS,
			.fw_version = HNI_FW_VERSION_LOG_HISTORY,
			.bmc = true,
			.gone = HNI_ESW_GONE_STATIC,
			.heartbeat_s = 3,
			.flow_rows = 1U << 20,
			.slots = 64,
			.tcam_rows = 4096,
			.actions = 65536,
			.counters = (1U << 20) + 4096,
			.rank_bits = 16,
			.meters = 4096,
			.encaps = 4096,
			.tunnels = 64,
			.ranges = HNI_RANGE_MAX_ROWS,
			.conns = 65536,
		},
	};
	memcpy(opt->cfg.mac_base, mac, sizeof(mac));
}

/* What depends on more than one option */
static int emu_options_check(struct emu_options *opt)
{
	struct emu_config *cfg = &opt->cfg;
	unsigned int port;

	if (!cfg->dir) {
		fprintf(stderr, "hni-emu: --dir DIR is required; see --help\n");
		return 2;
	}
	if (cfg->bmc_allow >> (EMU_PORT_FUNC(cfg->hosts) + 1)) {
		fprintf(stderr, "hni-emu: --bmc-allow names a host that --hosts %u does not have\n",
			cfg->hosts);
		return 2;
	}
	for (port = EMU_PORT_FUNC(cfg->hosts) + 1; port < EMU_RATE_BMC; port++) {
		if (!cfg->rate[port])
			continue;
		fprintf(stderr, "hni-emu: --rate names a host that --hosts %u does not have\n",
			cfg->hosts);
		return 2;
	}
	if (cfg->bmc_allow && cfg->bmc_locked) {
		fprintf(stderr, "hni-emu: --bmc-allow contradicts --bmc-policy locked\n");
		return 2;
	}
	snprintf(opt->uplink, sizeof(opt->uplink), "stream:%s/uplink.sock",
		 cfg->dir);
	snprintf(opt->bmc, sizeof(opt->bmc), "stream:%s/bmc.sock", cfg->dir);
	if (!cfg->uplink)
		cfg->uplink = opt->uplink;
	if (!cfg->bmc_backend)
		cfg->bmc_backend = opt->bmc;
	return -1;
}

static int emu_options_words(struct emu_options *opt, int argc, char **argv)
{
	if (optind == argc)
		return emu_options_check(opt);
	if (argc - optind != 2 || strcmp(argv[optind], "print")) {
		fprintf(stderr, "hni-emu: '%s' is not understood; see --help\n",
			argv[optind]);
		return 2;
	}
	opt->print_qemu = !strcmp(argv[optind + 1], "qemu-args");
	opt->print_vng = !strcmp(argv[optind + 1], "vng-opts");
	if (opt->print_qemu || opt->print_vng)
		return emu_options_check(opt);
	fprintf(stderr, "hni-emu: print %s: can print qemu-args or vng-opts\n",
		argv[optind + 1]);
	return 2;
}

int emu_options_parse(struct emu_options *opt, int argc, char **argv)
{
	struct option longopts[EMU_OPTIONS + 2] = { 0 };
	size_t i;
	int c;

	emu_options_default(opt);
	for (i = 0; i < EMU_OPTIONS; i++) {
		longopts[i].name = emu_option_rows[i].name;
		longopts[i].has_arg = emu_option_rows[i].arg ?
			required_argument : no_argument;
		longopts[i].val = (int)i + EMU_OPT_BASE;
	}
	longopts[i].name = "help";
	longopts[i].val = EMU_OPT_HELP;
	for (;;) {
		c = getopt_long(argc, argv, "h", longopts, NULL);
		if (c == -1)
			return emu_options_words(opt, argc, argv);
		if (c == 'h' || c == EMU_OPT_HELP) {
			emu_help(stdout);
			return 0;
		}
		if (c == '?')
			return 2;
		i = (size_t)c - EMU_OPT_BASE;
		if (emu_option_rows[i].read(opt, &emu_option_rows[i], optarg))
			return 2;
	}
}

/* ---- print ---- */

/* The device is named in JSON: a socket's address is not a plain property. */
static void emu_print_device(const struct emu_options *opt, unsigned int i)
{
	/* within the double quotes of --qemu-opts the inner ones are escaped */
	const char *q = opt->print_vng ? "\\\"" : "\"";

	printf("-device '{%sdriver%s:%svfio-user-pci%s,", q, q, q, q);
	printf("%sbus%s:%shni%u%s,", q, q, q, i, q);
	if (opt->cfg.sync)
		printf("%sx-no-posted-writes%s:true,", q, q);
	printf("%ssocket%s:{%stype%s:%sunix%s,", q, q, q, q, q, q);
	printf("%spath%s:%s%s/fn%u.sock%s}}'", q, q, q, opt->cfg.dir, i, q);
}

void emu_options_print(const struct emu_options *opt)
{
	static const char * const mem[] = {
		"-machine q35,memory-backend=mem",
		"-object memory-backend-memfd,id=mem,size=2G,share=on",
	};
	const char *lead = opt->print_vng ? "--qemu-opts=\"" : "";
	const char *tail = opt->print_vng ? "\"" : "";
	unsigned int i;

	for (i = 0; i < sizeof(mem) / sizeof(mem[0]); i++)
		printf("%s%s%s\n", lead, mem[i], tail);
	for (i = 0; i <= opt->cfg.hosts; i++) {
		printf("%s-device pcie-root-port,id=hni%u,chassis=%u%s\n",
		       lead, i, 16 + i, tail);
		printf("%s", lead);
		emu_print_device(opt, i);
		printf("%s\n", tail);
	}
}
