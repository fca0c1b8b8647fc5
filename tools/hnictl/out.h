/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Owns the interface of the printer: one set of calls, two forms. A command
 * prints tables of flat rows; a person sees aligned columns, a program an
 * array of JSON objects under the table's name.
 */
#ifndef HNICTL_OUT_H
#define HNICTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum ctl_out_form {
	CTL_OUT_HUMAN,
	CTL_OUT_JSON,
	CTL_OUT_JSON_PRETTY,
};

struct ctl_out_column {
	const char *name;	/* JSON key; upper-cased, the heading */
	size_t width;
	bool is_number;		/* numbers stand on the right */
};

/**
 * struct ctl_out - where and how a command prints
 * @file: where it goes
 * @form: for a person or for a program
 * @has_detail: whether a person asked for everything that is known
 * @err: first failure, -errno; later calls do nothing
 * @is_first: JSON: no comma is due before the next member
 * @depth: JSON: number of open brackets
 * @columns: human: columns of the open table, as its first row named them
 * @num_columns: human: how many
 * @cells: human: text of all cells of the open table, row by row
 * @num_cells: human: how many
 * @column: human: column of the next cell of the open row
 * @is_list: human: the open table is printed as facts, one a line
 * @num_tables: human: tables that were printed; an empty line is between them
 */
struct ctl_out {
	FILE *file;
	enum ctl_out_form form;
	bool has_detail;
	int err;
	bool is_first;
	unsigned int depth;
	struct ctl_out_column *columns;
	size_t num_columns;
	char **cells;
	size_t num_cells;
	size_t column;
	bool is_list;
	unsigned int num_tables;
};

/**
 * ctl_out_open() - begin the output of one command
 * @out: printer, overwritten
 * @file: where it goes; stays open
 * @form: for a person or for a program
 * @has_detail: print for a person what is otherwise only in the JSON form
 */
void ctl_out_open(struct ctl_out *out, FILE *file, enum ctl_out_form form,
		  bool has_detail);

/**
 * ctl_out_close() - end the output of one command
 * @out: printer; no table is open
 *
 * Return: 0, or the first failure since ctl_out_open(): -ENOMEM, -EIO.
 */
int ctl_out_close(struct ctl_out *out);

/**
 * ctl_out_table_begin() - open a table
 * @out: printer
 * @name: JSON key of the array of rows
 */
void ctl_out_table_begin(struct ctl_out *out, const char *name);

/**
 * ctl_out_list_begin() - open a table that a person sees as facts, one a line
 * @out: printer
 * @name: JSON key of the array of rows
 *
 * Meant for one row with long texts, which are wrapped; cells without a value
 * are left out.
 */
void ctl_out_list_begin(struct ctl_out *out, const char *name);

/**
 * ctl_out_table_end() - close the table; for a person it is printed now
 * @out: printer; no row is open
 */
void ctl_out_table_end(struct ctl_out *out);

/**
 * ctl_out_row_begin() - open a row; each has the same cells in the same order
 * @out: printer
 */
void ctl_out_row_begin(struct ctl_out *out);

/**
 * ctl_out_row_end() - close the row
 * @out: printer
 */
void ctl_out_row_end(struct ctl_out *out);

/**
 * ctl_out_str() - print a cell of text
 * @out: printer with an open row
 * @name: name of the column, lower case
 * @text: the text, or NULL where there is none
 */
void ctl_out_str(struct ctl_out *out, const char *name, const char *text);

/**
 * ctl_out_uint() - print a cell with a number
 * @out: printer with an open row
 * @name: name of the column
 * @value: the number
 */
void ctl_out_uint(struct ctl_out *out, const char *name, uint64_t value);

/**
 * ctl_out_tenths() - print a cell with a number that has one decimal
 * @out: printer with an open row
 * @name: name of the column
 * @tenths: ten times the number
 */
void ctl_out_tenths(struct ctl_out *out, const char *name, uint64_t tenths);

/**
 * ctl_out_bool() - print a cell with yes or no
 * @out: printer with an open row
 * @name: name of the column
 * @value: true is yes
 */
void ctl_out_bool(struct ctl_out *out, const char *name, bool value);

/**
 * ctl_out_none() - print a cell without a value
 * @out: printer with an open row
 * @name: name of the column
 */
void ctl_out_none(struct ctl_out *out, const char *name);

/**
 * ctl_out_wants_detail() - whether cells of detail are to be printed
 * @out: printer
 *
 * Return: true for a program, and for a person who asked for it.
 */
bool ctl_out_wants_detail(const struct ctl_out *out);

#endif
