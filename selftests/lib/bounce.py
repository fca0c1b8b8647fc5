#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns frames of ethertype 0x88b5 whose every byte is known at the other end.

usage: bounce.py send    --dev DEV --dst MAC [--src MAC] --count N --size S...
       bounce.py receive --dev DEV --out FILE [--cut BYTES]
       bounce.py reflect --dev DEV --dst MAC --count N --size S... [--window W]

A frame carries its number; sizes (without FCS) take turns. receive counts frames
that come in until its interface goes or it is killed, and keeps {"good", "bad",
"last"} as JSON in FILE, which exists as soon as it listens; --cut says how many
bytes their end lacks. reflect wants each frame back, in order, with the
addresses swapped, keeps W of them under way, and prints {"sent", "good", "bad"}.
"""
import argparse
import errno
import json
import os
import random
import select
import socket
import struct
import sys
import time

from packets import mac_bytes

ETHERTYPE = 0x88b5
HEAD = 14
NUMBER = struct.Struct('!II')
SO_RCVBUFFORCE = 33
SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_MR_PROMISC = 1
# seconds without a frame after which one is lost
PATIENCE = 20


def body(number, size):
    """What follows the Ethernet header of a frame of that size."""
    rest = size - HEAD - NUMBER.size
    return NUMBER.pack(number, size) + random.Random(number).randbytes(rest)


def frame(dst, src, number, size):
    return dst + src + struct.pack('!H', ETHERTYPE) + body(number, size)


def number_of(data, cut=0):
    """The number of a frame that is as it was sent, else None."""
    number, size = NUMBER.unpack_from(data, HEAD)
    if not HEAD + NUMBER.size <= size <= 65535:
        return None
    whole = body(number, size)
    if cut:
        whole = whole[:-cut]
    return number if data[HEAD:] == whole else None


def opened(dev):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                         socket.htons(ETHERTYPE))
    sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
    sock.setblocking(False)
    sock.bind((dev, ETHERTYPE))
    sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP,
                    struct.pack('iHH8s', socket.if_nametoindex(dev),
                                PACKET_MR_PROMISC, 0, b''))
    return sock


def incoming(sock):
    """The next frame that came in, None if there is none now."""
    while True:
        try:
            data, addr = sock.recvfrom(1 << 16)
        except BlockingIOError:
            return None
        if addr[2] != socket.PACKET_OUTGOING:
            return data


def put(sock, data):
    """Sends one frame, with patience."""
    while True:
        try:
            sock.send(data)
            return
        except (BlockingIOError, OSError) as err:
            if err.errno not in (errno.EAGAIN, errno.ENOBUFS):
                raise
            select.select([], [sock], [], 0.1)


def publish(path, counts):
    with open(path + '.new', 'w', encoding='utf-8') as out:
        json.dump(counts, out)
    os.replace(path + '.new', path)


def send(args):
    sock = opened(args.dev)
    src = mac_bytes(args.src) if args.src else sock.getsockname()[4]
    for number in range(args.count):
        put(sock, frame(mac_bytes(args.dst), src, number,
                        args.size[number % len(args.size)]))


def receive(args):
    counts = {'good': 0, 'bad': 0, 'last': -1}
    sock = opened(args.dev)
    publish(args.out, counts)
    while True:
        select.select([sock], [], [])
        try:
            data = incoming(sock)
        except OSError as err:
            if err.errno in (errno.ENETDOWN, errno.ENODEV):
                return
            raise
        while data:
            number = number_of(data, args.cut)
            counts['bad' if number is None else 'good'] += 1
            counts['last'] = -1 if number is None else number
            data = incoming(sock)
        publish(args.out, counts)


def reflect(args):
    sock = opened(args.dev)
    own, peer = sock.getsockname()[4], mac_bytes(args.dst)
    counts = {'sent': 0, 'good': 0, 'bad': 0}
    deadline = time.monotonic() + PATIENCE
    while counts['good'] + counts['bad'] < args.count:
        back = counts['good'] + counts['bad']
        while counts['sent'] < min(args.count, back + args.window):
            number = counts['sent']
            put(sock, frame(peer, own, number,
                            args.size[number % len(args.size)]))
            counts['sent'] += 1
        select.select([sock], [], [], 1)
        data = incoming(sock)
        while data:
            want = frame(own, peer, back, args.size[back % len(args.size)])
            counts['good' if data == want else 'bad'] += 1
            back += 1
            deadline = time.monotonic() + PATIENCE
            data = incoming(sock)
        if time.monotonic() > deadline:
            break
    print(json.dumps(counts))
    return counts['good'] != args.count


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=('send', 'receive', 'reflect'))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--out')
    parser.add_argument('--dst')
    parser.add_argument('--src')
    parser.add_argument('--count', type=int, default=1)
    parser.add_argument('--size', type=int, nargs='+', default=[60])
    parser.add_argument('--window', type=int, default=16)
    parser.add_argument('--cut', type=int, default=0)
    args = parser.parse_args()
    if args.role == 'reflect':
        return reflect(args)
    if args.role == 'receive':
        receive(args)
    else:
        send(args)
    return 0


if __name__ == '__main__':
    sys.exit(main())
