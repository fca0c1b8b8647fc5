#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns what the programs "hash" and "stamp" of xdp.py were told.

usage: xdp_asked.py hash --dev DEV --out FILE --key BYTES --fields sd|sdfn
       xdp_asked.py stamp --dev DEV --out FILE

Waits for one datagram over IPv4, in which the program has overwritten the bytes
before the addresses. FILE exists as soon as it listens, and then holds the
program's result and, of a hash, "right" or "wrong" and its type, of a stamp its
seconds.
"""
import argparse
import socket
import struct
import sys

ETH_P_IP = 0x0800
PATIENCE = 20
NS = 1000000000


def toeplitz(key, data):
    number = int.from_bytes(key, 'big')
    result = 0
    for i in range(8 * len(data)):
        if data[i // 8] & 0x80 >> i % 8:
            result ^= number >> 8 * len(key) - 32 - i & 0xffffffff
    return result


def overwritten(sock):
    """A frame whose IPv4 header is none any more: it has met the program."""
    while True:
        data, addr = sock.recvfrom(2048)
        if addr[2] != socket.PACKET_OUTGOING and data[14] >> 4 != 4:
            return data


def hash_text(args, data):
    result, value, kind = struct.unpack_from('<iIi', data, 14)
    fields = data[26:38 if args.fields == 'sdfn' else 34]
    key = bytes.fromhex(args.key.replace(':', ''))
    right = 'right' if toeplitz(key, fields) == value else 'wrong'
    return f'{result} {right} {kind}'


def stamp_text(_, data):
    result, stamp = struct.unpack_from('<iQ', data, 14)
    return f'{result} {stamp // NS}'


def main():
    texts = {'hash': hash_text, 'stamp': stamp_text}
    parser = argparse.ArgumentParser()
    parser.add_argument('what', choices=tuple(texts))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--key')
    parser.add_argument('--fields', choices=('sd', 'sdfn'))
    parser.add_argument('--out', required=True)
    args = parser.parse_args()
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETH_P_IP))
    sock.settimeout(PATIENCE)
    sock.bind((args.dev, ETH_P_IP))
    with open(args.out, 'w', encoding='utf-8') as out:
        print(texts[args.what](args, overwritten(sock)), file=out)
    return 0


if __name__ == '__main__':
    sys.exit(main())
