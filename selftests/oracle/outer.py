# SPDX-License-Identifier: GPL-2.0-only
"""Owns outer headers: of frames into a tunnel's end, broken ones among them, and
what may differ in those of two makers.

A frame whose 'tunnel' is a device gets that device's outer header, of the fields
enc_*; the rest of it is what the tunnel carries.
"""
import struct

import packet
from packet import ETH_IP, ETH_IP6, GRE, UDP, checksum

LOCAL4 = 0x0a090001             # 10.9.0.1 of the uplink's representor
LOCAL6 = 0x20010db80009 << 80 | 1
PEERS4 = (0x0a090002, 0x0a090003)
PEERS6 = (LOCAL6 ^ 3, LOCAL6 ^ 2)
UNDERLAY = 'uplink'
# UDP port, None for GRE
DEVICES = {'vxlan': 4789, 'gbp': 4790, 'geneve': 6081, 'gretap': None,
           'ip6gretap': None}
# kinds of frames that hardware opens, by family and checksum
OPENED = {name: ('4.csum', '4.nocsum', '6.csum') for name in DEVICES}
OPENED.update(gretap=('4.csum', '4.nocsum'), ip6gretap=('6.csum', '6.nocsum'))
ETH_TEB = 0x6558
MARKER_MAC = bytes.fromhex('024d41524b0d')      # an outer source address
MARKER_BYTES = 64
DEFECTS = ('version', 'options', 'fragment', 'checksum', 'mac', 'tag', 'flags',
           'reserved', 'length', 'udp', 'longer', 'oam', 'type', 'family')
TLVS = (b'', bytes.fromhex('0102800100880022'),
        bytes.fromhex('010280010088002201038102') + bytes(range(1, 9)),
        bytes.fromhex('01028001ff880022'), bytes.fromhex('0103800100880022'),
        bytes.fromhex('0102000b') + bytes(44))
BY_ITSELF = 0.9         # GRE frames as the device wants them
MOSTLY = 0.7


def is_sane_source(value):
    """Not what software takes for a martian."""
    return 0 < value >> 24 < 224 and value >> 24 != 127 and \
        value not in (LOCAL4, 0x0a090000, 0x0a0900ff)


def families(device):
    """IP versions of a device's outer headers."""
    return {'gretap': (4,), 'ip6gretap': (6,)}.get(device, (4, 6))


def settle(rng, frame, csums, has_copies):
    """Makes the fields fit the device. @csums: see ruleset.RuleSet; @has_copies:
    a copy of the frame may wait while its tunnel is opened"""
    device = frame['tunnel']
    if len(families(device)) == 1:
        frame['enc_v6'] = families(device)[0] == 6
    if not DEVICES[device] and rng.random() < BY_ITSELF:
        frame['enc_csum'] = device in csums
    elif DEVICES[device] and frame['enc_v6'] and rng.random() < MOSTLY:
        frame['enc_csum'] = 1
    if not is_sane_source(frame['enc_src4']):
        frame['enc_src4'] = PEERS4[0]
    if frame['enc_tos'] & 1 and (frame['tags'] or has_copies):
        # software takes a tag for an IP header, marks copies as well
        frame['enc_tos'] &= ~3


def classes(frame):
    """Names of what this outer header is one of."""
    family = 6 if frame['enc_v6'] else 4
    yield f'tunnel.{frame["tunnel"]}.{family}.' + \
        ('csum' if frame['enc_csum'] else 'nocsum')
    if frame['enc_defect']:
        yield f'outer{family}.{frame["enc_defect"]}'


# ---- frames into a tunnel's end

def addresses(frame):
    if frame['enc_v6']:
        return frame['enc_src6'].to_bytes(16, 'big') + \
            frame['enc_dst6'].to_bytes(16, 'big')
    return struct.pack('!II', frame['enc_src4'], frame['enc_dst4'])


def outer_udp(frame, data):
    length = 8 + len(data)
    if frame['enc_defect'] == 'udp':
        length += 4
    head = struct.pack('!HHHH', frame['enc_sport'], DEVICES[frame['tunnel']],
                       length, 0)
    if not frame['enc_csum']:
        return head + data
    # that of IPv6 has the same numbers in more room
    pseudo = addresses(frame) + struct.pack('!HH', UDP, length)
    value = checksum(pseudo + head + data) or 0xffff
    if frame['enc_defect'] == 'checksum':
        value ^= 0x1200
    return head[:6] + struct.pack('!H', value) + data


def outer_vxlan(frame, data):
    flags = 0 if frame['enc_defect'] == 'flags' else 0x08
    group = 0
    if frame['tunnel'] == 'gbp' and frame['gbp']:
        flags, group = flags | 0x80, frame['gbp']
    return struct.pack('!BBHI', flags, 0, group, frame['enc_id'] << 8 |
                       (frame['enc_defect'] == 'reserved')) + data


def outer_geneve(frame, data):
    options = TLVS[frame['tlvs'] % len(TLVS)]
    version = 0x40 if frame['enc_defect'] == 'version' else 0
    flags = 0x80 if frame['enc_defect'] == 'oam' else 0
    kind = ETH_IP if frame['enc_defect'] == 'type' else ETH_TEB
    return struct.pack('!BBHI', version | len(options) // 4, flags, kind,
                       frame['enc_id'] << 8) + options + data


def outer_gre(frame, data):
    flags, rest = 0x2000, struct.pack('!I', frame['enc_id'])
    if frame['enc_defect'] == 'flags':
        flags, rest = 0, b''
    elif frame['enc_defect'] == 'reserved':
        flags, rest = flags | 0x1000, rest + bytes(4)
    kind = ETH_IP if frame['enc_defect'] == 'type' else ETH_TEB
    if not frame['enc_csum']:
        return struct.pack('!HH', flags, kind) + rest + data
    head = struct.pack('!HH', flags | 0x8000, kind)
    value = checksum(head + rest + data)
    if frame['enc_defect'] == 'checksum':
        value ^= 0x1200
    return head + struct.pack('!HH', value, 0) + rest + data


MAKERS = {'vxlan': outer_vxlan, 'gbp': outer_vxlan, 'geneve': outer_geneve,
          'gretap': outer_gre, 'ip6gretap': outer_gre}


def outer_ipv4(frame, data, proto):
    defect = frame['enc_defect']
    options = bytes(4) if defect == 'options' else b''
    fragment = 0x2000 | 25 if defect == 'fragment' else frame['enc_df'] << 14
    length = 20 + len(options) + len(data)
    if defect == 'length':
        length += 8
    version = 5 if defect == 'family' else 4
    head = struct.pack('!BBHHHBBH', version << 4 | (5 + len(options) // 4),
                       frame['enc_tos'], length, 7, fragment,
                       frame['enc_ttl'], proto, 0) + addresses(frame) + options
    value = checksum(head)
    if defect == 'checksum' and not frame['enc_csum']:
        value ^= 0x0400
    return head[:10] + struct.pack('!H', value) + head[12:] + data


def outer_ipv6(frame, data, proto):
    """The label is any number, and what ought to have no meaning."""
    defect = frame['enc_defect']
    if defect == 'options':
        kind = packet.DSTOPTS if frame['fill'] & 1 else packet.HOPOPTS
        data = struct.pack('!BBBB4x', proto, 0, 1, 4) + data
        proto = kind
    elif defect == 'fragment':
        data = struct.pack('!BBHI', proto, 0, 25 << 3 | 1, 9) + data
        proto = packet.FRAGMENT
    version = 5 if defect == 'family' else 6
    return struct.pack('!IHBB', version << 28 | frame['enc_tos'] << 20 |
                       frame['fill'], len(data) + 8 * (defect == 'length'),
                       proto, frame['enc_ttl']) + addresses(frame) + data


def wrap(frame, data, mac):
    """The frame with an outer header, for the device with that MAC."""
    device = frame['tunnel']
    data = MAKERS[device](frame, data)
    proto = UDP if DEVICES[device] else GRE
    if proto == UDP:
        data = outer_udp(frame, data)
    tail = data[-4:] if frame['enc_defect'] == 'longer' else b''
    if frame['enc_defect'] == 'mac':
        mac = mac[:5] + bytes((mac[5] ^ 1,))
    head = mac + bytes.fromhex('02005e770002')
    if frame['enc_defect'] == 'tag':
        head += bytes.fromhex('81000005')
    if frame['enc_v6']:
        return head + struct.pack('!H', ETH_IP6) + \
            outer_ipv6(frame, data, proto) + tail
    return head + struct.pack('!H', ETH_IP) + \
        outer_ipv4(frame, data, proto) + tail


def marker_prefix(device, mac, has_csum):
    """What comes in front of a marker so that it comes out of that device. The
    words of a marker add up to nothing, so a checksum fits all of them."""
    frame = {'tunnel': device, 'enc_sport': 40000, 'enc_id': 1,
             'enc_csum': has_csum, 'enc_v6': 4 not in families(device),
             'enc_src4': PEERS4[0], 'enc_dst4': LOCAL4, 'enc_tos': 0,
             'enc_src6': PEERS6[0], 'enc_dst6': LOCAL6, 'fill': 0,
             'enc_ttl': 64, 'enc_df': 0, 'enc_defect': None, 'gbp': 0,
             'tlvs': 0}
    data = wrap(frame, bytes(MARKER_BYTES), mac)[:-MARKER_BYTES]
    return data[:6] + MARKER_MAC + data[12:]


# ---- what a frame is

def is_for_us(data):
    """May a tunnel's end open this frame?"""
    if data[12:14] == struct.pack('!H', ETH_IP6):
        return data[38:54] == LOCAL6.to_bytes(16, 'big')
    return data[12:14] == struct.pack('!H', ETH_IP) and \
        data[30:34] == struct.pack('!I', LOCAL4)


def behind_ip(data):
    """Where the header behind the outer IP headers is, and its protocol."""
    if data[12:14] == struct.pack('!H', ETH_IP):
        return 14 + 4 * (data[14] & 15), data[23]
    at, proto = 54, data[20]
    if proto in (packet.HOPOPTS, packet.DSTOPTS, packet.FRAGMENT):
        return at + 8, data[at]
    return at, proto


def inner_of(data):
    """What is carried by a frame that may be opened; else the frame."""
    if not is_for_us(data) or len(data) < 90:
        return data
    at, proto = behind_ip(data)
    if proto == GRE:
        return data[at + 4 + 4 * (data[at] & 0xb0).bit_count():]
    if data[at + 2:at + 4] == struct.pack('!H', DEVICES['geneve']):
        return data[at + 16 + 4 * (data[at + 8] & 0x3f):]
    return data[at + 16:]


# ---- frames out of a tunnel's end

def made_here(data, ip):
    """Length of the IP header of a frame into a tunnel, and its protocol; 0 if
    it is none. @ip: where it begins"""
    if data[ip - 2:ip] == b'\x08\x00' and len(data) >= ip + 28 and \
            data[ip] == 0x45 and \
            data[ip + 12:ip + 16] == struct.pack('!I', LOCAL4):
        length, proto = 20, data[ip + 9]
    elif data[ip - 2:ip] == b'\x86\xdd' and len(data) >= ip + 48 and \
            data[ip + 8:ip + 24] == LOCAL6.to_bytes(16, 'big'):
        length, proto = 40, data[ip + 6]
    else:
        return 0, None
    return (length, proto) if proto in (UDP, GRE) else (0, None)


def normal(data):
    """A frame without what each maker of an outer header chooses for itself:
    identification, and a source port of UDP. Checksums become what they are
    wrong by."""
    ip = 14
    while data[ip - 2:ip] in (b'\x81\x00', b'\x88\xa8'):
        ip += 4
    length, proto = made_here(data, ip)
    if not length:
        return data
    out = bytearray(data)
    udp = ip + length
    if length == 20:
        out[ip + 10:ip + 12] = struct.pack('!H', checksum(data[ip:udp]))
        out[ip + 4:ip + 6] = bytes(2)
    if proto == UDP:
        port, _, size, value = struct.unpack_from('!HHHH', data, udp)
        if value:
            pseudo = data[udp - (8 if length == 20 else 32):udp] + \
                struct.pack('!HH', UDP, size)
            out[udp + 6:udp + 8] = struct.pack('!H', checksum(
                pseudo + data[udp:udp + size]) or 0xffff)
        if port:
            out[udp:udp + 2] = b'\xff\xff'
    return bytes(out)
