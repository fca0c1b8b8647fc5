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
import outer
import packet
import tunnels
from jobs import (BURST_SLOW, BURST_TUNNELS, TC, TC_OTHER, TC_TWINS, Agent,
                  AgentError, Job, Lines)
from ruleset import (BLOCKS, CPU, LOCAL_MAC, PORTS, TUNNELS, for_side,
                     place_text)

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
WINDOW = 120
# counters may be that old, see the operator's guide
SNAPSHOT_MS = 25
BOOT_SECONDS = 900
ANSWER_SECONDS = 300
TWINS = 'twins'         # namespace
# connections that earlier sets have made
FORGET = 'conntrack -F\nip netns exec twins conntrack -F\n'
COUNT_ROWS = 'rows=$($HNI_CTL dump conn | jq ".rows | length")'
ROW_POLLS = 60
# GRE devices change, and hardware follows
GRE = 'python3 selftests/oracle/gre.py'
COUNT_ENDS = '''$HNI_CTL dump tunnel | jq "[.rows[] | select(.kind == \\"gre\\" and
.csum == {})] | length"'''
MARKER = 'protocol 0x88b5 flower dst_mac 02:4d:41:52:4b:'
# what takes a marker into a tunnel
OUTER_MARKER = f'protocol all flower src_mac {outer.MARKER_MAC.hex(":")}'


def marker_filters(at, directions, devices, is_hw):
    """Filters that copy markers to all ports: see ends.c. They stay. @at: words
    for tc, with {} for a direction"""
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
        if where in directions:
            yield (f'filter add {at.format(where)} pref {pref} '
                   f'{MARKER}{mac}{flag} {acts}')
    if 'ingress' in directions:
        yield (f'filter add {at.format("ingress")} pref 4 {OUTER_MARKER}{soft} '
               f'action pass')


class Trial:
    """A rule set and what became of it, for compare.py."""

    def __init__(self, ruleset, results):
        self.ruleset = ruleset
        (self.refused, self.unheld, *rest) = results
        self.phases = []        # (indices of frames, arrivals, [counters])
        self.lost = 0           # markers behind what makes connections
        self.conns = 0          # rows of connections
        self.rest = rest


def phases(ruleset):
    """Frames without a tag, then those with one: only so can the bytes that
    software counts be compared, since it does not count the first tag. The same
    for what is carried in a tunnel."""
    parts = {}
    for number, (_, data, _) in enumerate(ruleset.frames):
        kind = packet.is_tagged(data), packet.is_tagged(outer.inner_of(data))
        parts.setdefault(kind, []).append(number)
    return [parts[kind] for kind in sorted(parts)]


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
                      for port in found if 'mac' in port}
        self.prepare()

    def stop(self):
        """Ends the guest; returns the runner's exit code."""
        if self.process is None:
            return 0
        if self.is_alive():
            if self.hw:
                self.batch([f'qdisc del dev {device} clsact'
                            for device in self.hw.values()])
                self.batch([f'qdisc del dev {device} clsact'
                            for device in self.sw.values()], TC_TWINS)
            self.agent.stop()
        try:
            code = self.process.wait(120)
        except subprocess.TimeoutExpired:
            self.process.terminate()
            code = self.process.wait()
        self.dir.cleanup()
        return code

    def batch(self, lines, kind=TC):
        job = Job()
        job.tc(lines, kind)
        return self.agent.do(job)[0]

    def prepare(self):
        """Qdiscs and the filters of markers, on both sides."""
        for kind in (TC, TC_TWINS):
            lines = []
            for port in PORTS:
                lines += self.own_qdisc(port, {}, kind == TC)
            lines += self.tunnel_qdiscs(kind == TC)
            answer = self.batch(lines, kind)
            if answer.err:
                raise AgentError(f'markers are refused: {answer.err}')
        job = Job()
        job.tunnels(self.tunnel_markers())
        self.agent.do(job)

    def tunnel_markers(self, csums=()):
        """What brings markers into tunnels. @csums: see RuleSet"""
        mac = self.owned['tunnels'].to_bytes(6, 'big')
        return [(PORTS.index(outer.UNDERLAY),
                 outer.marker_prefix(name, mac, name in csums))
                for name in TUNNELS if name in self.hw]

    def tunnel_qdiscs(self, is_hw):
        """Of tunnel devices: markers out of a tunnel are software's."""
        devices = self.hw if is_hw else self.sw
        copies = ' '.join(f'action mirred egress mirror dev {devices[port]}'
                          for port in PORTS)
        for name in TUNNELS:
            if name in devices:
                yield f'qdisc add dev {devices[name]} clsact'
                yield (f'filter add dev {devices[name]} ingress pref 1 '
                       f'{MARKER}0d skip_hw {copies} action pass')

    def own_qdisc(self, port, blocks, is_hw):
        """The qdisc of a port, and its markers; @blocks: {direction: block}"""
        devices = self.hw if is_hw else self.sw
        at = f'dev {devices[port]}'
        words = [f'{where}_block {BLOCKS[block][0]}'
                 for where, block in sorted(blocks.items())]
        yield ' '.join(['qdisc add', at, *words, 'clsact'])
        own = [where for where in ('ingress', 'egress') if where not in blocks]
        yield from marker_filters(at + ' {}', own, devices, is_hw)

    def renew(self):
        """Everything from the start, whatever a set has left behind."""
        self.batch([f'qdisc del dev {device} clsact'
                    for device in self.hw.values()])
        self.batch([f'qdisc del dev {device} clsact'
                    for device in self.sw.values()], TC_TWINS)
        self.prepare()

    # ---- what there is

    def probe(self):
        """(keys and actions that hardware takes, those only software takes,
        {name: why not})."""
        rows = [('key', row.name, f'{row.sample} FLAG action drop')
                for row in keys.KEYS]
        rows += [('action', row.name, 'protocol ip flower FLAG ' +
                  (f'ip_proto {row.proto} ' if row.proto else '') +
                  f'action {row.sample}') for row in actions.ACTIONS
                 if self.has_devices(row.sample)]
        lines = [f'filter add dev @host1 ingress pref {100 + n} {text}'
                 for n, (_, _, text) in enumerate(rows)]
        hard = self.batch([for_side(line, self.hw, 'hw', True)
                           for line in lines])
        soft = self.batch([for_side(line, self.sw, 'hw', False)
                           for line in lines], TC_TWINS)
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
        return offer | self.tunnel_offer(), other, why

    def has_devices(self, text):
        return all(name in self.hw for name in re.findall(r'@(\w+)', text))

    def tunnel_offer(self):
        """No filter of a tunnel device can be asked for with skip_sw: what
        hardware takes is seen by what it counts."""
        there = {name for name in TUNNELS if name in self.hw}
        return {f'tunnel.{name}' for name in there} | \
            {f'csum.{name}' for name in there if not outer.DEVICES[name]} | \
            {name for name, (devices, _, _) in tunnels.KEYS.items()
             if there.intersection(devices)}

    # ---- a rule set

    def places(self, ruleset):
        """(port, direction) that have filters."""
        text = '\n'.join(ruleset.commands())
        found = re.findall(r'^tc \w+ \w+ dev @(\w+) (ingress|egress) ', text,
                           re.M)
        found += [(name, BLOCKS[name][1]) for name in
                  re.findall(r'^tc \w+ \w+ block @(\w+) ', text, re.M)]
        return sorted(set(found))

    def shows(self, ruleset, is_hw):
        devices = self.hw if is_hw else self.sw
        return [for_side(f'filter show {place_text(*place)}', devices, 'both',
                         True) for place in self.places(ruleset)]

    def clean(self, ruleset, is_hw):
        """Commands that take the filters away, without the markers."""
        devices = self.hw if is_hw else self.sw
        text = '\n'.join(ruleset.commands())
        filters = re.findall(r'^tc filter \w+ (dev @\w+ \w+|block @\w+) pref '
                             r'(\d+) (?:chain (\d+))?', text, re.M)
        lines = [f'filter del {place} chain {chain or 0} pref {pref}'
                 for place, pref, chain in sorted(set(filters))]
        chains = re.findall(r'^tc chain add (dev @\w+ \w+|block @\w+) chain '
                            r'(\d+)', text, re.M)
        lines += [f'chain del {place} chain {chain}'
                  for place, chain in sorted(set(chains))]
        lines = [for_side(line, devices, 'both', True) for line in lines]
        return lines + self.unshared(ruleset, is_hw)

    # ---- blocks that ports share

    def expanded(self, ruleset, is_hw):
        """The commands for one side, as Lines."""
        devices = self.hw if is_hw else self.sw
        lines, ports = Lines(), {}
        for number, line in enumerate(ruleset.commands(), 1):
            verb, _, rest = line.partition(' ')
            if verb == 'tc':
                lines.add(number, for_side(line, devices, ruleset.mode, is_hw))
                continue
            block, port = re.findall(r'@(\w+)', rest)
            for text in self.share(ports, (verb, block, port), is_hw):
                lines.add(number, text)
        return lines

    def share(self, ports, event, is_hw):
        """A port's qdisc goes, and is there again with another block. @ports:
        {port: {direction: block}}, is brought up to date"""
        verb, block, port = event
        devices = self.hw if is_hw else self.sw
        where = BLOCKS[block][1]
        bound = ports.setdefault(port, {})
        others = {name for other, blocks in ports.items() if other != port
                  for name in blocks.values()}
        if verb == 'share':
            bound[where] = block
        else:
            bound.pop(where, None)
        yield f'qdisc del dev {devices[port]} clsact'
        yield from self.own_qdisc(port, bound, is_hw)
        # a block goes with its last port, and is there again without markers
        for where, name in bound.items():
            if name not in others:
                yield from marker_filters(f'block {BLOCKS[name][0]}', [where],
                                          devices, is_hw)

    def unshared(self, ruleset, is_hw):
        """Commands that give each port a qdisc of its own again."""
        devices = self.hw if is_hw else self.sw
        text = '\n'.join(ruleset.commands())
        lines = []
        for port in sorted(set(re.findall(r'^share @\w+ @(\w+)', text, re.M))):
            lines.append(f'qdisc del dev {devices[port]} clsact')
            lines += self.own_qdisc(port, {}, is_hw)
        return lines

    def addressed(self, data):
        """The frame with the address that the end of tunnels has today."""
        if data[:6] != LOCAL_MAC:
            return data
        return self.owned['tunnels'].to_bytes(6, 'big') + data[6:]

    def job(self, ruleset):
        job = Job()
        flags = BURST_SLOW * ruleset.is_slow | \
            BURST_TUNNELS * ruleset.has_tunnels
        job.tc(self.expanded(ruleset, True).texts, TC)
        job.tc(self.expanded(ruleset, False).texts, TC_OTHER)
        self.set_csums(job, ruleset.csums, True)
        self.prime(job, ruleset)
        for part in phases(ruleset):
            frames = [(end_of(ruleset.frames[n][0]),
                       self.addressed(ruleset.frames[n][1])) for n in part]
            job.burst(frames, self.window, flags)
            job.pause(SNAPSHOT_MS)
            job.tc(self.shows(ruleset, False), TC_TWINS)
            job.tc(self.shows(ruleset, True), TC)
        job.tc(self.clean(ruleset, False), TC_TWINS)
        job.tc(self.clean(ruleset, True), TC)
        if ruleset.primes:
            job.shell(FORGET)
        self.set_csums(job, ruleset.csums, False)
        return job

    def set_csums(self, job, csums, is_on):
        """Lets GRE devices take frames with checksums, or without again."""
        if not csums:
            return
        words = [f'{place}{self.hw[name]}={name}' for name in csums
                 for place in ('', f'{TWINS}:')]
        job.shell(f'{GRE} {"csum" if is_on else "plain"} {" ".join(words)} '
                  f'|| exit\nfor n in $(seq {ROW_POLLS}); do\n'
                  f'[ $({COUNT_ENDS.format("true")}) -eq '
                  f'{len(csums) * is_on} ] && exit\nsleep 0.05\ndone\nexit 1\n')
        job.tunnels(self.tunnel_markers(csums if is_on else ()))

    def prime(self, job, ruleset):
        """Makes connections, and waits until hardware has them."""
        if not ruleset.primes:
            return
        job.shell(FORGET)
        for wait, frames in ruleset.primes:
            job.pause(wait)
            job.burst([(end_of(source), data) for source, data in frames],
                      len(frames), BURST_SLOW)
        job.shell(f'for n in $(seq {ROW_POLLS}); do\n{COUNT_ROWS}\n'
                  f'[ "$rows" -ge {ruleset.conns} ] && break\n'
                  'sleep 0.05\ndone\necho "$rows"\n')

    def post(self, ruleset):
        return self.agent.post(self.job(ruleset))

    def trial(self, ruleset, number):
        """The answers to a job that was posted."""
        trial = Trial(ruleset, self.agent.result(number))
        lines = self.expanded(ruleset, True)
        trial.refused = lines.failures(trial.refused)
        trial.unheld = lines.failures(trial.unheld)
        if ruleset.csums:
            for at in (0, -1):
                if trial.rest[at].code:
                    raise AgentError(f'checksums: {trial.rest.pop(at).err}')
            del trial.rest[0], trial.rest[-1]
        answers = iter(trial.rest)
        if ruleset.primes:
            next(answers)
            trial.lost = sum(next(answers).missing for _ in ruleset.primes)
            trial.conns = int(next(answers).out)
        for part in phases(ruleset):
            trial.phases.append((part, next(answers),
                                 (next(answers), next(answers))))
        trial.cleaned = [text for answer in answers
                         for text in answer.failures().values()]
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
