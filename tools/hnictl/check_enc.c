// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the values of flower's keys of tunnels and connections: options, flags,
 * states.
 */
#include <stdlib.h>
#include <string.h>

#include "check_key.h"
#include "../../offload/core/hof_field.h"

#define CTL_OPTS_BYTES	(4 * HNI_KW_ENC_OPTS_WORDS)
#define CTL_OPT_HEAD	4	/* class, type and length of a Geneve option */
#define CTL_LABEL_BYTES	16
#define CTL_WORD_SIZE	512

/* a bit of a key that is asked for by one word, and denied by another */
struct flag {
	const char *name;
	uint32_t bit;
};

static bool flag_add(const struct flag *flags, const char *name, bool is_set,
		     uint32_t *value, uint32_t *mask)
{
	for (; flags->name; flags++) {
		if (strcmp(flags->name, name))
			continue;
		*mask |= flags->bit;
		if (is_set)
			*value |= flags->bit;
		return true;
	}
	return false;
}

/* [no]FLAG/... */
bool ctl_key_enc_flags(struct ctl_check *check, const struct ctl_key *key)
{
	static const struct flag flags[] = {
		{ "tuncsum", HNI_KW_ENC_F_CSUM },
		{ "tundf", HNI_KW_ENC_F_DF },
		{ "tunoam", HNI_KW_ENC_F_OAM },
		{ "tuncrit", HNI_KW_ENC_F_CRIT },
		{ NULL, 0 },
	};
	const char *word = ctl_check_next(check, "flags");
	uint32_t value = 0, mask = 0;
	char text[CTL_WORD_SIZE], *flag, *rest = NULL;
	bool is_set;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	for (flag = strtok_r(text, "/", &rest); flag;
	     flag = strtok_r(NULL, "/", &rest)) {
		is_set = strncmp(flag, "no", 2);
		if (!flag_add(flags, is_set ? flag : flag + 2, is_set, &value,
			      &mask))
			return ctl_check_bad(check, word, "[no]tuncsum/...");
	}
	return word && ctl_key_set(check, key, value, mask);
}

/* +STATE-STATE... */
bool ctl_key_ct_state(struct ctl_check *check, const struct ctl_key *key)
{
	static const struct flag states[] = {
		{ "new", HNI_CT_STATE_NEW },
		{ "est", HNI_CT_STATE_ESTABLISHED },
		{ "rel", HNI_CT_STATE_RELATED },
		{ "trk", HNI_CT_STATE_TRACKED },
		{ "inv", HNI_CT_STATE_INVALID },
		{ "rpl", HNI_CT_STATE_REPLY },
		{ NULL, 0 },
	};
	const char *word = ctl_check_next(check, "states");
	uint32_t value = 0, mask = 0;
	const char *at = word;
	char name[8];

	while (at && *at) {
		if (*at != '+' && *at != '-')
			break;
		snprintf(name, sizeof(name), "%.3s", at + 1);
		if (!flag_add(states, name, *at == '+', &value, &mask))
			break;
		at += 4;
	}
	if (!word || *at)
		return ctl_check_bad(check, word, "+trk+est-new...");
	return ctl_key_set(check, key, value, mask);
}

/* hexadecimal digits as bytes; returns how many, 0 if they are none */
static unsigned int hex_read(const char *text, size_t len, uint8_t *bytes,
			     unsigned int max)
{
	char pair[3] = "", *end;
	unsigned int i;

	if (!len || len % 2 || len / 2 > max)
		return 0;
	for (i = 0; i < len / 2; i++) {
		memcpy(pair, text + 2 * i, 2);
		bytes[i] = (uint8_t)strtoul(pair, &end, 16);
		if (end != pair + 2)
			return 0;
	}
	return i;
}

static void bytes_match(struct ctl_check *check, enum hof_field field,
			const uint8_t *value, const uint8_t *mask)
{
	hof_match_set_bytes(&check->spec.match, field, value, mask);
}

/* HEX[/HEX] */
bool ctl_key_ct_label(struct ctl_check *check, const struct ctl_key *key)
{
	uint8_t value[CTL_LABEL_BYTES] = { 0 }, mask[CTL_LABEL_BYTES];
	const char *word = ctl_check_next(check, "a label");
	size_t len;

	(void)key;
	memset(mask, 0xff, sizeof(mask));
	len = word ? strcspn(word, "/") : 0;
	if (!hex_read(word, len, value, sizeof(value)))
		return ctl_check_bad(check, word, "hexadecimal digits");
	if (word[len]) {
		memset(mask, 0, sizeof(mask));
		if (!hex_read(word + len + 1, strlen(word + len + 1), mask,
			      sizeof(mask)))
			return ctl_check_bad(check, word, "LABEL[/MASK]");
	}
	bytes_match(check, HOF_FIELD_CT_LABEL, value, mask);
	return true;
}

/* ---- options ---- */

static bool opts_end(struct ctl_check *check, const struct ctl_key *key,
		     uint32_t type, unsigned int len)
{
	uint8_t value[CTL_OPTS_BYTES] = { 0 }, mask[CTL_OPTS_BYTES] = { 0 };

	if (len > CTL_OPTS_BYTES) {
		ctl_check_refuse(check, key->id, HOF_REASON_KEY_VALUE,
				 "enc_opts (bytes)", (struct hof_why) {
					.value = len,
					.limit = CTL_OPTS_BYTES });
		len = CTL_OPTS_BYTES;
	}
	memset(mask, 0xff, len);
	hof_match_set(&check->spec.match, HOF_FIELD_ENC_OPTS_TYPE, type, 3);
	hof_match_set(&check->spec.match, HOF_FIELD_ENC_OPTS_LEN, len, len);
	bytes_match(check, HOF_FIELD_ENC_OPTS, value, mask);
	return true;
}

/* CLASS:TYPE:DATA,...[/MASK]: how many bytes the options are matters here */
bool ctl_key_geneve_opts(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "options");
	char text[CTL_WORD_SIZE], *opt, *data, *rest = NULL;
	uint8_t bytes[128];
	unsigned int len = 0, num;

	snprintf(text, sizeof(text), "%s", word ? word : "");
	text[strcspn(text, "/")] = '\0';
	for (opt = strtok_r(text, ",", &rest); opt;
	     opt = strtok_r(NULL, ",", &rest)) {
		data = strrchr(opt, ':');
		num = data ? hex_read(data + 1, strlen(data + 1), bytes,
				      sizeof(bytes)) : 0;
		if (!num || num % 4)
			return ctl_check_bad(check, word, "CLASS:TYPE:DATA");
		len += CTL_OPT_HEAD + num;
	}
	if (!len)
		return ctl_check_bad(check, word, "CLASS:TYPE:DATA");
	return opts_end(check, key, HNI_KW_OPTS_GENEVE, len);
}

/* GROUP[/MASK] */
bool ctl_key_vxlan_opts(struct ctl_check *check, const struct ctl_key *key)
{
	const char *word = ctl_check_next(check, "a group policy");
	uint32_t value, mask;

	if (!word || !ctl_check_masked(check, word, ~0U, &value, &mask))
		return false;
	return opts_end(check, key, HNI_KW_OPTS_VXLAN, 4);
}

bool ctl_key_other_opts(struct ctl_check *check, const struct ctl_key *key)
{
	if (!ctl_check_next(check, "options"))
		return false;
	ctl_check_refuse(check, key->id, HOF_REASON_KEY,
			 "enc_opts of this kind",
			 (struct hof_why) { 0 });
	return true;
}
