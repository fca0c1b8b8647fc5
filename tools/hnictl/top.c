// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl top`: the busiest rules, again and again. */
#include <errno.h>
#include <getopt.h>
#include <linux/pkt_cls.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "devlink.h"
#include "filter.h"
#include "hnictl.h"

#define CTL_NS_PER_S	1000000000ULL
#define CTL_NS_PER_MS	1000000ULL
#define CTL_TOP_ROWS	20
#define CTL_TOP_MS	2000
#define CTL_TOP_CLEAR	"\033[H\033[J"

/*
 * @only: word that means one NIC or representor, NULL = all
 * @interval_ms: from list to list
 * @count: lists, 0 = until interrupted
 * @rows: longest list
 * @is_batch: lists follow each other, the screen is not cleared
 */
struct top {
	const char *only;
	unsigned long interval_ms;
	unsigned long count;
	unsigned long rows;
	bool is_batch;
};

/* the counters of all filters at a moment */
struct sample {
	struct ctl_filters filters;
	uint64_t ns;
};

/* a filter and what it did since the sample before */
struct busy {
	const struct ctl_filter *filter;
	uint64_t pkts;
	uint64_t bytes;
};

static atomic_bool is_over;	/* set by the signal handler alone */

/* ---- help ---- */

static int top_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl top [ -b ] [ -d SECONDS ] [ -n COUNT ] [ -m ROWS ] [ DEV ]\n"
	      "       hnictl top help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "Lists the busiest filters on the representors of all NICs, of one, or on one\n"
	      "representor: packets and bytes a second, hardware and software together.\n"
	      "\n"
	      "-b  batch: print list after list\n"
	      "-d  seconds from list to list, 2 by default; 0.1 at least\n"
	      "-n  end after COUNT lists; without it, at an interrupt\n"
	      "-m  at most ROWS filters, 20 by default\n"
	      "\n"
	      "With -j each list is one line of JSON.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- parse ---- */

static bool number_parse(const char *word, unsigned long *number)
{
	char *end;

	errno = 0;
	*number = strtoul(word, &end, 10);
	return word[0] >= '0' && word[0] <= '9' && !*end && !errno &&
	       *number;
}

static bool interval_parse(const char *word, unsigned long *ms)
{
	double seconds;
	char *end;

	seconds = strtod(word, &end);
	if (end == word || *end || !(seconds >= 0.1 && seconds <= 86400))
		return false;
	*ms = (unsigned long)(seconds * 1000);
	return true;
}

static bool option_parse(struct top *top, int option)
{
	switch (option) {
	case 'b':
		top->is_batch = true;
		return true;
	case 'd':
		return interval_parse(optarg, &top->interval_ms);
	case 'n':
		return number_parse(optarg, &top->count);
	case 'm':
		return number_parse(optarg, &top->rows);
	default:
		return false;
	}
}

static int top_parse(struct top *top, int argc, char **argv)
{
	int option;

	/* argv[0] is "top": getopt skips it */
	optind = 0;
	while ((option = getopt(argc, argv, "+bd:n:m:")) != -1) {
		if (option_parse(top, option))
			continue;
		if (option != '?')
			ctl_err("-%c \"%s\" is not understood; see hnictl top help",
				option, optarg);
		return CTL_EXIT_USAGE;
	}
	if (optind + 1 < argc)
		return ctl_usage_err("top", argv[optind + 1]);
	top->only = argv[optind];
	return CTL_EXIT_OK;
}

/* ---- get ---- */

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * CTL_NS_PER_S + (uint64_t)now.tv_nsec;
}

static int sample_take(struct ctl_nl *nl, const struct ctl_ports *ports,
		       struct sample *sample)
{
	int err = 0;
	size_t i;

	*sample = (struct sample) { .ns = now_ns() };
	for (i = 0; i < ports->count && !err; i++) {
		if (ports->list[i].ifindex)
			err = ctl_filter_list(nl, ports->list[i].ifindex,
					      &sample->filters);
	}
	if (sample->filters.count)
		qsort(sample->filters.list, sample->filters.count,
		      sizeof(*sample->filters.list), ctl_filter_compare);
	return err;
}

/* A filter that counts less than before is another one with the same name */
static void busy_fill(struct busy *busy, const struct ctl_filter *filter,
		      const struct sample *before)
{
	const struct ctl_filter *was = NULL;

	if (before->filters.count)
		was = bsearch(filter, before->filters.list,
			      before->filters.count, sizeof(*was),
			      ctl_filter_compare);
	busy->filter = filter;
	busy->pkts = filter->pkts;
	busy->bytes = filter->bytes;
	if (was && was->pkts <= filter->pkts && was->bytes <= filter->bytes) {
		busy->pkts -= was->pkts;
		busy->bytes -= was->bytes;
	}
}

/* most frames first; equal ones in the order of tc */
static int busy_compare(const void *one, const void *other)
{
	const struct busy *a = one, *b = other;

	if (a->pkts != b->pkts)
		return a->pkts > b->pkts ? -1 : 1;
	return ctl_filter_compare(a->filter, b->filter);
}

/* ---- print ---- */

static uint64_t per_second(uint64_t count, uint64_t ns)
{
	return (uint64_t)((double)count * (double)CTL_NS_PER_S / (double)ns +
			  0.5);
}

static void print_busy(struct ctl_out *out, const struct busy *busy,
		       uint64_t ns)
{
	const struct ctl_filter *filter = busy->filter;
	char device[IF_NAMESIZE + 16];
	char protocol[16];

	ctl_filter_device(filter, device, sizeof(device));
	snprintf(protocol, sizeof(protocol), "0x%04x", filter->protocol);
	ctl_out_row_begin(out);
	ctl_out_uint(out, "pkts_s", per_second(busy->pkts, ns));
	ctl_out_uint(out, "bytes_s", per_second(busy->bytes, ns));
	ctl_out_str(out, "device", device);
	ctl_out_str(out, "direction", filter->is_egress ? "egress" : "ingress");
	ctl_out_uint(out, "chain", filter->chain);
	ctl_out_uint(out, "prio", filter->prio);
	ctl_out_str(out, "protocol", protocol);
	ctl_out_uint(out, "handle", filter->handle);
	ctl_out_str(out, "kind", filter->kind);
	ctl_out_bool(out, "in_hw", filter->flags & TCA_CLS_FLAGS_IN_HW);
	ctl_out_uint(out, "pkts", filter->pkts);
	ctl_out_uint(out, "bytes", filter->bytes);
	ctl_out_str(out, "actions", filter->actions[0] ? filter->actions :
		    NULL);
	ctl_out_row_end(out);
}

/* each list is a whole output, since a program reads it before the next */
static int print_list(struct ctl *ctl, const struct top *top,
		      const struct busy *busy, size_t count, uint64_t ns)
{
	struct ctl_out out;
	size_t i;

	ctl_out_open(&out, ctl->out.file, ctl->out.form, ctl->out.has_detail);
	if (!top->is_batch && out.form == CTL_OUT_HUMAN)
		fputs(CTL_TOP_CLEAR, out.file);
	ctl_out_table_begin(&out, "top");
	for (i = 0; i < count && i < top->rows; i++)
		print_busy(&out, &busy[i], ns);
	ctl_out_table_end(&out);
	if (out.form == CTL_OUT_HUMAN && !count)
		fputs("no filters on representors\n", out.file);
	if (top->is_batch && out.form == CTL_OUT_HUMAN)
		fputc('\n', out.file);
	return ctl_out_close(&out);
}

static int samples_print(struct ctl *ctl, const struct top *top,
			 const struct sample *before, const struct sample *now)
{
	size_t count = now->filters.count, i;
	struct busy *busy;
	int err;

	busy = calloc(count + 1, sizeof(*busy));
	if (!busy)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		busy_fill(&busy[i], &now->filters.list[i], before);
	qsort(busy, count, sizeof(*busy), busy_compare);
	err = print_list(ctl, top, busy, count, now->ns - before->ns);
	free(busy);
	return err;
}

/* ---- run ---- */

static void top_interrupt(int sig)
{
	(void)sig;
	atomic_store(&is_over, true);
}

/* until the interval after @since is over, or the user interrupts */
static void interval_wait(const struct top *top, uint64_t since)
{
	uint64_t end = since + top->interval_ms * CTL_NS_PER_MS;
	uint64_t now = now_ns();
	struct timespec pause;

	if (now >= end || is_over)
		return;
	pause.tv_sec = (time_t)((end - now) / CTL_NS_PER_S);
	pause.tv_nsec = (long)((end - now) % CTL_NS_PER_S);
	nanosleep(&pause, NULL);
}

static int top_loop(struct ctl *ctl, const struct top *top, struct ctl_nl *nl,
		    const struct ctl_ports *ports)
{
	struct sample before, now;
	unsigned long lists = 0;
	int err;

	err = sample_take(nl, ports, &before);
	while (!err && !is_over && (!top->count || lists < top->count)) {
		interval_wait(top, before.ns);
		if (is_over)
			break;
		err = sample_take(nl, ports, &now);
		if (!err)
			err = samples_print(ctl, top, &before, &now);
		free(before.filters.list);
		before = now;
		lists++;
	}
	free(before.filters.list);
	return err;
}

static int top_run(struct ctl *ctl, const struct top *top)
{
	struct sigaction action = { .sa_handler = top_interrupt };
	struct ctl_ports ports;
	struct ctl_nl nl;
	int err;

	err = ctl_devlink_ports_of(ctl, top->only, &ports);
	if (err)
		return err;
	err = ctl_nl_open(&nl, NETLINK_ROUTE);
	if (!err) {
		sigaction(SIGINT, &action, NULL);
		sigaction(SIGTERM, &action, NULL);
		err = top_loop(ctl, top, &nl, &ports);
		ctl_nl_close(&nl);
	}
	free(ports.list);
	return err;
}

int ctl_top_run(struct ctl *ctl, int argc, char **argv)
{
	struct top top = {
		.interval_ms = CTL_TOP_MS,
		.rows = CTL_TOP_ROWS,
	};
	int code;

	if (argc && !strcmp(argv[0], "help"))
		return top_help(ctl, argc - 1, argv + 1);
	code = top_parse(&top, argc + 1, argv - 1);
	if (code)
		return code;
	return ctl_exit_of(top_run(ctl, &top));
}
