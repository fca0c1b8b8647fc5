// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl doctor`: why is nothing offloaded? One line a cause. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "doctor.h"
#include "list.h"

/* ---- help ---- */

static int doctor_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl doctor [ DEV ]\n"
	      "       hnictl doctor help\n"
	      "\n"
	      "DEV := { pci/ADDRESS | ADDRESS | NETDEV }\n"
	      "\n"
	      "Looks for everything that keeps filters out of hardware, on this machine, one\n"
	      "NIC or one representor: one line for each finding, with the repair.\n"
	      "\n"
	      "Exit code: 0 all well, 1 there are findings, or something could not be read\n"
	      "(stderr says what), 2 not understood.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- findings ---- */

struct ctl_finding *ctl_doctor_find(struct ctl_doctor *doctor,
				    const char *name, const char *subject)
{
	static struct ctl_finding unlisted;
	struct ctl_finding *finding;

	finding = ctl_list_add(&doctor->findings, &doctor->num_findings,
			       sizeof(*finding));
	if (!finding) {
		doctor->err = -ENOMEM;
		return &unlisted;
	}
	finding->name = name;
	snprintf(finding->subject, sizeof(finding->subject), "%s", subject);
	return finding;
}

void ctl_doctor_say(char *text, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, CTL_FINDING_TEXT, fmt, args);
	va_end(args);
}

/* ---- print ---- */

static void print_person(const struct ctl_doctor *doctor)
{
	const struct ctl_finding *finding = doctor->findings;
	FILE *file = doctor->ctl->out.file;
	size_t i;

	for (i = 0; i < doctor->num_findings; i++, finding++)
		fprintf(file, "%s: %s (%s); repair: %s\n", finding->subject,
			finding->problem, finding->name, finding->repair);
	if (!doctor->num_findings && !doctor->err)
		fprintf(file, "all well: %zu filters on %zu representors\n",
			doctor->filters.count, doctor->num_reps);
}

static void print_program(const struct ctl_doctor *doctor)
{
	const struct ctl_finding *finding = doctor->findings;
	struct ctl_out *out = &doctor->ctl->out;
	size_t i;

	ctl_out_table_begin(out, "doctor");
	for (i = 0; i < doctor->num_findings; i++, finding++) {
		ctl_out_row_begin(out);
		ctl_out_str(out, "finding", finding->name);
		ctl_out_str(out, "subject", finding->subject);
		ctl_out_str(out, "problem", finding->problem);
		ctl_out_str(out, "repair", finding->repair);
		ctl_out_row_end(out);
	}
	ctl_out_table_end(out);
}

/* ---- run ---- */

static void parts_run(struct ctl_doctor *doctor)
{
	static void (* const parts[])(struct ctl_doctor *doctor) = {
		ctl_doctor_nics,
		ctl_doctor_reps,
		ctl_doctor_filters,
		ctl_doctor_host,
		ctl_doctor_ovs,
	};
	size_t i;

	doctor->err = ctl_nl_open(&doctor->route, NETLINK_ROUTE);
	if (doctor->err)
		return;
	doctor->err = ctl_devlink_open(&doctor->devlink);
	for (i = 0; i < ARRAY_SIZE(parts) && !doctor->err; i++)
		parts[i](doctor);
	if (doctor->devlink.nl.sock)
		ctl_devlink_close(&doctor->devlink);
	ctl_nl_close(&doctor->route);
}

static void doctor_free(struct ctl_doctor *doctor)
{
	size_t i;

	for (i = 0; i < doctor->num_ledgers; i++)
		ctl_tree_free(doctor->ledgers[i]);
	free(doctor->ledgers);
	free(doctor->managers.list);
	free(doctor->reps);
	free(doctor->filters.list);
	free(doctor->findings);
}

/* What PCI shows says all if there is no driver to ask */
static int doctor_run(struct ctl *ctl, const char *only)
{
	struct ctl_doctor doctor = { .ctl = ctl, .only = only };
	int code;

	ctl_doctor_pci(&doctor);
	if (!doctor.num_findings && !doctor.err)
		parts_run(&doctor);
	if (ctl->out.form == CTL_OUT_HUMAN)
		print_person(&doctor);
	else
		print_program(&doctor);
	code = doctor.num_findings || doctor.err ? CTL_EXIT_FAILED :
	       CTL_EXIT_OK;
	doctor_free(&doctor);
	return code;
}

int ctl_doctor_run(struct ctl *ctl, int argc, char **argv)
{
	if (argc && !strcmp(argv[0], "help"))
		return doctor_help(ctl, argc - 1, argv + 1);
	if (argc > 1)
		return ctl_usage_err("doctor", argv[1]);
	return doctor_run(ctl, argc ? argv[0] : NULL);
}
