#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns small XDP programs, assembled here, so that no compiler is needed.

usage: xdp.py attach --dev DEV --prog PROG [--frags] [--target DEV]
              [--mode drv|skb|hw]
       xdp.py detach --dev DEV [--mode drv|skb|hw]

PROG decides on frames of ethertype 0x88b5 (bounce.py sends such); others pass:

pass, drop, aborted, invalid   what the name says
tx         back, with the addresses swapped
redirect   to --target
socket     to the socket of its queue in a map (xsk.py has one)
tail       shorter by 100 bytes at the end, then pass
meta       four bytes of metadata before the frame, then pass
hash       bpf_xdp_metadata_rx_hash(): writes result, hash and type in front of
           the addresses, then pass; on UDP over IPv4 instead of 0x88b5
stamp      bpf_xdp_metadata_rx_timestamp(): likewise result and time stamp

Prints what the kernel says of a refusal, and fails then.
"""
import argparse
import ctypes
import os
import socket
import struct
import sys

NR_BPF = {'x86_64': 321, 'aarch64': 280}
BPF_PROG_LOAD = 5
BPF_PROG_TYPE_XDP = 6
BPF_XDP = 37
BPF_F_XDP_HAS_FRAGS = 1 << 5
BPF_F_XDP_DEV_BOUND_ONLY = 1 << 6
BPF_PSEUDO_KFUNC_CALL = 2
FN_REDIRECT, FN_REDIRECT_MAP, FN_ADJUST_META, FN_ADJUST_TAIL = 23, 51, 54, 65
BPF_PSEUDO_MAP_FD = 1
XDP_ABORTED, XDP_DROP, XDP_PASS, XDP_TX, XDP_REDIRECT = range(5)
XDP_INVALID = 77
QUESTIONS = {'hash': 'bpf_xdp_metadata_rx_hash',
             'stamp': 'bpf_xdp_metadata_rx_timestamp'}

RTM_SETLINK = 19
NLM_F_REQUEST, NLM_F_ACK = 1, 4
NLMSG_ERROR = 2
NLM_F_ACK_TLVS = 0x200
NLM_F_CAPPED = 0x100
NLA_F_NESTED = 0x8000
NLMSGERR_ATTR_MSG = 1
SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 270, 10, 11
IFLA_XDP, IFLA_XDP_FD, IFLA_XDP_FLAGS = 43, 1, 3
MODES = {'skb': 1 << 1, 'drv': 1 << 2, 'hw': 1 << 3}


def insn(code, dst=0, src=0, off=0, imm=0):
    return struct.pack('<BBhi', code, dst | src << 4, off, imm)


def mov(dst, imm):
    return insn(0xb7, dst, imm=imm)


def mov_reg(dst, src):
    return insn(0xbf, dst, src)


def add(dst, imm):
    return insn(0x07, dst, imm=imm)


def load(size, dst, src, off):
    return insn({1: 0x71, 2: 0x69, 4: 0x61}[size], dst, src, off)


def store(size, dst, src, off):
    return insn({2: 0x6b, 4: 0x63}[size], dst, src, off)


def load_map(dst, map_fd):
    return insn(0x18, dst, BPF_PSEUDO_MAP_FD, imm=map_fd) + insn(0)


def call(function):
    return insn(0x85, imm=function)


EXIT = insn(0x95)


def verdict(code):
    return mov(0, code) + EXIT


def unless(test, body, code=XDP_PASS):
    """The body; but the verdict if the comparison holds (its code, dst, src,
    imm)."""
    opcode, dst, src, imm = test
    return (insn(opcode, dst, src, 1, imm) + insn(0x05, off=2) +
            verdict(code) + body)


def bounds(length, body, code=XDP_PASS):
    """r2: data, r3: data_end; the body if there are so many bytes."""
    return (load(4, 2, 1, 0) + load(4, 3, 1, 4) + mov_reg(4, 2) +
            add(4, length) + unless((0x2d, 4, 3, 0), body, code))


def swap_addresses():
    code = b''
    for off in 0, 2, 4:
        code += (load(2, 4, 2, off) + load(2, 5, 2, off + 6) +
                 store(2, 2, 5, off) + store(2, 2, 4, off + 6))
    return code


def write_meta():
    """Four bytes of 0x5a before the frame."""
    return (mov(2, -4) + call(FN_ADJUST_META) +
            unless((0x55, 0, 0, 0), (
                load(4, 2, 6, 8) + load(4, 3, 6, 0) + mov_reg(4, 2) +
                add(4, 4) + unless((0x2d, 4, 3, 0),
                                   mov(5, 0x5a5a5a5a) + store(4, 2, 5, 0) +
                                   verdict(XDP_PASS), XDP_DROP)), XDP_DROP))


def cut_tail():
    return (mov(2, -100) + call(FN_ADJUST_TAIL) +
            unless((0x55, 0, 0, 0), verdict(XDP_PASS), XDP_DROP))


def ask(function):
    """The result at r10 - 12, what is asked for at - 8 (and - 4)."""
    code = mov(4, -1)
    for off in -8, -4:
        code += store(4, 10, 4, off)
    code += (mov_reg(2, 10) + add(2, -8) + mov_reg(3, 10) + add(3, -4) +
             insn(0x85, src=BPF_PSEUDO_KFUNC_CALL,
                  imm=btf_function(function)) +
             store(4, 10, 0, -12) + mov_reg(1, 6))
    copy = b''
    for i in 0, 4, 8:
        copy += load(4, 4, 10, -12 + i) + store(4, 2, 4, 14 + i)
    return code + bounds(26, copy + verdict(XDP_PASS))


def body_of(args):
    if args.prog == 'tx':
        return swap_addresses() + verdict(XDP_TX)
    if args.prog == 'redirect':
        return (mov(1, socket.if_nametoindex(args.target)) + mov(2, 0) +
                call(FN_REDIRECT) + EXIT)
    if args.prog == 'socket':
        return (load(4, 2, 6, 16) + load_map(1, args.map_fd) +
                mov(3, XDP_PASS) + call(FN_REDIRECT_MAP) + EXIT)
    if args.prog == 'meta':
        return write_meta()
    if args.prog == 'tail':
        return cut_tail()
    return verdict({'pass': XDP_PASS, 'drop': XDP_DROP,
                    'aborted': XDP_ABORTED, 'invalid': XDP_INVALID}[args.prog])


def program(args):
    """r6 keeps the context."""
    start = mov_reg(6, 1)
    if args.prog in QUESTIONS:
        return start + bounds(26, load(2, 4, 2, 12) + unless(
            (0x55, 4, 0, 0x0008), load(1, 4, 2, 23) + unless(
                (0x55, 4, 0, socket.IPPROTO_UDP),
                ask(QUESTIONS[args.prog]))))
    return start + bounds(14, load(2, 4, 2, 12) + unless(
        (0x55, 4, 0, 0xb588), body_of(args)))


BTF_KIND_FUNC = 12
# bytes behind a type's head by kind, and by each of its members
BTF_TAIL = {1: (4, 0), 3: (12, 0), 4: (0, 12), 5: (0, 12), 6: (0, 8),
            13: (0, 8), 14: (4, 0), 15: (0, 12), 17: (4, 0), 19: (0, 12)}


def btf_function(name):
    """The kernel's number of a function."""
    with open('/sys/kernel/btf/vmlinux', 'rb') as file:
        data = file.read()
    hdr, types, types_len, strings = struct.unpack_from('<4xIIII', data)
    at, end, number = hdr + types, hdr + types + types_len, 1
    wanted = name.encode() + b'\0'
    while at < end:
        name_off, info, _ = struct.unpack_from('<III', data, at)
        kind = info >> 24 & 0x1f
        if kind == BTF_KIND_FUNC and data.startswith(
                wanted, hdr + strings + name_off):
            return number
        fixed, each = BTF_TAIL.get(kind, (0, 0))
        at += 12 + fixed + each * (info & 0xffff)
        number += 1
    raise SystemExit(f'the kernel has no {name}')


def bpf(command, attr):
    libc = ctypes.CDLL(None, use_errno=True)
    buf = ctypes.create_string_buffer(attr, 256)
    result = libc.syscall(NR_BPF[os.uname().machine], command, buf, 256)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def prog_load(args):
    code = ctypes.create_string_buffer(program(args))
    text = ctypes.create_string_buffer(1 << 16)
    licence = ctypes.create_string_buffer(b'GPL')
    flags = BPF_F_XDP_HAS_FRAGS if args.frags else 0
    ifindex = 0
    if args.prog in QUESTIONS:
        flags |= BPF_F_XDP_DEV_BOUND_ONLY
        ifindex = socket.if_nametoindex(args.dev)
    attr = struct.pack('<IIQQIIQII16sII', BPF_PROG_TYPE_XDP,
                       (len(code) - 1) // 8, ctypes.addressof(code),
                       ctypes.addressof(licence), 1, len(text),
                       ctypes.addressof(text), 0, flags,
                       args.prog.encode(), ifindex, BPF_XDP)
    try:
        return bpf(BPF_PROG_LOAD, attr)
    except OSError as err:
        raise SystemExit(f'{err.strerror}\n{text.value.decode()}') from err


def attribute(kind, data):
    return (struct.pack('=HH', 4 + len(data), kind) + data).ljust(
        4 + (len(data) + 3 & ~3), b'\0')


def refusal_text(answer, flags):
    """The sentence of an acknowledgement, if it has one."""
    at = 20 + 16
    if not flags & NLM_F_CAPPED:
        at = 20 + struct.unpack_from('=I', answer, 20)[0]
    while flags & NLM_F_ACK_TLVS and at + 4 <= len(answer):
        length, kind = struct.unpack_from('=HH', answer, at)
        if kind == NLMSGERR_ATTR_MSG:
            return answer[at + 4:at + length].rstrip(b'\0').decode()
        at += length + 3 & ~3
    return ''


def link_set_xdp(dev, prog_fd, mode):
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
    sock.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
    nested = (attribute(IFLA_XDP_FD, struct.pack('=i', prog_fd)) +
              attribute(IFLA_XDP_FLAGS, struct.pack('=I', MODES[mode])))
    body = (struct.pack('=BxHiII', 0, 0, socket.if_nametoindex(dev), 0, 0) +
            attribute(IFLA_XDP | NLA_F_NESTED, nested))
    sock.send(struct.pack('=IHHII', 16 + len(body), RTM_SETLINK,
                          NLM_F_REQUEST | NLM_F_ACK, 1, 0) + body)
    answer = sock.recv(1 << 16)
    _, kind, flags, _, _, error = struct.unpack_from('=IHHIIi', answer)
    if kind != NLMSG_ERROR:
        raise SystemExit('netlink: no acknowledgement')
    if error:
        text = refusal_text(answer, flags)
        raise SystemExit(f'{os.strerror(-error)}: {text}')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=('attach', 'detach'))
    parser.add_argument('--dev', default='eth0')
    parser.add_argument('--prog', choices=(
        'pass', 'drop', 'aborted', 'invalid', 'tx', 'redirect', 'tail',
        'meta', *QUESTIONS))
    parser.add_argument('--frags', action='store_true')
    parser.add_argument('--target')
    parser.add_argument('--mode', choices=tuple(MODES), default='drv')
    args = parser.parse_args()
    link_set_xdp(args.dev, prog_load(args) if args.role == 'attach' else -1,
                 args.mode)
    return 0


if __name__ == '__main__':
    sys.exit(main())
