# SPDX-License-Identifier: GPL-2.0-only
"""Owns a session: one machine with the NIC and the twins, and how a rule set is
tried there."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

import actions
import keys
import packet
from jobs import BURST_SLOW, TC, TC_OTHER, Agent, AgentError, Job
from ruleset import CPU, PORTS, for_side

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
WINDOW = 120
# counters may be that old, see the operator's guide
SNAPSHOT_MS = 25
BOOT_SECONDS = 900
ANSWER_SECONDS = 300
MARKER = 'protocol 0x88b5 flower dst_mac 02:4d:41:52:4b:'


def marker_filters(device, devices, is_hw):
    """Filters that copy markers to all ports: see ends.c. They stay."""
    copies = ' '.join(f'action mirred egress mirror dev {devices[port]}'
                      for port in PORTS)
    skip = ' skip_sw' if is_hw else ' skip_hw'
    soft = '' if is_hw else ' skip_hw'
    for where, pref, mac, flag, acts in (
            ('ingress', 1, '0a', skip, copies + ' action pass'),
            ('ingress', 2, '0a', soft, 'action pass'),
            ('ingress', 3, '0b', soft, copies + ' action pass'),
            ('egress', 1, '00/ff:ff:ff:ff:ff:00', skip, 'action pass'),
            ('egress', 2, '00/ff:ff:ff:ff:ff:00', soft, 'action pass')):
        yield (f'filter add dev {device} {where} pref {pref} {MARKER}{mac}'
               f'{flag} {acts}')


class Trial:
    """A rule set and what became of it, for compare.py."""

    def __init__(self, ruleset, results):
        self.ruleset = ruleset
        (self.refused, self.unheld, *rest) = results
        self.phases = []        # (indices of frames, arrivals, counters)
        self.rest = rest


def phases(ruleset):
    """Frames without a tag, then those with one: only so can the bytes that
    software counts be compared, since it does not count the first tag."""
    plain, tagged = [], []
    for number, (_, data, _) in enumerate(ruleset.frames):
        (tagged if packet.is_tagged(data) else plain).append(number)
    return [part for part in (plain, tagged) if part]


def end_of(source):
    """Number of the end that a frame enters at."""
    if source.startswith(CPU):
        return len(PORTS) + PORTS.index(source.removeprefix(CPU))
    return PORTS.index(source)


class Session:
    """One run of the lab."""

    def __init__(self, kernel='stable', nic='', timeout=7000, out=None):
        self.dir = tempfile.TemporaryDirectory(prefix='hni-oracle-')
        self.process = None
        self.window = WINDOW
        self.command = [
            str(TOP / 'tools/lab/run'), '--kernel', kernel, '--cpus', '1',
            '--timeout', str(timeout), '--share', f'oracle={self.dir.name}']
        if nic:
            self.command += ['--nic', nic]
        if out:
            self.command += ['--out', str(out)]
        self.command += ['--', 'bash', 'selftests/oracle/guest',
                         '/host/oracle', '/host/oracle/agent']
        self.agent = Agent(self.dir.name, self.is_alive, ANSWER_SECONDS)
        self.hw = self.sw = self.owned = None

    # ---- life

    def is_alive(self):
        return self.process.poll() is None

    def start(self, agent):
        """Boots; @agent is the program for the guest."""
        program = pathlib.Path(self.dir.name) / 'agent'
        program.write_bytes(pathlib.Path(agent).read_bytes())
        program.chmod(0o755)
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            cwd=TOP)
        names = pathlib.Path(self.dir.name) / 'names'
        end = time.monotonic() + BOOT_SECONDS
        while not names.exists():
            if not self.is_alive() or time.monotonic() > end:
                raise AgentError('the guest does not start')
            time.sleep(0.1)
        found = json.loads(names.read_text())
        self.hw = {port['port']: port['hw'] for port in found if 'hw' in port}
        self.sw = {port['port']: port['sw'] for port in found if 'sw' in port}
        self.owned = {port['port']: int(port['mac'].replace(':', ''), 16)
                      for port in found}
        self.prepare()

    def stop(self):
        """Ends the guest; returns the runner's exit code."""
        if self.process is None:
            return 0
        if self.is_alive():
            if self.hw:
                self.batch([f'qdisc del dev {device} clsact'
                            for device in self.hw.values()])
            self.agent.stop()
        try:
            code = self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            code = self.process.wait()
        self.dir.cleanup()
        return code

    def batch(self, lines):
        job = Job()
        job.tc(lines)
        return self.agent.do(job)[0]

    def prepare(self):
        """Qdiscs and the filters of markers, on both sides."""
        lines = []
        for devices, is_hw in ((self.hw, True), (self.sw, False)):
            for port in PORTS:
                lines.append(f'qdisc add dev {devices[port]} clsact')
                lines += marker_filters(devices[port], devices, is_hw)
        answer = self.batch(lines)
        if answer.err:
            raise AgentError(f'markers are refused: {answer.err}')

    def renew(self):
        """Everything from the start, whatever a set has left behind."""
        self.batch([f'qdisc del dev {device} clsact' for device in
                    (*self.hw.values(), *self.sw.values())])
        self.prepare()

    # ---- what there is

    def probe(self):
        """(keys and actions that hardware takes, those only software takes,
        {name: why not})."""
        rows = [('key', row.name, f'{row.sample} FLAG action drop')
                for row in keys.KEYS]
        rows += [('action', row.name, 'protocol ip flower FLAG ' +
                  (f'ip_proto {row.proto} ' if row.proto else '') +
                  f'action {row.sample}') for row in actions.ACTIONS]
        lines = [f'filter add dev @host1 ingress pref {100 + n} {text}'
                 for n, (_, _, text) in enumerate(rows)]
        hard = self.batch([for_side(line, self.hw, 'hw', True)
                           for line in lines])
        soft = self.batch([for_side(line, self.sw, 'hw', False)
                           for line in lines])
        self.renew()
        hard, soft = hard.failures(), soft.failures()
        offer, other, why = set(), set(), {}
        for number, (_, name, _) in enumerate(rows, 1):
            if number in soft:
                why[name] = 'software: ' + soft[number]
            elif number in hard:
                other.add(name)
                why[name] = 'hardware: ' + hard[number]
            else:
                offer.add(name)
        return offer, other, why

    # ---- a rule set

    def places(self, ruleset):
        """(port, direction) that have filters."""
        return sorted({tuple(found) for line in ruleset.commands() for found in
                       re.findall(r'dev @(\w+) (ingress|egress) ', line)})

    def shows(self, ruleset):
        return [f'filter show dev {devices[port]} {direction}'
                for devices in (self.sw, self.hw)
                for port, direction in self.places(ruleset)]

    def clean(self, ruleset):
        """Commands that take the filters away, without the markers."""
        where = {found for line in ruleset.commands() for found in
                 re.findall(r'(dev @\w+ \w+) pref (\d+) (?:chain (\d+))?',
                            line)}
        return [for_side(f'filter del {place} chain {chain or 0} pref {pref}',
                         devices, 'both', True)
                for devices in (self.hw, self.sw)
                for place, pref, chain in sorted(where)]

    def job(self, ruleset):
        job = Job()
        lines = ruleset.commands()
        mode = ruleset.mode
        job.tc([for_side(line, self.hw, mode, True) for line in lines], TC)
        job.tc([for_side(line, self.sw, mode, False) for line in lines],
               TC_OTHER)
        for part in phases(ruleset):
            frames = [(end_of(ruleset.frames[n][0]), ruleset.frames[n][1])
                      for n in part]
            job.burst(frames, self.window, BURST_SLOW if ruleset.is_slow else 0)
            job.pause(SNAPSHOT_MS)
            job.tc(self.shows(ruleset))
        job.tc(self.clean(ruleset))
        return job

    def post(self, ruleset):
        return self.agent.post(self.job(ruleset))

    def trial(self, ruleset, number):
        """The answers to a job that was posted."""
        trial = Trial(ruleset, self.agent.result(number))
        answers = iter(trial.rest)
        for part in phases(ruleset):
            trial.phases.append((part, next(answers), next(answers)))
        trial.cleaned = next(answers)
        trial.places = self.places(ruleset)
        return trial

    def run(self, ruleset):
        """Tries a set at once."""
        return self.trial(ruleset, self.post(ruleset))


def build_agent(directory):
    """Builds the guest's program with the lab's compiler; returns its path."""
    os.makedirs(directory, exist_ok=True)
    subprocess.run(['make', '-s', '-C', str(HERE), f'O={directory}', 'agent'],
                   check=True, stdin=subprocess.DEVNULL)
    return pathlib.Path(directory) / 'agent'
