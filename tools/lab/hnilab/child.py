# SPDX-License-Identifier: GPL-2.0-only
"""Owns child processes: they die with the runner, whatever kills it."""

import ctypes
import signal
import subprocess

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    """Runs in the child, before its program."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def start(args, **kwargs):
    """Start a process that the kernel ends when the runner ends."""
    return subprocess.Popen(args, preexec_fn=die_with_parent, **kwargs)


def stop(process, seconds=3):
    """End a process, politely first."""
    if process is None or process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
