# SPDX-License-Identifier: GPL-2.0-only
"""Owns jobs: what is asked of the agent in the guest, and its answers."""
import json
import os
import pathlib
import struct
import time

SHELL, TC, TC_OTHER, BURST, PAUSE, STOP, TC_TWINS, TUNNELS = range(1, 9)
BURST_SLOW, BURST_TUNNELS = 1, 2
PORTS = 4


class AgentError(Exception):
    """The guest does not answer, or nonsense."""


class Job:
    """A list of steps."""

    def __init__(self):
        self.data = b''

    def step(self, kind, content=b''):
        self.data += struct.pack('<II', kind, len(content)) + content

    def shell(self, text):
        self.step(SHELL, text.encode())

    def tc(self, lines, kind=TC):
        self.step(kind, ''.join(line + '\n' for line in lines).encode())

    def pause(self, milliseconds):
        self.step(PAUSE, struct.pack('<I', milliseconds))

    def tunnels(self, headers):
        """headers: [(end, bytes)] that take markers into tunnels"""
        self.step(TUNNELS, b''.join(
            struct.pack('<BBH', end, 0, len(data)) + data
            for end, data in headers))

    def burst(self, frames, window, flags):
        """frames: [(end, bytes)]"""
        self.step(BURST, struct.pack('<II', window, flags) + b''.join(
            struct.pack('<BBH', end, 0, len(data)) + data
            for end, data in frames))


class Output:
    """What a command printed."""

    def __init__(self, content):
        self.code, length = struct.unpack_from('<II', content)
        self.out = content[8:8 + length].decode(errors='replace')
        self.err = content[8 + length:].decode(errors='replace')

    def documents(self):
        """The JSON texts, one behind the other."""
        decoder, at, text = json.JSONDecoder(), 0, self.out
        while True:
            while at < len(text) and text[at].isspace():
                at += 1
            if at == len(text):
                return
            value, at = decoder.raw_decode(text, at)
            yield value

    def failures(self):
        """{line: message} of a batch"""
        found, words = {}, []
        for line in self.err.splitlines():
            if line.startswith('Command failed '):
                found[int(line.rsplit(':', 1)[1])] = ' '.join(words)
                words = []
            else:
                words.append(line.strip())
        return found


class Lines:
    """Lines for tc, each made for a command of a rule set."""

    def __init__(self):
        self.texts = []
        self.commands = []

    def add(self, command, text):
        self.texts.append(text)
        self.commands.append(command)

    def failures(self, output):
        """{command: message} of a batch"""
        return {self.commands[line - 1]: text
                for line, text in output.failures().items()}


class Arrivals:
    """What a burst led to: [(end, bytes)], in the order of each end."""

    def __init__(self, content):
        self.missing, = struct.unpack_from('<I', content)
        self.frames = []
        at = 4
        while at < len(content):
            end, _, length = struct.unpack_from('<BBH', content, at)
            at += 4
            self.frames.append((end, content[at:at + length]))
            at += length


def sections(data):
    at = 0
    while at < len(data):
        kind, length = struct.unpack_from('<II', data, at)
        content = data[at + 8:at + 8 + length]
        at += 8 + length
        if kind == BURST:
            yield Arrivals(content)
        elif kind not in (PAUSE, TUNNELS):
            yield Output(content)


class Agent:
    """The guest's end of a directory. @alive says whether it still runs."""

    def __init__(self, directory, alive, timeout):
        self.dir = pathlib.Path(directory)
        self.alive = alive
        self.timeout = timeout
        self.next = 0

    def post(self, job):
        """Puts a job into the queue; returns its number."""
        number = self.next
        self.next += 1
        path = self.dir / f'{number:06}.job'
        path.with_suffix('.new').write_bytes(job.data)
        os.replace(path.with_suffix('.new'), path)
        return number

    def result(self, number):
        """Waits for the answers of a job."""
        path = self.dir / f'{number:06}.res'
        end = time.monotonic() + self.timeout
        while not path.exists():
            if not self.alive():
                raise AgentError('the guest has ended')
            if time.monotonic() > end:
                raise AgentError(f'no answer to job {number}')
            time.sleep(0.005)
        data = path.read_bytes()
        path.unlink()
        return list(sections(data))

    def do(self, job):
        return self.result(self.post(job))

    def stop(self):
        job = Job()
        job.step(STOP)
        self.post(job)
