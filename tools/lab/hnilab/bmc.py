# SPDX-License-Identifier: GPL-2.0-only
"""Owns the BMC's machine: an ARM board whose network is the NIC's BMC port."""

import os
import shutil
import socket
import subprocess

from . import places
from .child import start, stop
from .places import LabError

QEMU = "qemu-system-arm"
CMDLINE = "console=ttyS4,115200 quiet loglevel=1 panic=-1 rdinit=/init"


class Bmc:
    """One machine; its console leads to a port of the manager's machine."""

    def __init__(self, rundir):
        self.dir = os.path.join(rundir, "bmc")
        self.console = os.path.join(self.dir, "console.log")
        self.image = os.path.join(places.LAB, "bmc")
        self.process = None
        if not os.path.exists(os.path.join(self.image, "stamp")):
            raise LabError("--bmc needs the BMC's machine: make it with "
                           "tools/lab/make-bmc")
        if not shutil.which(QEMU):
            raise LabError(f"--bmc needs {QEMU}")
        os.mkdir(self.dir)
        self.port, self.tty = socket.socketpair()

    def launch(self, path):
        """Start it at the socket of the NIC's BMC port."""
        def image(name):
            return os.path.join(self.image, name)

        args = [QEMU, "-name", "hni-bmc", "-M", "ast2600-evb",
                "-nodefaults", "-no-reboot", "-display", "none",
                "-kernel", image("vmlinuz"), "-initrd", image("initramfs"),
                "-dtb", image("dtb"), "-append", CMDLINE,
                "-chardev", f"socket,id=tty,fd={self.tty.fileno()},"
                f"logfile={self.console}", "-serial", "chardev:tty",
                # the board's network devices take no -device
                "-netdev", "stream,id=ncsi,server=off,addr.type=unix,"
                f"addr.path={path}", "-net", "nic,netdev=ncsi"]
        with open(os.path.join(self.dir, "qemu.log"), "ab") as log:
            self.process = start(args, stdin=subprocess.DEVNULL, stdout=log,
                                 stderr=log, pass_fds=[self.tty.fileno()])
        self.tty.close()

    def is_dead(self):
        """Tell whether its QEMU has ended."""
        return self.process is not None and self.process.poll() is not None

    def stop(self):
        """End the process."""
        stop(self.process)
