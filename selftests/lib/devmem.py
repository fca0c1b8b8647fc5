#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns TCP whose payload the NIC puts into a dmabuf (devmem TCP), checked byte by
byte. The dmabuf is made of memory of this program (udmabuf), where it can look.

usage: devmem.py receive --dev DEV --queue QUEUE --port PORT --out FILE
              [--pages PAGES] [--bare]
       devmem.py send --to ADDRESS --port PORT --bytes BYTES [--seed SEED]

receive binds the memory to an Rx queue of DEV and takes connections until it is
ended, one after the other; FILE has counts, as JSON: connections whose bytes were
the sender's (good) or not (bad), bytes that came by the dmabuf and beside it. With
--bare nothing is bound, and all is to come as ever.
"""
import argparse
import fcntl
import mmap
import os
import random
import socket
import struct
import sys

import pagepools
from bounce import publish
from xdp import attribute

PAGE = mmap.PAGESIZE
UDMABUF_CREATE = 0x40187542
F_ADD_SEALS, F_SEAL_SHRINK = 1033, 2
NETDEV_CMD_BIND_RX = 13
A_IFINDEX, A_QUEUES, A_FD, A_ID = 1, 2, 3, 4
A_QUEUE_ID, A_QUEUE_TYPE, QUEUE_TYPE_RX = 1, 3, 0
NLA_F_NESTED = 0x8000
SO_DEVMEM_LINEAR, SO_DEVMEM_DMABUF, SO_DEVMEM_DONTNEED = 78, 79, 80
MSG_SOCK_DEVMEM = 0x2000000
DMABUF_CMSG = struct.Struct('=QIIII')
SEED = struct.Struct('=Q')
CHUNK = 1 << 16


def memory(pages):
    """A dmabuf and the same memory to look at."""
    fd = os.memfd_create('payload', os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, pages * PAGE)
    fcntl.fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)
    what = bytearray(struct.pack('=IIQQ', fd, 0, 0, pages * PAGE))
    with open('/dev/udmabuf', 'rb', buffering=0) as maker:
        dmabuf = fcntl.ioctl(maker, UDMABUF_CREATE, what, True)
    return dmabuf, mmap.mmap(fd, pages * PAGE)


def bind(dev, queue, dmabuf):
    """The socket that holds the binding, and the number of the dmabuf."""
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)
    sock.bind((0, 0))
    name = attribute(pagepools.CTRL_ATTR_FAMILY_NAME, b'netdev\0')
    family = pagepools.ask(sock, pagepools.GENL_ID_CTRL,
                           pagepools.CTRL_CMD_GETFAMILY, 0, name)[0]
    number = struct.Struct('=I')
    body = attribute(A_IFINDEX, number.pack(socket.if_nametoindex(dev)))
    body += attribute(A_QUEUES | NLA_F_NESTED,
                      attribute(A_QUEUE_TYPE, number.pack(QUEUE_TYPE_RX)) +
                      attribute(A_QUEUE_ID, number.pack(queue)))
    body += attribute(A_FD, number.pack(dmabuf))
    try:
        answer = pagepools.ask(
            sock, pagepools.number(family[pagepools.CTRL_ATTR_FAMILY_ID]),
            NETDEV_CMD_BIND_RX, 0, body)[0]
    except OSError as err:
        raise SystemExit(f'bind: {err.strerror}') from err
    return sock, pagepools.number(answer[A_ID])


def pieces(sock, view, counts):
    """What one recvmsg() has: bytes in the order of the stream, none at its end."""
    data, notes, _, _ = sock.recvmsg(CHUNK, CHUNK, MSG_SOCK_DEVMEM)
    tokens = []
    for level, kind, note in notes:
        if level != socket.SOL_SOCKET:
            continue
        at, size, token, _, _ = DMABUF_CMSG.unpack(note)
        if kind == SO_DEVMEM_LINEAR:
            counts['beside'] += size
            yield data[:size]
            data = data[size:]
        elif kind == SO_DEVMEM_DMABUF:
            counts['dmabuf'] += size
            yield view[at:at + size]
            tokens.append(struct.pack('=II', token, 1))
    if tokens:
        sock.setsockopt(socket.SOL_SOCKET, SO_DEVMEM_DONTNEED,
                        b''.join(tokens))
    if not notes and data:
        counts['beside'] += len(data)
        yield data


def received(sock, view, counts):
    """The whole stream"""
    stream = bytearray()
    while True:
        if view:
            parts = list(pieces(sock, view, counts))
        else:
            parts = [part for part in [sock.recv(CHUNK)] if part]
            counts['beside'] += sum(map(len, parts))
        if not parts:
            return bytes(stream)
        stream += b''.join(parts)


def stream_of(seed, size):
    return SEED.pack(seed) + random.Random(seed).randbytes(size - SEED.size)


def is_good(stream):
    if len(stream) < SEED.size:
        return False
    return stream == stream_of(SEED.unpack_from(stream)[0], len(stream))


def receive(args):
    counts = {'good': 0, 'bad': 0, 'dmabuf': 0, 'beside': 0}
    view = None
    if not args.bare:
        dmabuf, view = memory(args.pages)
        # bound as long as this is open
        _holder, counts['id'] = bind(args.dev, args.queue, dmabuf)
    server = socket.create_server(('', args.port))
    publish(args.out, counts)
    while True:
        sock, _ = server.accept()
        with sock:
            good = is_good(received(sock, view, counts))
        counts['good' if good else 'bad'] += 1
        publish(args.out, counts)


def send(args):
    with socket.create_connection((args.to, args.port), 20) as sock:
        sock.sendall(stream_of(args.seed, args.bytes))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('command', choices=('receive', 'send'))
    parser.add_argument('--dev')
    parser.add_argument('--queue', type=int)
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--out')
    parser.add_argument('--pages', type=int, default=4096)
    parser.add_argument('--bare', action='store_true')
    parser.add_argument('--to')
    parser.add_argument('--bytes', type=int)
    parser.add_argument('--seed', type=int, default=1)
    args = parser.parse_args()
    if args.command == 'send':
        send(args)
    else:
        receive(args)


if __name__ == '__main__':
    sys.exit(main())
