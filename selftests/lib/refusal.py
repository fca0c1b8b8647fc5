#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns reading what the kernel answers: errno and message of a refused request.

usage: refusal.py < COMMANDS

Runs each line as a command and prints one line for it: "ERRNO message" as the
kernel sent them, "OK" if the command succeeded, "EXIT n" if it failed without
an answer of the kernel. The answers are read from an nlmon device, since tools
print either the message or the errno; nlmon0 must not exist.
"""
import errno
import select
import shlex
import socket
import struct
import subprocess
import sys

ETH_P_ALL = 3
NLMSG_ERROR = 2
NLM_F_CAPPED = 0x100
NLM_F_ACK_TLVS = 0x200
NLMSGERR_ATTR_MSG = 1
HEADER = struct.Struct('=IHHII')


def attribute(data, wanted):
    """Text of an attribute, '' if there is none."""
    while len(data) >= 4:
        length, kind = struct.unpack_from('=HH', data)
        if length < 4:
            break
        if kind & 0x3fff == wanted:
            return data[4:length].rstrip(b'\0').decode()
        data = data[(length + 3) & ~3:]
    return ''


def answer(data):
    """(errno, message) of an error message, None for anything else."""
    if len(data) < HEADER.size + 4 + HEADER.size:
        return None
    length, kind, flags, _, _ = HEADER.unpack_from(data)
    code, = struct.unpack_from('=i', data, HEADER.size)
    if kind != NLMSG_ERROR or not code:
        return None
    request, = struct.unpack_from('=I', data, HEADER.size + 4)
    skip = HEADER.size if flags & NLM_F_CAPPED else request
    start = HEADER.size + 4 + ((skip + 3) & ~3)
    tlvs = data[start:length] if flags & NLM_F_ACK_TLVS else b''
    return -code, attribute(tlvs, NLMSGERR_ATTR_MSG)


def answers(monitor):
    """All answers that have arrived."""
    while select.select([monitor], [], [], 0)[0]:
        found = answer(monitor.recv(65536))
        if found:
            yield found


def run(monitor, command):
    done = subprocess.run(shlex.split(command), check=False,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL)
    found = list(answers(monitor))
    if done.returncode == 0:
        return 'OK'
    if not found:
        return f'EXIT {done.returncode}'
    code, text = found[-1]
    return f'{errno.errorcode.get(code, code)} {text}'.rstrip()


def main():
    ip = ['ip', 'link']
    subprocess.run(ip + ['add', 'nlmon0', 'type', 'nlmon'], check=True)
    try:
        subprocess.run(ip + ['set', 'nlmon0', 'up'], check=True)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                           socket.htons(ETH_P_ALL)) as monitor:
            monitor.bind(('nlmon0', ETH_P_ALL))
            for line in sys.stdin:
                list(answers(monitor))
                print(run(monitor, line), flush=True)
    finally:
        subprocess.run(ip + ['del', 'nlmon0'], check=True)


if __name__ == '__main__':
    main()
