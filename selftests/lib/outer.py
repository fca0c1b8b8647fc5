#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns frames that leave into a tunnel, and how they arrive, byte by byte.

usage: outer.py send --dev DEV --dst MAC
       outer.py recv --dev DEV --out FILE

send sends one frame of each kind: what an outer header may take over differs
between them, and so do their lengths. recv writes each of them, as it arrives
in a tunnel (VXLAN, Geneve, GRE), as a line of hex into FILE.part, and names it
FILE when all are there. What need not be the same each time is
masked: identification and checksum of an outer IPv4 header, source port and
checksum of UDP (but whether there is one), flow label. It fails after 20 s.
"""
import argparse
import os
import socket
import struct
import sys

from packets import checksum, mac_bytes

MAGIC = b'hniouter'
LIMIT = 20.0
UDP = 17
GRE = 47


def ipv4(tos, payload):
    header = struct.pack('!BBHHHBBH4s4s', 0x45, tos, 20 + len(payload), 7, 0,
                         33, 253, 0, bytes([192, 0, 2, 1]),
                         bytes([192, 0, 2, 9]))
    return header[:10] + struct.pack('!H', checksum(header)) + \
        header[12:] + payload


def ipv6(tclass, payload):
    addr = bytes.fromhex('20010db8000000000000000000000001')
    return struct.pack('!IHBB', 6 << 28 | tclass << 20, len(payload), 253,
                       44) + addr + addr + payload


def inner():
    """EtherType and what follows, of each frame."""
    yield b'\x08\x00' + ipv4(0, MAGIC + b'0')
    yield b'\x08\x00' + ipv4(0xb9, MAGIC + b'1' * 30)
    yield b'\x08\x00' + ipv4(0x02, MAGIC + b'2' * 31)
    yield b'\x08\x00' + ipv4(0x03, MAGIC + b'3' * 100)
    yield b'\x86\xdd' + ipv6(0x03, MAGIC + b'4' * 40)
    yield b'\x86\xdd' + ipv6(0x41, MAGIC + b'5' * 41)
    yield b'\x88\xb5' + MAGIC + b'6' * 50
    yield b'\x81\x00\x00\x05\x08\x00' + ipv4(0x01, MAGIC + b'7' * 44)


def send(args):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.bind((args.dev, 0))
    source = sock.getsockname()[4]
    for rest in inner():
        frame = mac_bytes(args.dst) + source + rest
        sock.send(frame.ljust(60, b'\0'))


def masked(frame):
    """The frame without what may differ; None if it is no tunnel's."""
    data = bytearray(frame)
    kind = struct.unpack_from('!H', data, 12)[0]
    if kind == 0x0800:
        proto, start = data[23], 34
        data[18:20] = data[24:26] = bytes(2)
    elif kind == 0x86dd:
        proto, start = data[20], 54
        data[15] &= 0xf0
        data[16:18] = bytes(2)
    else:
        return None
    if proto == UDP:
        data[start:start + 2] = bytes(2)
        if any(data[start + 6:start + 8]):
            data[start + 6:start + 8] = b'\xff\xff'
    elif proto != GRE:
        return None
    return data.hex()


def recv(args):
    wanted = len(list(inner()))
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    sock.bind((args.dev, 0))
    sock.settimeout(LIMIT)
    part = args.out + '.part'
    with open(part, 'w', encoding='ascii') as out:
        while wanted:
            frame, address = sock.recvfrom(16384)
            text = masked(frame)
            if address[2] == 4 or text is None or MAGIC.hex() not in text:
                continue
            print(text, file=out)
            wanted -= 1
    os.rename(part, args.out)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('what', choices=('send', 'recv'))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--dst')
    parser.add_argument('--out')
    args = parser.parse_args()
    try:
        (send if args.what == 'send' else recv)(args)
    except socket.timeout:
        sys.exit('outer.py: frames are missing')


if __name__ == '__main__':
    main()
