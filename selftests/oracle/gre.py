#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns the checksums of GRE devices: whether an external one takes frames that
have one, or those that have none. ip has no words for that.

usage: gre.py csum|plain [NETNS:]DEV=KIND...
"""
import os
import socket
import struct
import sys

NLM_F_REQUEST, NLM_F_ACK = 1, 4
NLMSG_ERROR = 2
RTM_NEWLINK = 16
IFLA_LINKINFO, IFLA_INFO_KIND, IFLA_INFO_DATA = 18, 1, 2
IFLA_GRE_IFLAGS, IFLA_GRE_COLLECT_METADATA = 2, 18
GRE_CSUM = 0x8000


def attribute(kind, data):
    return (struct.pack('=HH', 4 + len(data), kind) + data).ljust(
        4 + (len(data) + 3 & ~3), b'\0')


def change(dev, kind, flags):
    """Gives a device of the present namespace these flags of received frames."""
    data = attribute(IFLA_GRE_IFLAGS, struct.pack('!H', flags)) + \
        attribute(IFLA_GRE_COLLECT_METADATA, b'')
    body = struct.pack('=BxHiII', 0, 0, socket.if_nametoindex(dev), 0, 0) + \
        attribute(IFLA_LINKINFO, attribute(IFLA_INFO_KIND, kind.encode()) +
                  attribute(IFLA_INFO_DATA, data))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.send(struct.pack('=IHHII', 16 + len(body), RTM_NEWLINK,
                              NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
        _, kind, _, _, _, error = struct.unpack_from('=IHHIIi',
                                                     sock.recv(1 << 16))
    if kind != NLMSG_ERROR or error:
        raise SystemExit(f'{dev}: {os.strerror(-error)}')


def main():
    flags = {'csum': GRE_CSUM, 'plain': 0}[sys.argv[1]]
    for text in sys.argv[2:]:
        place, kind = text.split('=')
        netns, _, dev = place.rpartition(':')
        path = f'/run/netns/{netns}' if netns else '/proc/1/ns/net'
        with open(path, 'rb') as space:
            os.setns(space.fileno(), os.CLONE_NEWNET)
        change(dev, kind, flags)


if __name__ == '__main__':
    main()
