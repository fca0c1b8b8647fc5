# SPDX-License-Identifier: GPL-2.0-only
"""Owns the comparison of the NIC with software: bytes, ports and order of
frames, counters of filters."""
import collections

import outer
import packet
from ruleset import PORTS, TUNNELS

ENDS = tuple(f'out of {port}' for port in PORTS) + \
    tuple(f'to the CPU from {port}' for port in PORTS) + \
    ('to the CPU out of a tunnel',)
# where frames wait for the end of a tunnel in software
OUTER_END = len(PORTS) + PORTS.index(outer.UNDERLAY)
TAG = 4
ETH = 14
# actions that the kernel gives no statistics of hardware to; if one of them
# fails in software it counts the frame, and those behind it do not
UNCOUNTED = ('csum', 'mpls', 'tunnel_key')
# what the kernel says when the last filter of a preference has gone before
GONE = ('Cannot find specified filter chain',
        'Filter with specified priority/protocol not found',
        'Cannot find block', 'Block of given index was not found')

# frame: its number in the set, None if the difference is not about one
Difference = collections.namedtuple('Difference', 'frame text')


class Counter(collections.namedtuple('Counter', 'packets bytes drops hw')):
    """What tc shows of a filter, and what its policer has dropped; hw: packets
    of it in hardware."""

    def __sub__(self, other):
        return Counter(*(a - b for a, b in zip(self, other)))


NOTHING = Counter(0, 0, 0, 0)


def drops_of(acts):
    """Hardware has one number of drops for all of a filter's actions; software
    has that of a policer there."""
    policers = [act['stats'].get('drops', 0) for act in acts
                if act.get('kind') == 'police']
    return policers[0] if len(policers) == 1 else 0


def counter_of(acts, counting):
    """What the first action has counted, whatever became of a frame there, and
    if it has no statistics of hardware what @counting has of them."""
    first = acts[0].get('stats', {})
    stats = counting.get('stats', {})
    packets, length = first.get('packets', 0), first.get('bytes', 0)
    if acts[0] is not counting:
        packets += stats.get('hw_packets', 0)
        length += stats.get('hw_bytes', 0)
    return Counter(packets, length, drops_of(acts), stats.get('hw_packets', 0))


def counters(answers, places):
    """[{(place, chain, pref, handle): Counter}] of software and hardware."""
    sides = []
    for answer in answers:
        # a block may be gone with its last port
        gone = answer.failures()
        shown = [place for line, place in enumerate(places, 1)
                 if line not in gone]
        documents = list(answer.documents())
        if len(documents) != len(shown):
            raise ValueError(f'tc filter show: {answer.err} '
                             f'{answer.out[:200]}')
        found = {}
        for place, filters in zip(shown, documents):
            for filter in filters:
                options = filter.get('options', {})
                acts = options.get('actions', ())
                counting = [act for act in acts
                            if act.get('kind') not in UNCOUNTED]
                if not counting or filter['pref'] < 10:
                    continue
                key = (place, filter.get('chain', 0), filter['pref'],
                       options.get('handle'))
                found[key] = counter_of(acts, counting[0])
        sides.append(found)
    return sides


class Comparison:
    """All differences of one trial, and how often each filter was hit."""

    def __init__(self, trial):
        self.trial = trial
        self.set = trial.ruleset
        self.has_tunnels = self.set.has_tunnels
        self.differences = []
        self.hits = collections.Counter()
        self.hw_hits = collections.Counter()    # those by hardware
        self.opened = 0         # by hardware, what software opens later
        self.kinds = collections.Counter()  # of these frames
        self.refusals = trial.refused
        self.before = [collections.defaultdict(lambda: NOTHING)] * 2
        for line, text in trial.unheld.items():
            if self.set.commands()[line - 1].startswith('tc filter del'):
                continue        # what hardware has refused is not there
            self.add(None, f'software refuses: {self.set.commands()[line - 1]}'
                           f': {text}')
        for line, text in trial.refused.items():
            if not self.set.commands()[line - 1].startswith('tc filter'):
                self.add(None, f'hardware refuses: '
                               f'{self.set.commands()[line - 1]}: {text}')
        if trial.lost:
            self.add(None, f'{trial.lost} markers have not arrived behind '
                           'what makes connections')
        if trial.conns < self.set.conns:
            self.add(None, f'hardware has {trial.conns} rows of connections, '
                           f'not {self.set.conns}')
        for part, arrivals, shown in trial.phases:
            self.compare_frames(part, arrivals)
            self.compare_counters(shown, part)
        unclean = [text for text in trial.cleaned
                   if not any(words in text for words in GONE)]
        if unclean:
            self.add(None, f'filters that cannot be deleted: {unclean[0]}')

    def add(self, frame, text):
        self.differences.append(Difference(frame, text))

    # ---- frames

    def by_frame(self, arrivals, part):
        """[{number: {end: [bytes]}}] of both sides, and their order.

        The number of a short frame may have been edited: it then is a frame
        that nobody sent, on both sides."""
        sides, strays = ({}, {}), ([], [])
        order = (collections.defaultdict(list), collections.defaultdict(list))
        known = {packet.number_of(self.set.frames[number][1]): number
                 for number in part}
        for end, data in arrivals.frames:
            side, tap = divmod(end, len(ENDS))
            if data[6:12] == outer.MARKER_MAC:
                continue        # a marker on its way into a tunnel
            number = known.get(packet.number_of(data))
            if self.has_tunnels:
                data = outer.normal(data)
            if self.has_tunnels and tap == OUTER_END and \
                    outer.is_for_us(data):
                # software may have marked what is inside already
                data = data[:-len(outer.inner_of(data))] + \
                    len(data).to_bytes(2, 'big')
            if number is None:
                strays[side].append(f'{ENDS[tap]}: {data.hex()}')
                continue
            sides[side].setdefault(number, {}).setdefault(tap, []).append(data)
            source = self.set.frames[number][0]
            order[side][source, tap].append(number)
        for side, words in enumerate(('hardware', 'software')):
            only = collections.Counter(strays[side]) - \
                collections.Counter(strays[1 - side])
            for text in only.elements():
                self.add(None, f'{words} alone, a frame that nobody sent: '
                               f'{text}')
        return sides, order

    def compare_frames(self, part, arrivals):
        if arrivals.missing:
            self.add(None, f'{arrivals.missing} markers have not arrived')
        (hard, soft), order = self.by_frame(arrivals, part)
        wrong = False
        self.opened = 0
        for number in part:
            ours, theirs = hard.get(number, {}), soft.get(number, {})
            if self.is_opened(number, ours, theirs):
                self.opened += 1
                self.kinds.update(
                    name for name in self.set.frames[number][2]
                    if name.startswith('tunnel.'))
                del theirs[OUTER_END]
            if ours != theirs:
                wrong = True
                self.add(number, self.tell(ours, theirs))
        if wrong or self.set.mode != 'hw' or self.has_tunnels:
            return
        # software's frames may be overtaken by hardware's; CPU's are hashed
        for (source, tap), numbers in order[0].items():
            if tap < len(PORTS) and numbers != order[1][source, tap]:
                self.add(None, f'order of frames from {source} {ENDS[tap]}')

    def is_opened(self, number, ours, theirs):
        """Has hardware taken off an outer header? Software does that behind
        the CPU's door."""
        source, data, _ = self.set.frames[number]
        return self.has_tunnels and source == outer.UNDERLAY and \
            outer.is_for_us(data) and OUTER_END in theirs and \
            OUTER_END not in ours

    def tell(self, ours, theirs):
        """Words for a frame's fate on both sides."""
        def fate(side):
            return '; '.join(f'{ENDS[tap]}: ' + ' '.join(d.hex() for d in data)
                             for tap, data in sorted(side.items())) or 'nothing'
        return f'hardware: {fate(ours)}\n  software: {fate(theirs)}'

    # ---- counters

    def compare_counters(self, answer, part):
        now = counters(answer, self.trial.places)
        soft, hard = now
        for key, counter in soft.items():
            if key not in hard:
                self.add(None, f'{self.name(key)} is not there in hardware')
                continue
            self.compare_counter(key, counter - self.before[0][key],
                                 hard[key] - self.before[1][key], part)
        for key in hard:
            if key not in soft:
                self.add(None, f'{self.name(key)} is not there in software')
        self.compare_opened(hard)
        self.before = [collections.defaultdict(lambda: NOTHING, side)
                       for side in now]

    def compare_opened(self, hard):
        """Each frame that hardware opens hits one filter of a first chain."""
        hits = sum((counter - self.before[1][key]).hw
                   for key, counter in hard.items()
                   if key[0][0] in TUNNELS and not key[1])
        if hits != self.opened:
            self.add(None, f'hardware has opened {self.opened} frames and '
                           f'counted {hits}')

    def name(self, key):
        (port, direction), chain, pref, handle = key
        return (f'filter of {port} {direction} chain {chain} pref {pref} '
                f'handle {handle}')

    def compare_counter(self, key, soft, hard, part):
        is_tunnel = key[0][0] in TUNNELS
        self.hits[key] += hard.hw if is_tunnel else soft.packets
        self.hw_hits[key] += hard.hw
        if soft.packets != hard.packets:
            self.add(None, f'{self.name(key)}: {hard.packets} packets, in '
                           f'software {soft.packets}')
        elif soft.drops != hard.drops:
            self.add(None, f'{self.name(key)}: {hard.drops} drops, in '
                           f'software {soft.drops}')
        elif not self.bytes_fit(key, soft, hard, part):
            self.add(None, f'{self.name(key)}: {hard.packets} packets, '
                           f'{hard.bytes} bytes, in software {soft.bytes}')

    def bytes_fit(self, key, soft, hard, part):
        """What hardware counts is software's + 14 + 4 for a stripped tag."""
        (port, direction), chain, _, _ = key
        in_hw = hard.packets if self.set.mode == 'hw' and \
            port not in TUNNELS else hard.hw
        more = hard.bytes - soft.bytes
        data = self.set.frames[part[0]][1]
        if port in TUNNELS:
            data = outer.inner_of(data)
        is_tagged = packet.is_tagged(data)
        if direction == 'ingress':
            # the length is taken when a frame enters, whatever is edited
            return more == in_hw * (ETH + TAG * is_tagged)
        # at egress a tag may have come or gone; software keeps one aside
        return more % TAG == 0 and 0 <= more <= TAG * in_hw
