#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns letting each allocation of a command fail, one after the other.

usage: oom.py tc|ip|devlink "DO" "UNDO"

DO and UNDO are lines for the tool's -batch. DO is given again and again; the
first time its first allocation in the kernel fails, the second time its second
one, until it needs no more. When it succeeds nevertheless, UNDO must, too. When
it fails it may have been done: there is no memory for the kernel's answer either.
Prints a line of JSON: faults (those that were injected), survived (those with
which DO succeeded), and done: that it succeeded at last, without a fault.
"""
import json
import subprocess
import sys

MAX = 2000
NOT_A_COMMAND = 'bogus'


class Tool:
    """One process of a tool that takes commands on its standard input."""

    def __init__(self, name):
        # pylint: disable=consider-using-with
        self.process = subprocess.Popen(
            [name, '-force', '-batch', '-'], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            bufsize=1)
        self.lines = 0
        self.said = []

    def send(self, line):
        self.process.stdin.write(f'{line}\n')
        self.process.stdin.flush()
        self.lines += 1
        return self.lines

    def do(self, line):
        """True if the line succeeded. What is no command marks its end."""
        number = self.send(line)
        end = self.send(NOT_A_COMMAND)
        good = True
        self.said = []
        while True:
            text = self.process.stderr.readline()
            if not text:
                raise SystemExit(f'the tool has ended: {self.said}')
            self.said.append(text.strip())
            if text.startswith(f'Command failed -:{end}'):
                return good
            if text.startswith(f'Command failed -:{number}'):
                good = False

    def fault_path(self):
        return f'/proc/{self.process.pid}/fail-nth'

    def fault_set(self, nth):
        with open(self.fault_path(), 'w', encoding='ascii') as file:
            file.write(str(nth))

    def fault_left(self):
        with open(self.fault_path(), encoding='ascii') as file:
            return int(file.read())


def run(name, do, undo):
    tool = Tool(name)
    faults = survived = 0
    # memory that is taken once and kept is none of our business
    if not tool.do(do) or not tool.do(undo):
        raise SystemExit(f'without a fault: {tool.said}')
    for nth in range(1, MAX):
        tool.fault_set(nth)
        good = tool.do(do)
        left = tool.fault_left()
        tool.fault_set(0)
        if not tool.do(undo) and good:
            raise SystemExit(f'undo after fault {nth}: {tool.said}')
        if left:
            print(json.dumps({'faults': faults, 'survived': survived,
                              'done': good}))
            return
        faults += 1
        survived += good
    raise SystemExit(f'no end after {MAX} faults')


if __name__ == '__main__':
    run(*sys.argv[1:])
