/* SPDX-License-Identifier: GPL-2.0-only */
/* Owns the command line. */
#ifndef EMU_OPTIONS_H
#define EMU_OPTIONS_H

#include "emu.h"

/* struct emu_options - the command line, with what only main() needs */
struct emu_options {
	struct emu_config cfg;
	const char *log;
	bool daemon;
	bool print_qemu;	/* hni-emu print qemu-args */
	bool print_vng;		/* hni-emu print vng-opts */
	char uplink[256];	/* default backends */
	char bmc[256];
};

/**
 * emu_options_parse() - read the command line
 * @opt: filled; refers to @argv
 *
 * Return: -1 to go on, else the exit code: help and version were printed, or
 * the error was
 */
int emu_options_parse(struct emu_options *opt, int argc, char **argv);

/* Print the arguments that attach a machine to the NIC. */
void emu_options_print(const struct emu_options *opt);

#endif /* EMU_OPTIONS_H */
