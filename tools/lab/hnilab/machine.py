# SPDX-License-Identifier: GPL-2.0-only
"""Owns one virtual machine: its files, its QEMU, its ports."""

import json
import os
import shlex
import socket
import subprocess

from . import places
from .child import start

ROOT_PORT_SLOT = 0x10   # function n is behind 00:(10 + n).0
CABLE_SLOT = {"uplink": 0x08, "bmc": 0x09}
AGENT_SLOT = 0x0A       # host n's link to the agents is 00:(0a + n).0
# QEMU gives a device up for ever that was silent for so long; a NIC may have to
# wait for its processor
MSG_TIMEOUT_MS = 60000
PORT_NAMES = ("result", "out", "err")
CMDLINE = ("console=ttyS0 loglevel=6 log_buf_len=4M panic=-1 oops=panic "
           "mitigations=off no5lvl nokaslr net.ifnames=0 no_timer_check "
           "watchdog_thresh=60")


class Machine:
    """name, directory, role ("command", "shell" or "agent"), functions."""

    def __init__(self, name, rundir, role, functions, index=0):
        self.name = name
        self.role = role
        self.functions = functions
        self.index = index
        self.dir = os.path.join(rundir, name)
        self.out = os.path.join(self.dir, "out")
        self.job = os.path.join(self.out, "job")
        os.makedirs(self.job, exist_ok=True)    # one started again has it
        self.console = os.path.join(self.dir, "console.log")
        self.process = None
        self.socks = {}
        self.others = []    # sockets whose far ends are other machines
        self.args = []
        self.fixed = []     # devices with a place of their own come first

    def write_job(self, opts, driver, shares):
        """Write what the guest's start-up script reads."""
        settings = {
            "ROLE": self.role, "DRIVER": driver, "MODE": opts.mode,
            "HOSTS": opts.hosts, "FLAT": int(opts.flat),
            "VMS": int(opts.vms), "NIC": int(opts.has_nic),
            "APART": int(opts.manager_vm), "INDEX": self.index,
            "HNI_SLOW": opts.slow, "PEERS": shlex.quote(" ".join(opts.peer)),
        }
        if self.role == "shell":
            size = os.get_terminal_size()
            settings.update(ROWS=size.lines, COLUMNS=size.columns)
        if opts.out:
            # The guest fills its kernel's log in if it finds this file.
            with open(os.path.join(self.out, "kernel.log"), "wb"):
                pass
        self.write("settings", "".join(f"{k}={v}\n"
                                       for k, v in settings.items()))
        self.write("argv", "".join(f"{word}\0" for word in opts.argv))
        self.write("shares", "".join(f"{tag} /host/{tag} {mount}\n"
                                     for tag, _, mount in shares))

    def write(self, name, text):
        """Write one file of the job."""
        with open(os.path.join(self.job, name), "w",
                  encoding="utf-8", errors="surrogateescape") as out:
            out.write(text)

    def add(self, *args):
        """Add arguments of QEMU's."""
        self.args += args

    def add_base(self, opts, kernel, accel):
        """Add what each machine has."""
        self.add("-L", os.path.join(places.TREE, "usr/share/qemu"),
                 "-L", os.path.join(places.TREE, "usr/share/seabios"),
                 "-name", f"hni-{self.name}",
                 "-machine", "q35,memory-backend=mem",
                 "-object", "memory-backend-memfd,id=mem,share=on,"
                 f"size={opts.mem}M",
                 "-accel", accel, "-cpu", "max", "-smp", str(opts.cpus),
                 *(["-icount", "shift=0,sleep=on"] if opts.icount else []),
                 "-nodefaults", "-no-reboot", "-display", "none",
                 "-kernel", kernel.image, "-initrd", kernel.initrd,
                 "-append", CMDLINE,
                 "-drive", "if=none,id=root,format=raw,readonly=on,file=" +
                 os.path.join(places.LAB, "image.erofs"),
                 "-device", "virtio-blk-pci,drive=root",
                 "-device", "virtio-rng-pci",
                 "-device", "virtio-serial-pci,id=serial")

    def add_console(self, reachable):
        """Add the serial console: the user's terminal, or a file, reachable
        by a socket if somebody is there.
        """
        if self.role == "shell":
            self.add("-chardev", "stdio,id=tty,signal=off,mux=off")
        elif reachable:
            self.write("console", "")
            self.add("-chardev", "socket,id=tty,server=on,wait=off,path=" +
                     os.path.join(self.dir, "console.sock") +
                     f",logfile={self.console},logappend=on")
        else:
            self.add("-chardev", f"file,id=tty,path={self.console},append=on")
        self.add("-serial", "chardev:tty")

    def add_share(self, tag, path, writable):
        """Add a directory of the host's over 9p."""
        mode = "" if writable else ",readonly=on"
        self.add("-fsdev", f"local,id={tag},path={path},"
                 f"security_model=none,multidevs=remap{mode}",
                 "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}")

    def add_port(self, name):
        """Add a serial port of the runner's, connected by a socket pair."""
        ours, theirs = socket.socketpair()
        self.socks[name] = (ours, theirs)
        self.add("-chardev", f"socket,id={name},fd={theirs.fileno()}",
                 "-device", f"virtserialport,chardev={name},name=hni.{name}")

    def add_bmc(self, sock):
        """Add the port to the BMC's console."""
        self.others.append(sock)
        self.add("-chardev", f"socket,id=bmc,fd={sock.fileno()}",
                 "-device", "virtserialport,chardev=bmc,name=hni.bmc")

    def add_control(self, path):
        """Add the port to the NIC's control socket."""
        self.add("-chardev", f"socket,id=ctl,path={path},server=off",
                 "-device", "virtserialport,chardev=ctl,name=hni.ctl")

    def add_functions(self, nic_dir, sync=False):
        """Attach functions of the NIC, each behind its own root port.

        A NIC with --sync answers a write when its work is done: the machine
        has to wait for the answer.
        """
        # Above 5 GT/s the kernel takes a secondary-bus reset for failed: it
        # waits for an active link, which such a port does not report again.
        for n in self.functions:
            slot = ROOT_PORT_SLOT + n
            device = {"driver": "vfio-user-pci", "id": f"fn{n}",
                      "bus": f"rp{n}",
                      "socket": {"type": "unix",
                                 "path": os.path.join(nic_dir,
                                                      f"fn{n}.sock")},
                      "x-msg-timeout": MSG_TIMEOUT_MS}
            if sync:
                device["x-no-posted-writes"] = True
            self.fixed += ["-device",
                           f"pcie-root-port,id=rp{n},bus=pcie.0,x-speed=5,"
                           f"chassis={n + 1},addr={slot:#x}",
                           "-device", json.dumps(device)]

    def add_net(self, name, slot, backend, mac):
        """Add a virtio network device at a fixed place."""
        self.fixed += ["-netdev", f"stream,id={name},{backend}", "-device",
                       f"virtio-net-pci,netdev={name},mac={mac},bus=pcie.0,"
                       f"addr={slot:#x},romfile="]

    def launch(self, log):
        """Start QEMU; its ports' far ends pass to it."""
        fds = [theirs.fileno() for _, theirs in self.socks.values()]
        fds += [sock.fileno() for sock in self.others]
        stdin = None if self.role == "shell" else subprocess.DEVNULL
        stdout = None if self.role == "shell" else log
        self.process = start(places.tree_command("qemu-system-x86_64") +
                             self.fixed + self.args, stdin=stdin, stdout=stdout,
                             stderr=log, pass_fds=fds, cwd=self.dir)
        for ours, theirs in self.socks.values():
            theirs.close()
            ours.setblocking(False)
        for sock in self.others:
            sock.close()

    def console_tail(self, lines=40):
        """Return the console's last lines."""
        try:
            with open(self.console, encoding="utf-8",
                      errors="replace") as console:
                return "".join(console.readlines()[-lines:])
        except OSError:
            return ""
