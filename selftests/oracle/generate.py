# SPDX-License-Identifier: GPL-2.0-only
"""Owns the generator: a rule set and frames aimed at the edges of its filters
from a seed, and from nothing else."""
import random

import actions
import conns
import keys
import outer
import packet
import tunnels
from fields import FIELDS, Pools
from packet import FRAGS, KINDS, PROTOS
from ruleset import (BLOCKS, CPU, LOCAL_MAC, PORTS, TUNNELS, Event, Filter,
                     RuleSet, place_text)
from template import Template

PREFS = (10, 11, 20, 4000, 65000)
MODE_OF = ('hw', 'hw', 'hw', 'hw', 'both', 'mixed')
CHAINS = (0, 0, 0, 1, 2, 7)
EMPTY_CHAIN = 99
SHORT_PORTS = ('uplink', 'bmc')     # their far ends do not pad
SAFE_SIZE = 92          # stays above the padding whatever is taken away
MANY_OUTPUTS = 16
MANY_ACTIONS = 22       # and some more: the kernel takes 32


class Generator:
    """Makes one set. @offer: names of the keys and actions that hardware has;
    @other: those that it refuses and software has."""

    def __init__(self, seed, offer, other, owned):
        self.rng = random.Random(seed)
        self.offer = offer - conns.names(offer)
        self.other = other
        self.owned = owned      # {port: MAC}
        self.pools = Pools(PROTOS)
        self.set = RuleSet(self.rng.choice(MODE_OF), str(seed))
        self.protocols = {}     # (port, direction, chain, pref): shape
        self.themes = {}        # (port, direction): shapes
        self.egress = ()        # ports with filters there
        self.shared = {}        # block: its ports
        self.templates = {}     # (place, chain): Template, None if it has none
        self.handles = 0
        # outputs of one frame are limited: either egress filters make some,
        # or one filter may make many
        self.style = self.rng.choice(('plain', 'plain', 'egress', 'egress',
                                      'many'))
        self.has_csum = self.rng.random() < 0.5
        there = [name for name in TUNNELS if f'tunnel.{name}' in offer]
        self.decaps, self.encaps = (), ()   # devices, kinds of headers
        self.conns = None
        if 'ct' in offer and self.rng.random() < 0.12:
            self.offer = offer
            self.set.mode = 'both'      # software makes connections
            self.conns = conns.Conns(self)
        elif there and self.rng.random() < 0.4:
            self.decaps = self.rng.sample(there, self.rng.choice((0, 1, 1, 2)))
            self.encaps = [name for name in tunnels.ENCAPS if
                           f'encap.{name}' in offer and
                           self.rng.random() < 0.3]
            tunnels.restrict(self.pools, self.encaps)
            self.set.csums = tuple(
                name for name in self.decaps if not outer.DEVICES[name] and
                f'csum.{name}' in offer and self.rng.random() < 0.5)
        self.has_refused = self.set.mode != 'hw' and other and \
            self.rng.random() < 0.4

    # ---- filters

    def theme_of(self, place):
        """Few shapes at one place, so that frames meet several filters."""
        if place not in self.themes and self.conns:
            self.themes[place] = ['ipv4', 'ipv6', 'tagged.ipv4']
        if place not in self.themes:
            rows = [shape for shape in keys.SHAPES
                    if shape != 'pppoe' or 'pppoe_sid' in self.offer]
            self.themes[place] = [self.rng.choice(rows),
                                  self.rng.choice(rows),
                                  self.rng.choice(('ipv4', 'ipv6'))]
        return self.themes[place]

    def shape_of(self, place, chain, pref):
        """One preference of a chain has one protocol and one classifier."""
        template = self.template_of(place, chain)
        if template:
            return template.shape, template.protocol, 'flower'
        where = (place, chain, pref)
        if where not in self.protocols:
            shape = self.rng.choice(self.theme_of(place))
            protocol = keys.SHAPES[shape][0].split()[0]
            if protocol == 'TAG':
                protocol = self.rng.choice(('802.1q', '802.1ad'))
            kind = 'flower' if self.rng.random() < 0.95 else 'matchall'
            self.protocols[where] = (shape, protocol, kind)
        shape, protocol, kind = self.protocols[where]
        if shape.startswith(('tagged', 'double')):
            shape = self.rng.choice([s for s in keys.TAG])
        return shape, protocol, kind

    def add_shape(self, found, shape, protocol):
        """The words that say what is behind the tags."""
        words = keys.SHAPES[shape][0].split()[1:]
        depth, inner = 0, None
        found.demands += [(field, value, None)
                          for field, value in keys.SHAPES[shape][1]]
        if words or shape == 'tagged':
            tpid = {'802.1q': 0x8100, '802.1ad': 0x88a8}[protocol]
            found.demands.append(('tpid0', tpid, None))
        while words:
            word, value = words[:2]
            words = words[2:]
            depth += 1
            if value == 'TAG':
                inner = self.rng.choice((0x8100, 0x88a8))
                found.demands.append(('tpid1', inner, None))
                value = f'{inner:#06x}'
            found.keys.append((f'shape.{word}', [word, value]))

    # ---- templates

    def template_of(self, place, chain):
        """Makes one now and then, ahead of a chain's first filter."""
        if (place, chain) not in self.templates:
            self.templates[place, chain] = None
            if chain and self.rng.random() < 0.2:
                self.templates[place, chain] = self.new_template(place, chain)
        return self.templates[place, chain]

    def new_template(self, place, chain):
        shape = self.rng.choice(self.theme_of(place))
        found = Template(shape, self.rng, self.proto_of(shape))
        rows = [row for row in self.usable(shape, found.proto, self.offer)
                if row.name in keys.TEMPLATES]
        rows = self.rng.sample(rows, min(len(rows), self.rng.randrange(2, 7)))
        found.keys = keys.compatible(rows)
        self.set.filters.append(Event('tc', 'chain', 'add', place_text(*place),
                                      'chain', str(chain), found.text()))
        return found

    def proto_of(self, shape):
        """IP protocol that a filter names, None for any."""
        if shape not in keys.IP or self.rng.random() < 0.3:
            return None
        icmp = packet.ICMP if shape in keys.V4 else packet.ICMP6
        return self.rng.choice((packet.TCP, packet.UDP, packet.UDP, icmp, icmp,
                                icmp, packet.SCTP, packet.L2TP, packet.ESP,
                                packet.AH, packet.DCCP, packet.GRE))

    def usable(self, shape, proto, names):
        return [key for key in keys.KEYS if key.name in names and
                shape in key.where and
                (key.protos is None or proto in key.protos)]

    def choose_keys(self, shape, proto, found, is_refused):
        rows = [row for row in self.usable(shape, proto, self.offer)
                if not row.name.startswith('ct_') or
                self.conns.is_tracked(found)]
        template = self.templates.get(((found.port, found.direction),
                                       found.chain))
        if template and self.rng.random() < 0.95:
            # else the kernel refuses it, on both sides
            rows = [row for row in rows if row in template.keys]
        count = min(len(rows), self.rng.choice((0, 1, 1, 2, 2, 3, 4, 6)))
        chosen = self.rng.sample(rows, count)
        if is_refused:
            chosen += self.rng.sample(
                self.usable(shape, proto, self.other), 1)
        return keys.compatible(chosen)

    def add_keys(self, found, shape, is_refused):
        if found.port in TUNNELS:
            for name, words, demands in tunnels.choose_keys(
                    self.rng, self.pools, found.port):
                found.keys.append((name, words))
                found.demands += demands
        proto = self.proto_of(shape)
        template = self.templates.get(((found.port, found.direction),
                                       found.chain))
        if template:
            found.is_templated = True
            proto = template.proto
        if proto is not None:
            word = keys.PROTO_WORD.get(proto, f'{proto:x}')
            found.keys.append(('ip_proto', ['ip_proto', word]))
            found.demands.append(('proto', proto, None))
        if self.rng.random() < 0.2 and not is_refused:
            return
        is_random = self.encaps and found.direction == 'egress'
        for row in self.choose_keys(shape, proto, found, is_refused):
            if is_random and tunnels.is_unsure(row.name, self.encaps):
                continue
            words, demands = row.make(self.rng, self.pools)
            if row.name == 'indev' and self.rng.random() < 0.8:
                words = ['indev', f'@{found.port}' if found.port in TUNNELS
                         else f'@{self.port_of(found.port)}']
                demands = []
            found.keys.append((row.name, words))
            found.demands += demands

    def new_filter(self, place):
        """A filter that matches nothing special yet and does nothing."""
        port, direction = place
        # a chain that nothing leads to is never met
        chain = self.rng.choice(self.targets(place) or CHAINS) \
            if self.rng.random() < (0.85 if self.conns else 0.5) else \
            self.rng.choice(CHAINS)
        pref = self.rng.choice(PREFS[:self.npref])
        shape, protocol, kind = self.shape_of(place, chain, pref)
        found = Filter(place, (protocol, kind))
        found.chain, found.pref = chain, pref
        found.handle = self.new_handle()
        if kind == 'matchall' and any(
                f.selector().split(' handle')[0] ==
                found.selector().split(' handle')[0]
                for f in self.made()):
            return None, shape      # matchall is alone
        return found, shape

    def new_handle(self):
        self.handles += 1
        return self.handles

    def targets(self, place):
        """Chains that filters there lead to."""
        return [int(f.actions[-1][1][2]) for f in self.made()
                if (f.port, f.direction) == place and f.actions and
                f.actions[-1][0] == 'goto' and
                f.actions[-1][1][2] != str(EMPTY_CHAIN)]

    def fill(self, found, shape):
        """Keys, actions and flags of a filter."""
        place = found.port, found.direction
        is_flower = found.match[1] == 'flower'
        is_refused = bool(is_flower and self.has_refused and
                          self.can_refuse(place) and
                          not self.templates.get((place, found.chain)) and
                          self.usable(shape, None, self.other) and
                          self.rng.random() < 0.2)
        if is_flower:
            self.add_shape(found, shape, found.match[0])
            if found.port in TUNNELS:
                found.demands.append(('tunnel', found.port, None))
            self.add_keys(found, shape, is_refused)
        found.skip = self.set.mode == 'mixed' and \
            place[0] not in TUNNELS and \
            place not in self.all_soft and not is_refused and \
            self.rng.random() < 0.5
        self.add_actions(found, shape)
        found.stats = self.rng.choice(actions.HW_STATS)

    def can_refuse(self, place):
        """What hardware refuses in a path that skip_sw filters lead to would
        be an answer of software's, which does not have them."""
        return self.set.mode != 'mixed' or place[1] == 'ingress'

    # ---- actions

    def outputs_of(self, port, direction):
        """Ports that filters at a place may send to: no circles at egress."""
        if direction == 'ingress':
            return PORTS
        last = max(PORTS.index(member) for member in self.members(port))
        return PORTS[last + 1:] if last < 2 else ()

    def output_budget(self, found):
        if found.direction == 'egress':
            return 1 if self.style == 'egress' else 0
        if self.style == 'many':
            return MANY_OUTPUTS if found.chain == 0 else 0
        return 2

    def edits(self, found, shape):
        """Rows of edits that may follow what the filter has so far."""
        protos = [words[1] for name, words in found.keys if name == 'ip_proto']
        if any(name == 'num_of_vlans' and words[1] != '0'
               for name, words in found.keys):
            protos = []         # flower then ignores what is behind the tags
        rows = [row for row in actions.ACTIONS if row.name in self.offer and
                row.kind in self.edit_kinds(found) and
                (row.where is None or shape in row.where) and
                (row.proto is None or row.proto in protos)]
        names = [name for name, _ in found.actions]
        return [row for row in rows if self.is_sane(row.name, names, found,
                                                    shape)]

    def edit_kinds(self, found):
        if self.conns and self.conns.is_tracked(found) and \
                self.rng.random() < 0.25:
            return (actions.TRACK,)
        return (actions.EDIT,)

    def is_sane(self, name, names, found, shape):
        """Is it something that software does as its page says?

        csum computes nothing at egress behind two tags, reads beyond what a
        frame has of an IPv4 header, and of one that says it is shorter than
        20 bytes it sums the first word (x86)."""
        if self.decaps and name in ('pedit.eth.dst', 'pedit.many') and \
                outer.UNDERLAY in self.members(found.port):
            return False        # software knows still that it was for it
        if found.port in TUNNELS and shape not in ('ipv4', 'ipv6') and \
                name.startswith(('pedit.tcp', 'pedit.udp')):
            return False        # software does not always find them
        if self.encaps and found.direction == 'egress' and \
                name.startswith(('pedit.ip', 'pedit.tcp', 'pedit.udp', 'mpls',
                                 'csum', 'pedit.many')):
            return False        # of a header that is not the same twice
        if name.startswith('ct'):
            return self.conns.is_sane(name, names)
        if name == 'mpls.pop':
            return not self.has_csum
        if found.skip and found.direction == 'ingress' and \
                name.startswith('police'):
            # its "ok" leads to software's filters, which lack this one
            return False
        if found.direction == 'ingress':
            return not name.startswith('csum') or self.has_csum
        if name.startswith('csum'):
            return self.has_csum and shape in ('ipv4', 'ipv6') and \
                'vlan.push' not in names
        return name != 'vlan.push' or \
            not any(n.startswith('csum') for n in names)

    def add_edits(self, found, shape):
        for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2))):
            rows = self.edits(found, shape)
            if rows:
                row = self.rng.choice(rows)
                words = row.make(self.rng, self.pools) if row.make else \
                    self.conns.action(row.name)
                found.actions.append((row.name, words))

    def output(self, found, verb):
        ports = self.outputs_of(found.port, found.direction)
        if self.rng.random() < 0.6:
            ports = [p for p in ports if p in self.egress] or ports
        return ['mirred', 'egress', verb, 'dev', '@' + self.rng.choice(ports)]

    def add_output(self, found, verb):
        """To a port, or into a tunnel."""
        if self.encaps and found.direction == 'ingress' and \
                self.rng.random() < 0.4:
            name = self.rng.choice(self.encaps)
            found.actions.append((f'encap.{name}', tunnels.key_set(
                self.rng, self.pools, name)))
            words = ['mirred', 'egress', verb, 'dev',
                     f'@{tunnels.ENCAPS[name][0]}']
        else:
            name, words = None, self.output(found, verb)
        found.actions.append((verb, words))
        if name and verb == 'mirror':
            # the key is not to be taken elsewhere
            found.actions.append(('unset', ['tunnel_key', 'unset', 'pipe']))

    def add_actions(self, found, shape):
        budget = self.output_budget(found)
        if found.port in TUNNELS and self.rng.random() < 0.7:
            found.actions.append(('decap', ['tunnel_key', 'unset', 'pipe']))
        ports = self.outputs_of(found.port, found.direction)
        verdict = self.verdict_of(found, budget if ports else 0)
        if verdict == 'redirect':
            budget -= 1
        count = self.rng.choice((0, 0, 1, 1, 2)) if ports else 0
        if self.style == 'many' and budget > 8 and self.rng.random() < 0.3:
            count = self.rng.randrange(3, MANY_OUTPUTS + 1)
        for _ in range(min(count, budget)):
            if len(found.actions) > MANY_ACTIONS:
                break
            if self.rng.random() < 0.6:
                self.add_edits(found, shape)
            self.add_output(found, 'mirror')
        self.add_edits(found, shape)
        if verdict == 'redirect':
            self.add_output(found, 'redirect')
        elif verdict == 'goto':
            found.actions.append(('goto', ['goto', 'chain',
                                           str(self.next_chain(found))]))
        elif verdict:
            row = actions.BY_NAME[verdict]
            found.actions.append((verdict, row.make(self.rng, self.pools)))
        if not found.actions and found.match[1] == 'matchall':
            found.actions.append(('pass', ['pass']))

    def next_chain(self, found):
        later = [c for c in sorted(set(CHAINS)) if c > found.chain]
        return self.rng.choice(2 * later + [EMPTY_CHAIN])

    def verdict_of(self, found, budget):
        choices = ['drop', 'pass', None, 'goto', 'goto']
        if budget > 0:
            choices += ['redirect'] * 3
        # software's trap at egress has no counterpart on the twin
        if found.direction == 'ingress':
            choices.append('trap')
        if 'police.last' in self.offer:
            choices.append('police.last')
        if self.style == 'many':
            choices = [choice for choice in choices if choice != 'goto']
        if self.set.mode == 'mixed' and found.direction == 'ingress':
            # what skip_sw passes on to the CPU meets software's filters there
            if found.skip:
                choices = ['drop'] + ['redirect'] * 3 * (budget > 0)
            return self.rng.choice(choices)
        return self.rng.choice(choices)

    # ---- the set

    def places(self):
        chosen = [(port, 'ingress') for port in
                  self.rng.sample(PORTS, self.rng.choice((1, 2, 2, 3)))]
        if self.rng.random() < 0.5:
            chosen += [(port, 'egress') for port in
                       self.rng.sample(PORTS, self.rng.choice((1, 2)))]
        chosen += self.shared_places(chosen)
        for name in self.decaps:
            self.shared[name] = [outer.UNDERLAY]
            chosen += [(name, 'ingress')] * 2
        return chosen

    def shared_places(self, taken):
        """Blocks of several ports, which have no such filters of their own."""
        found = []
        for block, (_, direction) in BLOCKS.items():
            free = [port for port in PORTS if (port, direction) not in taken]
            if len(free) < 2 or self.rng.random() < 0.75:
                continue
            ports = self.rng.sample(free, self.rng.randrange(2, len(free) + 1))
            self.shared[block] = ports
            found.append((block, direction))
            for port in ports:
                self.set.filters.append(Event('share', f'@{block}', f'@{port}'))
        return found

    def members(self, port):
        """Ports that a place of filters is of."""
        return self.shared.get(port, (port,))

    def port_of(self, place):
        return self.rng.choice(self.members(place))

    def move_ports(self):
        """Ports that come to a block behind its filters, leave it, or both:
        those whose other direction has none that would be gone with them, and
        not the one that tunnels, with their markers, lead to."""
        places = {(f.port, f.direction) for f in self.made()}
        for block, ports in self.shared.items():
            movable = [port for port in ports[1:] if not any(
                port in self.members(name) and name != block
                for name, _ in places)]
            if self.decaps or self.encaps:
                movable = [port for port in movable
                           if port != outer.UNDERLAY]
            for port in movable:
                if self.rng.random() < 0.5:
                    self.move_port(f'@{block}', f'@{port}')

    def move_port(self, block, port):
        listed = self.set.filters
        first = next(at for at, item in enumerate(listed)
                     if item.text() == f'share {block} {port}')
        kind = self.rng.choice(('late', 'leaves', 'back'))
        # behind all that comes to blocks first
        start = max(at for at, item in enumerate(listed)
                    if item.verb == 'share') + 1
        places = sorted(self.rng.randrange(start, len(listed) + 1)
                        for _ in range(2))
        if kind != 'leaves':
            listed.insert(places[1], Event('share', block, port))
        if kind == 'late':
            del listed[first]
        else:
            listed.insert(places[0], Event('leave', block, port))

    def make(self, filters, frames):
        places = self.places()
        self.egress = [port for place, direction in places
                       if direction == 'egress'
                       for port in self.members(place)]
        self.npref = self.rng.randrange(1, len(PREFS) + 1)
        # one side of a port's egress is software's or not: there the two
        # meet frames one behind the other
        self.all_soft = [p for p in places if p[1] == 'egress']
        count = self.rng.randrange(2, filters + 1)
        if self.conns:
            self.conns.prime(places)
            self.conns.heads(places)
        for _ in range(count):
            place = self.rng.choice(places)
            found, shape = self.new_filter(place)
            if found:
                self.fill(found, shape)
                self.set.filters.append(found)
                self.change()
        self.make_frames(frames)
        self.move_ports()
        return self.set

    def change(self):
        """Now and then one goes again, comes back behind the others, or is
        replaced by one that shares its handle and its protocol only."""
        if self.rng.random() > 0.15:
            return
        victims = [f for f in self.live() if f.match[1] == 'flower']
        if not victims:
            return
        victim = self.rng.choice(victims)
        if self.rng.random() < 0.5:
            self.replace(victim)
            return
        gone = Filter((victim.port, victim.direction), victim.match, 'del')
        gone.chain, gone.pref = victim.chain, victim.pref
        gone.handle = victim.handle
        self.set.filters.append(gone)
        if self.rng.random() < 0.3:
            self.set.filters.append(victim)

    def replace(self, victim):
        place = victim.port, victim.direction
        found = Filter(place, victim.match, 'replace')
        found.chain, found.pref = victim.chain, victim.pref
        found.handle = victim.handle
        self.fill(found, self.shape_of(place, found.chain, found.pref)[0])
        self.set.filters.append(found)

    def made(self):
        """Commands about filters so far."""
        return [f for f in self.set.filters if isinstance(f, Filter)]

    def live(self):
        """Filters that are there after the commands so far."""
        there = {}
        for found in self.made():
            if found.verb == 'del':
                there.pop(found.handle, None)
            else:
                there[found.handle] = found
        return [found for found in there.values()
                if found.pref >= PREFS[0]]

    # ---- frames

    def make_frames(self, count):
        live = [f for f in self.live() if f.match[1] == 'flower']
        sources = sorted({port for f in live if f.direction == 'ingress'
                          for port in self.members(f.port)}) or list(PORTS)
        made = []
        self.has_copies = any('mirror' in dict(f.actions) for f in self.live()
                              if outer.UNDERLAY in self.members(f.port))
        self.has_ports = any(name.startswith(('pedit.tcp', 'pedit.udp'))
                             for f in self.set.filters for name, _ in f.actions)
        for number in range(count):
            frame, source = self.aim(live, sources)
            made.append(self.finish(frame, source, number))
        # counters are read behind the frames without a tag, and at the end
        self.set.frames = made

    def aim(self, live, sources):
        frame = packet.random_frame(self.rng, self.pools)
        source = self.rng.choice(sources if self.rng.random() < 0.9 else PORTS)
        if live:
            first = self.rng.choice(live)
            way = self.way_to(first, live)
            for before in way:
                self.demand(frame, before)
                source = self.port_of(before.port)
            if first.direction == 'ingress' and self.rng.random() < 0.9:
                source = self.port_of(first.port)
            elif first.direction == 'egress' and self.set.mode != 'mixed' \
                    and self.rng.random() < 0.3:
                source = CPU + self.port_of(first.port)
            self.demand(frame, first)
            if self.conns:
                self.conns.aim(frame, sum((f.demands for f in way + [first]),
                                          []))
            if self.rng.random() < 0.3:
                self.demand(frame, self.rng.choice(live))
            for _ in range(self.rng.choice((0, 0, 0, 1, 1, 2))):
                self.spoil(frame, self.rng.choice(live))
        return frame, source

    def way_to(self, found, live):
        """Filters through which a frame gets to that one, last one last."""
        way = []
        while found.chain and len(way) < len(CHAINS):
            rows = [f for f in live if f.port == found.port and
                    f.direction == found.direction and f.actions and
                    f.actions[-1][1] == ['goto', 'chain', str(found.chain)]]
            if not rows:
                break
            found = self.rng.choice(rows)
            way.insert(0, found)
        if found.direction == 'egress':
            rows = [f for f in live if f.direction == 'ingress' and
                    any('@' + port in words for _, words in f.actions
                        for port in self.members(found.port))]
            if rows:
                found = self.rng.choice(rows)
                return self.way_to(found, live) + [found] + way
        return way

    def demand(self, frame, found):
        """Makes the frame one that the filter matches."""
        for field, value, cover in found.demands:
            if isinstance(value, tuple):
                low, high = value
                frame[field] = self.rng.choice((low, high,
                                                self.rng.randint(low, high)))
            elif field not in FIELDS or cover is None:
                frame[field] = value
            else:
                frame[field] = frame[field] & ~cover | value
        if 'inner' not in [d[0] for d in found.demands]:
            frame['inner'] = self.rng.choice(packet.INNER)

    def spoil(self, frame, found):
        """Steps over an edge of the filter, or out of its world."""
        rng = self.rng
        aimed = [d for d in found.demands if d[0] in FIELDS]
        what = rng.random()
        if frame['tunnel'] and rng.random() < 0.15:
            frame['enc_defect'] = rng.choice(outer.DEFECTS)
            return
        if what < 0.35 and aimed:
            field, value, cover = rng.choice(aimed)
            top = (1 << FIELDS[field]) - 1
            if isinstance(value, tuple):
                low, high = value
                frame[field] = rng.choice((low - 1, high + 1)) & top
            elif rng.random() < 0.5:
                frame[field] = (frame[field] + rng.choice((-1, 1))) & top
            else:
                frame[field] ^= 1 << rng.randrange(FIELDS[field])
        elif what < 0.5:
            field = rng.choice(tuple(FIELDS))
            frame[field] = self.pools.value(rng, field)
        elif what < 0.6:
            frame['tags'] = rng.choice((0, 1, 2, 3))
        elif what < 0.7:
            frame['kind'] = rng.choice(KINDS)
        elif what < 0.8:
            frame['frag'] = rng.choice(FRAGS)
        elif what < 0.86:
            frame['options'] = rng.choice((0, 1, 10))
            frame['extensions'] = tuple(
                rng.choice(packet.EXTENSIONS)
                for _ in range(rng.choice((0, 1, 2, 3))))
            frame['labels'] = rng.choice((1, 2, 3, 7, 8, 9))
        elif what < 0.9:
            frame['proto'] = rng.choice(PROTOS)
        else:
            frame['defect'] = rng.choice(packet.DEFECTS)
            frame['keep'] = rng.randrange(18, 120)
            if frame['defect'] == 'cut':
                frame['payload'] = 0

    def finish(self, frame, source, number):
        """Bytes of a frame that may enter there."""
        if frame['smac'] in self.owned.values() or frame['smac'] >> 40 & 1:
            frame['smac'] = 0x02005e110001
        if frame['dmac'] >> 4 == 0x0180c200000:
            frame['dmac'] = 0x02005e110001
        least = packet.MIN_HOST
        if self.set.mode != 'hw':
            least = SAFE_SIZE
        elif source in SHORT_PORTS:
            least = 18
        if self.has_csum and frame['defect'] in ('cut', 'ihl') and \
                'ipv4' in (frame['kind'], frame['inner']):
            frame['defect'] = None
        if self.has_ports and frame['frag'] == 'later':
            # what the older kernel edits there are no ports
            frame['frag'] = 'first'
        if self.conns:
            self.conns.finish(frame)
        if frame['defect'] == 'short':
            frame.update(payload=0, defect='cut', keep=18)
        if tunnels.sees_loops(self.encaps) and frame['defect'] == 'cut' and \
                'ipv6' in (frame['kind'], frame['inner']):
            frame['defect'] = None
        if source.startswith(CPU):
            # a packet socket shows software the headers behind a tag, but
            # the protocol of the tag: such frames match nothing there
            frame['tags'] = 0
        if source != outer.UNDERLAY or frame['tags'] and not self.decaps:
            frame['tunnel'] = None
        kinds = tuple(packet.classes(frame))
        if not frame['tunnel']:
            return source, packet.build(frame, number, least), kinds
        outer.settle(self.rng, frame, self.set.csums, self.has_copies)
        # software may send it through a port that pads
        data = packet.build(frame, number, SAFE_SIZE)
        return source, outer.wrap(frame, data, LOCAL_MAC), \
            kinds + tuple(outer.classes(frame))
