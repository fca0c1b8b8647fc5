#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns measuring one row of packets.sh.

usage: packets.py frames SPINNER DEVICE MAC SIZE BURST
       packets.py stream SPINNER ADDRESS

SPINNER is the process that runs when nothing else does. What it did not use of
the time were instructions of others. Each amount of work is done twice over and
the difference taken: beginning and end of a measurement cost nothing then.
"""
import re
import statistics
import subprocess
import sys
import time

PGDIR = '/proc/net/pktgen/'
FRAMES = 6400
SEGMENT = 1448
SEGMENTS = 60000
ROUNDS = 9
SETTLE = 0.1        # seconds of the guest's: for what is still on its way


def write(name, *lines):
    for line in lines:
        with open(PGDIR + name, 'w', encoding='ascii') as file:
            file.write(line + '\n')


def busy(spinner):
    """Return nanoseconds since start-up that the spinner did not use."""
    time.sleep(SETTLE)
    with open(f'/proc/{spinner}/schedstat', encoding='ascii') as file:
        spun = int(file.read().split()[0])
    return time.monotonic_ns() - spun


def cost(spinner, work, amount):
    """Return instructions, and how much was really done."""
    before = busy(spinner)
    done = work(amount)
    return busy(spinner) - before, done


def slope(spinner, work, amount):
    less, few = cost(spinner, work, amount)
    more, many = cost(spinner, work, 2 * amount)
    return (more - less) / (many - few)


def each(spinner, work, amount):
    """Return the instructions for one: median of some rounds."""
    work(amount)        # caches, neighbours, pages
    return statistics.median(slope(spinner, work, amount)
                             for _ in range(ROUNDS))


def frames(spinner, device, mac, size, burst):
    write('kpktgend_0', 'rem_device_all', f'add_device {device}')
    write(device, f'pkt_size {size}', 'clone_skb 64', f'burst {burst}',
          'delay 0', f'dst_mac {mac}', 'dst 198.51.100.1')

    def send(count):
        write(device, f'count {count}')
        write('pgctrl', 'start')
        with open(PGDIR + device, encoding='ascii') as file:
            result = file.read()
        sent = re.search(r'pkts-sofar: (\d+) +errors: 0\n', result)
        if not sent or 'Result: OK' not in result:
            sys.exit(f'pktgen: {result}')
        return int(sent[1])     # whole bursts

    return each(spinner, send, FRAMES)


def stream(spinner, address):
    def send(count):
        subprocess.run(['iperf3', '-c', address, '-n', str(count * SEGMENT)],
                       check=True, stdout=subprocess.DEVNULL)
        return count

    return each(spinner, send, SEGMENTS)


def main(kind, *args):
    print(f'{({"frames": frames, "stream": stream}[kind])(*args):.1f}',
          flush=True)


if __name__ == '__main__':
    main(*sys.argv[1:])
