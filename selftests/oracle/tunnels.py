# SPDX-License-Identifier: GPL-2.0-only
"""Owns tunnels: the devices, their keys for flower, outer headers of frames,
and what may differ between two makers of one.

The manager ends the tunnels that come from the uplink. A frame whose 'tunnel' is
a device gets that device's outer header, of the fields enc_*; the rest of it is
what the tunnel carries.
"""
import struct

from fields import ip4
from packet import ETH_IP, UDP, checksum

LOCAL4 = 0x0a090001             # 10.9.0.1 of the uplink's representor
PEERS4 = (0x0a090002, 0x0a090003)
UNDERLAY = 'uplink'
# UDP port, what follows it; GRE has none
DEVICES = {'vxlan': 4789, 'gbp': 4790, 'geneve': 6081, 'gretap': None}
GRE = 47
ETH_TEB = 0x6558
MARKER_MAC = bytes.fromhex('024d41524b0d')      # an outer source address
DEFECTS = ('version', 'options', 'fragment', 'checksum', 'mac', 'tag', 'flags',
           'reserved', 'length', 'udp', 'longer', 'oam', 'type', 'family')
TLVS = (b'', bytes.fromhex('0102800100880022'),
        bytes.fromhex('010280010088002201038102') + bytes(range(1, 9)),
        bytes.fromhex('01028001ff880022'), bytes.fromhex('0103800100880022'),
        bytes.fromhex('0102000b') + bytes(44))


def is_sane_source(value):
    """Not what software takes for a martian."""
    return 0 < value >> 24 < 224 and value >> 24 != 127 and \
        value not in (LOCAL4, 0x0a090000, 0x0a0900ff)


# ---- frames into a tunnel's end

def outer_udp(frame, data):
    length = 8 + len(data)
    if frame['enc_defect'] == 'udp':
        length += 4
    head = struct.pack('!HHHH', frame['enc_sport'], DEVICES[frame['tunnel']],
                       length, 0)
    if not frame['enc_csum']:
        return head + data
    pseudo = struct.pack('!IIHH', frame['enc_src4'], frame['enc_dst4'], UDP,
                         length)
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
    return struct.pack('!HH', flags, kind) + rest + data


MAKERS = {'vxlan': outer_vxlan, 'gbp': outer_vxlan, 'geneve': outer_geneve,
          'gretap': outer_gre}


def outer_ipv4(frame, data, proto):
    defect = frame['enc_defect']
    options = bytes(4) if defect == 'options' else b''
    fragment = 0x2000 | 25 if defect == 'fragment' else frame['enc_df'] << 14
    length = 20 + len(options) + len(data)
    if defect == 'length':
        length += 8
    version = 5 if defect == 'family' else 4
    head = struct.pack('!BBHHHBBHII', version << 4 | (5 + len(options) // 4),
                       frame['enc_tos'], length, 7, fragment,
                       frame['enc_ttl'], proto, 0, frame['enc_src4'],
                       frame['enc_dst4']) + options
    value = checksum(head)
    if defect == 'checksum' and not frame['enc_csum']:
        value ^= 0x0400
    return head[:10] + struct.pack('!H', value) + head[12:] + data


def wrap(frame, data, mac):
    """The frame with an outer header, for the device with that MAC."""
    device = frame['tunnel']
    data = MAKERS[device](frame, data)
    proto = GRE if device == 'gretap' else UDP
    if proto == UDP:
        data = outer_udp(frame, data)
    tail = data[-4:] if frame['enc_defect'] == 'longer' else b''
    if frame['enc_defect'] == 'mac':
        mac = mac[:5] + bytes((mac[5] ^ 1,))
    tag = bytes.fromhex('81000005') if frame['enc_defect'] == 'tag' else b''
    return mac + bytes.fromhex('02005e770002') + tag + \
        struct.pack('!H', ETH_IP) + outer_ipv4(frame, data, proto) + tail


def marker_prefix(device, mac):
    """What comes in front of 64 bytes so that they come out of that device."""
    frame = {'tunnel': device, 'enc_sport': 40000, 'enc_id': 1, 'enc_csum': 0,
             'enc_src4': PEERS4[0], 'enc_dst4': LOCAL4, 'enc_tos': 0,
             'enc_ttl': 64, 'enc_df': 0, 'enc_defect': None, 'gbp': 0,
             'tlvs': 0}
    data = wrap(frame, bytes(64), mac)[:-64]
    return data[:6] + MARKER_MAC + data[12:]


def is_for_us(data):
    """May a tunnel's end open this frame?"""
    return data[12:14] == struct.pack('!H', ETH_IP) and \
        data[30:34] == struct.pack('!I', LOCAL4)


def inner_of(data):
    """What is carried by a frame that may be opened; else the frame."""
    if not is_for_us(data) or len(data) < 60:
        return data
    at = 14 + 4 * (data[14] & 15)
    if data[23] == GRE:
        return data[at + 4 + 4 * bool(data[at] & 0x20):]
    if data[at + 2:at + 4] == struct.pack('!H', DEVICES['geneve']):
        return data[at + 16 + 4 * (data[at + 8] & 0x3f):]
    return data[at + 16:]


# ---- frames out of a tunnel's end

def normal(data):
    """A frame without what each maker of an outer header chooses for itself:
    identification, and a source port of UDP. Checksums become what they are
    wrong by."""
    at = 12
    while data[at:at + 2] in (b'\x81\x00', b'\x88\xa8'):
        at += 4
    ip = at + 2
    if data[at:at + 2] != b'\x08\x00' or len(data) < ip + 28 or \
            data[ip] != 0x45 or data[ip + 23 - 14] not in (UDP, GRE) or \
            data[ip + 12:ip + 16] != struct.pack('!I', LOCAL4):
        return data
    out = bytearray(data)
    udp = ip + 20
    out[ip + 10:ip + 12] = struct.pack('!H', checksum(data[ip:udp]))
    out[ip + 4:ip + 6] = bytes(2)
    if data[ip + 9] == UDP:
        port, _, length, value = struct.unpack_from('!HHHH', data, udp)
        if value:
            pseudo = data[ip + 12:ip + 20] + struct.pack('!HH', UDP, length)
            out[udp + 6:udp + 8] = struct.pack('!H', checksum(
                pseudo + data[udp:udp + length]) or 0xffff)
        if port:
            out[udp:udp + 2] = b'\xff\xff'
    return bytes(out)


# ---- keys of flower

def number(word, field):
    def make(rng, pools):
        value = pools.value(rng, field)
        return [word, str(value)], [(field, value, None)]
    return make


def masked(word, field):
    def make(rng, pools):
        cover = rng.choice((0xff, 0xff, 0xfc, 0xf0, 0x01))
        value = pools.value(rng, field) & cover
        text = str(value) if cover == 0xff else f'{value:#x}/{cover:#x}'
        return [word, text], [(field, value, cover)]
    return make


def network(word, field):
    def make(rng, pools):
        length = rng.choice((32, 32, 31, 24, 8))
        cover = 0xffffffff << 32 - length & 0xffffffff
        value = pools.value(rng, field) & cover
        return [word, f'{ip4(value)}/{length}'], \
            [] if length < 32 else [(field, value, None)]
    return make


def dst_port(rng, pools):
    return ['enc_dst_port', '@port'], []


def options_text(options):
    """CLASS:TYPE:DATA,..."""
    parts = []
    while options:
        size = 4 + 4 * (options[3] & 0x1f)
        parts.append(f'{options[:2].hex()}:{options[2]:02x}:'
                     f'{options[4:size].hex()}')
        options = options[size:]
    return ','.join(parts)


def geneve_opts(rng, _):
    which = rng.choice((1, 1, 2, 3, 4))
    return ['geneve_opts', options_text(TLVS[which])], [('tlvs', which, None)]


def vxlan_opts(rng, pools):
    value = pools.value(rng, 'gbp')
    return ['vxlan_opts', str(value)], [('gbp', value, None)]


def enc_flags(rng, _):
    value = rng.choice((0, 1))
    return ['enc_flags', 'tuncsum' if value else 'notuncsum'], \
        [('enc_csum', value, None)]


# name: devices, maker
KEYS = {
    'enc_key_id': (tuple(DEVICES), number('enc_key_id', 'enc_id')),
    'enc_src_ip': (tuple(DEVICES), network('enc_src_ip', 'enc_src4')),
    'enc_dst_ip': (tuple(DEVICES), network('enc_dst_ip', 'enc_dst4')),
    'enc_dst_port': (('vxlan', 'gbp', 'geneve'), dst_port),
    'enc_tos': (tuple(DEVICES), masked('enc_tos', 'enc_tos')),
    'enc_ttl': (tuple(DEVICES), masked('enc_ttl', 'enc_ttl')),
    'enc_flags': (('vxlan', 'gbp', 'geneve'), enc_flags),
    'geneve_opts': (('geneve',), geneve_opts),
    'vxlan_opts': (('gbp',), vxlan_opts),
}


def choose_keys(rng, pools, device):
    """[(name, words, demands)] for a filter of that device."""
    names = [name for name, (devices, _) in KEYS.items() if device in devices]
    chosen = set(rng.sample(names, rng.choice((0, 1, 1, 2, 3))))
    if rng.random() < 0.5:
        chosen.add(names[-1])   # options, of devices that have them
    for name in KEYS:
        if name in chosen:
            words, demands = KEYS[name][1](rng, pools)
            words = [word.replace('@port', str(DEVICES[device]))
                     for word in words]
            yield name, words, demands


def key_set(rng, pools, device):
    """The words of an action that says what the outer header will be."""
    words = ['tunnel_key', 'set', 'src_ip', ip4(LOCAL4), 'dst_ip',
             ip4(rng.choice(PEERS4)), 'id', str(pools.value(rng, 'enc_id'))]
    if DEVICES[device]:
        words += ['dst_port', str(rng.choice((DEVICES[device], 4791)))]
    if rng.random() < 0.4:
        words += ['tos', str(rng.choice((0, 2, 4, 0x40, 0xb8, 0xfc)))]
    if rng.random() < 0.4:
        words += ['ttl', str(rng.choice((1, 9, 64, 255)))]
    if device == 'geneve' and rng.random() < 0.5:
        words += ['geneve_opts', options_text(TLVS[rng.choice((1, 2, 3))])]
    if device == 'gbp':
        words += ['vxlan_opts', str(pools.value(rng, 'gbp'))]
    if rng.random() < 0.5 or device == 'gretap':
        words.append(rng.choice(('csum', 'nocsum')))
    return words
