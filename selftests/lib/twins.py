#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns twins: the same filters in hardware and in software, the same frames to
both, and whether the same frames come out.

usage: twins.py REP1 REP2 < ROWS

	host1 --- REP1 [skip_sw] REP2 --- host2
	twin1 --- twin0 [skip_hw] out0 --- out1

A row is "NAME | EXPECT | COMMANDS", its commands with ";" between them: what
follows "tc filter add dev". The words IN and OUT become the devices of a side,
FLAG its flag. EXPECT is what comes out: "some" frames but not all, "all", or
"none". For each row it prints "NAME | what is wrong", where nothing is wrong
"NAME | ".

Frames are compared byte by byte, and so are the packets that each filter has
counted, and the drops of policers. Only frames that carry MAGIC count; an end
mark, which a filter of preference 1 forwards, follows the others, so nobody
has to wait for silence.
"""
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time

import packets

SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP = 1
PACKET_AUXDATA = 8
PACKET_MR_PROMISC = 1
SO_RCVBUFFORCE = 33
VLAN_VALID = 0x10
VLAN_TPID_VALID = 0x40
LIMIT_S = 30
SETTLE_S = 5
END = b'hni-end-'
END_FILTER = ('IN ingress protocol 0x88b6 pref 1 flower FLAG action mirred '
              'egress redirect dev OUT')


class Port:
    """A packet socket on an interface, perhaps of another namespace."""

    def __init__(self, dev, place=None):
        with open('/proc/self/ns/net', encoding='ascii') as here:
            if place:
                with open(f'/run/netns/{place}', encoding='ascii') as there:
                    os.setns(there.fileno(), os.CLONE_NEWNET)
            try:
                self.sock = self.open(dev)
            finally:
                os.setns(here.fileno(), os.CLONE_NEWNET)

    @staticmethod
    def open(dev):
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                             socket.htons(3))
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        sock.bind((dev, 3))
        sock.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP,
                        struct.pack('iHH8s', socket.if_nametoindex(dev),
                                    PACKET_MR_PROMISC, 0, b''))
        sock.setblocking(False)
        return sock

    def recv(self):
        """The next frame that came in, None if there is none."""
        try:
            data, aux, _, addr = self.sock.recvmsg(16384, 256)
        except BlockingIOError:
            return None
        if addr[2] == socket.PACKET_OUTGOING:
            return b''
        for level, kind, value in aux:
            if (level, kind) != (SOL_PACKET, PACKET_AUXDATA):
                continue
            status, _, _, _, _, tci, tpid = struct.unpack('=IIIHHHH', value)
            if status & VLAN_VALID:
                tpid = tpid if status & VLAN_TPID_VALID else 0x8100
                data = (data[:12] + struct.pack('!HH', tpid, tci) +
                        data[12:])
        return data

    def drain(self):
        while self.recv() is not None:
            pass


def drops_of(acts):
    """Drops of a filter's policers."""
    return [act['stats']['drops'] for act in acts if act['kind'] == 'police']


def told(hit):
    """What software has counted, as it is told of hardware: the kernel takes
    one figure for all policers of a filter."""
    return *hit[:-1], [sum(hit[-1])] * len(hit[-1])


class Side:
    """One of the twins."""

    def __init__(self, flag, dev_in, dev_out, sender, receiver):
        self.flag, self.dev_in, self.dev_out = flag, dev_in, dev_out
        self.sender, self.receiver = sender, receiver

    def words(self, command):
        change = {'IN': self.dev_in, 'OUT': self.dev_out, 'FLAG': self.flag}
        return ' '.join(change.get(word, word) for word in command.split())

    def exchange(self, frames):
        self.receiver.drain()
        for data in frames:
            self.sender.sock.send(data)
        got = []
        limit = time.monotonic() + LIMIT_S
        while time.monotonic() < limit:
            select.select([self.receiver.sock], [], [], 1)
            data = self.receiver.recv()
            while data is not None:
                if END in data:
                    return got
                if packets.MAGIC in data:
                    got.append(data)
                data = self.receiver.recv()
        return got + [b'the end mark did not arrive']

    def shows(self):
        """Commands that show the filters of a row."""
        return (f'filter show dev {self.dev_in} ingress\n'
                f'filter show dev {self.dev_out} egress\n')

    def begin(self, commands):
        """Commands that make the filters of a row."""
        return ''.join(f'filter add dev {self.words(command)}\n'
                       for command in [END_FILTER] + commands)

    def end(self, commands):
        """Commands that take them away; to flush no chain is no error."""
        return ''.join(f'filter del dev {hook} chain {chain}\n'
                       for chain in chains_of(commands)
                       for hook in (f'{self.dev_in} ingress',
                                    f'{self.dev_out} egress'))


def chains_of(commands):
    """Numbers of the chains in which a row has filters, 0 first."""
    words = ' '.join(commands).split()
    return ['0'] + sorted({number for word, number in zip(words, words[1:])
                           if word == 'chain'})


def tc(commands, *options):
    """What tc prints; its complaint if it fails."""
    done = subprocess.run(['tc', *options, '-b', '-'], input=commands,
                          check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE)
    return done.stderr.strip() if done.returncode else done.stdout


def documents(text):
    """The JSON documents of a text, one behind the other."""
    decoder, place = json.JSONDecoder(), 0
    while place < len(text):
        document, place = decoder.raw_decode(text, place)
        yield document
        while place < len(text) and text[place].isspace():
            place += 1


def hit_of(item):
    """What a filter has counted; None for the end mark's and for headings."""
    acts = item.get('options', {}).get('actions')
    if not acts or item['pref'] == 1 and item['protocol'] == '[34998]':
        return None
    # some of the kernel's actions do not take over what hardware counted
    packets_seen = max(act['stats']['packets'] for act in acts)
    return (item.get('chain', 0), item['pref'], item['options'].get('handle'),
            packets_seen, drops_of(acts))


def hits(sides):
    """Packets of each filter of a row, on each side."""
    shown = tc(''.join(side.shows() for side in sides), '-j', '-s')
    hooks = [sorted((hit for hit in map(hit_of, hook) if hit), key=str)
             for hook in documents(shown)]
    return hooks[:2], [[told(hit) for hit in hook] for hook in hooks[2:]]


def settled(sides):
    """The counts, when they are the same on both sides or time is over."""
    limit = time.monotonic() + SETTLE_S
    while True:
        hard, soft = hits(sides)
        if hard == soft or time.monotonic() > limit:
            return hard, soft
        time.sleep(0.05)


def difference(hard, soft):
    """The first frame that differs, in words."""
    for i in range(max(len(hard), len(soft))):
        one = hard[i].hex() if i < len(hard) else 'nothing'
        two = soft[i].hex() if i < len(soft) else 'nothing'
        if one != two:
            return (f'{len(hard)} and {len(soft)} frames, number {i}: '
                    f'hardware {one}, software {two}')
    return ''


def complaint(expect, got, total):
    """What is wrong with the number of frames."""
    fits = {'some': 0 < got < total, 'all': got >= total, 'none': not got}
    return '' if fits[expect] else f'{got} of {total} frames, not {expect}'


def trial(sides, frames, expect, commands):
    """One row; returns what is wrong."""
    end = packets.ethernet(0x88b6, END)
    error = tc(''.join(side.begin(commands) for side in sides))
    if error:
        return error.replace('\n', ' ')
    hard, soft = (side.exchange(frames + [end]) for side in sides)
    wrong = (difference(hard, soft) or
             complaint(expect, len(soft), len(frames)))
    if wrong:
        return wrong
    hard, soft = settled(sides)
    return ('' if hard == soft else
            f'packets: hardware {hard}, software {soft}')


def twin_make():
    for one, two in (('twin0', 'twin1'), ('out0', 'out1')):
        subprocess.run(['ip', 'link', 'add', one, 'type', 'veth', 'peer',
                        'name', two], check=True)
        for dev in (one, two):
            subprocess.run(['sysctl', '-qw',
                            f'net.ipv6.conf.{dev}.disable_ipv6=1'],
                           check=True)
            subprocess.run(['ip', 'link', 'set', 'dev', dev, 'mtu', '9000',
                            'up'], check=True)


def qdiscs(verb, sides):
    for side in sides:
        for dev in (side.dev_in, side.dev_out):
            subprocess.run(['tc', 'qdisc', verb, 'dev', dev, 'clsact'],
                           check=verb == 'add')


def main():
    rep1, rep2 = sys.argv[1:]
    sides = ()
    twin_make()
    try:
        sides = (Side('skip_sw', rep1, rep2, Port('eth0', 'host1'),
                      Port('eth0', 'host2')),
                 Side('skip_hw', 'twin0', 'out0', Port('twin1'),
                      Port('out1')))
        qdiscs('add', sides)
        frames = packets.frames()
        for line in sys.stdin:
            name, expect, commands = line.strip().split('|', 2)
            commands = commands.split(';')
            wrong = trial(sides, frames, expect.strip(), commands)
            wrong += tc(''.join(side.end(commands) for side in sides))
            print(name.strip(), '|', wrong, flush=True)
    finally:
        qdiscs('del', sides)
        for dev in ('twin0', 'out0'):
            subprocess.run(['ip', 'link', 'del', dev], check=False)


if __name__ == '__main__':
    main()
