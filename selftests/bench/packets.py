#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns measuring one row of packets.sh.

usage: packets.py count SPINNER frames DEVICE MAC SIZE BURST
       packets.py count SPINNER stream ADDRESS
       packets.py speed PLACE frames DEVICE MAC SIZE BURST
       packets.py speed PLACE stream ADDRESS
       packets.py sink ADDRESS
       packets.py spin SPINNER

"count" prints instructions and interrupts for one packet. "spin" runs when nothing
else does and counts its rounds, of two instructions, in the file SPINNER; all other
instructions are others'. Each amount of work is done twice over and the difference
taken: beginning and end of a measurement cost nothing then. What passing time costs
by itself (the timer's ticks) is measured before and taken off.

"speed" prints packets a second of the clock: sent, or received at PLACE unless
that is "-".

"sink" is the other end of "stream". It does not copy what it receives.
"""
import ctypes
import errno
import glob
import mmap
import os
import re
import socket
import statistics
import subprocess
import sys
import time

PGDIR = '/proc/net/pktgen/'
FRAMES = 6400
# Nanoseconds from one burst to the next, more than its work takes. At which
# instruction an interrupt comes is QEMU's choice: so long as the sender sleeps it
# interrupts nobody but the spinner.
GAP = 400000
SEGMENT = 1448
SEGMENTS = 6400
BLOCK = 65536
PORT = 5201
ROUNDS = 5
LULL = 0.05         # seconds
SPEEDUP = 10        # times as much work where nobody counts
SETTLE = 0.01       # seconds of the guest's: for what is still on its way
DEADLINE = 10       # seconds for pktgen to leave a device


def write(name, *lines):
    for line in lines:
        with open(PGDIR + name, 'w', encoding='ascii') as file:
            file.write(line + '\n')


def device_take(device):
    """Give pktgen's thread one device; it leaves others by and by."""
    write('kpktgend_0', 'rem_device_all')
    end = time.monotonic() + DEADLINE
    while True:
        try:
            write('kpktgend_0', f'add_device {device}')
            return
        except OSError as err:
            if err.errno != errno.EBUSY or time.monotonic() > end:
                raise
            time.sleep(SETTLE)


def read(path):
    with open(path, encoding='ascii') as file:
        return file.read()


def spin(spinner):
    """Count for ever: inc qword [rdi]; jmp."""
    with open(spinner, 'r+b') as file:
        counter = mmap.mmap(file.fileno(), mmap.PAGESIZE)
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ | mmap.PROT_WRITE |
                     mmap.PROT_EXEC)
    code.write(b'\x48\xff\x07\xeb\xfb')
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(
        ctypes.addressof(ctypes.c_char.from_buffer(code)))(
        ctypes.addressof(ctypes.c_char.from_buffer(counter)))


def passed(spinner):
    """Return instructions since start-up: all, and those of the spinner."""
    time.sleep(SETTLE)
    with open(spinner, 'rb') as file:
        spun = 2 * int.from_bytes(file.read(8), 'little')
    return time.monotonic_ns(), spun


def busy(begin, end, ticks=0):
    """Return instructions between two times that were others' work."""
    spun = end[1] - begin[1]
    return end[0] - begin[0] - (1 + ticks) * spun


def ticking(spinner):
    """Return what others do by themselves for an instruction spun."""
    lulls = []
    for _ in range(ROUNDS):
        begin = passed(spinner)
        time.sleep(LULL)
        end = passed(spinner)
        lulls.append(busy(begin, end) / (end[1] - begin[1]))
    return statistics.median(lulls)


def vectors():
    """Return the interrupts of network devices."""
    found = set()
    for path in glob.glob('/sys/bus/pci/devices/*/class'):
        if read(path).startswith('0x0200'):
            found |= set(os.listdir(os.path.dirname(path) + '/msi_irqs'))
    return found


def interrupts(wanted):
    lines = [line.split() for line in read('/proc/interrupts').splitlines()]
    return sum(int(words[1]) for words in lines
               if words[0].rstrip(':') in wanted)


def cost(spinner, ticks, work, amount):
    """Return instructions, interrupts, and how much was really done."""
    wanted = vectors()
    before = interrupts(wanted)
    begin = passed(spinner)
    done = work(amount)
    end = passed(spinner)
    return busy(begin, end, ticks), interrupts(wanted) - before, done


def slope(*args):
    *args, amount = args
    less = cost(*args, amount)
    more = cost(*args, 2 * amount)
    done = more[2] - less[2]
    return (more[0] - less[0]) / done, (more[1] - less[1]) / done


def count(spinner, work, amount):
    """Print what one packet costs: medians of some rounds."""
    work(amount)        # caches, neighbours, pages
    ticks = ticking(spinner)
    rounds = [slope(spinner, ticks, work, amount) for _ in range(ROUNDS)]
    print(f'ticks {ticks:.6f}, rounds', *(f'{one[0]:.1f}' for one in rounds),
          file=sys.stderr)
    print('\t'.join(f'{statistics.median(column):.4f}'
                    for column in zip(*rounds)), flush=True)


def received(place):
    if place == '-':
        return 0
    return int(subprocess.run(
        [os.environ['HNI_ON'], place, 'cat',
         '/sys/class/net/eth0/statistics/rx_packets'],
        check=True, stdout=subprocess.PIPE).stdout)


def speed(place, work, amount):
    work(amount)
    rates = []
    for _ in range(ROUNDS):
        before, begin = received(place), time.monotonic()
        done = work(amount)
        end = time.monotonic()
        if place != '-':
            time.sleep(SETTLE)
            done = received(place) - before
        rates.append(done / (end - begin))
    print(f'{statistics.median(rates):.0f}', flush=True)


def frames(gap, device, mac, size, burst):
    """Return a function that sends frames by pktgen."""
    device_take(device)
    write(device, f'pkt_size {size}', 'clone_skb 64', f'burst {burst}',
          f'delay {gap}', f'dst_mac {mac}', 'dst 198.51.100.1')

    def send(number):
        write(device, f'count {number}')
        write('pgctrl', 'start')
        result = read(PGDIR + device)
        sent = re.search(r'pkts-sofar: (\d+) +errors: 0\n', result)
        if not sent or 'Result: OK' not in result:
            sys.exit(f'pktgen: {result}')
        return int(sent[1])     # whole bursts

    return send, FRAMES


def stream(_, address):
    """Return a function that sends segments by TCP, until they have come."""
    link = socket.create_connection((address, PORT))
    block = bytes(BLOCK)

    def send(number):
        rest = number * SEGMENT
        link.sendall(rest.to_bytes(8))
        while rest:
            rest -= link.send(block[:rest])
        if link.recv(1) != b'.':
            sys.exit('the sink is gone')
        return number

    return send, SEGMENTS


def sink(address):
    with socket.create_server((address, PORT)) as server:
        link = server.accept()[0]
    while True:
        rest = int.from_bytes(link.recv(8, socket.MSG_WAITALL))
        if not rest:
            return
        while rest:
            rest -= len(link.recv(min(rest, BLOCK), socket.MSG_TRUNC))
        link.sendall(b'.')


def main(measure, where, kind, *args):
    gap = GAP if measure == 'count' else 0
    work, amount = {'frames': frames, 'stream': stream}[kind](gap, *args)
    if measure == 'count':
        count(where, work, amount)
    else:
        speed(where, work, SPEEDUP * amount)


if __name__ == '__main__':
    alone = {'sink': sink, 'spin': spin}.get(sys.argv[1])
    if alone:
        alone(sys.argv[2])
    else:
        main(*sys.argv[1:])
