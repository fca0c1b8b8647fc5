#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns letting each allocation of a user's request fail in turn, on a kernel with
CONFIG_FAILSLAB: the first, then the second, until the request does not come that
far.

usage: failnth.py [--step N] --same COMMAND ring DEV RX-DESCRIPTORS
       failnth.py [--step N] --same COMMAND channels DEV COMBINED
       failnth.py [--step N] --same COMMAND flags DEV up
       failnth.py [--step N] --same COMMAND batch LINE UNDO PROGRAM...

batch gives LINE to a program that reads lines from its standard input and goes on
after an error, as "tc -force -batch -" does. UNDO is what takes LINE back where
it was successful although something failed. What COMMAND prints may not change by
a request that fails.

Prints as JSON whether the last request, whose allocations were all granted, was
successful ("done"), in how many something failed ("tries"), how many of these said
so ("told") and after which of them COMMAND printed something else ("left").
"""
import argparse
import ctypes
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import termios
import time

SIOCGIFFLAGS, SIOCSIFFLAGS, SIOCETHTOOL = 0x8913, 0x8914, 0x8946
IFF_UP = 1
# request to read, its place in the words of the structure that follows
REQUESTS = {'ring': (0x10, 5), 'channels': (0x3c, 8)}
WORDS = 9               # of struct ethtool_ringparam, struct ethtool_channels
DEADLINE = 30 * int(os.environ.get('HNI_SLOW', 1))
MOST = 5000
PAUSE = 0.002


class Ioctl:
    """A request by one ioctl of a socket."""

    def __init__(self, code):
        self.code = code
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def attempt(self, nth):
        """Whether it said that it failed, and whether something did."""
        argument = self.argument(True)
        failed = False
        with open('/proc/self/fail-nth', 'r+b', buffering=0) as fail:
            fail.write(b'%d' % nth)
            try:
                fcntl.ioctl(self.sock, self.code, argument)
            except OSError:
                failed = True
            left = int(fail.read(16))
            fail.write(b'0')
        return failed, left == 0

    def undo(self):
        """The other way round."""
        fcntl.ioctl(self.sock, self.code, self.argument(False))


class Ethtool(Ioctl):
    """Reads a structure, changes a word and writes it back."""

    def __init__(self, kind, dev, value):
        super().__init__(SIOCETHTOOL)
        get, self.word = REQUESTS[kind]
        self.words = (ctypes.c_uint32 * WORDS)(get)
        self.ifreq = struct.pack('16sP', dev.encode(),
                                 ctypes.addressof(self.words))
        fcntl.ioctl(self.sock, self.code, self.ifreq)
        self.words[0] = get + 1
        self.values = self.words[self.word], int(value)

    def argument(self, is_new):
        """Of the ioctl."""
        self.words[self.word] = self.values[is_new]
        return self.ifreq


class Flags(Ioctl):
    """Brings a device up."""

    def __init__(self, dev):
        super().__init__(SIOCSIFFLAGS)
        self.dev = dev.encode()

    def argument(self, is_new):
        """Of the ioctl."""
        old = fcntl.ioctl(self.sock, SIOCGIFFLAGS,
                          struct.pack('16sH22x', self.dev, 0))
        flags = struct.unpack_from('H', old, 16)[0] & ~IFF_UP
        return struct.pack('16sH22x', self.dev, flags | is_new * IFF_UP)


class Batch:
    """A line for a program that reads lines and complains on its stderr."""

    def __init__(self, line, undo_line, *program):
        self.line, self.undo_line, self.program = line, undo_line, program
        self.start()

    def start(self):
        """A program that waits for lines."""
        self.child = subprocess.Popen(self.program, stdin=subprocess.PIPE,
                                      bufsize=0, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.PIPE)
        os.set_blocking(self.child.stderr.fileno(), False)
        self.wait()

    def is_ready(self):
        """Whether it has read all lines and waits for another one."""
        size = fcntl.ioctl(self.child.stdin, termios.FIONREAD, b'\0' * 4)
        try:
            with open(f'/proc/{self.child.pid}/syscall',
                      encoding='ascii') as state:
                where = state.read().split()[:2]
        except ProcessLookupError:
            where = []
        return struct.unpack('i', size)[0] == 0 and where == ['0', '0x0']

    def wait(self):
        """Until it is ready, or has ended."""
        end = time.monotonic() + DEADLINE
        while self.child.poll() is None and not self.is_ready():
            if time.monotonic() > end:
                sys.exit(f'{self.program[0]} does not read its input')
            time.sleep(PAUSE)

    def say(self, line):
        """Whether it complained."""
        self.child.stdin.write(line.encode() + b'\n')
        self.wait()
        return bool(self.child.stderr.read())

    def attempt(self, nth):
        """Whether it said that it failed, and whether something did."""
        with open(f'/proc/{self.child.pid}/fail-nth', 'r+b',
                  buffering=0) as fail:
            fail.write(b'%d' % nth)
            failed = self.say(self.line)
            if self.child.poll() is not None:
                # of what it asked the kernel first
                self.start()
                return True, True
            left = int(fail.read(16))
            fail.write(b'0')
        return failed, left == 0

    def undo(self):
        """By the line for it."""
        if self.say(self.undo_line):
            sys.exit(f'"{self.undo_line}" failed')


def each(request, step, same):
    """What main() prints."""
    def seen():
        return subprocess.run(same, shell=True, stdout=subprocess.PIPE,
                              check=False).stdout

    before = seen()
    result = {'done': False, 'tries': 0, 'told': 0, 'left': []}
    for nth in range(1, MOST, step):
        failed, hit = request.attempt(nth)
        if not hit:
            result['done'] = not failed
            break
        result['tries'] += 1
        if not failed:
            request.undo()
            continue
        result['told'] += 1
        if seen() != before:
            result['left'].append(nth)
    return result


def main():
    """See the usage."""
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--step', type=int, default=1)
    parser.add_argument('--same', required=True)
    parser.add_argument('kind', choices=[*REQUESTS, 'flags', 'batch'])
    parser.add_argument('what')
    parser.add_argument('to')
    parser.add_argument('program', nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if args.kind == 'batch':
        request = Batch(args.what, args.to, *args.program)
    elif args.kind == 'flags':
        if args.to != 'up':
            parser.error(f'{args.to}: a device is brought up only')
        request = Flags(args.what)
    else:
        request = Ethtool(args.kind, args.what, args.to)
    print(json.dumps(each(request, args.step, args.same)))


main()
