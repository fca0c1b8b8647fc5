# SPDX-License-Identifier: GPL-2.0-only
"""Owns the table of actions: the words of each, where it may be, and what
probes it.

Edits and outputs are followed by further actions, a verdict ends the list. The
words are those of both sides but for two: what hardware delivers to the
representor as "trap" is "pass" for software, which would consume the frame;
and @PORT stands for the device of a port.
"""
import collections

import tunnels
from fields import ip4, ip6, mac

# where: the shapes that the action is meaningful for, None for all; proto: what
# the filter has to name as IP protocol, None for nothing
Action = collections.namedtuple(
    'Action', 'name kind where make sample required proto', defaults=(None,))
EDIT, OUTPUT, VERDICT, ENCAP, TRACK = 'edit', 'output', 'verdict', 'encap', \
    'track'

V4 = ('ipv4', 'tagged.ipv4', 'double.ipv4')
V6 = ('ipv6', 'tagged.ipv6', 'double.ipv6')
PLAIN4, PLAIN6 = ('ipv4',), ('ipv6',)
MPLS = ('mpls',)


def fixed(*words):
    return lambda rng, pools: list(words)


def vlan_push(rng, pools):
    words = ['vlan', 'push', 'id', str(pools.value(rng, 'vid0'))]
    if rng.random() < 0.5:
        words += ['protocol', rng.choice(('802.1Q', '802.1ad'))]
    if rng.random() < 0.5:
        words += ['priority', str(pools.value(rng, 'pcp0'))]
    return words


def vlan_modify(rng, pools):
    words = vlan_push(rng, pools)
    return [words[0], 'modify'] + words[2:]


def mpls_push(rng, pools):
    lse = pools.value(rng, 'lse0')
    words = ['mpls', 'push', 'protocol', rng.choice(('mpls_uc', 'mpls_mc')),
             'label', str(lse >> 12), 'tc', str(lse >> 9 & 7),
             'ttl', str(lse & 0xff or 64)]
    if rng.random() < 0.3:
        words += ['bos', str(rng.randrange(2))]
    return words


def mpls_pop(rng, _):
    return ['mpls', 'pop', 'protocol', rng.choice(('ip', 'ipv6', 'mpls_uc'))]


def mpls_modify(rng, pools):
    lse = pools.value(rng, 'lse0')
    words = [['label', str(lse >> 12)], ['tc', str(lse >> 9 & 7)],
             ['ttl', str(lse & 0xff or 1)]]
    return ['mpls', 'mod'] + sum(rng.sample(words, rng.randrange(1, 4)), [])


def munge(header, field, bits, write, pool, mask=False):
    """pedit ex munge HEADER FIELD set|add VALUE [retain MASK]"""
    def make(rng, pools):
        value = pools.value(rng, pool)
        words = ['pedit', 'ex', 'munge', header, field, 'set', write(value)]
        if mask and rng.random() < 0.5:
            cover = rng.getrandbits(bits) or 1
            words += ['retain', f'{cover:#x}']
        return words + ['pipe']
    return make


def add(header, field, bits):
    def make(rng, _):
        value = rng.choice((1, (1 << bits) - 1, rng.getrandbits(bits)))
        return ['pedit', 'ex', 'munge', header, field, 'add', str(value),
                'pipe']
    return make


def munge_many(rng, pools):
    """several fields of one action, and bits of the flags"""
    words = ['pedit', 'ex', 'munge', 'eth', 'dst', 'set',
             mac(pools.value(rng, 'dmac')), 'munge', 'eth', 'src', 'set',
             mac(pools.value(rng, 'smac'))]
    return words + ['munge', 'ip', 'ttl', 'add', '255', 'pipe']


def csum(*layers):
    words = ' and '.join(layers).split()
    return lambda rng, pools: ['csum'] + words + ['pipe']


def police(text, verdicts, *sizes):
    """Nothing of time: all conform, none do, or the size decides."""
    def make(rng, _):
        words = text.split()
        if sizes:
            words += ['mtu', str(rng.choice(sizes))]
        return ['police'] + words + ['conform-exceed', rng.choice(verdicts)]
    return make


def decimal(value):
    return str(value)


def encap(name):
    """What precedes an output into a tunnel."""
    return lambda rng, pools: tunnels.key_set(rng, pools, name)


ALWAYS, NEVER = True, False    # NEVER: hardware cannot, software can
# what becomes of a frame that exceeds / conforms: one of them goes on, or none
GO_ON = ('drop/pipe', 'ok/pipe', 'pipe/pipe', 'pipe/drop', 'pipe/ok')
END = ('drop/ok', 'ok/drop', 'drop/drop', 'ok/ok')
ACTIONS = [Action(*row) for row in (
    ('drop', VERDICT, None, fixed('drop'), 'drop', ALWAYS),
    ('pass', VERDICT, None, fixed('pass'), 'pass', ALWAYS),
    ('trap', VERDICT, None, fixed('trap'), 'trap', ALWAYS),
    ('goto', VERDICT, None, None, 'goto chain 9', ALWAYS),
    ('redirect', VERDICT, None, None, 'mirred egress redirect dev @host2',
     ALWAYS),
    ('redirect.ingress', VERDICT, None, None,
     'mirred ingress redirect dev @host2', NEVER),
    ('mirror', OUTPUT, None, None, 'mirred egress mirror dev @host2', ALWAYS),
    ('mirror.ingress', OUTPUT, None, None, 'mirred ingress mirror dev @host2',
     NEVER),
    ('vlan.push', EDIT, None, vlan_push, 'vlan push id 5', ALWAYS),
    ('vlan.pop', EDIT, None, fixed('vlan', 'pop'), 'vlan pop', ALWAYS),
    ('vlan.modify', EDIT, None, vlan_modify, 'vlan modify id 5 priority 3',
     ALWAYS),
    ('mpls.push', EDIT, ('ipv4', 'ipv6', 'mpls', 'arp', 'other'), mpls_push,
     'mpls push protocol mpls_uc label 16 tc 1 ttl 64', ALWAYS),
    ('mpls.pop', EDIT, MPLS, mpls_pop, 'mpls pop protocol ip', ALWAYS),
    ('mpls.modify', EDIT, MPLS, mpls_modify, 'mpls mod label 16 ttl 3', ALWAYS),
    ('pedit.eth.dst', EDIT, None, munge('eth', 'dst', 48, mac, 'dmac'),
     'pedit ex munge eth dst set 02:00:00:00:00:01', ALWAYS),
    ('pedit.eth.src', EDIT, None, munge('eth', 'src', 48, mac, 'smac'),
     'pedit ex munge eth src set 02:00:00:00:00:01', ALWAYS),
    ('pedit.ip.src', EDIT, V4, munge('ip', 'src', 32, ip4, 'src4'),
     'pedit ex munge ip src set 192.0.2.1', ALWAYS),
    ('pedit.ip.dst', EDIT, V4, munge('ip', 'dst', 32, ip4, 'dst4'),
     'pedit ex munge ip dst set 192.0.2.1', ALWAYS),
    ('pedit.ip.ttl', EDIT, V4, munge('ip', 'ttl', 8, decimal, 'ttl', True),
     'pedit ex munge ip ttl set 3', ALWAYS),
    ('pedit.ip.ttl.add', EDIT, V4, add('ip', 'ttl', 8),
     'pedit ex munge ip ttl add 255', ALWAYS),
    ('pedit.ip.tos', EDIT, V4, munge('ip', 'tos', 8, decimal, 'tos', True),
     'pedit ex munge ip tos set 16', ALWAYS),
    ('pedit.ip6.src', EDIT, V6, munge('ip6', 'src', 128, ip6, 'src6'),
     'pedit ex munge ip6 src set 2001:db8::1', ALWAYS),
    ('pedit.ip6.dst', EDIT, V6, munge('ip6', 'dst', 128, ip6, 'dst6'),
     'pedit ex munge ip6 dst set 2001:db8::1', ALWAYS),
    ('pedit.ip6.hoplimit', EDIT, V6,
     munge('ip6', 'hoplimit', 8, decimal, 'ttl'),
     'pedit ex munge ip6 hoplimit set 3', ALWAYS),
    ('pedit.ip6.hoplimit.add', EDIT, V6, add('ip6', 'hoplimit', 8),
     'pedit ex munge ip6 hoplimit add 255', ALWAYS),
    ('pedit.ip6.traffic_class', EDIT, V6,
     munge('ip6', 'traffic_class', 8, decimal, 'tos', True),
     'pedit ex munge ip6 traffic_class set 16', ALWAYS),
    ('pedit.tcp.sport', EDIT, V4 + V6,
     munge('tcp', 'sport', 16, decimal, 'sport'),
     'pedit ex munge tcp sport set 80', ALWAYS, 'tcp'),
    ('pedit.tcp.dport', EDIT, V4 + V6,
     munge('tcp', 'dport', 16, decimal, 'dport', True),
     'pedit ex munge tcp dport set 80', ALWAYS, 'tcp'),
    ('pedit.udp.sport', EDIT, V4 + V6,
     munge('udp', 'sport', 16, decimal, 'sport'),
     'pedit ex munge udp sport set 80', ALWAYS, 'udp'),
    ('pedit.udp.dport', EDIT, V4 + V6,
     munge('udp', 'dport', 16, decimal, 'dport'),
     'pedit ex munge udp dport set 80', ALWAYS, 'udp'),
    ('pedit.many', EDIT, V4, munge_many, 'pedit ex munge eth dst set '
     '02:00:00:00:00:01 munge eth src set 02:00:00:00:00:02 munge ip ttl '
     'add 255', ALWAYS),
    ('csum.ip', EDIT, V4, csum('ip4h'), 'csum ip4h', ALWAYS),
    ('csum.tcp', EDIT, V4 + V6, csum('tcp'), 'csum tcp', ALWAYS),
    ('csum.udp', EDIT, V4 + V6, csum('udp'), 'csum udp', ALWAYS),
    ('csum.icmp', EDIT, V4 + V6, csum('icmp'), 'csum icmp', ALWAYS),
    ('csum.all', EDIT, V4, csum('ip4h', 'tcp', 'udp', 'icmp'),
     'csum ip4h and tcp and udp and icmp', ALWAYS),
    ('police.mtu', EDIT, None,
     police('', GO_ON, 60, 100, 200, 500),
     'police mtu 200 conform-exceed drop/pipe', ALWAYS),
    ('police.rate', EDIT, None, police('rate 1gbit burst 100m', GO_ON[:3]),
     'police rate 1gbit burst 100m conform-exceed drop/pipe', ALWAYS),
    ('police.none', EDIT, None, police('rate 8bit burst 1b', GO_ON),
     'police rate 8bit burst 1b conform-exceed drop/pipe', ALWAYS),
    ('police.pkts', EDIT, None,
     police('pkts_rate 1000000 pkts_burst 1000000000', GO_ON[:3]),
     'police pkts_rate 1000000 pkts_burst 1000000000 conform-exceed '
     'drop/pipe', ALWAYS),
    ('police.last', VERDICT, None,
     police('', END, 60, 100, 200, 500),
     'police mtu 200 conform-exceed drop/ok', ALWAYS),
    ('sample', EDIT, None, fixed('sample', 'rate', '1', 'group', '5'),
     'sample rate 1 group 5', ALWAYS),
    ('skbedit.priority', EDIT, None, fixed('skbedit', 'priority', '5'),
     'skbedit priority 5', ALWAYS),
    ('skbedit.mark', EDIT, None, fixed('skbedit', 'mark', '7'),
     'skbedit mark 7', ALWAYS),
    ('ct', TRACK, V4 + V6, None, 'ct zone 7 pipe action drop', ALWAYS),
    ('ct.nat', TRACK, V4 + V6, None, 'ct zone 7 nat pipe action drop', ALWAYS),
    ('ct.clear', TRACK, None, None, 'ct clear pipe action drop', ALWAYS),
    ('ct.commit', TRACK, V4 + V6, None, 'ct commit zone 7 pipe action drop',
     NEVER),
    ('skbedit.ptype', EDIT, None, fixed('skbedit', 'ptype', 'host'),
     'skbedit ptype host', NEVER),
)] + [Action(f'encap.{name}', ENCAP, None, encap(name), tunnels.sample(name),
             bool(tunnels.DEVICES[tunnels.ENCAPS[name][0]]))
      for name in tunnels.ENCAPS]       # a kernel may be built without GRE
BY_NAME = {action.name: action for action in ACTIONS}
# what counts a frame twice, or a part of the frames, so that bytes are no sum
HW_STATS = ('', '', 'hw_stats immediate', 'hw_stats delayed')
