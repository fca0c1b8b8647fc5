# SPDX-License-Identifier: GPL-2.0-only
"""Owns the runner's command line."""

import argparse
import os
import re
import shlex

from . import peers
from .places import LabError

DRIVERS = ("hni", "fbnic", "none")
MAX_HOSTS = 3
USED_TAGS = ("lab", "hni", "out", "src", "modules")


class Parser(argparse.ArgumentParser):
    """argparse whose errors are sentences of the runner."""

    def error(self, message):
        raise LabError(f"{message} (see tools/lab/run --help)")


def number(low, high):
    """Return a parser of integers from low to high."""
    def parse(text):
        if not re.fullmatch(r"\d+", text) or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"{text!r} is not a number from {low} to {high}")
        return int(text)
    return parse


def share(text):
    """Parse TAG=DIR."""
    tag, eq, path = text.partition("=")
    if not eq or not re.fullmatch(r"[A-Za-z0-9_.-]+", tag):
        raise argparse.ArgumentTypeError(f"{text!r} is not TAG=DIR")
    if tag in USED_TAGS:
        raise argparse.ArgumentTypeError(f"the runner uses the tag {tag}")
    if not os.path.isdir(path):
        raise argparse.ArgumentTypeError(f"{path} is no directory")
    if "," in path:
        raise argparse.ArgumentTypeError(f"{path}: no comma allowed")
    return tag, os.path.abspath(path)


def host_driver(text):
    """Parse N=DRIVER."""
    host, eq, driver = text.partition("=")
    if not eq or driver not in DRIVERS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not N=DRIVER; drivers are {', '.join(DRIVERS)}")
    return number(1, MAX_HOSTS)(host), driver


def parser():
    """Return the parser of tools/lab/run."""
    top = Parser(prog="tools/lab/run", allow_abbrev=False,
                 usage="%(prog)s [options] [--] COMMAND...",
                 description="Boot a machine with the NIC and run a command "
                 "in it.",
                 epilog="Exit code: the command's; 124 time-out, 125 guest "
                 "died, 99 code 0 but a kernel warning, 2 bad options.")
    add = top.add_argument
    add("--kernel", default="stable", metavar="stable|backports|PATH")
    add("--driver", default="hni", choices=DRIVERS)
    add("--hosts", type=number(0, MAX_HOSTS), default=2, metavar="N")
    add("--host-driver", action="append", type=host_driver, default=[],
        metavar="N=DRIVER", help="another driver for host N (with --vms)")
    add("--nic", default="", metavar='"ARGS"',
        help='more arguments for hni-emu, or "none": no NIC at all')
    add("--mode", choices=("legacy", "switchdev"),
        help="default: switchdev with hni, else legacy")
    add("--flat", action="store_true", help="move nothing into namespaces")
    add("--vms", action="store_true", help="one machine for each host")
    add("--manager-vm", action="store_true",
        help="one for the manager, too: the command runs at the wire")
    add("--bmc", action="store_true",
        help="a machine of its own at the BMC's port (see tools/lab/make-bmc)")
    add("--peer", action="append", choices=tuple(peers.DEVICES), default=[],
        help="a pair of QEMU's own devices, cabled to each other")
    add("--share", action="append", type=share, default=[],
        metavar="TAG=DIR", help="DIR appears as /host/TAG")
    add("--timeout", type=number(1, 86400), default=300, metavar="S")
    add("--out", metavar="DIR", help="output, kernel log, NIC log, pcap")
    add("--cpus", type=number(1, 64), default=2, metavar="N")
    add("--icount", action="store_true",
        help="one processor, emulated, for which an instruction takes 1 ns")
    add("--mem", type=number(256, 1 << 20), default=2048, metavar="MiB")
    add("command", nargs=argparse.REMAINDER, metavar="COMMAND")
    return top


def command_argv(words):
    """Return what the guest executes: one word with blanks is for a shell."""
    if words[:1] == ["--"]:
        words = words[1:]
    if not words:
        raise LabError("no COMMAND (see tools/lab/run --help)")
    if len(words) == 1 and re.search(r"[\s;|&<>$`]", words[0]):
        return ["bash", "-c", words[0]]
    return words


def check_peers(opts):
    """Check what is said of devices beside the NIC."""
    if not opts.peer:
        return
    if len(set(opts.peer)) != len(opts.peer):
        raise LabError("--peer: the same kind twice")
    if opts.driver == "none":
        raise LabError("--peer needs a NIC and a driver of it")
    if opts.flat:
        raise LabError("--peer and --flat exclude each other")


def check_machines(opts):
    """Check what is said of machines and their drivers."""
    opts.vms = opts.vms or opts.manager_vm
    if opts.vms and opts.flat:
        raise LabError("--vms and --flat exclude each other")
    if opts.vms and not opts.has_nic:
        raise LabError('--vms needs a NIC, not --nic "none"')
    if opts.bmc and not opts.has_nic:
        raise LabError('--bmc needs a NIC, not --nic "none"')
    if opts.host_driver and not opts.vms:
        raise LabError("--host-driver needs --vms: the hosts of one machine "
                       "have one driver")
    for host, _ in opts.host_driver:
        if host > opts.hosts:
            raise LabError(f"--host-driver: there is no host {host}")
    check_peers(opts)
    # of each function: the manager's, host 1's, ...
    opts.drivers = [opts.driver] * (opts.hosts + 1)
    for host, driver in opts.host_driver:
        opts.drivers[host] = driver


def parse(args):
    """Return the options, checked against each other."""
    opts = parser().parse_args(args)
    opts.argv = command_argv(opts.command)
    try:
        opts.slow = number(1, 100)(os.environ.get("HNI_SLOW") or "1")
    except argparse.ArgumentTypeError as err:
        raise LabError(f"HNI_SLOW: {err}") from err
    opts.has_nic = opts.nic.strip() != "none"
    try:
        opts.nic_args = shlex.split(opts.nic) if opts.has_nic else []
    except ValueError as err:
        raise LabError(f"--nic: {err}") from err
    if not opts.has_nic:
        opts.driver, opts.hosts = "none", 0
    if opts.mode == "switchdev" and opts.driver != "hni":
        raise LabError("--mode switchdev needs --driver hni")
    if opts.mode is None:
        opts.mode = "switchdev" if opts.driver == "hni" else "legacy"
    check_machines(opts)
    if opts.icount:
        opts.cpus = 1
    tags = [tag for tag, _ in opts.share]
    if len(set(tags)) != len(tags):
        raise LabError("--share: the same TAG twice")
    return opts
