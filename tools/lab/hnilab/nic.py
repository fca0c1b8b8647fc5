# SPDX-License-Identifier: GPL-2.0-only
"""Owns the NIC's process: arguments, sockets, readiness, end."""

import os
import select
import subprocess
import time

from . import places
from .child import start, stop
from .places import LabError

READY_SECONDS = 20
HEARTBEAT_SECONDS = 3
DEFAULT_MAC_BASE = 0x02005E100000
BMC_MAC_OFFSET = 0xF0
PCAP_MIB = "256"


class Nic:
    """One hni-emu with its run directory."""

    def __init__(self, rundir, opts):
        self.dir = os.path.join(rundir, "nic")
        self.log = os.path.join(rundir, "nic.log")
        self.pcap = os.path.join(rundir, "nic.pcapng") if opts.out else None
        self.hosts = opts.hosts
        self.extra = opts.nic_args
        self.heartbeat = HEARTBEAT_SECONDS * opts.slow
        self.process = None
        os.mkdir(self.dir)

    def socket(self, name):
        """Return the path of one of the NIC's sockets."""
        return os.path.join(self.dir, f"{name}.sock")

    def launch(self):
        """Start hni-emu and wait until all its sockets listen."""
        args = [places.EMU, "--dir", self.dir, "--hosts", str(self.hosts),
                "--log", self.log, "--heartbeat", str(self.heartbeat)]
        if self.pcap:
            args += ["--pcap", self.pcap, "--pcap-limit", PCAP_MIB]
        with open(self.log, "ab") as log:
            self.process = start(args + self.extra, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=log)
        if not self.is_ready():
            stop(self.process)
            raise LabError("hni-emu does not start: " + self.log_tail())

    def is_ready(self):
        """Wait for the line that says so."""
        end = time.monotonic() + READY_SECONDS
        out = self.process.stdout
        text = b""
        while time.monotonic() < end:
            if not select.select([out], [], [], 0.2)[0]:
                continue
            got = os.read(out.fileno(), 4096)
            text += got
            if b"ready" in text:
                return True
            if not got:
                return False
        return False

    def log_tail(self):
        """Return the log's last lines."""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-8:]).strip() or "no message"

    def bmc_mac(self):
        """Return the MAC that the BMC owns."""
        base = DEFAULT_MAC_BASE
        for n, word in enumerate(self.extra):
            if word == "--mac-base" and n + 1 < len(self.extra):
                base = int(self.extra[n + 1].replace(":", ""), 16)
            elif word.startswith("--mac-base="):
                base = int(word.partition("=")[2].replace(":", ""), 16)
        mac = base & ~0xFF | (base + BMC_MAC_OFFSET) & 0xFF
        return ":".join(f"{mac:012x}"[i:i + 2] for i in range(0, 12, 2))

    def stop(self):
        """End the process."""
        stop(self.process)
