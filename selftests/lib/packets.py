# SPDX-License-Identifier: GPL-2.0-only
"""Owns frames of many kinds, one for each thing that a filter can match or an
action can change, and their neighbours that must not be taken for them."""
import ipaddress
import struct

MAGIC = b'hni-twin'
SRC, DST = bytes.fromhex('02005e000011'), bytes.fromhex('02005e000022')
IP4 = ipaddress.ip_address('192.0.2.17').packed
IP4_TO = ipaddress.ip_address('198.51.100.34').packed
IP6 = ipaddress.ip_address('2001:db8::17').packed
IP6_TO = ipaddress.ip_address('2001:db8:1::34').packed


def mac_bytes(text):
    return bytes.fromhex(text.replace(':', ''))


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def ethernet(ethertype, body, tags=(), dst=DST):
    head = dst + SRC
    for tpid, tci in tags:
        head += struct.pack('!HH', tpid, tci)
    return (head + struct.pack('!H', ethertype) + body).ljust(60, b'\0')


def ip4(proto, body, tos=0, ttl=64, frag=0, options=b'', dst=IP4_TO):
    words = 5 + len(options) // 4
    head = struct.pack('!BBHHHBBH4s4s', 0x40 | words, tos,
                       words * 4 + len(body), 7, frag, ttl, proto, 0, IP4,
                       dst) + options
    return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + body


def ip6(proto, body, tos=0, ttl=64):
    return (struct.pack('!IHBB', 6 << 28 | tos << 20, len(body), proto, ttl) +
            IP6 + IP6_TO + body)


def pseudo(family, proto, length):
    if family == 4:
        return IP4 + IP4_TO + struct.pack('!HH', proto, length)
    return IP6 + IP6_TO + struct.pack('!II', length, proto)


def summed(family, proto, body, place):
    """With the checksum that belongs at this place."""
    check = checksum(pseudo(family, proto, len(body)) + body) or 0xffff
    return body[:place] + struct.pack('!H', check) + body[place + 2:]


def udp(family=4, sport=1024, dport=4900, check=True, proto=17):
    body = struct.pack('!HHHH', sport, dport, 8 + len(MAGIC), 0) + MAGIC
    return summed(family, proto, body, 6) if check else body


def tcp(family=4, sport=1024, dport=80, flags=0x02):
    body = struct.pack('!HHIIHHHH', sport, dport, 1, 2, 5 << 12 | flags, 512,
                       0, 0) + MAGIC
    return summed(family, 6, body, 16)


def icmp(kind, code):
    body = struct.pack('!BBHHH', kind, code, 0, 1, 2) + MAGIC
    return body[:2] + struct.pack('!H', checksum(body)) + body[4:]


def icmp6(kind, code):
    return summed(6, 58, struct.pack('!BBHHH', kind, code, 0, 1, 2) + MAGIC,
                  2)


def arp(operation):
    return struct.pack('!HHBBH6s4s6s4s', 1, 0x0800, 6, 4, operation, SRC, IP4,
                       DST, IP4_TO) + MAGIC


def labels(*entries):
    """A label stack; an entry is (label, traffic class, ttl)."""
    last = len(entries) - 1
    return b''.join(struct.pack('!I', label << 12 | tc << 9 |
                                (i == last) << 8 | ttl)
                    for i, (label, tc, ttl) in enumerate(entries))


def pppoe(session, proto, body):
    return struct.pack('!BBHHH', 0x11, 0, session, 2 + len(body),
                       proto) + body


def of_ip4():
    return [
        ethernet(0x0800, ip4(17, udp())),
        ethernet(0x0800, ip4(17, udp(sport=1500, dport=1500))),
        ethernet(0x0800, ip4(17, udp(sport=0, dport=0))),
        ethernet(0x0800, ip4(17, udp(dport=2047, check=False))),
        ethernet(0x0800, ip4(17, udp(dport=2048), tos=0x14, ttl=1)),
        ethernet(0x0800, ip4(17, udp(), options=b'\x01\x01\x01\x00')),
        ethernet(0x0800, ip4(6, tcp())),
        ethernet(0x0800, ip4(6, tcp(flags=0x110, dport=1000), ttl=255)),
        ethernet(0x0800, ip4(6, tcp(flags=0x12, sport=80))),
        ethernet(0x0800, ip4(1, icmp(8, 0))),
        ethernet(0x0800, ip4(1, icmp(3, 1))),
        ethernet(0x0800, ip4(2, icmp(0x16, 0))),
        ethernet(0x0800, ip4(132, struct.pack('!HHII', 1024, 4900, 1, 0) +
                             MAGIC)),
        ethernet(0x0800, ip4(136, udp(proto=136))),
        ethernet(0x0800, ip4(17, udp(), frag=0x2000)),
        ethernet(0x0800, ip4(17, MAGIC * 2, frag=0x0003)),
        ethernet(0x0800, ip4(50, struct.pack('!II', 0x10, 1) + MAGIC)),
        ethernet(0x0800, ip4(51, struct.pack('!BBHII', 17, 1, 0, 0x11, 1) +
                             udp())),
        ethernet(0x0800, ip4(115, struct.pack('!I', 9) + MAGIC)),
        ethernet(0x0800, ip4(115, struct.pack('!I', 10) + MAGIC)),
        ethernet(0x0800, ip4(17, udp()), dst=b'\xff' * 6),
        ethernet(0x0800, ip4(17, udp(check=False), dst=b'\0\1\2\3')),
    ]


def of_ip6():
    hop = struct.pack('!BB6s', 17, 0, b'\x01\x04\0\0\0\0')
    return [
        ethernet(0x86dd, ip6(17, udp(6))),
        ethernet(0x86dd, ip6(6, tcp(6), tos=0x10)),
        ethernet(0x86dd, ip6(58, icmp6(128, 0))),
        ethernet(0x86dd, ip6(58, icmp6(1, 4), ttl=255)),
        ethernet(0x86dd, ip6(0, hop + udp(6, dport=1500))),
        ethernet(0x86dd, ip6(44, struct.pack('!BBHI', 17, 0, 1, 5) +
                             udp(6))),
        ethernet(0x86dd, ip6(50, struct.pack('!II', 0x10, 1) + MAGIC)),
    ]


def of_links():
    inner = ip4(17, udp())
    return [
        ethernet(0x0806, arp(1)),
        ethernet(0x0806, arp(2)),
        ethernet(0x0800, inner, [(0x8100, 3 << 13 | 5)]),
        ethernet(0x0800, inner, [(0x8100, 6)]),
        ethernet(0x86dd, ip6(6, tcp(6)), [(0x8100, 5)]),
        ethernet(0x0800, inner, [(0x88a8, 3 << 13 | 6),
                                 (0x8100, 1 << 13 | 7)]),
        ethernet(0x0800, ip4(6, tcp()), [(0x8100, 6), (0x8100, 8)]),
        ethernet(0x0800, inner, [(0x88a8, 1), (0x8100, 2), (0x8100, 3)]),
        ethernet(0x8847, labels((100, 3, 64)) + inner),
        ethernet(0x8847, labels((0, 0, 0)) + inner),
        ethernet(0x8847, labels((100, 0, 64), (200, 5, 63)) + inner),
        ethernet(0x8848, labels((100, 0, 64), (0, 0, 0), (300, 0, 9)) +
                 inner),
        ethernet(0x8847, labels(*((i, 0, i) for i in range(1, 9))) + inner),
        ethernet(0x8847, labels((100, 3, 64)) + inner, [(0x8100, 5)]),
        ethernet(0x8864, pppoe(5, 0x0021, inner)),
        ethernet(0x8864, pppoe(6, 0x0057, ip6(17, udp(6)))),
        ethernet(0x8864, pppoe(0, 0xc021, MAGIC)),
        ethernet(0x8864, pppoe(5, 0x0020, MAGIC)),
        ethernet(0x8902, struct.pack('!BBBB', 5 << 5, 47, 0, 4) + MAGIC),
        ethernet(0x8902, struct.pack('!BBBB', 3 << 5 | 1, 1, 0, 4) + MAGIC),
        ethernet(0x8902, struct.pack('!BBBB', 0, 3, 0, 4) + MAGIC),
        ethernet(0x88b5, MAGIC),
        ethernet(len(MAGIC) + 3, b'\xaa\xaa\x03' + MAGIC),
    ]


def frames():
    """All of them, each with a payload that begins with MAGIC."""
    return of_ip4() + of_ip6() + of_links()
