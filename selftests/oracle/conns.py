# SPDX-License-Identifier: GPL-2.0-only
"""Owns connections of sets with "action ct": which there are, what makes them
before the frames of a set are sent, and frames of them.

Filters of their own, ahead of all others, commit them: what makes a connection
has a source address of its own, so that no other frame changes what is known.
"""
import actions
import keys
import packet
from fields import ip4, ip6, mac
from ruleset import PORTS, TUNNELS, Filter

ZONES = (1, 7, 4095, 65535)
PRIME_PREF = {4: 5, 6: 6}       # ahead of what is compared
HEAD_PREFS = {'ipv4': 12, 'ipv6': 13, 'tagged.ipv4': 14, 'tagged.ipv6': 15}
STREAM_MS = 2200                # what has lasted two seconds is a stream of UDP
TCP_ENDS = 0x007                # SYN, RST and FIN
TAIL_TRIES = 3
LEAST_PAYLOAD = 64              # nothing behind the packet
UNSURE = ('short', 'length', 'cut', 'doff')
WAYS = ('original', 'reply')
KEYS = {'ct_state', 'ct_zone', 'ct_mark', 'ct_label'}


def names(offer):
    """Those of keys and actions that only sets with connections use."""
    return {name for name in offer if name == 'ct' or
            name.startswith(('ct_', 'ct.'))}


class Conn:
    """A connection: the tuples of both ways, as (src, dst, sport, dport)."""

    def __init__(self, rng, pools, zones):
        self.bits = rng.choice((4, 4, 6))
        self.proto = rng.choice((packet.TCP, packet.TCP, packet.UDP))
        self.zone = rng.choice(zones)
        self.mark = pools.value(rng, 'ct_mark')
        self.label = pools.value(rng, 'ct_label')
        sport, dport = self.port(rng, pools), self.port(rng, pools)
        src, dst = self.address(rng, pools), self.address(rng, pools)
        self.original = (src, dst, sport, dport)
        self.reply = (dst, src, dport, sport)
        self.nat = []
        if rng.random() < 0.5:
            self.translate(rng, pools)

    def port(self, rng, pools):
        return pools.value(rng, 'sport') or 1024

    def address(self, rng, pools):
        return pools.value(rng, f'src{self.bits}') or 1

    def translate(self, rng, pools):
        """What one side is called by the other."""
        addr, port = self.address(rng, pools), self.port(rng, pools)
        write = ip4 if self.bits == 4 else ip6
        src, dst, sport, dport = self.original
        has_port = rng.random() < 0.6
        if rng.random() < 0.5:
            self.nat = ['nat', 'src', 'addr', write(addr)]
            self.reply = (dst, addr, dport, port if has_port else sport)
        else:
            self.nat = ['nat', 'dst', 'addr', write(addr)]
            self.reply = (addr, src, port if has_port else dport, sport)
        if has_port:
            self.nat += ['port', str(port)]

    def keys(self):
        """What no two connections have."""
        return {(self.zone, self.proto, self.bits, way)
                for way in (self.original, self.reply)}

    def is_sane(self):
        """One that is its own answer is none."""
        return len(self.keys()) == 2 and \
            self.original[0] != self.original[1]

    def write(self, frame, way):
        """Makes the frame one of this connection."""
        src, dst, sport, dport = getattr(self, way)
        frame.update({'kind': f'ipv{self.bits}', 'inner': f'ipv{self.bits}',
                      'proto': self.proto, 'sport': sport, 'dport': dport,
                      f'src{self.bits}': src, f'dst{self.bits}': dst,
                      'frag': 'no', 'options': 0, 'extensions': (),
                      'tags': min(frame['tags'], 1)})

    def has(self, frame):
        """Does it have the mark, label and zone that a frame is to have?"""
        return all(value & cover == wanted for value, (wanted, cover) in
                   ((self.mark, frame['ct'].get('ct_mark', (0, 0))),
                    (self.label, frame['ct'].get('ct_label', (0, 0))),
                    (self.zone, frame['ct'].get('ct_zone', (0, 0)))))


class Conns:
    """Those of a set; the generator asks for filters and frames."""

    def __init__(self, generator):
        self.gen = generator
        self.rng = generator.rng
        # software forgets the zone 0 in front of a second lookup
        self.zones = (0,) if self.rng.random() < 0.15 else \
            tuple(self.rng.sample(ZONES, self.rng.choice((1, 2, 2, 3))))
        self.all = []
        taken = set()
        for _ in range(self.rng.randrange(2, 7)):
            found = self.another()
            if found.is_sane() and not taken.intersection(found.keys()):
                taken |= found.keys()
                self.all.append(found)
        # what keys name
        world = self.gen.pools.world
        world['ct_mark'] = (0, *(conn.mark for conn in self.all))
        world['ct_label'] = (0, *(conn.label for conn in self.all))
        world['ct_zone'] = self.zones

    def another(self):
        """Now and then the same in another zone."""
        found = Conn(self.rng, self.gen.pools, self.zones)
        if self.all and self.rng.random() < 0.3:
            like = self.rng.choice(self.all)
            found.bits, found.proto = like.bits, like.proto
            found.original, found.reply = like.original, like.reply
            found.nat = like.nat
        return found

    # ---- filters

    def is_tracked(self, found):
        """May this filter look at connections?"""
        return found.direction == 'ingress' and found.port not in TUNNELS

    def prime(self, places):
        """Filters and frames that make the connections."""
        busy = [port for port, direction in places if direction == 'ingress'
                for port in self.gen.shared.get(port, ())]
        ports = [port for port in PORTS if port not in busy]
        if not ports:
            self.all = []
            return
        groups = ([], [])
        for number, conn in enumerate(self.all):
            for side, way in enumerate(WAYS):
                port = self.rng.choice(ports)
                source = 0x02005e700000 | side << 8 | number
                self.add_prime(conn, port, source, way)
                groups[side].append((port, prime_frame(conn, source, way)))
        there, back = groups
        self.gen.set.primes = [(0, there), (0, back), (0, there)]
        self.gen.set.conns = 2 * sum(conn.proto == packet.TCP
                                     for conn in self.all)
        if self.rng.random() < 0.4 and \
                any(conn.proto == packet.UDP for conn in self.all):
            self.gen.set.primes += [(STREAM_MS, back), (0, back)]
            self.gen.set.conns = 2 * len(self.all)

    def add_prime(self, conn, port, source, way):
        protocol = 'ip' if conn.bits == 4 else 'ipv6'
        found = Filter((port, 'ingress'), (protocol, 'flower'))
        found.pref = PRIME_PREF[conn.bits]
        found.handle = self.gen.new_handle()
        found.keys.append(('src_mac', ['src_mac', mac(source)]))
        words = ['ct', 'zone', str(conn.zone)]
        if way == 'original':
            words = ['ct', 'commit', 'zone', str(conn.zone),
                     'mark', str(conn.mark), 'label', f'{conn.label:032x}',
                     *conn.nat]
        elif conn.nat:
            words.append('nat')
        found.actions = [('ct.commit', words + ['pipe']), ('drop', ['drop'])]
        self.gen.set.filters.append(found)

    def heads(self, places):
        """What looks connections up, in a first chain."""
        shapes = ['ipv4', 'ipv6']
        if self.rng.random() < 0.3:
            shapes += ['tagged.ipv4', 'tagged.ipv6']
        for place in places:
            if place[1] != 'ingress' or place[0] in TUNNELS:
                continue
            for shape in shapes:
                if self.rng.random() < 0.85:
                    self.add_head(place, shape)

    def add_head(self, place, shape):
        protocol = {'ipv4': 'ip', 'ipv6': 'ipv6'}.get(shape, '802.1q')
        found = Filter(place, (protocol, 'flower'))
        found.pref = HEAD_PREFS[shape]
        self.gen.protocols[place, 0, found.pref] = (shape, protocol, 'flower')
        found.handle = self.gen.new_handle()
        self.gen.add_shape(found, shape, protocol)
        if self.rng.random() < 0.7:
            found.keys.append(('ct_state', ['ct_state', '-trk']))
        name = self.rng.choice(('ct', 'ct.nat', 'ct.nat'))
        zone = self.rng.choice(self.zones)
        found.demands.append(('ct_zone', zone, 0xffff))
        found.actions = [
            (name, lookup(zone, name == 'ct.nat')),
            ('goto', ['goto', 'chain', self.rng.choice('1127')])]
        self.gen.set.filters.append(found)
        for _ in range(self.rng.choice((1, 2, 3))):
            self.add_tail(place, shape, int(found.actions[-1][1][2]))

    def add_tail(self, place, shape, chain):
        """What becomes of frames that have been looked up."""
        protocol = {'ipv4': 'ip', 'ipv6': 'ipv6'}.get(shape, '802.1q')
        found = Filter(place, (protocol, 'flower'))
        found.chain = chain
        self.gen.templates[place, chain] = None
        found.pref = HEAD_PREFS[shape]
        found.handle = self.gen.new_handle()
        self.gen.protocols[place, chain, found.pref] = (shape, protocol,
                                                        'flower')
        self.gen.add_shape(found, shape, protocol)
        for name in self.rng.sample(sorted(KEYS), self.rng.choice((1, 1, 2))):
            words, demands = keys.BY_NAME[name].make(self.rng, self.gen.pools)
            found.keys.append((name, words))
            found.demands += demands
        for _ in range(TAIL_TRIES):
            found.actions = []
            self.gen.add_actions(found, shape)
            if found.actions and found.actions[-1][0] in ('redirect', 'drop'):
                break           # hardware does it alone
        if self.zones != (0,) and self.rng.random() < 0.15:
            found.actions.insert(0, ('ct.clear', self.action('ct.clear')))
        found.stats = self.rng.choice(actions.HW_STATS)
        self.gen.set.filters.append(found)

    def is_sane(self, name, before):
        """Software looks for the header at the wrong place behind these."""
        if name == 'ct.clear':
            return self.zones != (0,)
        return not any(n in ('vlan.push', 'mpls.push', 'mpls.pop')
                       for n in before)

    def action(self, name):
        if name == 'ct.clear':
            return ['ct', 'clear', 'pipe']
        return lookup(self.rng.choice(self.zones), name == 'ct.nat')

    # ---- frames

    def aim(self, frame, demands):
        """Makes most frames those of a connection, one that the filter with
        these demands asks for."""
        if not self.all or self.rng.random() < 0.2:
            return
        frame['ct'] = {field: (value, cover) for field, value, cover in demands
                       if field in ('ct_mark', 'ct_label', 'ct_zone')}
        fit = [conn for conn in self.all if conn.has(frame)] or self.all
        conn = self.rng.choice(fit)
        way = next((value for field, value, _ in demands
                    if field == 'ct_way'), None)
        if way is None or self.rng.random() < 0.2:
            way = self.rng.choice(WAYS + WAYS + ('near',))
        conn.write(frame, self.rng.choice(WAYS) if way == 'near' else way)
        frame['conn'] = f'{conn.proto}.{way}'
        if way == 'near':
            self.spoil(frame, conn.bits)

    def spoil(self, frame, bits):
        """A tuple next to one that is known."""
        field = self.rng.choice(('sport', 'dport', f'src{bits}', f'dst{bits}',
                                 'proto', 'both', 'frag'))
        if field == 'proto':
            frame['proto'] ^= packet.TCP ^ packet.UDP
        elif field == 'both':
            src, dst = f'src{bits}', f'dst{bits}'
            frame[src], frame[dst] = frame[dst], frame[src]
        elif field == 'frag':
            frame['frag'] = self.rng.choice(('first', 'later'))
        else:
            frame[field] ^= 1

    def finish(self, frame):
        """What no connection is to meet: its end, what is behind the packet,
        which software takes away, and what software judges by whether its
        flow table has the connection already."""
        frame['tcp_flags'] &= ~TCP_ENDS
        if frame['defect'] in UNSURE:
            frame['defect'] = None
        frame['payload'] = max(frame['payload'], LEAST_PAYLOAD)


def lookup(zone, has_nat):
    return ['ct', 'zone', str(zone)] + has_nat * ['nat'] + ['pipe']


def prime_frame(conn, source, way):
    """TCP that is under way, or UDP"""
    frame = dict.fromkeys(packet.FIELDS, 0)
    frame.update(dmac=0x02005e700200, smac=source, tcp_flags=0x10, ttl=64,
                 tags=0, defect=None, payload=LEAST_PAYLOAD, fill=0)
    conn.write(frame, way)
    return packet.build(frame, 0, packet.MIN_HOST)
