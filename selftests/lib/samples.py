#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns listening to psample: what was sampled, as the kernel tells it.

usage: samples.py FILE

Keeps a JSON list in FILE, which exists as soon as it listens: for each sample
iif, oif, size, group, rate, cookie and data, what is missing is null.
"""
import json
import os
import socket
import struct
import sys

NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP = 1
GENL_ID_CTRL = 16
CTRL_CMD_GETFAMILY = 3
CTRL_ATTR_FAMILY_NAME = 2
CTRL_ATTR_MCAST_GROUPS = 7
CTRL_ATTR_MCAST_GRP_NAME = 1
CTRL_ATTR_MCAST_GRP_ID = 2
HEADER = struct.Struct('=IHHIIBBH')
# PSAMPLE_ATTR_*: name, struct format
FIELDS = {0: ('iif', '=H'), 1: ('oif', '=H'), 2: ('size', '=I'),
          3: ('group', '=I'), 5: ('rate', '=I'), 6: ('data', None),
          15: ('cookie', None)}


def attributes(data):
    while len(data) >= 4:
        length, kind = struct.unpack_from('=HH', data)
        if length < 4:
            return
        yield kind & 0x3fff, data[4:length]
        data = data[(length + 3) & ~3:]


def group_id(sock, family, group):
    """Number of a multicast group."""
    name = family.encode() + b'\0'
    attr = struct.pack('=HH', 4 + len(name), CTRL_ATTR_FAMILY_NAME)
    body = (attr + name).ljust((4 + len(name) + 3) & ~3, b'\0')
    sock.send(HEADER.pack(HEADER.size + len(body), GENL_ID_CTRL, 1, 1, 0,
                          CTRL_CMD_GETFAMILY, 1, 0) + body)
    for kind, value in attributes(sock.recv(65536)[HEADER.size:]):
        if kind != CTRL_ATTR_MCAST_GROUPS:
            continue
        for _, entry in attributes(value):
            found = dict(attributes(entry))
            if found[CTRL_ATTR_MCAST_GRP_NAME].rstrip(b'\0') == group.encode():
                return struct.unpack('=I', found[CTRL_ATTR_MCAST_GRP_ID])[0]
    raise SystemExit(f'no {family} in this kernel')


def sample(data):
    found = {name: None for name, _ in FIELDS.values()}
    for kind, value in attributes(data[HEADER.size:]):
        if kind in FIELDS:
            name, form = FIELDS[kind]
            found[name] = (struct.unpack(form, value)[0] if form
                           else value.hex())
    return found


def publish(path, samples):
    with open(path + '.new', 'w', encoding='ascii') as out:
        json.dump(samples, out)
    os.replace(path + '.new', path)


def main():
    samples = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                       NETLINK_GENERIC) as sock:
        sock.bind((0, 0))
        sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
                        group_id(sock, 'psample', 'packets'))
        while True:
            publish(sys.argv[1], samples)
            samples.append(sample(sock.recv(65536)))


if __name__ == '__main__':
    main()
