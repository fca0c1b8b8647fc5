# SPDX-License-Identifier: GPL-2.0-only
"""Owns rule sets: filters and the frames to try on them, and their text.

The text of a set is what cases/ keeps:

	mode hw|both|mixed
	tc filter add dev @host1 ingress pref 10 ... flower FLAG ... action ...
	frame host1 HEX

@PORT stands for the device of a port, FLAG for skip_sw, skip_hw or nothing. In
mode hw every filter has skip_sw. In mode both none has: software holds all of
them too. In mode mixed the word SKIP instead of FLAG marks those with skip_sw.

@vxlan, @gbp, @geneve, @gretap and @ip6gretap are tunnel devices of the manager,
on whose filters the kernel allows no skip_sw. With

	csum @gretap

that device takes frames whose GRE header has a checksum, and no others, while the
set is tried. @shared_in and @shared_out stand for
blocks of several ports:

	share @shared_in @host1		host1's ingress is that block from here on
	leave @shared_in @host1		it is host1's own again, without filters
	tc chain add dev @host1 ingress chain 1 protocol ip flower dst_ip ...

Frames may be sent before those that are compared, to make connections:

	prime host1 HEX
	wait 2200			milliseconds, then the next ones of these
	conns 4				that many rows hardware has to have then
"""
import re

PORTS = ('uplink', 'host1', 'host2', 'bmc')
CPU = 'cpu-'            # "cpu-host1": sent by the CPU through host1's port
MODES = ('hw', 'both', 'mixed')
# the address of the manager's tunnels: it stands for its own, another each time
LOCAL_MAC = bytes.fromhex('02005e090001')
TUNNELS = ('vxlan', 'gbp', 'geneve', 'gretap', 'ip6gretap')
# blocks that several ports share: number and direction
BLOCKS = {'shared_in': (101, 'ingress'), 'shared_out': (102, 'egress')}


class Event:
    """A command that is no filter."""
    keys = actions = ()
    stats = ''

    def __init__(self, verb, *words):
        self.verb = verb
        self.words = words

    def text(self):
        return ' '.join((self.verb, *self.words))

    def names(self):
        return ()


def place_text(port, direction):
    """Words for tc that say where filters are."""
    return f'block @{port}' if port in BLOCKS else f'dev @{port} {direction}'


class Filter:
    """One filter, in parts so that it can be made smaller."""

    def __init__(self, place, match, verb='add'):
        self.verb = verb
        self.port, self.direction = place
        self.chain = 0
        self.pref = 10
        self.handle = 1
        self.match = match      # words behind the handle, up to FLAG
        self.keys = []          # [(name, words)]
        self.actions = []       # [(name, words)]
        self.skip = False
        self.demands = []       # what a frame needs to match
        self.stats = ''         # hw_stats
        self.is_templated = False

    def selector(self):
        return (f'{place_text(self.port, self.direction)} pref {self.pref} '
                f'chain {self.chain} handle {self.handle:#x}')

    def text(self):
        if self.verb == 'del':
            protocol, kind = self.match
            return f'tc filter del {self.selector()} protocol {protocol} {kind}'
        protocol, kind = self.match
        words = [f'tc filter {self.verb} {self.selector()} protocol {protocol}',
                 kind, 'SKIP' if self.skip else 'FLAG']
        words += [' '.join(words) for _, words in self.keys]
        words += ['action ' + ' '.join(words) +
                  (f' {self.stats}' if self.stats else '')
                  for _, words in self.actions]
        return ' '.join(words)

    def names(self):
        """Classes of keys and actions of this filter."""
        yield from ('key.' + name for name, _ in self.keys)
        yield from ('action.' + name for name, _ in self.actions)
        yield 'filter.' + self.match[1]
        yield f'filter.{self.direction}'
        if self.port in TUNNELS:
            yield f'filter.tunnel.{self.port}'
            if any(name.startswith('encap.') for name, _ in self.actions):
                yield f'filter.through.{self.port}'
        if self.port in BLOCKS:
            yield f'filter.{self.port}'
        if self.is_templated:
            yield 'filter.templated'
        if self.verb == 'replace':
            yield 'filter.replaced'
        if self.chain:
            yield 'filter.chain'
        if not self.actions:
            yield 'action.none'
        if self.stats:
            yield 'filter.' + self.stats.replace(' ', '.')


class RuleSet:
    """Filters in the order of commands, then frames."""

    def __init__(self, mode, name=''):
        self.mode = mode
        self.name = name
        self.filters = []
        self.frames = []        # [(source, bytes, classes)]
        self.lines = None       # of a case that was read: instead of filters
        self.primes = []        # [(milliseconds, [(source, bytes)])]
        self.conns = 0          # rows of connections that they lead to
        self.csums = ()         # GRE devices whose frames have checksums

    def commands(self):
        if self.lines is not None:
            return self.lines
        return [filter.text() for filter in self.filters]

    def head(self):
        """The lines ahead of those about frames."""
        return [f'mode {self.mode}', *(f'csum @{name}' for name in self.csums),
                *self.commands()]

    def text(self):
        out = self.head()
        for wait, frames in self.primes:
            out.append(f'wait {wait}')
            out += [f'prime {source} {data.hex()}' for source, data in frames]
        if self.primes:
            out.append(f'conns {self.conns}')
        out += [f'frame {source} {data.hex()}'
                for source, data, _ in self.frames]
        return '\n'.join(out) + '\n'

    @property
    def is_slow(self):
        return self.mode != 'hw' or self.has_tunnels or \
            any(source.startswith(CPU) for source, _, _ in self.frames)

    @property
    def has_tunnels(self):
        text = '\n'.join(self.commands())
        return bool(re.search(rf'@({"|".join(TUNNELS)})\b', text)) or \
            any(data[:6] == LOCAL_MAC for _, data, _ in self.frames)


def parse(text, name):
    """A set from its text."""
    found = RuleSet('hw', name)
    found.lines = []
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        word, _, rest = line.partition(' ')
        if word == 'mode':
            found.mode = rest
        elif word in ('tc', 'share', 'leave'):
            found.lines.append(line)
        elif word == 'csum':
            found.csums += (rest.removeprefix('@'),)
        elif word == 'wait':
            found.primes.append((int(rest), []))
        elif word == 'prime':
            source, data = rest.split()
            found.primes[-1][1].append((source, bytes.fromhex(data)))
        elif word == 'conns':
            found.conns = int(rest)
        elif word == 'frame':
            source, data = rest.split()
            found.frames.append((source, bytes.fromhex(data), ()))
        else:
            raise ValueError(f'{name}: what is {line!r}?')
    return found


def device_of(name, devices):
    """What a port or a block is called on one side."""
    return str(BLOCKS[name][0]) if name in BLOCKS else devices[name]


def for_side(line, devices, mode, is_hw):
    """A command for tc -batch, with devices of one side."""
    line = line.removeprefix('tc ')
    skips = 'SKIP' in line.split() or mode == 'hw'
    if line.split()[3].lstrip('@') in TUNNELS:
        flag = '' if is_hw else 'skip_hw'
    elif is_hw:
        flag = 'skip_sw' if skips else ''
    else:
        flag = 'skip_hw'
        if skips:
            line = re.sub(r'\baction trap\b', 'action pass', line)
    line = re.sub(r'\b(FLAG|SKIP)\b', flag, line)
    line = re.sub(r'@(\w+)', lambda found: device_of(found[1], devices), line)
    if not is_hw:
        line = re.sub(r' hw_stats \w+', '', line)
    return line
