// SPDX-License-Identifier: GPL-2.0-only
/* Owns `hnictl explain`: what a refusal means and how to repair it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hnictl.h"
#include "../../offload/core/hof_explain.h"

#define CTL_REASONS	256	/* codes are below */
#define CTL_NAME_SIZE	32

static const struct {
	int error;
	const char *name;
} error_names[] = {
	{ EOPNOTSUPP, "EOPNOTSUPP" },
	{ EINVAL, "EINVAL" },
	{ EEXIST, "EEXIST" },
	{ ENOSPC, "ENOSPC" },
	{ ENOMEM, "ENOMEM" },
	{ EIO, "EIO" },
};

/* ---- help ---- */

static int explain_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl explain [ CODE | NAME ]\n"
	      "       hnictl explain help\n"
	      "\n"
	      "Says what the refusal with that code or name means, what is possible instead\n"
	      "and how to repair it. Without an argument, lists all.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- parse ---- */

/* NAME may be in lower case and with '-' for '_' */
static void name_fold(char *name, const char *word)
{
	size_t i;

	for (i = 0; word[i] && i + 1 < CTL_NAME_SIZE; i++)
		name[i] = word[i] == '-' ? '_' :
			  (char)toupper((unsigned char)word[i]);
	name[i] = '\0';
}

static enum hof_reason reason_parse(const char *word)
{
	char name[CTL_NAME_SIZE];
	unsigned int code;
	unsigned long num;
	char *end;

	num = strtoul(word, &end, 10);
	if (isdigit((unsigned char)word[0]) && !*end)
		return num < CTL_REASONS && hof_reason_text(num) ? num :
		       HOF_REASON_NONE;
	name_fold(name, word);
	for (code = 0; code < CTL_REASONS; code++) {
		if (hof_reason_name(code) &&
		    !strcmp(hof_reason_name(code), name))
			return code;
	}
	return HOF_REASON_NONE;
}

/* ---- print ---- */

static const char *error_name(int error)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(error_names); i++) {
		if (error_names[i].error == error)
			return error_names[i].name;
	}
	return NULL;
}

/* the sentence with a word in place of each value */
static void sentence_put(char *text, size_t size, const char *sentence)
{
	const char *value;
	size_t len = 0;

	for (; *sentence && len + 8 < size; sentence++) {
		if (*sentence != '%') {
			text[len++] = *sentence;
			continue;
		}
		sentence++;
		value = *sentence == 'w' ? "NAME" :
			*sentence == 'v' || *sentence == 'x' ? "N" : "LIMIT";
		memcpy(text + len, value, strlen(value));
		len += strlen(value);
	}
	text[len] = '\0';
}

static void print_reason(struct ctl_out *out, enum hof_reason reason,
			 bool is_whole)
{
	const struct hof_explanation *explanation;
	char sentence[128];

	explanation = hof_reason_explain(reason);
	sentence_put(sentence, sizeof(sentence), hof_reason_text(reason));
	ctl_out_row_begin(out);
	ctl_out_uint(out, "code", reason);
	ctl_out_str(out, "name", hof_reason_name(reason));
	ctl_out_str(out, "error", error_name(-hof_reason_errno(reason)));
	ctl_out_str(out, "sentence", sentence);
	if (is_whole) {
		ctl_out_str(out, "meaning",
			    explanation ? explanation->meaning : NULL);
		ctl_out_str(out, "instead",
			    explanation ? explanation->instead : NULL);
		ctl_out_str(out, "repair",
			    explanation ? explanation->repair : NULL);
	}
	ctl_out_row_end(out);
}

static void print_all(struct ctl_out *out)
{
	unsigned int code;

	ctl_out_table_begin(out, "explain");
	for (code = 0; code < CTL_REASONS; code++) {
		if (hof_reason_text(code))
			print_reason(out, code, ctl_out_wants_detail(out));
	}
	ctl_out_table_end(out);
}

/* ---- dispatch ---- */

static const struct ctl_keyword explain_keywords[] = {
	{ "help", explain_help },
};

int ctl_explain_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;
	enum hof_reason reason;

	if (!argc) {
		print_all(&ctl->out);
		return CTL_EXIT_OK;
	}
	keyword = ctl_keyword_find(explain_keywords,
				   ARRAY_SIZE(explain_keywords), argv[0]);
	if (keyword)
		return keyword->run(ctl, argc - 1, argv + 1);
	if (argc > 1)
		return ctl_usage_err("explain", argv[1]);
	reason = reason_parse(argv[0]);
	if (reason == HOF_REASON_NONE) {
		ctl_err("there is no reason \"%s\"; hnictl explain lists all",
			argv[0]);
		return CTL_EXIT_USAGE;
	}
	ctl_out_list_begin(&ctl->out, "explain");
	print_reason(&ctl->out, reason, true);
	ctl_out_table_end(&ctl->out);
	return CTL_EXIT_OK;
}
