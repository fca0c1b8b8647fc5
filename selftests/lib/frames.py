#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns the traffic of exact tests: whole frames, in windows clocked by the
receiver.

usage: frames.py recv|send --dev DEV --peer MAC --src IP --dst IP --port PORT
                 [--count N] [--window N] [--vlan VID] [--timeout S]

Both ends are given the same count; the sender's --src is the receiver's --dst.
Frame number i has a length and a content that follow from i, so the receiver
compares every byte and the order. It answers each window with one frame to
PORT + 1, and says hello that way until the first frame comes; so nothing is
sent before both are there and no queue ever holds more than one window.
Prints JSON: frames, bytes, wrong, and what was wrong first.
"""
import argparse
import ipaddress
import json
import select
import socket
import struct
import sys
import time

MIN_PAYLOAD, MAX_PAYLOAD = 26, 1472
STEP = 389              # coprime to the number of lengths: all of them occur
HELLO_S = 0.2
SO_RCVBUFFORCE = 33


def checksum(data):
    if len(data) % 2:
        data += b'\0'
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Maker:
    """Builds frame number i of one direction."""

    def __init__(self, eth, src, dst, port):
        self.eth = eth
        self.src = ipaddress.ip_address(src).packed
        self.dst = ipaddress.ip_address(dst).packed
        self.port = port

    def frame(self, number, size):
        pattern = bytes((number + k) & 0xff for k in range(256))
        body = (struct.pack('!Q', number) + pattern * 6)[:size]
        length = 8 + len(body)
        udp = struct.pack('!HHHH', self.port, self.port, length, 0)
        pseudo = self.src + self.dst + struct.pack('!HH', 17, length)
        code = checksum(pseudo + udp + body) or 0xffff
        udp = udp[:6] + struct.pack('!H', code)
        ip = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + length,
                         number & 0xffff, 0, 64, 17, 0, self.src, self.dst)
        ip = ip[:10] + struct.pack('!H', checksum(ip)) + ip[12:]
        return self.eth + ip + udp + body

    def data(self, number):
        span = MAX_PAYLOAD - MIN_PAYLOAD + 1
        return self.frame(number, MIN_PAYLOAD + number * STEP % span)


class End:
    """One end: a packet socket, the frames it sends and those it expects."""

    def __init__(self, args):
        self.args = args
        self.sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                  socket.htons(0x0003))
        self.sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        self.sock.bind((args.dev, 0x0003))
        mine = self.sock.getsockname()[4]
        peer = bytes.fromhex(args.peer.replace(':', ''))
        tail = struct.pack('!H', 0x0800)
        if args.vlan:
            tail = struct.pack('!HHH', 0x8100, args.vlan, 0x0800)
        out, back = peer + mine + tail, mine + peer + tail
        port = args.port
        if args.role == 'recv':
            self.reply = Maker(out, args.src, args.dst, port + 1)
            self.expect = Maker(back, args.dst, args.src, port)
        else:
            self.reply = Maker(out, args.src, args.dst, port)
            self.expect = Maker(back, args.dst, args.src, port + 1)
        self.port = struct.pack('!HH', self.expect.port, self.expect.port)
        self.deadline = time.monotonic() + args.timeout

    def get(self, wait):
        """The next frame to the expected port, None after WAIT seconds."""
        end = min(time.monotonic() + wait, self.deadline)
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.sock], [], [], left)[0]:
                return None
            data, addr = self.sock.recvfrom(65535)
            if addr[2] == socket.PACKET_OUTGOING:
                continue
            # the kernel keeps a tag out of line: compare without one
            head = 14 if data[12:14] != b'\x81\x00' else 18
            if data[head + 9:head + 10] == b'\x11' and \
                    data[head + 20:head + 24] == self.port:
                return data[:12] + data[head - 2:]

    @property
    def expired(self):
        return time.monotonic() >= self.deadline


def untagged(frame):
    return frame[:12] + frame[16:] if frame[12:14] == b'\x81\x00' else frame


def receive(end, args):
    result = {'frames': 0, 'bytes': 0, 'wrong': 0, 'first': None}
    while result['frames'] < args.count and not end.expired:
        data = end.get(HELLO_S)
        if data is None:
            if not result['frames']:
                end.sock.send(end.reply.frame(0, MIN_PAYLOAD))
            continue
        want = untagged(end.expect.data(result['frames']))
        if data != want:
            result['wrong'] += 1
            result['first'] = result['first'] or {
                'number': result['frames'], 'got': data.hex(),
                'want': want.hex()}
        result['frames'] += 1
        result['bytes'] += len(data)
        if result['frames'] % args.window == 0 or \
                result['frames'] == args.count:
            end.sock.send(end.reply.frame(result['frames'], MIN_PAYLOAD))
    return result


def acked(end):
    """Number in the receiver's next answer, None when time is up."""
    data = end.get(end.args.timeout)
    return None if data is None else struct.unpack('!Q', data[42:50])[0]


def send(end, args):
    result = {'frames': 0, 'bytes': 0, 'wrong': 0, 'first': None}
    if acked(end) is None:
        return dict(result, first='the receiver never said hello')
    while result['frames'] < args.count:
        upto = min(result['frames'] + args.window, args.count)
        for number in range(result['frames'], upto):
            data = end.reply.data(number)
            end.sock.send(data)
            result['bytes'] += len(data)
        result['frames'] = upto
        while True:
            number = acked(end)
            if number is None:
                return dict(result, wrong=1,
                            first=f'no answer to the window up to {upto}')
            if number == upto:
                break
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=('send', 'recv'))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--peer', required=True)
    parser.add_argument('--src', required=True)
    parser.add_argument('--dst', required=True)
    parser.add_argument('--port', type=int, required=True)
    parser.add_argument('--count', type=int, default=10000)
    parser.add_argument('--window', type=int, default=50)
    parser.add_argument('--vlan', type=int, default=0)
    parser.add_argument('--timeout', type=float, default=200)
    args = parser.parse_args()
    end = End(args)
    result = (send if args.role == 'send' else receive)(end, args)
    print(json.dumps(result))
    return 0 if result['frames'] == args.count and not result['wrong'] else 1


if __name__ == '__main__':
    sys.exit(main())
