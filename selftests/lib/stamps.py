#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns what a program can ask of a network device's clock and time stamps.

usage: stamps.py index DEV
       stamps.py get DEV
       stamps.py set DEV SECONDS
       stamps.py shift DEV SECONDS
       stamps.py tune DEV PPM
       stamps.py run DEV SECONDS
       stamps.py config DEV [TX RX]
       stamps.py send DEV ADDRESS PORT COUNT [SECONDS]
       stamps.py recv DEV ADDRESS PORT COUNT FILE

"run" prints how long the clock took, in thousandths of the time that passed.
"config" sets the kind of stamps, by numbers of <linux/net_tstamp.h>, and prints
the one in force. "send" and "recv" move datagrams of UDP and print as JSON how
many had a stamp of hardware, and of those how many were between what the clock
said before and after, and in order. "send" waits for stamps for SECONDS at
most; "recv" makes FILE when it listens.
"""
import ctypes
import fcntl
import json
import os
import select
import socket
import struct
import sys
import time

SIOCETHTOOL = 0x8946
SIOCSHWTSTAMP = 0x89b0
SIOCGHWTSTAMP = 0x89b1
ETHTOOL_GET_TS_INFO = 0x41
SO_TIMESTAMPING = 37
TX_HARDWARE = 1 << 0
TX_SOFTWARE = 1 << 1
RX_HARDWARE = 1 << 2
SOFTWARE = 1 << 4
RAW_HARDWARE = 1 << 6
OPT_ID = 1 << 7
OPT_TSONLY = 1 << 11
MSG_ERRQUEUE = 0x2000
ADJ_FREQUENCY = 0x2
ADJ_SETOFFSET = 0x100
ADJ_NANO = 0x2000
NS = 10 ** 9
DEADLINE = 20 * int(os.environ.get('HNI_SLOW', '1'))


class Timex(ctypes.Structure):
    """struct timex of <linux/timex.h> on 64 bits"""
    _fields_ = [('modes', ctypes.c_uint), ('offset', ctypes.c_long),
                ('freq', ctypes.c_long), ('maxerror', ctypes.c_long),
                ('esterror', ctypes.c_long), ('status', ctypes.c_int),
                ('constant', ctypes.c_long), ('precision', ctypes.c_long),
                ('tolerance', ctypes.c_long), ('sec', ctypes.c_long),
                ('nsec', ctypes.c_long), ('tick', ctypes.c_long),
                ('rest', ctypes.c_long * 20)]


def ioctl(dev, number, data):
    """An ioctl of a network device; returns @data as it became"""
    buf = ctypes.create_string_buffer(bytes(data), len(data))
    request = struct.pack('16sP16x', dev.encode(), ctypes.addressof(buf))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        fcntl.ioctl(sock.fileno(), number, request)
    return buf.raw


def index(dev):
    info = struct.pack('<I40x', ETHTOOL_GET_TS_INFO)
    return struct.unpack('<IIi', ioctl(dev, SIOCETHTOOL, info)[:12])[2]


class Clock:
    """The clock that stamps a device's frames"""

    def __init__(self, dev):
        self.file = os.open(f'/dev/ptp{index(dev)}', os.O_RDWR)
        self.id = ~self.file << 3 | 3

    def get(self):
        return time.clock_gettime_ns(self.id)

    def set(self, ns):
        time.clock_settime_ns(self.id, ns)

    def adjust(self, **fields):
        timex = Timex(**fields)
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.clock_adjtime(self.id, ctypes.byref(timex)) < 0:
            raise OSError(ctypes.get_errno(), 'clock_adjtime')


def run(dev, seconds):
    """Readings of the clock are put in the middle of readings of time."""
    clock = Clock(dev)

    def both():
        before = time.monotonic_ns()
        now = clock.get()
        return (before + time.monotonic_ns()) // 2, now

    first = both()
    time.sleep(seconds)
    last = both()
    return (last[1] - first[1]) * 1000 // (last[0] - first[0])


def config(dev, tx=None, rx=None):
    if tx is not None:
        ioctl(dev, SIOCSHWTSTAMP, struct.pack('iii', 0, tx, rx))
    return struct.unpack('iii', ioctl(dev, SIOCGHWTSTAMP, bytes(12)))[1:]


def stamps_of(ancillary):
    """Times in ns: software's, hardware's; 0 = none"""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPING:
            words = struct.unpack('6q', data[:48])
            return words[0] * NS + words[1], words[4] * NS + words[5]
    return 0, 0


def judge(times, before, after):
    hard = [t for t in times if t]
    return {'frames': len(times), 'stamps': len(hard),
            'between': sum(before <= t <= after for t in hard),
            'in_order': hard == sorted(hard)}


def socket_of(dev, flags):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, dev.encode())
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPING, flags)
    return sock


def send(dev, address, port, count, seconds=DEADLINE):
    """Without stamps of hardware software's take their place."""
    clock = Clock(dev)
    sock = socket_of(dev, TX_HARDWARE | TX_SOFTWARE | SOFTWARE | RAW_HARDWARE |
                     OPT_ID | OPT_TSONLY)
    poll = select.poll()
    poll.register(sock, select.POLLERR)
    before = clock.get()
    for i in range(count):
        sock.sendto(b'%d' % i, (address, port))
    times = []
    end = time.monotonic() + int(seconds)
    while len(times) < count and time.monotonic() < end:
        if poll.poll(1000):
            _, ancillary, _, _ = sock.recvmsg(64, 256, MSG_ERRQUEUE)
            times.append(stamps_of(ancillary)[1])
    return judge(times, before, clock.get())


def recv(dev, address, port, count, ready):
    clock = Clock(dev)
    sock = socket_of(dev, RX_HARDWARE | RAW_HARDWARE)
    sock.bind((address, port))
    sock.settimeout(DEADLINE)
    before = clock.get()
    with open(ready, 'w', encoding='ascii'):
        pass
    times = []
    try:
        while len(times) < count:
            _, ancillary, _, _ = sock.recvmsg(64, 256)
            times.append(stamps_of(ancillary)[1])
    except TimeoutError:
        pass
    return judge(times, before, clock.get())


def shift(dev, seconds):
    Clock(dev).adjust(modes=ADJ_SETOFFSET | ADJ_NANO, sec=seconds)


def tune(dev, ppm):
    Clock(dev).adjust(modes=ADJ_FREQUENCY, freq=ppm * 65536)


def main(args):
    verb, dev, rest = args[0], args[1], args[2:]
    if verb in ('send', 'recv'):
        numbers = [int(n) for n in rest[1:3]]
        out = globals()[verb](dev, rest[0], *numbers, *rest[3:])
        print(json.dumps(out))
        return
    numbers = [int(n) for n in rest]
    if verb == 'get':
        print(Clock(dev).get() // NS)
    elif verb == 'set':
        Clock(dev).set(numbers[0] * NS)
    elif verb == 'config':
        print(*config(dev, *numbers))
    elif verb in ('index', 'run'):
        print(globals()[verb](dev, *numbers))
    else:
        {'shift': shift, 'tune': tune}[verb](dev, *numbers)


if __name__ == '__main__':
    try:
        main(sys.argv[1:])
    except OSError as error:
        sys.exit(f'stamps.py: {error.strerror}')
