// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns the agent: takes jobs from a directory, one after the other, does their
 * steps and puts the results beside them. It judges nothing.
 *
 * usage: agent DIR END...	(see ends.h)
 *
 * NUMBER.job and NUMBER.res are lists of sections: type and length, 32 bits
 * each, then the content. The result has a section for each step.
 */

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ends.h"

#define POLL_NS			3000000
#define IN_FILE			"/tmp/oracle.tc"
#define OUT_FILE		"/tmp/oracle.out"
#define ERR_FILE		"/tmp/oracle.err"
#define SHELL			"exec >" OUT_FILE " 2>" ERR_FILE "\n"
#define TWINS			"-n " ENDS_TWINS	/* for tc */

/* enum section - what to do with the content, and what the result holds */
enum section {
	SECTION_SHELL = 1,	/* shell: exit code, length of stdout, both */
	SECTION_TC = 2,		/* tc -batch, goes on after errors: the same */
	SECTION_TC_OTHER = 3,	/* as TWINS, without the lines that failed */
	SECTION_BURST = 4,	/* window, flags, records: missing, records */
	SECTION_PAUSE = 5,	/* milliseconds: nothing */
	SECTION_STOP = 6,
	SECTION_TC_TWINS = 7,	/* as TC, in the namespace of the twins */
	SECTION_TUNNELS = 8,	/* records for ends_set_tunnels(): nothing */
};

/* struct head - of a section */
struct head {
	uint32_t type;
	uint32_t len;
};

/* struct agent - @failed: error output of the last tc, for TC_OTHER */
struct agent {
	const char *dir;
	struct ends *ends;
	struct bytes in;
	struct bytes out;
	struct bytes failed;
};

static int file_read(const char *path, struct bytes *bytes)
{
	uint8_t part[65536];
	size_t count;
	FILE *file;
	int rc = 0;

	bytes->len = 0;
	file = fopen(path, "rb");
	if (!file)
		return -errno;
	do {
		count = fread(part, 1, sizeof(part), file);
		rc = bytes_add(bytes, part, count);
	} while (count && !rc);
	fclose(file);
	return rc;
}

static int file_write(const char *path, const void *data, size_t len)
{
	FILE *file = fopen(path, "wb");
	size_t count;

	if (!file)
		return -errno;
	count = fwrite(data, 1, len, file);
	if (fclose(file) || count != len)
		return -EIO;
	return 0;
}

/* ---- steps: each adds its result */

static int agent_add_section(struct agent *agent, uint32_t type,
			     const struct bytes *content)
{
	struct head head = { .type = type, .len = content->len };
	int rc;

	rc = bytes_add(&agent->out, &head, sizeof(head));
	if (!rc)
		rc = bytes_add(&agent->out, content->data, content->len);
	return rc;
}

/* Runs a command whose output is in files, and takes them. */
static int agent_command(struct agent *agent, const struct head *head,
			 const char *command)
{
	struct bytes result = { 0 }, text = { 0 };
	uint32_t words[2];
	int rc;

	rc = system(command);
	if (rc < 0)
		return -errno;
	words[0] = WIFEXITED(rc) ? WEXITSTATUS(rc) : 255;
	rc = file_read(OUT_FILE, &text);
	words[1] = text.len;
	if (!rc)
		rc = file_read(ERR_FILE, &agent->failed);
	if (!rc)
		rc = bytes_add(&result, words, sizeof(words));
	if (!rc)
		rc = bytes_add(&result, text.data, text.len);
	if (!rc)
		rc = bytes_add(&result, agent->failed.data, agent->failed.len);
	if (!rc)
		rc = agent_add_section(agent, head->type, &result);
	free(text.data);
	free(result.data);
	return rc;
}

static int agent_shell(struct agent *agent, const struct head *head,
		       const uint8_t *content)
{
	struct bytes script = { 0 };
	int rc;

	rc = bytes_add(&script, SHELL, strlen(SHELL));
	if (!rc)
		rc = bytes_add(&script, content, head->len);
	if (!rc)
		rc = file_write(IN_FILE, script.data, script.len);
	free(script.data);
	return rc ? rc : agent_command(agent, head, "sh " IN_FILE);
}

#define TC_REST	" -force -s -j -b " IN_FILE " >" OUT_FILE " 2>" ERR_FILE

static int agent_tc(struct agent *agent, const struct head *head,
		    const uint8_t *content)
{
	int rc = file_write(IN_FILE, content, head->len);

	return rc ? rc : agent_command(agent, head,
				       head->type == SECTION_TC ?
				       "tc" TC_REST : "tc " TWINS TC_REST);
}

/* tc says "Command failed FILE:LINE" */
static bool agent_has_failed(struct agent *agent, unsigned int line)
{
	char words[64];
	size_t len;

	len = snprintf(words, sizeof(words), ":%u\n", line);
	return memmem(agent->failed.data, agent->failed.len, words, len);
}

static int agent_tc_other(struct agent *agent, const struct head *head,
			  const uint8_t *content)
{
	const uint8_t *end = content + head->len, *next;
	struct head other = *head;
	struct bytes kept = { 0 };
	unsigned int line = 1;
	int rc = 0;

	for (; content < end && !rc; content = next, line++) {
		next = memchr(content, '\n', end - content);
		next = next ? next + 1 : end;
		/* an empty line stands for it: numbers stay the same */
		rc = agent_has_failed(agent, line) ?
			bytes_add(&kept, "\n", 1) :
			bytes_add(&kept, content, next - content);
	}
	other.len = kept.len;
	if (!rc)
		rc = agent_tc(agent, &other, kept.data);
	free(kept.data);
	return rc;
}

static int agent_burst(struct agent *agent, const struct head *head,
		       const uint8_t *content)
{
	struct bytes result = { 0 };
	struct burst burst;
	uint32_t words[2];
	int rc, missing;

	if (head->len < sizeof(words))
		return -EINVAL;
	memcpy(words, content, sizeof(words));
	burst = (struct burst) {
		.window = words[0],
		.flags = words[1],
		.records = content + sizeof(words),
		.len = head->len - sizeof(words),
	};
	/* the number of missing markers is known afterwards */
	rc = bytes_add(&result, words, sizeof(words[0]));
	if (!rc) {
		missing = ends_exchange(agent->ends, &burst, &result);
		rc = missing < 0 ? missing : 0;
	}
	if (!rc) {
		words[0] = missing;
		memcpy(result.data, words, sizeof(words[0]));
		rc = agent_add_section(agent, head->type, &result);
	}
	free(result.data);
	return rc;
}

/* Hardware's counters may be as old as the documentation says. */
static int agent_pause(struct agent *agent, const struct head *head,
		       const uint8_t *content)
{
	struct timespec span = { 0 };
	struct bytes nothing = { 0 };
	uint32_t ms;

	if (head->len != sizeof(ms))
		return -EINVAL;
	memcpy(&ms, content, sizeof(ms));
	span.tv_sec = ms / 1000;
	span.tv_nsec = ms % 1000 * 1000000L;
	nanosleep(&span, NULL);
	return agent_add_section(agent, head->type, &nothing);
}

static int agent_tunnels(struct agent *agent, const struct head *head,
			 const uint8_t *content)
{
	struct bytes nothing = { 0 };
	int rc;

	rc = ends_set_tunnels(agent->ends, content, head->len);
	return rc ? rc : agent_add_section(agent, head->type, &nothing);
}

static int agent_step(struct agent *agent, const struct head *head,
		      const uint8_t *content)
{
	switch (head->type) {
	case SECTION_SHELL:
		return agent_shell(agent, head, content);
	case SECTION_TC:
	case SECTION_TC_TWINS:
		return agent_tc(agent, head, content);
	case SECTION_TC_OTHER:
		return agent_tc_other(agent, head, content);
	case SECTION_BURST:
		return agent_burst(agent, head, content);
	case SECTION_PAUSE:
		return agent_pause(agent, head, content);
	case SECTION_TUNNELS:
		return agent_tunnels(agent, head, content);
	default:
		return -EINVAL;
	}
}

/* ---- jobs */

/* Returns 1 if the job says stop. */
static int agent_do(struct agent *agent)
{
	const uint8_t *at = agent->in.data, *end = at + agent->in.len;
	struct head head;
	int rc;

	agent->out.len = 0;
	while (at < end) {
		memcpy(&head, at, sizeof(head));
		at += sizeof(head);
		if (head.type == SECTION_STOP)
			return 1;
		rc = agent_step(agent, &head, at);
		if (rc)
			return rc;
		at += head.len;
	}
	return 0;
}

static int agent_put(struct agent *agent, unsigned int number)
{
	char path[256], final[256];
	int rc;

	snprintf(path, sizeof(path), "%s/%06u.tmp", agent->dir, number);
	snprintf(final, sizeof(final), "%s/%06u.res", agent->dir, number);
	rc = file_write(path, agent->out.data, agent->out.len);
	if (rc)
		return rc;
	return rename(path, final) ? -errno : 0;
}

static void agent_wait(const char *path)
{
	const struct timespec span = { .tv_nsec = POLL_NS };

	while (access(path, R_OK))
		nanosleep(&span, NULL);
}

static int agent_run(struct agent *agent)
{
	unsigned int number;
	char path[256];
	int rc = 0;

	for (number = 0; !rc; number++) {
		snprintf(path, sizeof(path), "%s/%06u.job", agent->dir, number);
		agent_wait(path);
		rc = file_read(path, &agent->in);
		if (!rc)
			rc = agent_do(agent);
		if (rc)
			break;
		unlink(path);
		rc = agent_put(agent, number);
	}
	if (rc < 0)
		fprintf(stderr, "agent: job %u: %s\n", number, strerror(-rc));
	return rc < 0 ? 1 : 0;
}

int main(int argc, char *argv[])
{
	struct agent agent = { 0 };

	if (argc != 2 + ENDS_COUNT) {
		fprintf(stderr, "usage: agent DIR END... (%d ends)\n",
			ENDS_COUNT);
		return 2;
	}
	agent.dir = argv[1];
	agent.ends = ends_open(argv + 2);
	return agent.ends ? agent_run(&agent) : 1;
}
