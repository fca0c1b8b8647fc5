// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owns `hnictl bmc`: isolation of the BMC by tc filters in hardware. tc itself
 * loads them, so that what --dry-run prints is what is done.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bmc.h"

#define CTL_VLAN_MAX	4094

/*
 * A run of isolate or allow.
 * @only: word of the user that means one NIC, or NULL
 * @is_dry: print the commands only
 */
struct run {
	const char *only;
	bool is_dry;
	struct ctl_bmc_nic nic;
};

/* ---- help ---- */

static int bmc_help(struct ctl *ctl, int argc, char **argv)
{
	(void)ctl;
	(void)argc;
	(void)argv;
	fputs("Usage: hnictl bmc isolate [ dev NIC ] [ --vlan VID ] [ --ip ADDRESS ]... [ --dry-run ]\n"
	      "       hnictl bmc allow PORT [ --to-bmc | --from-bmc ] [ --dry-run ]\n"
	      "                 [ protocol PROTOCOL ] [ MATCH ]...\n"
	      "       hnictl bmc up [ dev NIC ]\n"
	      "       hnictl bmc [ show [ dev NIC ] ]\n"
	      "       hnictl bmc audit [ dev NIC ]\n"
	      "       hnictl bmc help\n"
	      "\n"
	      "NIC := { pci/ADDRESS | ADDRESS | NETDEV }    PORT := representor of a function\n"
	      "PROTOCOL := { all | ip | ipv6 | arp | 802.1q | 802.1ad }\n"
	      "MATCH := keys of tc-flower(8)\n"
	      "\n"
	      "isolate lets the BMC and the uplink reach each other, in VLAN VID or untagged,\n"
	      "and keeps all functions from the BMC, its VLAN and its addresses. It replaces\n"
	      "what isolate and allow did before, in one step for each port. allow opens an\n"
	      "exception until the next isolate. --dry-run prints the tc commands.\n"
	      "\n"
	      "up brings the representors of uplink and BMC up, if isolate is in force and\n"
	      "audit content.\n"
	      "\n"
	      "audit reads the tables back from the NIC and proves which ports frames can reach\n"
	      "from which, in hardware. Exits with 0 if no function and the BMC can reach each\n"
	      "other, with 1 if they can, with 2 if that cannot be found out.\n",
	      stdout);
	return CTL_EXIT_OK;
}

/* ---- tc ---- */

/* Text of a batch under construction */
struct batch {
	FILE *file;
	char *text;
	size_t len;
};

static int batch_begin(struct batch *batch)
{
	*batch = (struct batch) { 0 };
	batch->file = open_memstream(&batch->text, &batch->len);
	if (batch->file)
		return 0;
	ctl_err("no memory");
	return -ENOMEM;
}

static void batch_print(const char *text)
{
	const char *end;

	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		printf("tc %.*s\n", (int)(end - text), text);
	}
}

/* tc stops at the first command that fails, and says why on stderr */
static int batch_pipe(const char *command, const char *text)
{
	FILE *pipe;
	int rc;

	pipe = popen(command, "we");
	if (!pipe)
		return -errno;
	fputs(text, pipe);
	rc = pclose(pipe);
	return rc ? -EIO : 0;
}

static int batch_end(struct batch *batch, bool is_dry, const char *what)
{
	int err = 0;

	if (fclose(batch->file)) {
		ctl_err("no memory");
		err = -ENOMEM;
	} else if (is_dry) {
		batch_print(batch->text);
	} else if (batch->len) {
		err = batch_pipe("tc -batch -", batch->text);
		if (err)
			ctl_err("tc could not %s", what);
	}
	free(batch->text);
	return err;
}

/* best effort, after a failure that has been told */
static void build_undo(const struct ctl_bmc_nic *nic)
{
	struct batch batch;

	if (batch_begin(&batch))
		return;
	ctl_bmc_undo_put(batch.file, nic);
	if (!fclose(batch.file))
		batch_pipe("tc -force -batch - 2>/dev/null", batch.text);
	free(batch.text);
}

/* ---- isolate ---- */

static int policy_build(const struct run *run, const struct ctl_bmc_policy *policy)
{
	struct batch batch;
	int err = batch_begin(&batch);

	if (err)
		return err;
	ctl_bmc_build_put(batch.file, &run->nic, policy);
	err = batch_end(&batch, run->is_dry,
			"build the policy: what was in force stays in force");
	if (err)
		build_undo(&run->nic);
	return err;
}

static int policy_swap(const struct run *run)
{
	struct batch batch;
	int err = batch_begin(&batch);

	if (err)
		return err;
	ctl_bmc_swap_put(batch.file, &run->nic);
	return batch_end(&batch, run->is_dry,
			 "put the policy in force at every port; see hnictl bmc show, and isolate again");
}

static int policy_clean(const struct run *run)
{
	struct batch batch;
	int err = batch_begin(&batch);

	if (err)
		return err;
	ctl_bmc_clean_put(batch.file, &run->nic);
	return batch_end(&batch, run->is_dry,
			 "remove the former policy, which is not in force any more");
}

static int policy_set(const struct ctl *ctl, struct run *run,
		      const struct ctl_bmc_policy *policy)
{
	int err;

	err = ctl_bmc_find(ctl, run->only, &run->nic);
	if (!err)
		err = policy_build(run, policy);
	if (!err)
		err = policy_swap(run);
	if (!err)
		err = policy_clean(run);
	ctl_bmc_free(&run->nic);
	return err;
}

static bool vlan_parse(struct ctl_bmc_policy *policy, const char *word)
{
	unsigned long vlan;
	char *end;

	vlan = strtoul(word, &end, 10);
	if (word[0] < '0' || word[0] > '9' || *end || !vlan ||
	    vlan > CTL_VLAN_MAX) {
		ctl_err("\"%s\" is no VLAN: 1 to %u are", word, CTL_VLAN_MAX);
		return false;
	}
	policy->vlan = (int)vlan;
	return true;
}

static bool ip_parse(struct ctl_bmc_policy *policy, const char *word)
{
	int family = strchr(word, ':') ? AF_INET6 : AF_INET;
	struct in6_addr addr;

	if (inet_pton(family, word, &addr) != 1) {
		ctl_err("\"%s\" is no IP address", word);
		return false;
	}
	if (policy->num_ips == CTL_BMC_MAX_IPS) {
		ctl_err("more than %u addresses", CTL_BMC_MAX_IPS);
		return false;
	}
	inet_ntop(family, &addr, policy->ips[policy->num_ips++],
		  sizeof(policy->ips[0]));
	return true;
}

/* an option with a value; returns how many words it took, 0: not understood */
static int isolate_option(struct run *run, struct ctl_bmc_policy *policy,
			  int argc, char **argv)
{
	bool is_good;

	if (!strcmp(argv[0], "--dry-run")) {
		run->is_dry = true;
		return 1;
	}
	if (strcmp(argv[0], "--vlan") && strcmp(argv[0], "--ip") &&
	    strcmp(argv[0], "dev")) {
		ctl_usage_err("bmc", argv[0]);
		return 0;
	}
	if (argc < 2) {
		ctl_err("\"%s\" needs a value; see hnictl bmc help", argv[0]);
		return 0;
	}
	if (!strcmp(argv[0], "dev")) {
		run->only = argv[1];
		return 2;
	}
	is_good = argv[0][2] == 'v' ? vlan_parse(policy, argv[1]) :
				      ip_parse(policy, argv[1]);
	return is_good ? 2 : 0;
}

static int isolate_run(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_bmc_policy policy = { .vlan = CTL_BMC_NO_VLAN };
	struct run run = { 0 };
	int i, taken;

	for (i = 0; i < argc; i += taken) {
		taken = isolate_option(&run, &policy, argc - i, argv + i);
		if (!taken)
			return CTL_EXIT_USAGE;
	}
	return ctl_exit_of(policy_set(ctl, &run, &policy));
}

/* ---- allow ---- */

static int function_find(const struct ctl_bmc_nic *nic, const char *word,
			 const struct ctl_bmc_port **port)
{
	size_t i;

	*port = NULL;
	for (i = 0; i < nic->count; i++) {
		if (!strcmp(nic->ports[i].netdev, word))
			*port = &nic->ports[i];
	}
	if (!*port || (*port)->role != CTL_BMC_ROLE_FUNCTION) {
		ctl_err("%s is not the representor of a function", word);
		return -ENODEV;
	}
	if ((*port)->chain && nic->bmc->chain)
		return 0;
	ctl_err("no policy is in force at %s: isolate first",
		(*port)->chain ? nic->bmc->netdev : word);
	return -ENOENT;
}

/* the NIC is that of the representor; another word is no representor */
static int opening_set(const struct ctl *ctl, struct run *run,
		       const char *word, struct ctl_bmc_opening *opening)
{
	struct batch batch;
	int err;

	err = ctl_bmc_find(ctl, run->only, &run->nic);
	if (!err)
		err = function_find(&run->nic, word, &opening->port);
	if (!err)
		err = batch_begin(&batch);
	if (!err) {
		ctl_bmc_opening_put(batch.file, &run->nic, opening);
		err = batch_end(&batch, run->is_dry, "open the exception");
	}
	ctl_bmc_free(&run->nic);
	return err;
}

static int allow_run(struct ctl *ctl, int argc, char **argv)
{
	struct ctl_bmc_opening opening = { 0 };
	struct run run = { 0 };
	const char *bad;
	int i;

	if (!argc) {
		ctl_err("allow needs a port; see hnictl bmc help");
		return CTL_EXIT_USAGE;
	}
	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "--to-bmc"))
			opening.to_bmc = true;
		else if (!strcmp(argv[i], "--from-bmc"))
			opening.from_bmc = true;
		else if (!strcmp(argv[i], "--dry-run"))
			run.is_dry = true;
		else
			return ctl_usage_err("bmc", argv[i]);
	}
	if (!opening.to_bmc && !opening.from_bmc) {
		opening.to_bmc = true;
		opening.from_bmc = true;
	}
	opening.match = argv + i;
	opening.num_match = argc - i;
	bad = ctl_bmc_opening_check(&opening);
	if (bad)
		return ctl_usage_err("bmc", bad);
	return ctl_exit_of(opening_set(ctl, &run, argv[0], &opening));
}

/* ---- up ---- */

/* The firmware joins BMC and uplink no more when the BMC's representor is up */
static int bmc_up(const struct ctl *ctl, const char *only)
{
	char text[2 * (sizeof("link set dev  up\n") + IF_NAMESIZE)];
	struct ctl_bmc_nic nic;
	int err;

	err = ctl_bmc_find(ctl, only, &nic);
	if (!err)
		err = ctl_bmc_check(&nic);
	if (!err) {
		snprintf(text, sizeof(text),
			 "link set dev %s up\nlink set dev %s up\n",
			 nic.uplink->netdev, nic.bmc->netdev);
		err = batch_pipe("ip -batch -", text);
		if (err)
			ctl_err("ip could not bring %s and %s up",
				nic.uplink->netdev, nic.bmc->netdev);
	}
	ctl_bmc_free(&nic);
	return err;
}

static int up_run(struct ctl *ctl, int argc, char **argv)
{
	const char *only;
	int code = ctl_bmc_word(argc, argv, &only);

	if (!code)
		code = ctl_bmc_prove(ctl, only, false);
	if (code)
		return code;
	return ctl_exit_of(bmc_up(ctl, only));
}

/* ---- dispatch ---- */

static const struct ctl_keyword bmc_keywords[] = {
	{ "isolate", isolate_run },
	{ "allow", allow_run },
	{ "up", up_run },
	{ "show", ctl_bmc_show_run },
	{ "list", ctl_bmc_show_run },
	{ "audit", ctl_bmc_audit_run },
	{ "help", bmc_help },
};

int ctl_bmc_run(struct ctl *ctl, int argc, char **argv)
{
	const struct ctl_keyword *keyword;

	if (!argc)
		return ctl_bmc_show_run(ctl, 0, argv);
	keyword = ctl_keyword_find(bmc_keywords, ARRAY_SIZE(bmc_keywords),
				   argv[0]);
	if (!keyword)
		return ctl_usage_err("bmc", argv[0]);
	return keyword->run(ctl, argc - 1, argv + 1);
}
