#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Accidents and attacks around a BMC that serves the wire, inside the guest.

usage: soak.py ROUNDS SEED

    host1 .1      manager           BMC .40 (ARM, NC-SI, a web server)
         \\           | policy         |
          e-switch ---------------------
              | uplink
          wire .9, pings and fetches; this program is there

Run it with tools/lab/run --manager-vm --bmc --hosts 1. Each round is one of
STEPS, by chance, each of them once first if there are rounds enough. After
each, the BMC must have answered again within BACK seconds, no more echoes may
be lost than the step's bound says, what the wire fetched meanwhile must be
whole, and no frame of a host may have left at the BMC's port. Prints KTAP.
"""
import collections
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

ON = os.environ['HNI_ON']
CTL = os.environ['HNI_CTL']
POWER = os.environ['HNI_POWER']
AREA = os.environ.get('KTAP_AREA', 'bmc.soak')
SLOW = int(os.environ.get('HNI_SLOW') or '1')
PROBE = '/host/hni/selftests/lib/probe.py'
DEADLINE = 120 * SLOW       # for a machine to boot
BACK = 3 * SLOW             # seconds without an answer
INTERVAL = 0.1              # seconds between two echoes
FLOOD = 2000                # frames
BMC_IP = '192.0.2.40'
PORT = 8000
DATA = ''.join(f'{n}\n' for n in range(1, 20001)).encode()
# tags of frames that must not come to the wire
FORBIDDEN = ('tobmc', 'spoof', 'ncsi')


class Wrong(Exception):
    """Something is not as it must be."""


def run(*words):
    """What a command prints."""
    done = subprocess.run(words, stdout=subprocess.PIPE, check=False,
                          stdin=subprocess.DEVNULL, timeout=DEADLINE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise Wrong(f'{" ".join(words)}: code {done.returncode}, '
                    f'{done.stdout.strip()[-300:]}')
    return done.stdout


def at(place, script):
    """Run a line of shell at a place."""
    return run(ON, place, 'bash', '-c', script)


def until(what, condition, seconds=DEADLINE):
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise Wrong(f'{what}: not within {seconds} s')
        time.sleep(0.1)


def answers(place):
    """The machine has booted."""
    return not subprocess.run(
        ['timeout', '5', ON, place, 'true'], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        check=False).returncode


class Echoes(threading.Thread):
    """A ping that never ends: which echo came back when."""

    def __init__(self):
        super().__init__(daemon=True)
        self.lock = threading.Lock()
        self.seen = []      # (number, time), guarded by lock
        self.process = subprocess.Popen(
            [ON, 'wire', 'ping', '-D', '-i', str(INTERVAL), BMC_IP],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.start()

    def run(self):
        form = re.compile(r'\[([0-9.]+)\] .*icmp_seq=(\d+) .*time=')
        for line in self.process.stdout:
            found = form.match(line)
            if found:
                with self.lock:
                    self.seen.append((int(found[2]), float(found[1])))

    def mark(self):
        """Where a round begins: the echo that came last."""
        with self.lock:
            return len(self.seen)

    def come(self, mark, count):
        """So many have come since then."""
        with self.lock:
            return len(self.seen) >= mark + count

    def account(self, mark):
        """Since a mark: echoes lost, longest time without one in seconds."""
        with self.lock:
            part = self.seen[max(mark - 1, 0):]
        numbers = {number for number, _ in part}
        times = sorted(when for _, when in part)
        lost = max(numbers) - min(numbers) + 1 - len(numbers)
        return lost, max(b - a for a, b in zip(times, times[1:]))


class Fetch(threading.Thread):
    """What the BMC serves by TCP, while something happens."""

    def __init__(self):
        super().__init__(daemon=True)
        self.got = b''
        self.start()

    def run(self):
        self.got = subprocess.run(
            [ON, 'wire', 'timeout', str(DEADLINE), 'busybox', 'wget', '-q',
             '-T', '60', '-O', '-', f'http://{BMC_IP}:{PORT}/data'],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            check=False).stdout

    def check(self):
        """It came whole."""
        self.join(DEADLINE)
        if hashlib.md5(self.got).digest() != hashlib.md5(DATA).digest():
            raise Wrong(f'{len(self.got)} bytes by TCP, not {len(DATA)}')


class Soak:
    """The machines, and what may happen to them."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        self.tags = os.path.join(tempfile.mkdtemp(), 'tags')
        self.bmc_mac = ''
        self.wire_mac = ''
        self.device = {}

    # ---- what is there at first

    def start(self):
        for port in json.loads(run(CTL, 'ports')):
            if port['name'] == 'bmc':
                self.bmc_mac = port['mac']
        for name in ('host1', 'manager'):
            self.device[name] = at(
                name, 'basename $(realpath /sys/class/net/eth0/device)'
            ).strip()
            run(POWER, name, 'mortal')
        at('wire', 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1; '
           'ip addr add 192.0.2.9/24 dev eth0; ip link set dev eth0 up')
        self.wire_mac = at('wire', 'cat /sys/class/net/eth0/address').strip()
        # stays until the machine ends
        subprocess.Popen([ON, 'wire', 'python3', PROBE, 'listen', '--out',
                          self.tags], stdin=subprocess.DEVNULL)
        self.policy()
        self.host()
        run(ON, 'bmc', f'ip link set dev eth0 address {self.bmc_mac}; '
            f'ip addr add {BMC_IP}/24 dev eth0; ip link set dev eth0 up; '
            f'mkdir -p /www; seq 1 20000 >/www/data; '
            f'httpd -p {PORT} -h /www')
        # the kernel looks for eight packages; at first the port is open to all
        until('the channel is enabled', lambda: self.sideband()['enabled'])
        until('the wire reaches the BMC', self.reached)

    @staticmethod
    def sideband():
        """The channel, and how many notifications have left."""
        found = json.loads(run(CTL, 'ncsi'))
        return dict(found['channel'], sent=found['control']['aens'])

    @staticmethod
    def finish():
        """The wire as it was."""
        at('wire', 'ip addr flush dev eth0; ip link set dev eth0 down')

    @staticmethod
    def reached():
        return not subprocess.run(
            [ON, 'wire', 'ping', '-q', '-c', '1', '-W', '2', BMC_IP],
            stdout=subprocess.DEVNULL, check=False).returncode

    @staticmethod
    def policy():
        """The manager's part, after each start of its driver."""
        at('manager', f'''
            sysctl -qw net.ipv6.conf.all.disable_ipv6=1 \\
                net.ipv6.conf.default.disable_ipv6=1
            hnictl bmc isolate --ip {BMC_IP} &&
            for port in $(hnictl -j bmc | jq -r ".bmc[].port"); do
                ip link set dev $port up
            done''')

    @staticmethod
    def host():
        """Host 1's part, likewise."""
        at('host1', 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1; '
           'ip addr replace 192.0.2.1/24 dev eth0; '
           'ip link set dev eth0 up')

    def found(self, tag):
        """Frames with that tag which the wire saw."""
        with open(self.tags, encoding='utf-8') as counts:
            return json.load(counts).get(tag, 0)

    def leaked(self):
        """Frames that left at the BMC's port and did not enter from the
        uplink or are the NIC's own, and forbidden ones at the wire.
        """
        port = json.loads(run(CTL, 'stats'))['ports']['bmc']
        own = json.loads(run(CTL, 'ncsi'))['control']['tx_packets']
        count = sum(count for name, count in port['from'].items()
                    if name not in ('uplink', 'bmc'))
        count += max(port['from'].get('bmc', 0) - own, 0)
        return count + sum(self.found(tag) for tag in FORBIDDEN)

    @staticmethod
    def fault(function, kind):
        run(CTL, 'fault', str(function), kind)

    def control(self):
        """With a way that is open on purpose, leaked() tells of frames."""
        before = self.leaked()
        at('manager', '''
            port=$(hnictl -j bmc | jq -r '.bmc[] |
                select(.name == "c1pf0").port')
            hnictl bmc allow $port --to-bmc''')
        self.flood_bmc()
        return self.leaked() > before

    # ---- steps of a host

    def again(self, name):
        """Switch a machine on and wait for it."""
        run(POWER, name, 'on')
        until(f'{name} boots', lambda: answers(name))

    def reset(self, name):
        """By one of the ways that the kernel knows."""
        path = f'/sys/bus/pci/devices/{self.device[name]}'
        methods = at(name, f'cat {path}/reset_method').split()
        method = self.rng.choice(methods)
        at(name, f'echo {method} >{path}/reset_method; '
           f'echo 1 >{path}/reset')
        return method

    def host_reset(self):
        return self.reset('host1')

    def host_rebind(self):
        device = self.device['host1']
        at('host1', f'''
            driver=$(realpath /sys/bus/pci/devices/{device}/driver)
            echo {device} >$driver/unbind && echo {device} >$driver/bind''')
        self.host_named()

    def host_reload(self):
        at('host1', 'rmmod hni && modprobe hni')
        self.host_named()

    def host_named(self):
        until('host 1 has its interface', lambda: at(
            'host1', 'ls /sys/class/net').split().count('eth0') == 1)
        self.host()

    def host_killed(self):
        run(POWER, 'host1', 'off')
        self.again('host1')
        self.host()

    def host_panics(self):
        with subprocess.Popen(
                ['timeout', '10', ON, 'host1', 'bash', '-c',
                 'echo c >/proc/sysrq-trigger'], stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            pass
        run(POWER, 'host1', 'off')
        self.again('host1')
        self.host()

    def host_firmware(self):
        self.fault(1, 'crash')

    @staticmethod
    def entered():
        """Frames of host 1"""
        return json.loads(run(CTL, 'stats'))['ports']['c1pf0']['rx_frames']

    def flood(self, tag, *words):
        """Frames of host 1, which must have entered the NIC"""
        before = self.entered()
        run(ON, 'host1', 'python3', PROBE, 'send', '--tag', tag, '--count',
            str(FLOOD), *words)
        until('the flood enters the NIC',
              lambda: self.entered() >= before + FLOOD)
        return tag

    def flood_broadcast(self):
        """Which the wire sees: the control"""
        before = self.found('bcast')
        self.flood('bcast', '--dst', 'ff:ff:ff:ff:ff:ff')
        until('broadcast at the wire', lambda: self.found('bcast') > before)

    def flood_bmc(self):
        self.flood('tobmc', '--dst', self.bmc_mac)

    def flood_spoofed(self):
        self.flood('spoof', '--src', self.bmc_mac, '--dst', self.wire_mac)

    def flood_ncsi(self):
        self.flood('ncsi', '--kind', 'ncsi', '--dst', 'ff:ff:ff:ff:ff:ff')

    def flood_link_local(self):
        self.flood('lldp', '--kind', 'lldp', '--dst', '01:80:c2:00:00:0e')
        self.flood('pause', '--kind', 'pause', '--dst', '01:80:c2:00:00:01')

    # ---- steps of the wire and the manager

    def link_flap(self):
        run(CTL, 'link', 'uplink', 'down')
        time.sleep(self.rng.random() / 2)
        run(CTL, 'link', 'uplink', 'up')

    def manager_reset(self):
        return self.reset('manager')

    def manager_reload(self):
        at('manager', 'rmmod hni && modprobe hni && '
           'devlink dev eswitch set $HNI_DEV mode switchdev')
        self.policy()

    def manager_firmware(self):
        """The sideband starts again: the BMC's kernel configures it anew"""
        before = self.sideband()['sent']
        self.fault(0, 'crash')
        until('the BMC is notified and enables the channel', lambda: (
            self.sideband()['sent'] > before and self.sideband()['enabled']))

    def manager_killed(self):
        """While policies follow each other and a host attacks: so many have
        been written before, and one is being written.
        """
        before, written = self.entered(), self.rng.randrange(3)
        pause = self.rng.random()
        with subprocess.Popen(
                [ON, 'manager', 'bash', '-c', f'''
                 for ((n = 0; ; n++)); do
                    echo $n
                    hnictl bmc isolate --ip {BMC_IP} --ip 192.0.2.$((50 + n))
                 done'''], stdin=subprocess.DEVNULL, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as loop:
            with subprocess.Popen(
                    [ON, 'host1', 'python3', PROBE, 'send', '--tag', 'tobmc',
                     '--count', '50000', '--dst', self.bmc_mac],
                    stdin=subprocess.DEVNULL) as attack:
                until('the attack enters the NIC',
                      lambda: self.entered() > before)
                while loop.stdout.readline() not in (f'{written}\n', ''):
                    pass
                time.sleep(pause)
                run(POWER, 'manager', 'off')
                loop.kill()
                self.again('manager')
                attack.kill()
        self.policy()
        return f'policy {written}, {pause:.2f} s after its beginning'


# step: function, echoes that may be lost
STEPS = {
    'host_reset': (Soak.host_reset, 1),
    'host_rebind': (Soak.host_rebind, 1),
    'host_reload': (Soak.host_reload, 1),
    'host_killed': (Soak.host_killed, 1),
    'host_panics': (Soak.host_panics, 1),
    'host_firmware': (Soak.host_firmware, 1),
    'flood_broadcast': (Soak.flood_broadcast, 1),
    'flood_bmc': (Soak.flood_bmc, 1),
    'flood_spoofed': (Soak.flood_spoofed, 1),
    'flood_ncsi': (Soak.flood_ncsi, 1),
    'flood_link_local': (Soak.flood_link_local, 1),
    'link_flap': (Soak.link_flap, 15),
    'manager_reset': (Soak.manager_reset, 5),
    'manager_reload': (Soak.manager_reload, 5),
    'manager_firmware': (Soak.manager_firmware, 10),
    'manager_killed': (Soak.manager_killed, 5),
}


class Ledger:
    """Rounds, and what went wrong in them."""

    def __init__(self):
        self.lost = collections.Counter()
        self.rounds = collections.Counter()
        self.worst = collections.Counter()
        self.gap = collections.Counter()
        self.wrong = collections.defaultdict(list)

    def round(self, soak, echoes, name):
        """One step, and all that must hold after it."""
        step, bound = STEPS[name]
        mark, begin = echoes.mark(), time.monotonic()
        fetch = Fetch()
        said = ''
        try:
            said = step(soak) or ''
            fetch.check()
            after = echoes.mark()
            until('echoes come again', lambda: echoes.come(after, 5),
                  30 * SLOW)
        except (Wrong, subprocess.TimeoutExpired) as err:
            said = f'WRONG: {err}'
            self.wrong[name].append(str(err))
        lost, gap = echoes.account(mark)
        if lost > bound:
            self.wrong[name].append(f'{lost} echoes lost, at most {bound}')
        if gap > BACK:
            self.wrong[name].append(f'no echo for {gap:.1f} s')
        self.rounds[name] += 1
        self.lost[name] += lost
        self.worst[name] = max(self.worst[name], lost)
        self.gap[name] = max(self.gap[name], gap)
        print(f'# {sum(self.rounds.values())}: {name}'
              f'{f" ({said})" if said else ""}: {lost} lost, '
              f'{gap:.2f} s without an echo, '
              f'{time.monotonic() - begin:.1f} s', flush=True)

    def tell(self):
        """A line for each step."""
        for name, count in sorted(self.rounds.items()):
            print(f'# {name}: {count} rounds, {self.lost[name]} lost, at most '
                  f'{self.worst[name]} in one, at most {self.gap[name]:.2f} s '
                  'without an echo')
            for text in self.wrong[name]:
                print(f'#   {text}')


def order(rng, rounds):
    """Steps by chance, each once first."""
    names = list(STEPS)
    rng.shuffle(names)
    return (names + [rng.choice(list(STEPS))
                     for _ in range(rounds)])[:rounds]


def main():
    rounds, seed = int(sys.argv[1]), int(sys.argv[2])
    soak = Soak(seed)
    ledger = Ledger()
    print('TAP version 13', flush=True)
    soak.start()
    echoes = Echoes()
    until('echoes', lambda: echoes.come(0, 5), 30)
    for name in order(soak.rng, rounds):
        ledger.round(soak, echoes, name)
    leaked = soak.leaked()
    facts = [(name, not ledger.wrong[name]) for name in sorted(ledger.rounds)]
    facts.append(('nothing_leaks', leaked == 0))
    facts.append(('a_leak_would_be_seen', soak.control()))
    ledger.tell()
    soak.finish()
    for number, (name, fine) in enumerate(facts, 1):
        print(f'{"" if fine else "not "}ok {number} {AREA}.{name}')
    print(f'1..{len(facts)}')
    print(f'# {rounds} rounds, {sum(ledger.lost.values())} pings lost, '
          f'{leaked} leaked, seed {seed}', flush=True)
    return 0 if all(fine for _, fine in facts) else 1


if __name__ == '__main__':
    code = main()
    sys.stdout.flush()
    os._exit(code)  # what still runs ends with the machine
