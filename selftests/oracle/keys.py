# SPDX-License-Identifier: GPL-2.0-only
"""Owns the table of flower's keys: how each is written for tc and what it asks
of a frame.

A key's maker returns the words and a list of demands: (field, value, mask), or
(field, (low, high), None) for a range. A frame's shape is a demand as well:
'kind', 'tags', 'inner', 'proto', 'frag' and the like take a value and no mask.
"""
import collections


import packet
from fields import ip4, ip6, mac, mask, ones, prefix

# where: the shapes (see SHAPES) and protocols the key may be used with
Key = collections.namedtuple('Key', 'name where protos make sample required')


def value_of(rng, pools, field, bits, full=False):
    """A value, its mask, and the words VALUE[/MASK]."""
    cover = ones(bits) if full else mask(rng, bits)
    value = pools.value(rng, field) & cover
    text = f'{value:#x}' + ('' if cover == ones(bits) else f'/{cover:#x}')
    return value, cover, text


def masked(word, field, bits):
    def make(rng, pools):
        value, cover, text = value_of(rng, pools, field, bits)
        return [word, text], [(field, value, cover)]
    return make


def decimal(word, field, bits):
    """what tc reads in decimal only"""
    def make(rng, pools):
        value, cover, _ = value_of(rng, pools, field, bits)
        text = str(value) if cover == ones(bits) else f'{value}/{cover}'
        return [word, text], [(field, value, cover)]
    return make


def arp_op(rng, pools):
    """tc knows two operations, with any mask"""
    value, cover = rng.choice((1, 2)), rng.choice((255, 255, 1, 2, 3))
    text = str(value) if cover == 255 else f'{value}/{cover}'
    return ['arp_op', text], [('arp_op', value & cover, cover)]


def port(word, field):
    """tc reads a port in decimal, but with a mask any number"""
    def make(rng, pools):
        value, cover, text = value_of(rng, pools, field, 16)
        return [word, text if cover != ones(16) else str(value)], \
            [(field, value, cover)]
    return make


def exact(word, field, base='{}'):
    def make(rng, pools):
        value = pools.value(rng, field)
        return [word, base.format(value)], [(field, value, None)]
    return make


def address(word, field):
    def make(rng, pools):
        cover = mask(rng, 48)
        value = pools.value(rng, field) & cover
        text = mac(value)
        if cover != ones(48):
            text += '/' + mac(cover)
        return [word, text], [(field, value, cover)]
    return make


def network(word, field, bits):
    def make(rng, pools):
        length = prefix(rng, bits)
        cover = ones(bits) << (bits - length) & ones(bits)
        value = pools.value(rng, field) & cover
        text = (ip4 if bits == 32 else ip6)(value)
        return [word, f'{text}/{length}'], [(field, value, cover)]
    return make


def port_range(word, field):
    def make(rng, pools):
        low = min(pools.value(rng, field), 65533)
        high = min(low + rng.choice((1, 2, 15, 16, 1000, 30000)), 65535)
        return [word, f'{low}-{high}'], [(field, (low, high), None)]
    return make


def label(word, shift, bits, depth=0):
    def make(rng, pools):
        value = pools.value(rng, f'lse{depth}') >> shift & ones(bits)
        words = [word, str(value)]
        if word == 'mpls_bos':
            return words, [('labels', 1 if value else 2, None)]
        return words, [(f'lse{depth}', value << shift, ones(bits) << shift)]
    return make


def stack_entry(rng, pools):
    """mpls lse: one or two entries, at their depths."""
    words, demands, depths = ['mpls'], [], rng.sample(range(1, 8),
                                                      rng.choice((1, 1, 2)))
    for depth in sorted(depths):
        value = pools.value(rng, f'lse{depth - 1}')
        words += ['lse', 'depth', str(depth)]
        part = rng.choice(('label', 'tc', 'ttl'))
        shift, bits = {'label': (12, 20), 'tc': (9, 3), 'ttl': (0, 8)}[part]
        words += [part, str(value >> shift & ones(bits))]
        demands.append((f'lse{depth - 1}', value, ones(bits) << shift))
    demands.append(('labels', max(depths) + rng.choice((0, 1)), None))
    return words, demands


def first_entry(rng, pools):
    """mpls lse depth 1, which has been there longer than the others"""
    value = pools.value(rng, 'lse0')
    return ['mpls', 'lse', 'depth', '1', 'label', str(value >> 12), 'ttl',
            str(value & 0xff)], [('lse0', value, 0xfffff0ff)]


def ip_flags(*states):
    def make(rng, _):
        state = rng.choice(states)
        return ['ip_flags', state], [('frag', rng.choice({
            'frag': ('first', 'later'), 'nofrag': ('no',),
            'firstfrag': ('first',),
            'frag/nofirstfrag': ('later',)}[state]), None)]
    return make


def tag_type(depth):
    """(c)vlan_ethtype of something that no other key of the filter names"""
    def make(rng, _):
        kind = rng.choice(('ipv4', 'ipv6', 'arp', 'other'))
        word = 'vlan_ethtype' if depth == 1 else 'cvlan_ethtype'
        return [word, f'{packet.ETHERTYPE[kind]:#06x}'], [('kind', kind, None)]
    return make


def tag_count(rng, _):
    count = rng.choice((0, 1, 2, 3))
    return ['num_of_vlans', str(count)], [('tags', count, None)]


def cfm(word, field):
    def make(rng, pools):
        value = pools.value(rng, field)
        return ['cfm', word, str(value)], [(field, value, None)]
    return make


def cfm_both(rng, pools):
    level, code = pools.value(rng, 'cfm_mdl'), pools.value(rng, 'cfm_op')
    return ['cfm', 'mdl', str(level), 'op', str(code)], \
        [('cfm_mdl', level, None), ('cfm_op', code, None)]


def ppp_proto(rng, _):
    kind = rng.choice(('ipv4', 'ipv6', 'mpls'))
    return ['ppp_proto', f'{packet.PPP_PROTO[kind]:#06x}'], \
        [('inner', kind, None)]


def indev(rng, _):
    port = rng.choice(('uplink', 'host1', 'host2', 'bmc'))
    return ['indev', f'@{port}'], [('enters', port, None)]


# what ct_state may be, and how the frame is to go
CT_STATES = (('-trk', None), ('+trk', None), ('+trk+est', None),
             ('+trk+est', None), ('+trk-est', 'near'), ('+trk+new', 'near'),
             ('+trk-new', None), ('+trk+est+rpl', 'reply'),
             ('+trk+est-rpl', 'original'), ('+trk-rpl', 'original'),
             ('+trk+inv', 'near'), ('+trk-inv', None), ('+trk-rel', None))


def ct_state(rng, _):
    state, way = rng.choice(CT_STATES)
    return ['ct_state', state], [('ct_way', way, None)] if way else []


def ct_label(rng, pools):
    """32 digits: the first is of the first byte"""
    cover = mask(rng, 128)
    value = pools.value(rng, 'ct_label') & cover
    return ['ct_label', f'{value:032x}/{cover:032x}'], \
        [('ct_label', value, cover)]


ANY = ('all', 'ipv4', 'ipv6', 'arp', 'rarp', 'mpls', 'other', 'tagged',
       'tagged.ipv4', 'tagged.ipv6', 'tagged.arp', 'double', 'double.ipv4',
       'double.ipv6', 'pppoe', 'cfm')
V4 = ('ipv4', 'tagged.ipv4', 'double.ipv4')
V6 = ('ipv6', 'tagged.ipv6', 'double.ipv6')
IP = V4 + V6
TAG = ('tagged', 'tagged.ipv4', 'tagged.ipv6', 'tagged.arp', 'double',
       'double.ipv4', 'double.ipv6')
TAG2 = ('double', 'double.ipv4', 'double.ipv6')
ARP = ('arp', 'rarp', 'tagged.arp')
PORTED = (packet.TCP, packet.UDP, packet.SCTP)
U, T = (packet.UDP,), (packet.TCP,)

# what a filter's first words are, its frame's shape, and what probes it
SHAPES = {
    'all': ('all', ()),
    'ipv4': ('ip', (('tags', 0), ('kind', 'ipv4'))),
    'ipv6': ('ipv6', (('tags', 0), ('kind', 'ipv6'))),
    'arp': ('arp', (('tags', 0), ('kind', 'arp'))),
    'rarp': ('rarp', (('tags', 0), ('kind', 'rarp'))),
    'mpls': ('mpls_uc', (('tags', 0), ('kind', 'mpls'))),
    'other': ('0x88b6', (('tags', 0), ('kind', 'other'))),
    'tagged': ('TAG', (('tags', 1),)),
    'tagged.ipv4': ('TAG vlan_ethtype ip', (('tags', 1), ('kind', 'ipv4'))),
    'tagged.ipv6': ('TAG vlan_ethtype ipv6', (('tags', 1), ('kind', 'ipv6'))),
    'tagged.arp': ('TAG vlan_ethtype arp', (('tags', 1), ('kind', 'arp'))),
    'double': ('TAG vlan_ethtype TAG', (('tags', 2),)),
    'double.ipv4': ('TAG vlan_ethtype TAG cvlan_ethtype ip',
                    (('tags', 2), ('kind', 'ipv4'))),
    'double.ipv6': ('TAG vlan_ethtype TAG cvlan_ethtype ipv6',
                    (('tags', 2), ('kind', 'ipv6'))),
    'pppoe': ('ppp_ses', (('tags', 0), ('kind', 'pppoe'))),
    'cfm': ('0x8902', (('tags', 0), ('kind', 'cfm'))),
}

ALWAYS = True           # a row with anything else may be missing

# name, where, IP protocols (None: any, or none named), maker, probe, required
KEYS = [Key(*row) for row in (
    ('dst_mac', ANY, None, address('dst_mac', 'dmac'),
     'protocol all flower dst_mac 02:00:00:00:00:01/ff:00:00:00:00:01', ALWAYS),
    ('src_mac', ANY, None, address('src_mac', 'smac'),
     'protocol all flower src_mac 02:00:00:00:00:01', ALWAYS),
    ('indev', ANY, None, indev, 'protocol all flower indev @host1', ALWAYS),
    ('vlan_id', TAG, None, exact('vlan_id', 'vid0'),
     'protocol 802.1q flower vlan_id 0', ALWAYS),
    ('vlan_prio', TAG, None, exact('vlan_prio', 'pcp0'),
     'protocol 802.1ad flower vlan_prio 3', ALWAYS),
    ('vlan_ethtype', ('tagged',), None, tag_type(1),
     'protocol 802.1q flower vlan_ethtype ip', ALWAYS),
    ('cvlan_id', TAG2, None, exact('cvlan_id', 'vid1'),
     'protocol 802.1ad flower vlan_ethtype 802.1q cvlan_id 7', ALWAYS),
    ('cvlan_prio', TAG2, None, exact('cvlan_prio', 'pcp1'),
     'protocol 802.1ad flower vlan_ethtype 802.1q cvlan_prio 7', ALWAYS),
    ('cvlan_ethtype', ('double',), None, tag_type(2),
     'protocol 802.1ad flower vlan_ethtype 802.1q cvlan_ethtype ip', ALWAYS),
    ('num_of_vlans', ('all', 'ipv4'), None, tag_count,
     'protocol all flower num_of_vlans 2', ALWAYS),
    ('dst_ip.4', V4, None, network('dst_ip', 'dst4', 32),
     'protocol ip flower dst_ip 192.0.2.0/24', ALWAYS),
    ('src_ip.4', V4, None, network('src_ip', 'src4', 32),
     'protocol ip flower src_ip 0.0.0.0/8', ALWAYS),
    ('dst_ip.6', V6, None, network('dst_ip', 'dst6', 128),
     'protocol ipv6 flower dst_ip 2001:db8::1', ALWAYS),
    ('src_ip.6', V6, None, network('src_ip', 'src6', 128),
     'protocol ipv6 flower src_ip 2001:db8::/33', ALWAYS),
    ('ip_tos', IP, None, masked('ip_tos', 'tos', 8),
     'protocol ip flower ip_tos 0x10/0xfc', ALWAYS),
    ('ip_ttl', IP, None, masked('ip_ttl', 'ttl', 8),
     'protocol ipv6 flower ip_ttl 64', ALWAYS),
    ('ip_flags.frag', IP, None, ip_flags('frag', 'nofrag'),
     'protocol ip flower ip_flags frag', ALWAYS),
    ('ip_flags.firstfrag', IP, None, ip_flags('firstfrag', 'frag/nofirstfrag'),
     'protocol ip flower ip_flags firstfrag', ALWAYS),
    ('dst_port', IP, PORTED, port('dst_port', 'dport'),
     'protocol ip flower ip_proto udp dst_port 0', ALWAYS),
    ('src_port', IP, PORTED, port('src_port', 'sport'),
     'protocol ip flower ip_proto tcp src_port 0x400/0xfc00', ALWAYS),
    ('dst_port.range', IP, PORTED, port_range('dst_port', 'dport'),
     'protocol ip flower ip_proto tcp dst_port 1000-2047', ALWAYS),
    ('src_port.range', IP, PORTED, port_range('src_port', 'sport'),
     'protocol ipv6 flower ip_proto udp src_port 0-5', ALWAYS),
    ('tcp_flags', IP, T, masked('tcp_flags', 'tcp_flags', 12),
     'protocol ip flower ip_proto tcp tcp_flags 0x2/0x12', ALWAYS),
    ('icmp.type', V4, (packet.ICMP,), decimal('type', 'icmp_type', 8),
     'protocol ip flower ip_proto icmp type 8', ALWAYS),
    ('icmp.code', V4, (packet.ICMP,), decimal('code', 'icmp_code', 8),
     'protocol ip flower ip_proto icmp code 0', ALWAYS),
    ('icmpv6.type', V6, (packet.ICMP6,), decimal('type', 'icmp_type', 8),
     'protocol ipv6 flower ip_proto icmpv6 type 128', ALWAYS),
    ('icmpv6.code', V6, (packet.ICMP6,), decimal('code', 'icmp_code', 8),
     'protocol ipv6 flower ip_proto icmpv6 code 4', ALWAYS),
    ('arp_op', ARP, None, arp_op,
     'protocol arp flower arp_op 2', ALWAYS),
    ('arp_sip', ARP, None, network('arp_sip', 'arp_sip', 32),
     'protocol arp flower arp_sip 192.0.2.1', ALWAYS),
    ('arp_tip', ARP, None, network('arp_tip', 'arp_tip', 32),
     'protocol rarp flower arp_tip 192.0.2.0/24', ALWAYS),
    ('arp_sha', ARP, None, address('arp_sha', 'arp_sha'),
     'protocol arp flower arp_sha 02:00:00:00:00:01', ALWAYS),
    ('arp_tha', ARP, None, address('arp_tha', 'arp_tha'),
     'protocol arp flower arp_tha 02:00:00:00:00:01/ff:00:00:00:00:01',
     ALWAYS),
    ('mpls_label', ('mpls',), None, label('mpls_label', 12, 20),
     'protocol mpls_uc flower mpls_label 16', ALWAYS),
    ('mpls_tc', ('mpls',), None, label('mpls_tc', 9, 3),
     'protocol mpls_uc flower mpls_tc 1', ALWAYS),
    ('mpls_bos', ('mpls',), None, label('mpls_bos', 8, 1),
     'protocol mpls_uc flower mpls_bos 0', ALWAYS),
    ('mpls_ttl', ('mpls',), None, label('mpls_ttl', 0, 8),
     'protocol mpls_uc flower mpls_ttl 64', ALWAYS),
    ('mpls.lse1', ('mpls',), None, first_entry,
     'protocol mpls_uc flower mpls lse depth 1 label 16', ALWAYS),
    ('mpls.lse', ('mpls',), None, stack_entry,
     'protocol mpls_uc flower mpls lse depth 1 label 16 lse depth 7 ttl 3',
     ALWAYS),
    ('pppoe_sid', ('pppoe',), None, exact('pppoe_sid', 'pppoe_sid'),
     'protocol ppp_ses flower pppoe_sid 5', ALWAYS),
    ('ppp_proto', ('pppoe',), None, ppp_proto,
     'protocol ppp_ses flower pppoe_sid 5 ppp_proto ip', ALWAYS),
    ('l2tpv3_sid', IP, (packet.L2TP,), exact('l2tpv3_sid', 'l2tp_sid'),
     'protocol ip flower ip_proto l2tp l2tpv3_sid 9', ALWAYS),
    ('spi', IP, (packet.ESP, packet.AH), exact('spi', 'spi', '{:x}'),
     'protocol ip flower ip_proto esp spi 16', ALWAYS),
    ('cfm.mdl', ('cfm',), None, cfm('mdl', 'cfm_mdl'),
     'protocol 0x8902 flower cfm mdl 5', ALWAYS),
    ('cfm.op', ('cfm',), None, cfm('op', 'cfm_op'),
     'protocol 0x8902 flower cfm op 47', ALWAYS),
    ('cfm.both', ('cfm',), None, cfm_both,
     'protocol 0x8902 flower cfm mdl 5 op 1', ALWAYS),
    ('ct_state', IP, None, ct_state, 'protocol ip flower ct_state -trk',
     ALWAYS),
    ('ct_zone', IP, None, masked('ct_zone', 'ct_zone', 16),
     'protocol ip flower ct_zone 7', ALWAYS),
    ('ct_mark', IP, None, masked('ct_mark', 'ct_mark', 32),
     'protocol ip flower ct_mark 0x5/0xff', ALWAYS),
    ('ct_label', IP, None, ct_label,
     'protocol ip flower ct_label 01000000000000000000000000000000', ALWAYS),
)]
# of one group a filter has one at most
EXCLUSIVE = (('dst_port', 'dst_port.range'), ('src_port', 'src_port.range'),
             ('ip_flags.frag', 'ip_flags.firstfrag'),
             ('cfm.mdl', 'cfm.op', 'cfm.both'),
             ('mpls.lse1', 'mpls.lse'))
# what a template says so that it covers a key with any mask
TEMPLATES = {
    'dst_mac': 'dst_mac 02:00:00:00:00:00', 'src_mac': 'src_mac 0:0:0:0:0:0',
    'indev': 'indev @host1', 'vlan_id': 'vlan_id 1', 'vlan_prio': 'vlan_prio 0',
    'cvlan_id': 'cvlan_id 0', 'cvlan_prio': 'cvlan_prio 7',
    'num_of_vlans': 'num_of_vlans 0', 'dst_ip.4': 'dst_ip 192.0.2.1',
    'src_ip.4': 'src_ip 0.0.0.0', 'dst_ip.6': 'dst_ip 2001:db8::',
    'src_ip.6': 'src_ip ::', 'ip_tos': 'ip_tos 0', 'ip_ttl': 'ip_ttl 0x40',
    'ip_flags.frag': 'ip_flags frag',
    'ip_flags.firstfrag': 'ip_flags frag/firstfrag',
    'dst_port': 'dst_port 1', 'src_port': 'src_port 0',
    'dst_port.range': 'dst_port 1-2', 'src_port.range': 'src_port 1-2',
    'tcp_flags': 'tcp_flags 0', 'icmp.type': 'type 8', 'icmp.code': 'code 0',
    'icmpv6.type': 'type 128', 'icmpv6.code': 'code 0', 'arp_op': 'arp_op 1',
    'arp_sip': 'arp_sip 0.0.0.0', 'arp_tip': 'arp_tip 192.0.2.1',
    'arp_sha': 'arp_sha 02:00:00:00:00:00',
    'arp_tha': 'arp_tha 02:00:00:00:00:00', 'mpls_label': 'mpls_label 0',
    'mpls_tc': 'mpls_tc 0', 'mpls_bos': 'mpls_bos 1', 'mpls_ttl': 'mpls_ttl 0',
    'pppoe_sid': 'pppoe_sid 1', 'l2tpv3_sid': 'l2tpv3_sid 1', 'spi': 'spi 1',
    'cfm.mdl': 'cfm mdl 1', 'cfm.op': 'cfm op 1',
    'cfm.both': 'cfm mdl 1 op 1',
}
LSE_KEYS = ('mpls_label', 'mpls_tc', 'mpls_bos', 'mpls_ttl')
PROTO_WORD = {packet.TCP: 'tcp', packet.UDP: 'udp', packet.SCTP: 'sctp',
              packet.ICMP: 'icmp', packet.ICMP6: 'icmpv6',
              packet.L2TP: 'l2tp'}
BY_NAME = {key.name: key for key in KEYS}


def compatible(chosen):
    """Those that may be together, in the order in which tc wants them."""
    names, kept = set(), []
    for row in chosen:
        rivals = [n for group in EXCLUSIVE if row.name in group for n in group]
        if row.name.startswith('mpls.'):
            rivals += LSE_KEYS
        if row.name in LSE_KEYS:
            rivals += ('mpls.lse', 'mpls.lse1')
        if not names.intersection(rivals):
            names.add(row.name)
            kept.append(row)
    # tc wants to know what a port or a session belongs to first
    order = [row.name for row in KEYS]
    return sorted(kept, key=lambda row: order.index(row.name))
