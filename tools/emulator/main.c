// SPDX-License-Identifier: GPL-2.0-only
/* Owns the life of the program: start in order, wait for a signal, stop. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctl.h"
#include "esw.h"
#include "log.h"
#include "options.h"
#include "worker.h"

static struct {
	struct emu_options opt;
	struct emu_nic nic;
	char pid_path[256];
	int ready_fd;		/* daemon: tells the parent; -1 = none */
} emu_main = { .ready_fd = -1 };

/* ---- Daemon ---- */

/* The parent waits for the child's word and leaves. 0 in the child, or -1 */
static int emu_daemon_fork(void)
{
	char word = 0;
	int fds[2];
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid < 0)
		return -1;
	if (pid) {
		close(fds[1]);
		if (read(fds[0], &word, 1) != 1)
			_exit(1);
		printf("ready\n");
		fflush(stdout);
		_exit(0);
	}
	close(fds[0]);
	setsid();
	emu_main.ready_fd = fds[1];
	return 0;
}

static void emu_daemon_detach(void)
{
	int fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return;
	dup2(fd, STDIN_FILENO);
	dup2(fd, STDOUT_FILENO);
	if (emu_main.opt.log)
		dup2(fd, STDERR_FILENO);
	close(fd);
}

static void emu_ready(void)
{
	if (emu_main.ready_fd < 0) {
		printf("ready\n");
		fflush(stdout);
		return;
	}
	emu_daemon_detach();
	if (write(emu_main.ready_fd, "r", 1) != 1)
		emu_log(EMU_WARN, "nobody waits for 'ready'");
	close(emu_main.ready_fd);
}

/* ---- Start and stop ---- */

static int emu_pid_write(const char *dir)
{
	FILE *file;

	snprintf(emu_main.pid_path, sizeof(emu_main.pid_path),
		 "%s/hni-emu.pid", dir);
	file = fopen(emu_main.pid_path, "we");
	if (!file) {
		emu_log(EMU_ERR, "%s: %s", emu_main.pid_path, strerror(errno));
		return -1;
	}
	fprintf(file, "%d\n", getpid());
	return fclose(file);
}

static int emu_funcs_create(struct emu_nic *nic, const char *dir)
{
	struct emu_func *fn;
	char path[256];
	unsigned int i;

	for (i = 0; i <= nic->cfg->hosts; i++) {
		snprintf(path, sizeof(path), "%s/fn%u.sock", dir, i);
		fn = emu_func_create(nic, i, path);
		if (!fn)
			return -1;
		emu_nic_lock(nic);
		nic->func[i] = fn;
		emu_nic_unlock(nic);
	}
	return 0;
}

static void emu_funcs_destroy(struct emu_nic *nic)
{
	struct emu_func *fn;
	unsigned int i;

	for (i = EMU_MAX_FUNCS; i--;) {
		emu_nic_lock(nic);
		fn = nic->func[i];
		/* Nobody may find it any more when it goes */
		nic->func[i] = NULL;
		emu_nic_unlock(nic);
		emu_func_destroy(fn);
	}
}

/* Signals are taken by sigwait() in the main thread only. */
static void emu_signals_block(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static int emu_serve(struct emu_nic *nic, const sigset_t *set)
{
	const char *dir = nic->cfg->dir;
	char path[256];
	int ret = 1;
	int sig;

	snprintf(path, sizeof(path), "%s/ctl.sock", dir);
	if (emu_ctl_start(nic, path))
		return 1;
	if (!emu_pid_write(dir)) {
		emu_ready();
		sigwait(set, &sig);
		emu_log(EMU_INFO, "ends by signal %d", sig);
		unlink(emu_main.pid_path);
		ret = 0;
	}
	emu_ctl_stop();
	return ret;
}

static int emu_run(struct emu_nic *nic)
{
	sigset_t set;
	int ret = 1;

	emu_signals_block(&set);
	pthread_mutex_init(&nic->lock, NULL);
	if (mkdir(nic->cfg->dir, 0777) < 0 && errno != EEXIST) {
		emu_log(EMU_ERR, "%s: %s", nic->cfg->dir, strerror(errno));
		return 1;
	}
	if (emu_worker_init())
		return 1;
	nic->esw = emu_esw_create(nic);
	if (!nic->esw)
		return 1;
	if (!emu_funcs_create(nic, nic->cfg->dir) && !emu_worker_start(nic)) {
		ret = emu_serve(nic, &set);
		emu_worker_stop(nic);
	}
	emu_funcs_destroy(nic);
	emu_esw_destroy(nic->esw);
	return ret;
}

int main(int argc, char **argv)
{
	struct emu_options *opt = &emu_main.opt;
	int ret = emu_options_parse(opt, argc, argv);

	if (ret >= 0)
		return ret;
	if (opt->print_qemu || opt->print_vng) {
		emu_options_print(opt);
		return 0;
	}
	if (opt->log && emu_log_open(opt->log)) {
		fprintf(stderr, "hni-emu: --log %s: %s\n", opt->log,
			strerror(errno));
		return 2;
	}
	if (opt->daemon && emu_daemon_fork()) {
		fprintf(stderr, "hni-emu: --daemon: %s\n", strerror(errno));
		return 1;
	}
	emu_main.nic.cfg = &opt->cfg;
	return emu_run(&emu_main.nic);
}
