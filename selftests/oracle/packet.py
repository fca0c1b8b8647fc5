# SPDX-License-Identifier: GPL-2.0-only
"""Owns frames: from described fields to bytes, whole or broken on purpose.

A frame is a dict of numbers. Its shape is in TAGS (how many), KIND (what is
behind them), PROTO and a few more; every other field has a value at all times,
used if the shape has a place for it. So a filter's keys can be written onto any
frame, and a single bit of any field flipped.
"""
import struct

from fields import FIELDS

ID_BYTES = 4
MIN_HOST = 60           # a host's driver pads to this
MAX_PAYLOAD = 1200

ETH_IP, ETH_IP6, ETH_ARP, ETH_RARP = 0x0800, 0x86dd, 0x0806, 0x8035
ETH_MPLS_UC, ETH_MPLS_MC, ETH_PPPOE, ETH_CFM = 0x8847, 0x8848, 0x8864, 0x8902
ETH_HSR, ETH_PRP, ETH_BATMAN = 0x892f, 0x88fb, 0x4305
ETH_OTHER = 0x88b6

TCP, UDP, ICMP, ICMP6, SCTP, DCCP = 6, 17, 1, 58, 132, 33
ESP, AH, L2TP, UDPLITE, GRE, IPIP, MPLS_IP = 50, 51, 115, 136, 47, 4, 137
HOPOPTS, ROUTING, FRAGMENT, DSTOPTS = 0, 43, 44, 60

ETHERTYPE = {
    'ipv4': ETH_IP, 'ipv6': ETH_IP6, 'arp': ETH_ARP, 'rarp': ETH_RARP,
    'mpls': ETH_MPLS_UC, 'mplsmc': ETH_MPLS_MC, 'pppoe': ETH_PPPOE,
    'cfm': ETH_CFM, 'hsr': ETH_HSR, 'prp': ETH_PRP, 'batman': ETH_BATMAN,
    'other': ETH_OTHER,
}
PPP_PROTO = {'ipv4': 0x0021, 'ipv6': 0x0057, 'mpls': 0x0281, 'mplsmc': 0x0283,
             'other': 0xc021}
KINDS = tuple(ETHERTYPE) + ('llc', 'raw8023')
INNER = ('ipv4', 'ipv6', 'mpls', 'arp', 'other')
EXTENSIONS = (HOPOPTS, ROUTING, DSTOPTS)
PORT_PROTOS = (TCP, UDP, SCTP, UDPLITE, DCCP)
PROTOS = (TCP, UDP, UDP, ICMP, ICMP6, SCTP, DCCP, ESP, AH, L2TP, UDPLITE, GRE,
          IPIP, MPLS_IP, 89)
FRAGS = ('no', 'first', 'later')
DEFECTS = ('cut', 'checksum', 'version', 'ihl', 'doff', 'length', 'arpform',
           'short')


def random_frame(rng, pools):
    """A frame without defects, each field from its pool."""
    frame = {field: pools.value(rng, field) for field in FIELDS}
    frame.update(tags=rng.choice((0, 0, 0, 1, 1, 2, 3)), inner='ipv4',
                 kind=rng.choice(('ipv4', 'ipv4', 'ipv6', 'ipv6',
                                  rng.choice(KINDS))),
                 frag='no', options=0, extensions=(), labels=1, defect=None,
                 payload=rng.choice((0, 8, 20, 64, rng.randrange(MAX_PAYLOAD))),
                 fill=rng.getrandbits(8), keep=0, tunnel=None,
                 enc_defect=None, conn=None)
    return frame


def checksum(data):
    if len(data) & 1:
        data += b'\0'
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def tcp(frame, payload):
    doff = 3 if frame['defect'] == 'doff' else 5
    return struct.pack('!HHIIHHHH', frame['sport'], frame['dport'], 1, 2,
                       doff << 12 | frame['tcp_flags'], 512, 0, 0) + payload


def udp(frame, payload):
    length = 8 + len(payload)
    if frame['defect'] == 'length':
        length += 100
    return struct.pack('!HHHH', frame['sport'], frame['dport'],
                       length & 0xffff, 0) + payload


def icmp(frame, payload):
    return struct.pack('!BBHI', frame['icmp_type'], frame['icmp_code'], 0,
                       0x00010002) + payload


def mpls(frame, payload):
    """Label stack: the fields are of the first entries, then bottom."""
    count = frame['labels']
    stack = b''
    for depth in range(count):
        entry = frame[f'lse{min(depth, 6)}'] & ~0x100
        if depth == count - 1:
            entry |= 0x100
        stack += struct.pack('!I', entry)
    return stack + payload


def layer4(frame, payload):
    """Bytes behind the last IP header, and where a checksum belongs."""
    proto = frame['proto']
    if proto == TCP:
        return tcp(frame, payload), 16
    if proto in (UDP, UDPLITE):
        return udp(frame, payload), 6
    if proto in (ICMP, ICMP6):
        return icmp(frame, payload), 2
    if proto in (SCTP, DCCP):
        return struct.pack('!HHII', frame['sport'], frame['dport'], 7,
                           0) + payload, None
    if proto == ESP:
        return struct.pack('!II', frame['spi'], 1) + payload, None
    if proto == AH:
        return struct.pack('!BBHIIII', UDP, 4, 0, frame['spi'], 1, 2,
                           3) + payload, None
    if proto == L2TP:
        return struct.pack('!I', frame['l2tp_sid']) + payload, None
    if proto == MPLS_IP:
        return mpls(frame, payload), None
    return struct.pack('!HHI', frame['sport'], frame['dport'], 3) + payload, \
        None


def sealed(frame, pseudo, data, place):
    """L4 bytes with their checksum."""
    if place is None or len(data) < place + 2:
        return data
    value = checksum(pseudo + data)
    if frame['proto'] == UDP and not value:
        value = 0xffff
    if frame['defect'] == 'checksum':
        value ^= 0x1234
    return data[:place] + struct.pack('!H', value) + data[place + 2:]


def ipv4(frame, payload):
    options = bytes(4 * frame['options'])
    data, place = layer4(frame, payload)
    src, dst = struct.pack('!I', frame['src4']), struct.pack('!I',
                                                             frame['dst4'])
    pseudo = b'' if frame['proto'] == ICMP else \
        src + dst + struct.pack('!HH', frame['proto'], len(data))
    data = sealed(frame, pseudo, data, place)
    fragment = {'no': frame['df'] << 14, 'first': 0x2000,
                'later': 0x2000 | 25}[frame['frag']]
    if frame['frag'] == 'later':
        data = payload.rjust(8, b'\0')
    version = 5 if frame['defect'] == 'version' else 4
    ihl = 3 if frame['defect'] == 'ihl' else 5 + frame['options']
    length = 20 + len(options) + len(data)
    if frame['defect'] == 'length':
        length += 40
    head = struct.pack('!BBHHHBBH', version << 4 | ihl, frame['tos'], length,
                       frame['fill'], fragment, frame['ttl'], frame['proto'],
                       0) + src + dst + options
    value = checksum(head)
    if frame['defect'] == 'checksum' and frame['fill'] & 1:
        value ^= 0x4321
    return head[:10] + struct.pack('!H', value) + head[12:] + data


def ipv6(frame, payload):
    data, place = layer4(frame, payload)
    src, dst = (frame[name].to_bytes(16, 'big') for name in ('src6', 'dst6'))
    pseudo = src + dst + struct.pack('!II', len(data), frame['proto'])
    data = sealed(frame, pseudo, data, place)
    following, chain = frame['proto'], b''
    if frame['frag'] != 'no':
        if frame['frag'] == 'later':
            data = payload.rjust(8, b'\0')
        offset = 1 if frame['frag'] == 'first' else 25 << 3 | 1
        chain = struct.pack('!BBHI', following, 0, offset, 9)
        following = FRAGMENT
    for extension in reversed(frame['extensions']):
        chain = struct.pack('!BB6x', following, 0) + chain
        following = extension
    length = len(chain) + len(data)
    if frame['defect'] == 'length':
        length += 40
    version = 4 if frame['defect'] == 'version' else 6
    return struct.pack('!IHBB', version << 28 | frame['tos'] << 20 |
                       frame['fill'], length, following,
                       frame['ttl']) + src + dst + chain + data


def arp(frame, payload):
    form = (6, 0x0800, 6, 4) if frame['defect'] == 'arpform' else \
        (1, 0x0800, 6, 4)
    return struct.pack('!HHBBH', *form, frame['arp_op']) + \
        frame['arp_sha'].to_bytes(6, 'big') + \
        struct.pack('!I', frame['arp_sip']) + \
        frame['arp_tha'].to_bytes(6, 'big') + \
        struct.pack('!I', frame['arp_tip']) + payload


def inner(frame, payload):
    """What an encapsulation that is looked into holds."""
    kind = frame['inner']
    return kind, BODIES[kind](frame, payload)


def pppoe(frame, payload):
    kind, body = inner(frame, payload)
    proto = PPP_PROTO.get(kind, PPP_PROTO['other'])
    code = 9 if frame['defect'] == 'version' else 0
    return struct.pack('!BBHHH', 0x11, code, frame['pppoe_sid'],
                       2 + len(body), proto) + body


def cfm(frame, payload):
    return bytes((frame['cfm_mdl'] << 5, frame['cfm_op'], 0, 4)) + payload


def redundancy(frame, payload):
    kind, body = inner(frame, payload)
    return struct.pack('!HHH', 0x1000 | len(body) & 0xfff, 5,
                       ETHERTYPE[kind]) + body


def batman(frame, payload):
    kind, body = inner(frame, payload)
    version = 14 if frame['defect'] == 'version' else 15
    return struct.pack('!BBB7s', 0x40, version, 9, bytes(7)) + \
        bytes.fromhex('02005e0000aa02005e0000bb') + \
        struct.pack('!H', ETHERTYPE[kind]) + body


def other(_, payload):
    return payload


BODIES = {'ipv4': ipv4, 'ipv6': ipv6, 'arp': arp, 'rarp': arp, 'mpls': mpls,
          'mplsmc': mpls, 'pppoe': pppoe, 'cfm': cfm, 'hsr': redundancy,
          'prp': redundancy, 'batman': batman, 'other': other, 'llc': other,
          'raw8023': other}


def tags(frame):
    out = b''
    for depth in range(frame['tags']):
        at = min(depth, 2)
        out += struct.pack('!HH', frame[f'tpid{at}'], frame[f'pcp{at}'] << 13 |
                           frame[f'dei{at}'] << 12 | frame[f'vid{at}'])
    return out


def build(frame, number, least):
    """The bytes of a frame, at least LEAST of them, NUMBER at their end."""
    mark = struct.pack('!I', number)
    filler = bytes((frame['fill'] + n) & 0xff for n in range(64))
    payload = (filler * (frame['payload'] // 64 + 1))[:frame['payload']]
    kind = frame['kind']
    head = frame['dmac'].to_bytes(6, 'big') + frame['smac'].to_bytes(6, 'big')
    head += tags(frame)
    if kind not in ETHERTYPE:
        body = (b'\xff\xff' if kind == 'raw8023' else b'\x42\x42\x03') + \
            payload + mark
        data = head + struct.pack('!H', len(body)) + body
    else:
        body = BODIES[kind](frame, payload + mark)
        data = head + struct.pack('!H', ETHERTYPE[kind]) + body
    if frame['defect'] == 'cut':
        # within the headers: in front of them are at least tag and type
        floor = 14 + 4 * frame['tags'] + 4
        size = max(floor, least, min(frame['keep'], len(data)))
        data = data[:size]
    return data.ljust(least, b'\0')[:-ID_BYTES] + mark


def number_of(data):
    """The number that a frame was built with."""
    return struct.unpack('!I', data[-ID_BYTES:])[0]


def is_tagged(data):
    return data[12:14] in (b'\x81\x00', b'\x88\xa8')


def known(value, values):
    """The value, 0 if it is none of these"""
    return value if value in values else 0


def classes(frame):
    """Names of what this frame is one of."""
    kind = frame['kind']
    yield f'kind.{kind}'
    yield f'tags.{frame["tags"]}'
    if frame['tags']:
        yield f'tpid.{known(frame["tpid0"], (0x8100, 0x88a8)):#06x}'
    if kind in ('pppoe', 'hsr', 'prp', 'batman'):
        yield f'{kind}.{frame["inner"]}'
        kind = frame['inner']
    if kind in ('ipv4', 'ipv6'):
        yield f'{kind}.proto.{known(frame["proto"], PROTOS)}'
        yield f'{kind}.frag.{frame["frag"]}'
        if kind == 'ipv4' and frame['options']:
            yield 'ipv4.options'
        if kind == 'ipv6':
            for extension in frame['extensions']:
                yield f'ipv6.extension.{extension}'
    if kind in ('mpls', 'mplsmc'):
        yield f'mpls.labels.{min(frame["labels"], 8)}'
    if frame['conn']:
        yield f'conn.{frame["conn"]}'
    if frame['defect']:
        yield f'defect.{frame["defect"]}'
