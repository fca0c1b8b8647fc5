#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns one connection that stays open while its ends are looked at.

usage: pingpong.py serve tcp|udp PORT
       pingpong.py call tcp|udp ADDRESS PORT

The server returns what it gets. The caller reads numbers from its standard
input and answers each with a line: the exchanges of that many that came back
unchanged, and the server's address and port as it sees them.
"""
import ipaddress
import socket
import sys

SIZE = 400
TIMEOUT = 20


def family_of(address):
    return (socket.AF_INET6 if ipaddress.ip_address(address).version == 6
            else socket.AF_INET)


def serve_tcp(port):
    with socket.create_server(('', port), reuse_port=True) as listener:
        while True:
            sock, _ = listener.accept()
            with sock:
                while data := sock.recv(SIZE):
                    sock.sendall(data)


def serve_udp(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(('', port))
        while True:
            data, peer = sock.recvfrom(SIZE)
            sock.sendto(data, peer)


def exchange(sock, number):
    """One frame there and back; False if it was lost or changed."""
    data = number.to_bytes(4, 'big') * (SIZE // 4)
    got = b''
    try:
        sock.sendall(data)
        while len(got) < SIZE:
            part = sock.recv(SIZE - len(got))
            if not part:
                return False
            got += part
    except OSError:
        return False
    return got == data


def call(kind, address, port):
    with socket.socket(family_of(address), kind) as sock:
        sock.settimeout(TIMEOUT)
        sock.connect((address, port))
        for line in sys.stdin:
            good = sum(exchange(sock, n) for n in range(int(line)))
            print(good, *sock.getpeername()[:2], flush=True)


def main():
    kind = {'tcp': socket.SOCK_STREAM, 'udp': socket.SOCK_DGRAM}[sys.argv[2]]
    if sys.argv[1] == 'call':
        call(kind, sys.argv[3], int(sys.argv[4]))
    elif kind == socket.SOCK_STREAM:
        serve_tcp(int(sys.argv[3]))
    else:
        serve_udp(int(sys.argv[3]))


if __name__ == '__main__':
    main()
