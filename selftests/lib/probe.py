#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns single frames with a tag: who sent what, and who saw it.

usage: probe.py listen --dev DEV --out FILE
       probe.py send --dev DEV --tag TAG [--count N | --every SECONDS]
                [--src MAC] --dst MAC...
                [--vlan VID] [--tpid TPID]
                [--kind udp|udp6|arp|raw|ncsi|lldp|pause]
                [--src-ip IP] [--dst-ip IP] [--sha MAC] [--port PORT]

With --every a frame goes to each destination so often, until it is killed. The
listener counts the tags of frames that come in, to whomever they are sent, and
keeps the counts as JSON in FILE, which exists as soon as it listens. It ends when
its interface goes. Frames keep their order, so when a later tag has been seen, an
earlier one that was not seen never arrived.
"""
import argparse
import collections
import errno
import ipaddress
import json
import os
import select
import socket
import struct
import sys
import time

from packets import checksum, mac_bytes

MAGIC = b'hniprobe'
TAG_BYTES = 8
SO_RCVBUFFORCE = 33
# of <linux/if_packet.h>
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_MR_PROMISC = 1


def ip_bytes(text):
    return ipaddress.ip_address(text).packed


def udp(args, payload):
    length = 8 + len(payload)
    header = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + length, 1, 0, 64, 17,
                         0, ip_bytes(args.src_ip), ip_bytes(args.dst_ip))
    header = header[:10] + struct.pack('!H', checksum(header)) + header[12:]
    return 0x0800, header + struct.pack('!HHHH', args.port, args.port, length,
                                        0) + payload


def udp6(args, payload):
    length = 8 + len(payload)
    addresses = ip_bytes(args.src_ip) + ip_bytes(args.dst_ip)
    body = struct.pack('!HHHH', args.port, args.port, length, 0) + payload
    pseudo = addresses + struct.pack('!II', length, 17) + body
    check = checksum(pseudo.ljust((len(pseudo) + 1) & ~1, b'\0'))
    return 0x86dd, (struct.pack('!IHBB', 6 << 28, length, 17, 64) + addresses +
                    body[:6] + struct.pack('!H', check or 0xffff) + payload)


def arp(args, payload):
    return 0x0806, struct.pack(
        '!HHBBH6s4s6s4s', 1, 0x0800, 6, 4, 1, mac_bytes(args.sha or args.src),
        ip_bytes(args.src_ip), bytes(6), ip_bytes(args.dst_ip)) + payload


def raw(_, payload):
    return 0x88b5, payload


def ncsi(_, payload):
    return 0x88f8, payload


def lldp(_, payload):
    return 0x88cc, payload


def pause(_, payload):
    return 0x8808, struct.pack('!HH', 1, 0xffff) + payload


KINDS = {'udp': udp, 'udp6': udp6, 'arp': arp, 'raw': raw, 'ncsi': ncsi,
         'lldp': lldp, 'pause': pause}


def frame(args, dst):
    payload = MAGIC + args.tag.encode().ljust(TAG_BYTES, b'\0')
    ethertype, body = KINDS[args.kind](args, payload)
    tag = struct.pack('!HH', args.tpid, args.vlan) if args.vlan else b''
    return (mac_bytes(dst) + mac_bytes(args.src) + tag +
            struct.pack('!H', ethertype) + body).ljust(args.size, b'\0')


def send(args):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    sock.bind((args.dev, 0))
    if not args.src:
        args.src = sock.getsockname()[4].hex(':')
    frames = [frame(args, dst) for dst in args.dst]
    for data in frames:
        for _ in range(args.count):
            sock.send(data)
    while args.every:
        time.sleep(args.every)
        for data in frames:
            sock.send(data)


def publish(path, counts):
    with open(path + '.new', 'w', encoding='utf-8') as out:
        json.dump(counts, out)
    os.replace(path + '.new', path)


def tag_of(data):
    """The tag of a frame, None if it has none."""
    place = data.find(MAGIC)
    if place < 0:
        return None
    place += len(MAGIC)
    return data[place:place + TAG_BYTES].rstrip(b'\0').decode(
        errors='replace')


def drain(sock, counts):
    """Counts all frames that wait; False when the interface has gone."""
    while True:
        try:
            data, addr = sock.recvfrom(2048)
        except BlockingIOError:
            return True
        except OSError as err:
            if err.errno in (errno.ENETDOWN, errno.ENODEV):
                return False
            raise
        tag = tag_of(data)
        if tag is not None and addr[2] != socket.PACKET_OUTGOING:
            counts[tag] += 1


def listen(args):
    counts = collections.Counter()
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(0x0003))
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
    sock.setblocking(False)
    sock.bind((args.dev, 0x0003))
    sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP,
                    struct.pack('iHH8s', socket.if_nametoindex(args.dev),
                                PACKET_MR_PROMISC, 0, b''))
    publish(args.out, counts)
    while drain(sock, counts):
        publish(args.out, counts)
        select.select([sock], [], [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=('listen', 'send'))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--out')
    parser.add_argument('--tag', default='')
    parser.add_argument('--count', type=int, default=1)
    parser.add_argument('--every', type=float, default=0)
    parser.add_argument('--src')
    parser.add_argument('--dst', nargs='+')
    parser.add_argument('--vlan', type=int, default=0)
    parser.add_argument('--tpid', type=lambda text: int(text, 0),
                        default=0x8100)
    parser.add_argument('--kind', choices=tuple(KINDS), default='udp')
    parser.add_argument('--sha')
    parser.add_argument('--src-ip', default='192.0.2.250')
    parser.add_argument('--dst-ip', default='192.0.2.251')
    parser.add_argument('--port', type=int, default=4900)
    parser.add_argument('--size', type=int, default=60)
    args = parser.parse_args()
    if args.role == 'listen':
        listen(args)
    else:
        send(args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
