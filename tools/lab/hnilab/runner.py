# SPDX-License-Identifier: GPL-2.0-only
"""Owns a run: build, start the NIC and the machines, wait, clean up."""

import os
import selectors
import shutil
import signal
import sys
import tempfile
import termios
import time

from . import built, kvm, options, peers, places
from .bmc import Bmc
from .child import stop
from .machine import AGENT_SLOT, CABLE_SLOT, PORT_NAMES, Machine
from .nic import Nic
from .places import LabError, say

EXIT_USAGE = 2
EXIT_TIMEOUT = 124
EXIT_DIED = 125
BOOT_SECONDS = 180
RUN_PREFIX = "hni-run-"
WIRE_MAC = "02:00:5e:20:00:01"
AGENT_MAC = "02:00:5e:30:{:02x}:{:02x}"
TCG = "tcg,thread=multi,tb-size=512"
TCG_ICOUNT = "tcg,thread=single,tb-size=512"


def accelerator():
    """Return QEMU's accelerator; say why if it is not KVM."""
    why = kvm.why_not()
    if why is None:
        return "kvm"
    say(f"no KVM ({why}): TCG")
    return TCG


def sweep():
    """Remove directories of runs that were killed."""
    for name in os.listdir(tempfile.gettempdir()):
        path = os.path.join(tempfile.gettempdir(), name)
        if not name.startswith(RUN_PREFIX) or os.stat(path).st_uid != \
                os.getuid():
            continue
        try:
            with open(os.path.join(path, "pid"), encoding="ascii") as pid:
                os.kill(int(pid.read()), 0)
        except ProcessLookupError:
            shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue


class Run:
    """One run of one command."""

    def __init__(self, opts, role="command"):
        self.opts = opts
        self.role = role
        self.dir = tempfile.mkdtemp(prefix=RUN_PREFIX)
        # another run's sweep() sees it whole, or not at all
        name = os.path.join(self.dir, "pid")
        with open(name + ".new", "w", encoding="ascii") as pid:
            pid.write(str(os.getpid()))
        os.rename(name + ".new", name)
        self.nic = None
        self.bmc = None
        self.machines = []  # the first one runs the command
        self.mortal = set()     # names of those that may end
        self.selector = selectors.DefaultSelector()
        self.output = open(os.path.join(self.dir, "output"), "wb")
        self.result = b""
        self.code = None
        self.started = False

    def shares(self):
        """Return (tag, directory, mount options) of what machines see."""
        fixed = "ro,cache=loose"
        found = [("hni", places.TOP, fixed),
                 ("src", os.path.join(places.LAB, "src"), fixed)]
        if self.kernel.modules:
            found.append(("modules", self.kernel.modules, fixed))
        found += [(tag, path, "cache=none") for tag, path in self.opts.share]
        return found

    def build(self):
        """Make what is missing."""
        opts = self.opts
        built.lab()
        if opts.kernel in ("stable", "backports"):
            self.kernel = places.kernel_of_tree(opts.kernel)
        else:
            self.kernel = places.kernel_of_path(opts.kernel)
            built.initramfs(self.kernel, self.dir)
        if opts.has_nic:
            built.nic()
        others = peers.modules(opts.peer, self.kernel, self.dir)
        self.modules = {
            driver: built.index([built.driver_module(driver, self.kernel),
                                 *others], self.kernel, self.dir)
            for driver in set(opts.drivers) - {"none"}}

    def machine(self, name, role, functions, index=0):
        """Make a machine with what all have."""
        driver = self.opts.drivers[functions[0]] if functions else "none"
        new = Machine(name, self.dir, role, functions, index)
        new.write_job(self.opts, driver, self.shares())
        if driver != "none":
            shutil.copytree(self.modules[driver], dirs_exist_ok=True,
                            dst=os.path.join(new.job, "modules"))
        new.add_base(self.opts, self.kernel, self.accel)
        new.add_console(self.role == "shell")
        new.add_share("lab", os.path.join(places.SRC, "guest"), False)
        new.add_share("out", new.out, True)
        for tag, path, mount in self.shares():
            new.add_share(tag, path, "ro," not in mount)
        for port in PORT_NAMES:
            new.add_port(port)
        if self.nic:
            new.add_functions(self.nic.dir, "--sync" in self.nic.extra)
        return new

    def add_cables(self, machine):
        """Attach the far ends of the uplink and of the BMC's port."""
        macs = {"uplink": WIRE_MAC, "bmc": self.nic.bmc_mac()}
        if self.bmc:
            machine.add_bmc(self.bmc.port)
            del macs["bmc"]
        for name, mac in macs.items():
            path = self.nic.socket(name)
            if os.path.exists(path):
                machine.add_net(name, CABLE_SLOT[name], "server=off,"
                                f"addr.type=unix,addr.path={path}", mac)

    def agent_link(self, machine, n, backend, side):
        """Attach one end of the link to the agent of function n's machine."""
        path = os.path.join(self.dir, f"agent{n}.sock")
        machine.add_net(f"agent{n}", AGENT_SLOT + n,
                        f"addr.type=unix,addr.path={path},{backend}",
                        AGENT_MAC.format(n, side))

    def agent(self, n):
        """Make the machine of function n, which does what it is told."""
        new = self.machine(f"host{n}" if n else "manager", "agent", [n], n)
        self.agent_link(new, n, "server=off,reconnect-ms=200", 1)
        return new

    def add_agents(self):
        """Make other machines, each with a link to the command's."""
        commander = self.machines[0]
        commander.add_port("power")
        for n in range(0 if self.opts.manager_vm else 1, self.opts.hosts + 1):
            self.agent_link(commander, n, "server=on", 0)
            self.machines.append(self.agent(n))

    def prepare(self):
        """Build and describe everything; start the NIC."""
        opts = self.opts
        self.build()
        self.accel = TCG_ICOUNT if opts.icount else accelerator()
        if opts.has_nic:
            if opts.bmc:
                self.bmc = Bmc(self.dir)
            self.nic = Nic(self.dir, opts)
            self.nic.launch()
        functions = [0] if opts.vms else list(range(opts.hosts + 1))
        if not self.nic or opts.manager_vm:
            functions = []
        first = self.machine("wire" if opts.manager_vm else "manager",
                             self.role, functions)
        self.machines.append(first)
        if self.nic:
            first.add_control(self.nic.socket("ctl"))
            first.fixed += peers.arguments(opts.peer)
            self.add_cables(first)
        if opts.vms:
            self.add_agents()

    def launch_machine(self, machine):
        """Start one and listen to its ports."""
        with open(os.path.join(machine.dir, "qemu.log"), "ab") as log:
            machine.launch(log)
        for name, (ours, _) in machine.socks.items():
            self.selector.register(ours, selectors.EVENT_READ,
                                   (machine, name))

    def launch(self):
        """Start the machines."""
        if self.bmc:
            self.bmc.launch(self.nic.socket("bmc"))
        for machine in self.machines:
            self.launch_machine(machine)

    def switch(self, name, state):
        """Switch a machine off or on, as its mains would; return a line."""
        found = [machine for machine in self.machines[1:]
                 if machine.name == name]
        if not found or state not in ("off", "on", "mortal"):
            return "there is no such machine, or no such state"
        machine = found[0]
        self.mortal.add(name)
        if state == "off":
            machine.process.kill()
            machine.process.wait()
        elif state == "on" and machine.process.poll() is not None:
            again = self.agent(machine.index)
            self.machines[self.machines.index(machine)] = again
            self.launch_machine(again)
        return "done"

    def handle(self, key):
        """Take what came from one port."""
        machine, name = key.data
        try:
            data = key.fileobj.recv(65536)
        except BlockingIOError:
            return
        except ConnectionError:
            data = b""
        if not data:
            self.selector.unregister(key.fileobj)
            key.fileobj.close()
        elif name == "result":
            self.handle_result(machine, data)
        elif name == "power":
            for line in data.decode("utf-8", "replace").splitlines():
                said = self.switch(*(line.split() + ["", ""])[:2])
                key.fileobj.sendall(said.encode() + b"\n")
        elif machine is self.machines[0]:
            self.pass_on(name, data)

    def pass_on(self, name, data):
        """Pass the command's output on, and keep it."""
        stream = sys.stdout if name == "out" else sys.stderr
        self.output.write(data)
        try:
            stream.buffer.write(data)
            stream.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

    def handle_result(self, machine, data):
        """Take lines of a guest's start-up script."""
        if machine is self.machines[0]:
            self.result += data
            lines = self.result.split(b"\n")
            self.result = lines.pop()
        else:
            lines = data.split(b"\n")
        for line in lines:
            word, _, rest = line.decode("utf-8", "replace").partition(" ")
            if word == "fail":
                say(f"{machine.name}: {rest}")
                self.code = EXIT_DIED
            elif word == "start" and machine is self.machines[0]:
                self.started = True
                self.deadline = time.monotonic() + self.opts.timeout
            elif word == "code" and machine is self.machines[0]:
                self.code = int(rest)

    def dead_machine(self):
        """Return a machine whose QEMU has ended, but should not have."""
        for machine in self.machines:
            if machine.name not in self.mortal and \
                    machine.process.poll() is not None:
                return machine
        return None

    def died(self, machine):
        """Tell why a machine ended without a result."""
        self.drain()
        if self.code is not None:
            return
        say(f"{machine.name} died without a result; its console ends:")
        sys.stderr.write(machine.console_tail())
        with open(os.path.join(machine.dir, "qemu.log"), "rb") as log:
            sys.stderr.write(log.read()[-2000:].decode("utf-8", "replace"))
        self.code = EXIT_DIED

    def drain(self):
        """Take what is left in the ports."""
        while True:
            events = self.selector.select(0) if \
                self.selector.get_map() else []
            if not events:
                return
            for key, _ in events:
                self.handle(key)

    def supervise(self):
        """Wait for the result, a death or the time-out."""
        self.deadline = time.monotonic() + BOOT_SECONDS * self.opts.slow
        while self.code is None:
            left = self.deadline - time.monotonic()
            if left <= 0:
                self.time_out()
                break
            if self.selector.get_map():
                for key, _ in self.selector.select(min(left, 0.5)):
                    self.handle(key)
            dead = self.dead_machine()
            if dead and self.code is None:
                self.died(dead)
            elif self.nic and self.nic.process.poll() is not None:
                say("the NIC died: " + self.nic.log_tail())
                self.code = EXIT_DIED
            elif self.bmc and self.bmc.is_dead():
                say("the BMC's machine died")
                self.code = EXIT_DIED
        self.drain()

    def time_out(self):
        """Tell which time ran out."""
        if self.started or self.role == "shell":
            say(f"time-out: no end after {self.opts.timeout} s")
            self.code = EXIT_TIMEOUT
        else:
            say(f"no machine ready after {BOOT_SECONDS * self.opts.slow} s; "
                "console ends:")
            sys.stderr.write(self.machines[0].console_tail())
            self.code = EXIT_DIED

    def collect(self):
        """Copy what --out asks for."""
        if not self.opts.out:
            return
        os.makedirs(self.opts.out, exist_ok=True)
        self.output.flush()
        wanted = [("output", "output"), ("nic.log", "nic.log"),
                  ("nic.pcapng", "nic.pcapng"),
                  ("bmc/console.log", "console-bmc.log"),
                  ("bmc/qemu.log", "qemu-bmc.log")]
        for machine in self.machines:
            suffix = "" if machine is self.machines[0] else "-" + machine.name
            for source, name in (("out/kernel.log", "kernel"),
                                 ("console.log", "console"),
                                 ("qemu.log", "qemu")):
                wanted.append((os.path.join(machine.name, source),
                               f"{name}{suffix}.log"))
        for source, name in wanted:
            path = os.path.join(self.dir, source)
            if os.path.exists(path):
                shutil.copyfile(path, os.path.join(self.opts.out, name))

    def stop(self):
        """End all processes, keep what is wanted, remove the rest."""
        for machine in self.machines:
            stop(machine.process)
        if self.bmc:
            self.bmc.stop()
        if self.nic:
            self.nic.stop()
        try:
            self.collect()
        finally:
            # first: a disk may be full of it
            shutil.rmtree(self.dir, ignore_errors=True)
            self.output.close()

    def execute(self):
        """Do it all; return the exit code."""
        try:
            self.prepare()
            self.launch()
            self.supervise()
        finally:
            self.stop()
        return self.code


def on_signal(number, _frame):
    """End by a signal is an ordinary way out: clean up."""
    raise SystemExit(128 + number)


def shell(args):
    """Give an interactive guest: a shell on this terminal."""
    if not sys.stdin.isatty():
        say("tools/lab/shell needs a terminal; for a command: tools/lab/run")
        return EXIT_USAGE
    # QEMU takes the terminal over, and gives it back if it is not killed
    saved = termios.tcgetattr(sys.stdin)
    try:
        return main(args + ["--", "bash", "-l"], "shell")
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)


def main(args, role="command"):
    """Run a command; return the runner's exit code."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
    try:
        opts = options.parse(args)
        sweep()
        return Run(opts, role).execute()
    except LabError as err:
        say(str(err))
        return EXIT_USAGE
    except OSError as err:
        say(f"{err.strerror}: {err.filename}" if err.filename else str(err))
        return EXIT_USAGE
