// SPDX-License-Identifier: GPL-2.0-only
/* Owns the two forms of output: aligned columns and JSON. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "out.h"

#define CTL_OUT_GAP	2
#define CTL_OUT_WIDTH	80

static bool is_json(const struct ctl_out *out)
{
	return out->form != CTL_OUT_HUMAN;
}

/* ---- JSON ---- */

static void json_newline(struct ctl_out *out)
{
	unsigned int i;

	if (out->form != CTL_OUT_JSON_PRETTY)
		return;
	fputc('\n', out->file);
	for (i = 0; i < out->depth; i++)
		fputs("    ", out->file);
}

/* bytes above 0x7e become \u00XX: the output is ASCII whatever a name holds */
static void json_string(struct ctl_out *out, const char *text)
{
	const unsigned char *c;

	fputc('"', out->file);
	for (c = (const unsigned char *)text; *c; c++) {
		if (*c == '"' || *c == '\\')
			fprintf(out->file, "\\%c", *c);
		else if (*c < 0x20 || *c > 0x7e)
			fprintf(out->file, "\\u%04x", *c);
		else
			fputc(*c, out->file);
	}
	fputc('"', out->file);
}

static void json_member(struct ctl_out *out, const char *name)
{
	if (!out->is_first)
		fputc(',', out->file);
	out->is_first = false;
	json_newline(out);
	if (!name)
		return;
	json_string(out, name);
	fputs(out->form == CTL_OUT_JSON_PRETTY ? ": " : ":", out->file);
}

static void json_open(struct ctl_out *out, const char *name, char bracket)
{
	json_member(out, name);
	fputc(bracket, out->file);
	out->depth++;
	out->is_first = true;
}

static void json_close(struct ctl_out *out, char bracket)
{
	out->depth--;
	if (!out->is_first)
		json_newline(out);
	fputc(bracket, out->file);
	out->is_first = false;
}

/* ---- columns ---- */

static void *grow(struct ctl_out *out, void *array, size_t count, size_t size)
{
	void *bigger = reallocarray(array, count, size);

	if (!bigger)
		out->err = -ENOMEM;
	return bigger;
}

static void column_add(struct ctl_out *out, const char *name, bool is_number)
{
	struct ctl_out_column *columns;

	columns = grow(out, out->columns, out->num_columns + 1,
		       sizeof(*columns));
	if (!columns)
		return;
	out->columns = columns;
	out->columns[out->num_columns++] = (struct ctl_out_column) {
		.name = name,
		.width = strlen(name),
		.is_number = is_number,
	};
}

static void cell_add(struct ctl_out *out, const char *text)
{
	struct ctl_out_column *column = &out->columns[out->column];
	char **cells;
	char *c;

	cells = grow(out, out->cells, out->num_cells + 1, sizeof(*cells));
	if (!cells)
		return;
	out->cells = cells;
	cells[out->num_cells] = strdup(text);
	if (!cells[out->num_cells]) {
		out->err = -ENOMEM;
		return;
	}
	for (c = cells[out->num_cells++]; *c; c++) {
		if (!isprint((unsigned char)*c))
			*c = '?';
	}
	if (strlen(text) > column->width)
		column->width = strlen(text);
	out->column++;
}

static void human_cell(struct ctl_out *out, const char *name, bool is_number,
		       const char *text)
{
	if (out->err)
		return;
	if (out->column == out->num_columns)
		column_add(out, name, is_number);
	if (out->err)
		return;
	if (is_number)
		out->columns[out->column].is_number = true;
	cell_add(out, text);
}

/* the last column carries no blanks behind it */
static void human_print(struct ctl_out *out, size_t idx, const char *text)
{
	const struct ctl_out_column *column = &out->columns[idx];
	bool is_last = idx + 1 == out->num_columns;
	int width = (int)column->width;

	if (column->is_number)
		fprintf(out->file, "%*s", width, text);
	else
		fprintf(out->file, "%-*s", is_last ? 0 : width, text);
	fprintf(out->file, "%*s", is_last ? 0 : CTL_OUT_GAP, "");
	if (is_last)
		fputc('\n', out->file);
}

static void human_heading(struct ctl_out *out)
{
	char text[64];
	size_t i, k;

	for (i = 0; i < out->num_columns; i++) {
		snprintf(text, sizeof(text), "%s", out->columns[i].name);
		for (k = 0; text[k]; k++)
			text[k] = text[k] == '_' ? '-' :
				  (char)toupper((unsigned char)text[k]);
		human_print(out, i, text);
	}
}

/* words of a text from a column on, in lines of at most CTL_OUT_WIDTH bytes */
static void human_wrap(struct ctl_out *out, size_t indent, const char *text)
{
	size_t at = indent, len;

	while (*text) {
		len = strcspn(text, " ");
		if (at > indent && at + 1 + len > CTL_OUT_WIDTH) {
			fprintf(out->file, "\n%*s", (int)indent, "");
			at = indent;
		}
		at += (size_t)fprintf(out->file, "%s%.*s",
				      at > indent ? " " : "", (int)len, text);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out->file);
}

static void human_fact(struct ctl_out *out, size_t idx, const char *text)
{
	size_t width = 0, i;
	int len;

	for (i = 0; i < out->num_columns; i++) {
		if (strlen(out->columns[i].name) > width)
			width = strlen(out->columns[i].name);
	}
	len = fprintf(out->file, "%s:", out->columns[idx].name);
	fprintf(out->file, "%*s", (int)width + 1 + CTL_OUT_GAP - len, "");
	human_wrap(out, width + 1 + CTL_OUT_GAP, text);
}

static void human_cells(struct ctl_out *out)
{
	size_t i;

	if (!out->is_list)
		human_heading(out);
	for (i = 0; i < out->num_cells; i++) {
		if (!out->is_list)
			human_print(out, i % out->num_columns, out->cells[i]);
		else if (strcmp(out->cells[i], "-"))
			human_fact(out, i % out->num_columns, out->cells[i]);
	}
}

static void human_table(struct ctl_out *out)
{
	size_t i;

	if (!out->err && out->num_cells) {
		if (out->num_tables++)
			fputc('\n', out->file);
		human_cells(out);
	}
	for (i = 0; i < out->num_cells; i++)
		free(out->cells[i]);
	free(out->cells);
	free(out->columns);
	out->cells = NULL;
	out->columns = NULL;
	out->num_cells = 0;
	out->num_columns = 0;
}

/* ---- what commands call ---- */

void ctl_out_open(struct ctl_out *out, FILE *file, enum ctl_out_form form,
		  bool has_detail)
{
	*out = (struct ctl_out) {
		.file = file,
		.form = form,
		.has_detail = has_detail,
		.is_first = true,
	};
}

/* JSON: a command that printed no table leaves no output at all */
int ctl_out_close(struct ctl_out *out)
{
	if (out->depth) {
		json_close(out, '}');
		fputc('\n', out->file);
	}
	if (!out->err && (fflush(out->file) || ferror(out->file)))
		out->err = -EIO;
	return out->err;
}

void ctl_out_table_begin(struct ctl_out *out, const char *name)
{
	out->is_list = false;
	if (!is_json(out))
		return;
	if (!out->depth) {
		fputc('{', out->file);
		out->depth = 1;
	}
	json_open(out, name, '[');
}

void ctl_out_list_begin(struct ctl_out *out, const char *name)
{
	ctl_out_table_begin(out, name);
	out->is_list = true;
}

void ctl_out_table_end(struct ctl_out *out)
{
	if (is_json(out))
		json_close(out, ']');
	else
		human_table(out);
}

void ctl_out_row_begin(struct ctl_out *out)
{
	out->column = 0;
	if (is_json(out))
		json_open(out, NULL, '{');
}

void ctl_out_row_end(struct ctl_out *out)
{
	if (is_json(out))
		json_close(out, '}');
}

void ctl_out_str(struct ctl_out *out, const char *name, const char *text)
{
	if (!text) {
		ctl_out_none(out, name);
	} else if (is_json(out)) {
		json_member(out, name);
		json_string(out, text);
	} else {
		human_cell(out, name, false, text);
	}
}

void ctl_out_uint(struct ctl_out *out, const char *name, uint64_t value)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	if (is_json(out)) {
		json_member(out, name);
		fputs(text, out->file);
	} else {
		human_cell(out, name, true, text);
	}
}

void ctl_out_tenths(struct ctl_out *out, const char *name, uint64_t tenths)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu.%u",
		 (unsigned long long)tenths / 10, (unsigned int)(tenths % 10));
	if (is_json(out)) {
		json_member(out, name);
		fputs(text, out->file);
	} else {
		human_cell(out, name, true, text);
	}
}

void ctl_out_bool(struct ctl_out *out, const char *name, bool value)
{
	if (is_json(out)) {
		json_member(out, name);
		fputs(value ? "true" : "false", out->file);
	} else {
		human_cell(out, name, false, value ? "yes" : "no");
	}
}

void ctl_out_none(struct ctl_out *out, const char *name)
{
	if (is_json(out)) {
		json_member(out, name);
		fputs("null", out->file);
	} else {
		human_cell(out, name, false, "-");
	}
}

bool ctl_out_wants_detail(const struct ctl_out *out)
{
	return out->has_detail || is_json(out);
}
