# SPDX-License-Identifier: GPL-2.0-only
"""Owns the fields of frames and the small worlds that their values come from,
so that frames and filters often meet."""

# name: bits
FIELDS = {
    'dmac': 48, 'smac': 48,
    'tpid0': 16, 'tpid1': 16, 'tpid2': 16,
    'pcp0': 3, 'pcp1': 3, 'pcp2': 3,
    'dei0': 1, 'dei1': 1, 'dei2': 1,
    'vid0': 12, 'vid1': 12, 'vid2': 12,
    'src4': 32, 'dst4': 32, 'src6': 128, 'dst6': 128,
    'tos': 8, 'ttl': 8, 'proto': 8, 'df': 1,
    'sport': 16, 'dport': 16, 'tcp_flags': 12,
    'icmp_type': 8, 'icmp_code': 8,
    'arp_op': 16, 'arp_sip': 32, 'arp_tip': 32, 'arp_sha': 48, 'arp_tha': 48,
    'lse0': 32, 'lse1': 32, 'lse2': 32, 'lse3': 32, 'lse4': 32, 'lse5': 32,
    'lse6': 32,
    'pppoe_sid': 16, 'l2tp_sid': 32, 'spi': 32,
    'cfm_mdl': 3, 'cfm_op': 8,
    # of an outer header
    'enc_id': 24, 'enc_src4': 32, 'enc_dst4': 32, 'enc_tos': 8, 'enc_ttl': 8,
    'enc_src6': 128, 'enc_dst6': 128, 'enc_v6': 1,
    'enc_sport': 16, 'enc_df': 1, 'enc_csum': 1, 'gbp': 16, 'tlvs': 3,
    # of a connection
    'ct_mark': 32, 'ct_label': 128, 'ct_zone': 16,
}

MACS = (0x02005e110001, 0x02005e110002, 0x02005e110003, 0x02005e11ff01,
        0x06005e110001, 0x000000000001)
GROUPS = (0xffffffffffff, 0x01005e000001, 0x333300000001, 0x03005e110001,
          0x000000000000)
IP4 = (0xc0000201, 0xc0000202, 0xc0000203, 0xc0000281, 0xcb007101, 0x00000000,
       0xc6336407)
IP6 = (0x20010db8 << 96 | 1, 0x20010db8 << 96 | 2, 0x20010db8 << 96 | 3,
       0x20010db8 << 96 | 1 << 64 | 1, 0x20010db9 << 96 | 1, 0)
NET6 = 0x20010db80009 << 80         # of the ends of tunnels
PORTS = (0, 53, 80, 443, 1000, 1001, 4096, 4097, 65535)
VIDS = (0, 1, 5, 6, 100, 4094)
TPIDS = (0x8100, 0x8100, 0x88a8)
LSES = (0x00010140, 0x00011040, 0x00010340, 0x00000000, 0xfffff1ff,
        0x00012e40)
WORLD = {
    'dmac': MACS + GROUPS, 'smac': MACS,
    'tpid0': TPIDS, 'tpid1': TPIDS, 'tpid2': TPIDS,
    'pcp0': (0, 1, 3, 7), 'pcp1': (0, 1, 3, 7), 'pcp2': (0, 7),
    'dei0': (0, 0, 1), 'dei1': (0, 0, 1), 'dei2': (0,),
    'vid0': VIDS, 'vid1': VIDS, 'vid2': VIDS,
    'src4': IP4, 'dst4': IP4, 'src6': IP6, 'dst6': IP6,
    'tos': (0, 0x10, 0x28, 0x2a, 0xb8, 0xff), 'ttl': (1, 2, 64, 255, 0),
    'df': (0, 1),
    'sport': PORTS, 'dport': PORTS,
    'tcp_flags': (0x000, 0x002, 0x010, 0x012, 0x018, 0x0c2, 0x100, 0xe00,
                  0xfff),
    'icmp_type': (0, 3, 8, 128, 129, 135, 255), 'icmp_code': (0, 1, 4, 255),
    'arp_op': (1, 2, 1, 2, 3, 0), 'arp_sip': IP4, 'arp_tip': IP4,
    'arp_sha': MACS, 'arp_tha': MACS + GROUPS,
    'pppoe_sid': (0, 1, 5, 65535), 'l2tp_sid': (0, 1, 9, 0xffffffff),
    'spi': (0, 1, 16, 0xffffffff),
    'cfm_mdl': (0, 1, 5, 7), 'cfm_op': (0, 1, 3, 47, 255),
    'enc_id': (0, 1, 42, 43, 0xffffff),
    'enc_src4': (0x0a090002, 0x0a090002, 0x0a090003, 0xcb007109),
    'enc_dst4': (0x0a090001,) * 7 + (0x0a090009,),
    'enc_src6': (NET6 | 2, NET6 | 2, NET6 | 3, 0x20010db80071 << 80 | 9),
    'enc_dst6': (NET6 | 1,) * 7 + (NET6 | 9,), 'enc_v6': (0, 0, 1),
    'enc_tos': (0, 0, 0x10, 0x12, 0x28, 0xb8, 0xfe, 0x01, 0x03),
    'enc_ttl': (1, 64, 64, 255), 'enc_sport': (0, 4789, 40000, 65535),
    'enc_df': (0, 1), 'enc_csum': (0, 1), 'gbp': (0, 0, 1, 0x1234, 0xffff),
    'tlvs': (0, 0, 1, 2, 3, 4, 5),
    'ct_mark': (0, 1, 5, 0x80000000, 0xffffffff),
    'ct_label': (0, 1, 0x0102030405060708090a0b0c0d0e0f10, 1 << 127),
    'ct_zone': (0, 1, 7, 4095, 65535),
}
for _depth in range(7):
    WORLD[f'lse{_depth}'] = LSES
SURPRISE = 0.03         # a value from outside the world


class Pools:
    """Values of fields: of the world, and those that filters name."""

    def __init__(self, protos):
        self.world = dict(WORLD, proto=tuple(protos))

    def value(self, rng, field):
        if field != 'proto' and rng.random() < SURPRISE and \
                field not in ('tpid0', 'tpid1', 'tpid2', 'smac', 'enc_src4',
                              'enc_dst4', 'enc_src6', 'enc_dst6'):
            return rng.getrandbits(FIELDS[field])
        return rng.choice(self.world[field])


def mac(value):
    return ':'.join(f'{value >> shift & 0xff:02x}'
                    for shift in range(40, -1, -8))


def ip4(value):
    return '.'.join(str(value >> shift & 0xff) for shift in (24, 16, 8, 0))


def ip6(value):
    return ':'.join(f'{value >> shift & 0xffff:x}'
                    for shift in range(112, -1, -16))


def ones(bits):
    return (1 << bits) - 1


def mask(rng, bits):
    """A mask: mostly whole, else a prefix, one bit or any bits but none."""
    kind = rng.random()
    if kind < 0.5:
        return ones(bits)
    if kind < 0.7:
        return ones(bits) << rng.randrange(bits) & ones(bits)
    if kind < 0.8:
        return 1 << rng.randrange(bits)
    return rng.getrandbits(bits) or 1


def prefix(rng, bits):
    """A prefix length, not 0."""
    return bits if rng.random() < 0.5 else rng.randrange(1, bits + 1)
