# SPDX-License-Identifier: GPL-2.0-only
"""Owns asking the kernel for its page pools (netdev-genl, page-pool-get)."""
import os
import socket
import struct

NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
GENL_ID_CTRL, CTRL_CMD_GETFAMILY = 0x10, 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 1, 2
NETDEV_CMD_PAGE_POOL_GET = 5
FIELDS = {1: 'id', 2: 'ifindex', 4: 'inflight', 6: 'detach-time'}
NLA_TYPE_MASK = 0x3fff


def attributes(data):
    """(type, bytes) of each attribute."""
    at = 0
    while at + 4 <= len(data):
        size, kind = struct.unpack_from('=HH', data, at)
        if size < 4:
            break
        yield kind & NLA_TYPE_MASK, data[at + 4:at + size]
        at += (size + 3) & ~3


def number(data):
    return int.from_bytes(data, 'little')


def ask(sock, family, command, flags, body=b''):
    """The attributes of each answer."""
    size = 20 + len(body)
    sock.send(struct.pack('=IHHIIBBH', size, family, NLM_F_REQUEST | flags,
                          1, 0, command, 1, 0) + body)
    found = []
    while True:
        data = sock.recv(1 << 16)
        while data:
            size, kind = struct.unpack_from('=IH', data)
            if kind == NLMSG_DONE:
                return found
            if kind == NLMSG_ERROR:
                code = struct.unpack_from('=i', data, 16)[0]
                if not code:
                    return found
                raise OSError(-code, os.strerror(-code))
            found.append(dict(attributes(data[20:size])))
            data = data[(size + 3) & ~3:]
        if not flags & NLM_F_DUMP:
            return found


def pools():
    """A dict for each page pool of this network namespace, and of pools
    whose netdev is gone."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as sock:
        sock.bind((0, 0))
        name = b'netdev\0\0'
        body = struct.pack('=HH', 4 + 7, CTRL_ATTR_FAMILY_NAME) + name
        family = ask(sock, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0, body)[0]
        rows = ask(sock, number(family[CTRL_ATTR_FAMILY_ID]),
                   NETDEV_CMD_PAGE_POOL_GET, NLM_F_DUMP)
    return [{FIELDS[kind]: number(data) for kind, data in row.items()
             if kind in FIELDS} for row in rows]


if __name__ == '__main__':
    import json
    print(json.dumps(pools()))
