#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns the threshold of header split by netlink, which not every ethtool can set.

usage: hds.py DEV [BYTES]

Prints the threshold and the highest there can be, or sets it; prints nothing
where the kernel knows none.
"""
import socket
import struct
import sys

import pagepools
from xdp import attribute

ETHTOOL_MSG_RINGS_GET, ETHTOOL_MSG_RINGS_SET = 15, 16
A_HEADER, A_HEADER_DEV_INDEX = 1, 1
A_HDS_THRESH, A_HDS_THRESH_MAX = 17, 18
NLA_F_NESTED = 0x8000
CTRL_ATTR_FAMILY_NAME = 2


def request(dev):
    index = struct.pack('=I', socket.if_nametoindex(dev))
    return attribute(A_HEADER | NLA_F_NESTED,
                     attribute(A_HEADER_DEV_INDEX, index))


def main():
    dev = sys.argv[1]
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16) as sock:
        sock.bind((0, 0))
        answer = pagepools.ask(sock, pagepools.GENL_ID_CTRL,
                               pagepools.CTRL_CMD_GETFAMILY, 0,
                               attribute(CTRL_ATTR_FAMILY_NAME,
                                         b'ethtool\0'))[0]
        family = pagepools.number(answer[pagepools.CTRL_ATTR_FAMILY_ID])
        body = request(dev)
        if len(sys.argv) > 2:
            body += attribute(A_HDS_THRESH,
                              struct.pack('=I', int(sys.argv[2])))
            try:
                pagepools.ask(sock, family, ETHTOOL_MSG_RINGS_SET,
                              pagepools.NLM_F_ACK, body)
            except OSError as err:
                raise SystemExit(err.strerror) from err
            return 0
        rings = pagepools.ask(sock, family, ETHTOOL_MSG_RINGS_GET, 0, body)[0]
        if A_HDS_THRESH in rings:
            print(pagepools.number(rings[A_HDS_THRESH]),
                  pagepools.number(rings[A_HDS_THRESH_MAX]))
    return 0


if __name__ == '__main__':
    sys.exit(main())
