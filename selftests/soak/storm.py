#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Changes settings and breaks things while TCP goes both ways, inside the guest.

usage: storm.py NAME SECONDS SEED

    host1 192.0.2.1 --- skip_sw redirects --- wire 192.0.2.2

Every step is one of STEPS, by chance. After each, host1 must reach the wire
again and what users have set must be as it was set; at the end the NIC holds
the same rules, the kernel's memory is back and no page pool waits for pages.
Prints KTAP without a plan: soak adds facts of its own.
"""
import collections
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
LIB = HERE.parent / 'lib'
ON = os.environ['HNI_ON']
CTL = os.environ['HNI_CTL']
SLOW = int(os.environ.get('HNI_SLOW') or '1')
DEADLINE = 60 * SLOW        # for coming back
REST = 1                    # traffic between two steps
MEMORY_KIB = 8192           # what a kernel may keep: caches of its own
PAGE_KIB = os.sysconf('SC_PAGE_SIZE') // 1024
FUNCTIONS = {'manager': 0, 'host1': 1}


class Wrong(Exception):
    """Something is not as it must be."""


def run(*words, **options):
    """What a command prints."""
    done = subprocess.run(words, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True,
                          timeout=DEADLINE, check=False, **options)
    if done.returncode:
        raise Wrong(f'{" ".join(words)}: {done.stdout.strip()[:300]}')
    return done.stdout


def host(*words):
    return run(ON, 'host1', *words)


def wire(*words):
    return run(ON, 'wire', *words)


def until(what, condition):
    """Waits for a condition."""
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            raise Wrong(f'{what}: not within {DEADLINE} s')
        time.sleep(0.1)


def reached():
    return not subprocess.run(
        [ON, 'host1', 'ping', '-q', '-c', '1', '-W', '1', '192.0.2.2'],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False).returncode


class Settings:
    """What has been set at host1, and what is there."""

    def __init__(self):
        self.rings = (1024, 1024)
        self.channels = 2
        self.usecs = 10
        self.weights = None
        self.features = {'gro': True, 'tso': True, 'rxhash': True,
                         'rx': True, 'sg': True}

    def expected(self):
        queues = range(self.channels) if self.weights is None else \
            [i for i, w in enumerate(self.weights) if w]
        return {'rings': self.rings, 'channels': self.channels,
                'usecs': self.usecs, 'queues': sorted(queues),
                **self.features}

    def found(self):
        rings = json.loads(host('ethtool', '--json', '-g', 'eth0'))[0]
        coal = json.loads(host('ethtool', '--json', '-c', 'eth0'))[0]
        table = json.loads(host('ethtool', '--json', '-x', 'eth0'))[0]
        channels = re.findall(r'^Combined:\s+(\d+)',
                              host('ethtool', '-l', 'eth0'), re.M)
        shown = host('ethtool', '-k', 'eth0')
        names = {'gro': 'generic-receive-offload',
                 'tso': 'tcp-segmentation-offload',
                 'rxhash': 'receive-hashing', 'rx': 'rx-checksumming',
                 'sg': 'scatter-gather'}
        return {'rings': (rings['rx'], rings['tx']),
                'channels': int(channels[-1]),
                'usecs': coal['rx-usecs'],
                'queues': sorted(set(table['rss-indirection-table'])),
                **{short: re.search(rf'^{long}: (on|off)', shown,
                                    re.M)[1] == 'on'
                   for short, long in names.items()}}


class Storm:
    """The machine, and what may happen to it."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.now = Settings()
        self.counts = collections.Counter()
        self.bytes = 0
        self.over = threading.Event()
        self.bus = {'manager': os.environ['HNI_DEV'].removeprefix('pci/'),
                    'host1': re.search(r'^bus-info: (\S+)', host(
                        'ethtool', '-i', 'eth0'), re.M)[1]}
        self.ports = (os.environ['HNI_REP1'], os.environ['HNI_UPLINK'])

    # ---- what is there at first

    def rules(self):
        """Filters of hardware alone between host1 and the uplink."""
        one, other = self.ports
        for here, there in ((one, other), (other, one)):
            run('ip', 'link', 'set', 'dev', here, 'up')
            run('tc', 'qdisc', 'add', 'dev', here, 'clsact')
            self.rule('add', here, there)

    def rule(self, verb, here, there):
        run('tc', 'filter', verb, 'dev', here, 'ingress', 'protocol', 'all',
            'pref', '1', 'handle', '1', 'flower', 'skip_sw', 'action',
            'mirred', 'egress', 'redirect', 'dev', there)

    def start(self):
        self.rules()
        for place, number in (('host1', 1), ('wire', 2)):
            run(ON, place, 'sysctl', '-qw',
                'net.ipv6.conf.all.disable_ipv6=1')
            run(ON, place, 'ip', 'addr', 'add', f'192.0.2.{number}/24',
                'dev', 'eth0')
            run(ON, place, 'ip', 'link', 'set', 'dev', 'eth0', 'up')
        self.set_rings(self.now.rings)
        host('ethtool', '-L', 'eth0', 'combined', '2')
        host('ethtool', '-C', 'eth0', 'adaptive-rx', 'off', 'rx-usecs', '10')
        until('host1 reaches the wire', reached)
        self.check_settings('at first')

    # ---- traffic

    def pump(self):
        """TCP both ways until it is over; a connection may break."""
        while not self.over.is_set():
            done = subprocess.run(
                [ON, 'host1', 'iperf3', '-J', '--bidir', '-c', '192.0.2.2',
                 '-t', '5', '--connect-timeout', '2000'],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                check=False)
            try:
                end = json.loads(done.stdout)['end']
                self.bytes += end['sum_received']['bytes'] + \
                    end['sum_received_bidir_reverse']['bytes']
            except (ValueError, KeyError):
                self.over.wait(0.5)

    # ---- steps

    def set_rings(self, sizes):
        host('ethtool', '-G', 'eth0', 'rx', str(sizes[0]), 'tx',
             str(sizes[1]))
        self.now.rings = sizes

    def rings(self):
        sizes = (64, 256, 512, 2048, 8192)
        self.set_rings((self.rng.choice(sizes), self.rng.choice(sizes)))

    def channels(self):
        if self.now.weights is not None:
            self.table()
        self.now.channels = 3 - self.now.channels
        host('ethtool', '-L', 'eth0', 'combined', str(self.now.channels))

    def table(self):
        """The RSS table: of one queue, or the default again"""
        if self.now.weights is None and self.now.channels == 2:
            self.now.weights = self.rng.choice(((1, 0), (0, 1)))
            host('ethtool', '-X', 'eth0', 'weight',
                 *map(str, self.now.weights))
        else:
            self.now.weights = None
            host('ethtool', '-X', 'eth0', 'default')

    def moderation(self):
        self.now.usecs = self.rng.choice((0, 5, 20, 100))
        host('ethtool', '-C', 'eth0', 'rx-usecs', str(self.now.usecs))

    def feature(self):
        # without "sg" there is no "tso": that one stays
        name = self.rng.choice(('gro', 'tso', 'rxhash', 'rx'))
        self.now.features[name] = not self.now.features[name]
        host('ethtool', '-K', 'eth0', name,
             'on' if self.now.features[name] else 'off')

    def filter_again(self):
        """Replaced by its like while frames use it"""
        one, other = self.ports
        if self.rng.random() < 0.5:
            one, other = other, one
        self.rule('replace', one, other)

    def down_and_up(self):
        host('ip', 'link', 'set', 'dev', 'eth0', 'down')
        host('ip', 'link', 'set', 'dev', 'eth0', 'up')

    def flap(self):
        run(CTL, 'link', 'uplink', 'down')
        time.sleep(self.rng.random() / 5)
        run(CTL, 'link', 'uplink', 'up')

    def reset(self, who):
        pathlib.Path(f'/sys/bus/pci/devices/{self.bus[who]}/reset') \
            .write_text('1', encoding='ascii')

    def crash(self, who):
        """Firmware dies and is there again"""
        run(CTL, 'fault', str(FUNCTIONS[who]), 'crash')

    def bad_frames(self):
        run(CTL, 'fault', '1', 'fcs', '5')

    # ---- what must hold

    def check_settings(self, when):
        expected, found = self.now.expected(), self.now.found()
        if expected != found:
            wrong = {name: (found[name], expected[name])
                     for name in expected if found[name] != expected[name]}
            raise Wrong(f'{when}: found, expected: {wrong}')

    def step(self, name):
        method, *words = STEPS[name]
        method(self, *words)
        self.counts[name] += 1
        until(f'{name}: host1 reaches the wire', reached)
        self.check_settings(name)
        strict = json.loads(run(CTL, 'strict'))['count']
        if strict:
            raise Wrong(f'{name}: {strict} forbidden accesses')

    def settle(self):
        """The state in which memory is compared."""
        self.now.weights = None
        host('ethtool', '-X', 'eth0', 'default')
        self.now.channels = 2
        host('ethtool', '-L', 'eth0', 'combined', '2')
        self.set_rings((1024, 1024))
        host('ethtool', '-C', 'eth0', 'rx-usecs', '10')
        self.now.usecs = 10
        for name in self.now.features:
            host('ethtool', '-K', 'eth0', name, 'on')
            self.now.features[name] = True
        until('settled: host1 reaches the wire', reached)
        self.check_settings('settled')


STEPS = {
    'rings': (Storm.rings,),
    'channels': (Storm.channels,),
    'table': (Storm.table,),
    'moderation': (Storm.moderation,),
    'feature': (Storm.feature,),
    'filter_again': (Storm.filter_again,),
    'down_and_up': (Storm.down_and_up,),
    'flap': (Storm.flap,),
    'reset_host': (Storm.reset, 'host1'),
    'reset_manager': (Storm.reset, 'manager'),
    'crash_host': (Storm.crash, 'host1'),
    'crash_manager': (Storm.crash, 'manager'),
    'bad_frames': (Storm.bad_frames,),
}


def pools():
    """Page pools of host1 and of the manager: there, and waiting for pages."""
    script = str(LIB / 'pagepools.py')
    rows = json.loads(host('python3', script)) + \
        json.loads(run('python3', script))
    waiting = [row for row in rows if 'detach-time' in row]
    return len(rows) - len(waiting), len(waiting)


def memory():
    """KiB that are the kernel's own: neither caches of files nor free pages that
    a processor keeps at hand."""
    proc = pathlib.Path('/proc')
    (proc / 'sys/vm/drop_caches').write_text('3', encoding='ascii')
    shown = dict(re.findall(r'^(\w+): +(\d+)', (proc / 'meminfo').read_text(
        encoding='ascii'), re.M))
    at_hand = re.findall(r'^ +count: +(\d+)', (proc / 'zoneinfo').read_text(
        encoding='ascii'), re.M)
    return int(shown['MemTotal']) - PAGE_KIB * sum(map(int, at_hand)) - sum(
        int(shown[name]) for name in ('MemFree', 'Buffers', 'Cached',
                                      'AnonPages', 'SReclaimable'))


class Facts:
    """KTAP: one line a fact."""

    def __init__(self, name):
        self.name = name
        self.count = self.failed = 0

    def state(self, name, fact):
        self.count += 1
        try:
            fact()
            word = 'ok'
        except (Wrong, subprocess.TimeoutExpired) as err:
            print(f'# {err}')
            word = 'not ok'
            self.failed += 1
        print(f'{word} {self.count} soak.{self.name}.{name}', flush=True)
        return word == 'ok'


def same(what, now, before):
    if now != before:
        raise Wrong(f'{what}: {now}, before {before}')


def memory_back(before):
    """RCU and workers free what they have by and by."""
    seen = []

    def is_back():
        seen.append(memory())
        return seen[-1] <= before + MEMORY_KIB

    try:
        until(f'memory back to {before} KiB', is_back)
    except Wrong as err:
        raise Wrong(f'{err}: {seen[0]} at first, {seen[-1]} at last') from err


def storm_on(storm, seconds):
    """Steps until the time is over, each at least once"""
    end = time.monotonic() + seconds
    todo = list(STEPS)
    storm.rng.shuffle(todo)
    while todo or time.monotonic() < end:
        name = todo.pop() if todo else storm.rng.choice(list(STEPS))
        try:
            storm.step(name)
        except Wrong as err:
            raise Wrong(f'step {sum(storm.counts.values())}: {err}') from err
        time.sleep(REST)


def tell(storm, grown):
    print('# steps: ' + ', '.join(
        f'{name} {count}' for name, count in sorted(storm.counts.items())))
    print(f'# TCP: {storm.bytes >> 20} MiB in whole rounds; kernel memory '
          f'{grown:+d} KiB')


def main():
    name, seconds, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    facts = Facts(name)
    storm = Storm(seed)
    print('TAP version 13')
    if not facts.state('starts', storm.start):
        return 1
    rules = run(str(LIB / 'hwstate.py'))
    with subprocess.Popen([ON, 'wire', 'iperf3', '-s'],
                          stdout=subprocess.DEVNULL) as server:
        pump = threading.Thread(target=storm.pump)
        pump.start()
        # caches that fill once only are full before memory is compared
        fine = facts.state('each_step_once', lambda: storm_on(storm, 0))
        storm.settle()
        there, before = pools()[0], memory()
        fine = fine and facts.state('storm',
                                    lambda: storm_on(storm, seconds))
        storm.over.set()
        pump.join()
        server.terminate()
    if fine:
        facts.state('settles', storm.settle)
    grown = memory() - before
    facts.state('same_rules', lambda: same(
        'what the NIC holds', run(str(LIB / 'hwstate.py')), rules))
    facts.state('page_pools_are_back', lambda: until(
        f'{there} pools, none of which waits',
        lambda: pools() == (there, 0)))
    facts.state('memory_is_back', lambda: memory_back(before))
    facts.state('traffic_went_through', lambda: until(
        'bytes in whole rounds of TCP', lambda: storm.bytes > 0))
    tell(storm, grown)
    return 1 if facts.failed else 0


if __name__ == '__main__':
    sys.exit(main())
