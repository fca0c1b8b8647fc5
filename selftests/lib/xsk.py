#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns an AF_XDP socket, without a library: frames of bounce.py received, sent
and sent back from memory of its own.

usage: xsk.py receive --out FILE [OPTION]...
       xsk.py echo    --out FILE [OPTION]...
       xsk.py send    --dst MAC --count N --size S... [OPTION]...
       xsk.py bind    [OPTION]...

receive counts frames and echo also sends them back, addresses swapped, until they
are terminated; FILE, which exists as soon as they listen, has as JSON "good",
"bad", "sent", "completed", "zero_copy" and the kernel's XDP_STATISTICS. send
prints the same when all it has sent is completed. bind prints whether copies are
made, or what the kernel says of a refusal, and fails then.

OPTION: --dev DEV --queue N --mode zc|copy|any --chunk BYTES --headroom BYTES
        --frames N --fill N (buffers that are given for reception)
        --always (no XDP_USE_NEED_WAKEUP) --frags (the program supports
        fragments) --order bind|prog|none (what comes
        first, the socket or its program; none: no program)
"""
import argparse
import ctypes
import errno
import json
import mmap
import os
import select
import signal
import socket
import struct
import sys
import time

import bounce
import xdp
from packets import mac_bytes

AF_XDP, SOL_XDP = 44, 283
MMAP_OFFSETS, RX_RING, TX_RING, UMEM_REG, FILL_RING, COMPLETION_RING, \
    STATISTICS, OPTIONS = range(1, 9)
PGOFF = {RX_RING: 0, TX_RING: 0x80000000, FILL_RING: 0x100000000,
         COMPLETION_RING: 0x180000000}
FLAG_COPY, FLAG_ZEROCOPY, FLAG_NEED_WAKEUP = 2, 4, 8
OPTIONS_ZEROCOPY = 1
BPF_MAP_CREATE, BPF_MAP_UPDATE_ELEM = 0, 2
BPF_MAP_TYPE_XSKMAP = 17
MAP_ENTRIES = 64
RING = 2048
STATISTICS_NAMES = ('rx_dropped', 'rx_invalid_descs', 'tx_invalid_descs',
                    'rx_ring_full', 'fill_ring_empty', 'tx_ring_empty')
# seconds until what was sent must be completed
PATIENCE = 20


class Ring:
    """One of four; "produce" and "consume" move what this side owns."""

    def __init__(self, sock, kind, offsets, entry):
        producer, consumer, desc, _ = offsets
        self.entry = struct.Struct(entry)
        self.memory = mmap.mmap(sock.fileno(), desc + RING * self.entry.size,
                                mmap.MAP_SHARED | mmap.MAP_POPULATE,
                                mmap.PROT_READ | mmap.PROT_WRITE,
                                offset=PGOFF[kind])
        self.words = memoryview(self.memory)[:desc & ~3].cast('I')
        self.producer, self.consumer = producer // 4, consumer // 4
        self.desc = desc

    def at(self, index):
        return self.desc + index % RING * self.entry.size

    def waiting(self):
        return (self.words[self.producer] -
                self.words[self.consumer]) & 0xffffffff

    def produce(self, entries):
        """As many as there is room for; returns their number."""
        entries = entries[:RING - self.waiting()]
        tail = self.words[self.producer]
        for i, entry in enumerate(entries):
            self.entry.pack_into(self.memory, self.at(tail + i), *entry)
        self.words[self.producer] = tail + len(entries) & 0xffffffff
        return len(entries)

    def consume(self):
        head, count = self.words[self.consumer], self.waiting()
        entries = [self.entry.unpack_from(self.memory, self.at(head + i))
                   for i in range(count)]
        self.words[self.consumer] = head + count & 0xffffffff
        return entries


class Socket:
    def __init__(self, args):
        self.chunk = args.chunk
        self.umem = mmap.mmap(-1, args.frames * args.chunk)
        self.free = [i * args.chunk for i in range(args.frames)]
        self.sock = socket.socket(AF_XDP, socket.SOCK_RAW, 0)
        base = ctypes.addressof(ctypes.c_char.from_buffer(self.umem))
        self.sock.setsockopt(SOL_XDP, UMEM_REG, struct.pack(
            '=QQIIII', base, len(self.umem), args.chunk, args.headroom, 0, 0))
        for kind in PGOFF:
            self.sock.setsockopt(SOL_XDP, kind, struct.pack('=I', RING))
        words = struct.unpack('=16Q', self.sock.getsockopt(
            SOL_XDP, MMAP_OFFSETS, 128))
        rings = [Ring(self.sock, kind, words[4 * i:4 * i + 4], entry)
                 for i, (kind, entry) in enumerate((
                     (RX_RING, '=QII'), (TX_RING, '=QII'), (FILL_RING, '=Q'),
                     (COMPLETION_RING, '=Q')))]
        self.rx, self.tx, self.fill, self.completion = rings
        self.sent = self.completed = 0

    def bind(self, args):
        flags = {'zc': FLAG_ZEROCOPY, 'copy': FLAG_COPY, 'any': 0}[args.mode]
        if not args.always:
            flags |= FLAG_NEED_WAKEUP
        address = struct.pack('=HHIII', AF_XDP, flags,
                              socket.if_nametoindex(args.dev), args.queue, 0)
        libc = ctypes.CDLL(None, use_errno=True)
        deadline = time.monotonic() + PATIENCE
        # the kernel gives a queue free some time after its socket is closed
        while libc.bind(self.sock.fileno(), address, len(address)):
            code = ctypes.get_errno()
            if code != errno.EBUSY or time.monotonic() > deadline:
                raise OSError(code, os.strerror(code))
            time.sleep(0.05)

    def is_zero_copy(self):
        return bool(struct.unpack('=I', self.sock.getsockopt(
            SOL_XDP, OPTIONS, 4))[0] & OPTIONS_ZEROCOPY)

    def statistics(self):
        values = struct.unpack('=6Q', self.sock.getsockopt(
            SOL_XDP, STATISTICS, 48))
        return dict(zip(STATISTICS_NAMES, values))

    def give(self, count):
        """Buffers for reception."""
        entries = [(addr,) for addr in self.free[:count]]
        del self.free[:self.fill.produce(entries)]

    def kick(self):
        """What waits is to be sent."""
        try:
            self.sock.send(b'', socket.MSG_DONTWAIT)
        except (BlockingIOError, OSError):
            pass

    def reap(self):
        done = [addr // self.chunk * self.chunk
                for addr, in self.completion.consume()]
        self.completed += len(done)
        self.free += done
        return len(done)

    def put(self, frames):
        """Frames from free buffers; returns how many had room."""
        frames = frames[:len(self.free)]
        entries = []
        for addr, data in zip(self.free, frames):
            self.umem[addr:addr + len(data)] = data
            entries.append((addr, len(data), 0))
        count = self.tx.produce(entries)
        del self.free[:count]
        self.sent += count
        return count

    def report(self, **more):
        return {'sent': self.sent, 'completed': self.completed,
                'zero_copy': self.is_zero_copy(), **self.statistics(), **more}


def map_create():
    return xdp.bpf(BPF_MAP_CREATE, struct.pack('=IIII', BPF_MAP_TYPE_XSKMAP,
                                               4, 4, MAP_ENTRIES))


def map_set(map_fd, queue, sock_fd):
    key = ctypes.create_string_buffer(struct.pack('=I', queue), 4)
    value = ctypes.create_string_buffer(struct.pack('=I', sock_fd), 4)
    xdp.bpf(BPF_MAP_UPDATE_ELEM, struct.pack(
        '=IIQQQ', map_fd, 0, ctypes.addressof(key), ctypes.addressof(value),
        0))


def opened(args):
    """A socket at its queue, and its program on the interface."""
    sock = Socket(args)
    sock.give(args.fill)
    if args.order == 'none':
        sock.bind(args)
        return sock
    args.prog, args.map_fd = 'socket', map_create()
    prog_fd = xdp.prog_load(args)
    if args.order == 'prog':
        xdp.link_set_xdp(args.dev, prog_fd, 'drv')
    sock.bind(args)
    map_set(args.map_fd, args.queue, sock.sock.fileno())
    if args.order == 'bind':
        xdp.link_set_xdp(args.dev, prog_fd, 'drv')
    return sock


def swapped(sock, addr, length):
    data = sock.umem[addr:addr + length]
    sock.umem[addr:addr + 12] = data[6:12] + data[:6]


def serve(args):
    """receive and echo"""
    counts = {'good': 0, 'bad': 0, 'last': -1}
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
    sock = opened(args)
    poll = select.poll()
    poll.register(sock.sock.fileno(), select.POLLIN)
    while not stopping:
        bounce.publish(args.out, sock.report(**counts))
        if not poll.poll(100) and not sock.tx.waiting():
            sock.reap()
            sock.give(args.fill - sock.fill.waiting())
            continue
        back = []
        for addr, length, _ in sock.rx.consume():
            number = bounce.number_of(sock.umem[addr:addr + length])
            counts['bad' if number is None else 'good'] += 1
            counts['last'] = -1 if number is None else number
            if args.role == 'echo':
                swapped(sock, addr, length)
                back.append((addr, length, 0))
            else:
                sock.free.append(addr // sock.chunk * sock.chunk)
        while back:
            count = sock.tx.produce(back)
            sock.sent += count
            del back[:count]
            sock.kick()
            sock.reap()
        sock.kick()
        sock.reap()
        sock.give(args.fill - sock.fill.waiting())
    bounce.publish(args.out, sock.report(**counts))
    return 0


def source_address(dev):
    with open(f'/sys/class/net/{dev}/address', encoding='utf-8') as file:
        return mac_bytes(file.read().strip())


def send(args):
    sock = opened(args)
    frames = []
    for number in range(args.count):
        size = args.size[number % len(args.size)]
        frames.append(bounce.frame(mac_bytes(args.dst),
                                   source_address(args.dev), number, size)
                      if size >= 22 else bytes(size))
    deadline = time.monotonic() + PATIENCE
    while sock.completed < args.count and time.monotonic() < deadline:
        del frames[:sock.put(frames)]
        sock.kick()
        if not sock.reap():
            time.sleep(0.001)
    print(json.dumps(sock.report()))
    return sock.completed != args.count


def bind(args):
    try:
        sock = opened(args)
    except OSError as err:
        raise SystemExit(err.strerror) from err
    print('zero copy' if sock.is_zero_copy() else 'copies')
    return 0


def main():
    roles = {'receive': serve, 'echo': serve, 'send': send, 'bind': bind}
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=tuple(roles))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--queue', type=int, default=0)
    parser.add_argument('--mode', choices=('zc', 'copy', 'any'), default='zc')
    parser.add_argument('--chunk', type=int, default=4096)
    parser.add_argument('--headroom', type=int, default=0)
    parser.add_argument('--frames', type=int, default=RING)
    parser.add_argument('--fill', type=int, default=RING // 2)
    parser.add_argument('--always', action='store_true')
    parser.add_argument('--frags', action='store_true')
    parser.add_argument('--order', choices=('bind', 'prog', 'none'),
                        default='bind')
    parser.add_argument('--out')
    parser.add_argument('--dst')
    parser.add_argument('--count', type=int, default=1)
    parser.add_argument('--size', type=int, nargs='+', default=[60])
    args = parser.parse_args()
    return roles[args.role](args)


if __name__ == '__main__':
    sys.exit(main())
