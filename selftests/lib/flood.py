#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns sending UDP as fast as it goes, until it is killed.

usage: flood.py ADDRESS BYTES
"""
import socket
import sys

ADDRESS, SIZE = sys.argv[1], int(sys.argv[2])

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 64 * SIZE)
    sock.connect((ADDRESS, 9))
    while True:
        try:
            sock.send(bytes(SIZE))
        except OSError:
            pass    # nobody listens there, or a link is down
