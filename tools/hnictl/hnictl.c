// SPDX-License-Identifier: GPL-2.0-only
/* Owns the command line: options, the objects, the exit code. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "hnictl.h"

#define CTL_VERSION	"0.1"
#define CTL_DEADLINE_MS	10000

struct options {
	enum ctl_out_form form;
	bool has_detail;
	bool wants_version;
	bool wants_help;
};

/* ---- help ---- */

static int main_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl [ OPTIONS ] OBJECT [ COMMAND | help ]\n"
	      "\n"
	      "OBJECT := { port | resource | rule | table | refusals | top | doctor | explain |\n"
	      "            bmc | bind | version | help }\n"
	      "OPTIONS := { -j | --json | -p | --pretty | -s | --statistics |\n"
	      "             -V | --version | -h | --help }\n"
	      "\n"
	      "Exit code: 0 done, 1 failed (stderr says why), 2 not understood.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- parse ---- */

static const struct option long_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "statistics", no_argument, NULL, 's' },
	{ "version", no_argument, NULL, 'V' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int options_parse(struct options *options, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "+jpsVh", long_options,
				     NULL)) != -1) {
		switch (option) {
		case 'j':
			if (options->form == CTL_OUT_HUMAN)
				options->form = CTL_OUT_JSON;
			break;
		case 'p':
			options->form = CTL_OUT_JSON_PRETTY;
			break;
		case 's':
			options->has_detail = true;
			break;
		case 'V':
			options->wants_version = true;
			break;
		case 'h':
			options->wants_help = true;
			break;
		default:
			return CTL_EXIT_USAGE;
		}
	}
	return CTL_EXIT_OK;
}

/* ---- print ---- */

static int version_run(struct ctl *ctl, int argc, char **argv)
{
	if (argc)
		return ctl_usage_err("version", argv[0]);
	ctl_out_table_begin(&ctl->out, "version");
	ctl_out_row_begin(&ctl->out);
	ctl_out_str(&ctl->out, "hnictl", CTL_VERSION);
	ctl_out_row_end(&ctl->out);
	ctl_out_table_end(&ctl->out);
	return CTL_EXIT_OK;
}

/* ---- dispatch ---- */

static const struct ctl_keyword objects[] = {
	{ "port", ctl_port_run },
	{ "resource", ctl_resource_run },
	{ "rule", ctl_rule_run },
	{ "table", ctl_table_run },
	{ "refusals", ctl_refusals_run },
	{ "top", ctl_top_run },
	{ "doctor", ctl_doctor_run },
	{ "explain", ctl_explain_run },
	{ "bmc", ctl_bmc_run },
	{ "bind", ctl_bind_run },
	{ "version", version_run },
	{ "help", main_help },
};

static int object_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *object;

	if (!argc) {
		main_help(ctl, 0, argv);
		return CTL_EXIT_USAGE;
	}
	object = ctl_keyword_find(objects, ARRAY_SIZE(objects), argv[0]);
	if (!object) {
		ctl_err("object \"%s\" is unknown; see hnictl help", argv[0]);
		return CTL_EXIT_USAGE;
	}
	return object->run(ctl, argc - 1, argv + 1);
}

static int run(struct ctl *ctl, const struct options *options, int argc,
	       char **argv)
{
	if (options->wants_help)
		return main_help(ctl, argc, argv);
	if (options->wants_version)
		return version_run(ctl, 0, argv);
	return object_run(ctl, argc, argv);
}

int main(int argc, char **argv)
{
	struct ctl ctl = {
		.sysfs = "/sys",
		.root = "",
		.deadline_ms = CTL_DEADLINE_MS,
	};
	struct options options = { .form = CTL_OUT_HUMAN };
	int code;
	int err;

	code = options_parse(&options, argc, argv);
	if (code)
		return code;
	ctl_out_open(&ctl.out, stdout, options.form, options.has_detail);
	code = run(&ctl, &options, argc - optind, argv + optind);
	err = ctl_out_close(&ctl.out);
	if (err) {
		ctl_err("cannot print: %s", strerror(-err));
		code = CTL_EXIT_FAILED;
	}
	return code;
}
