# SPDX-License-Identifier: GPL-2.0-only
"""Owns the reading of KTAP: which results a test program stated."""
import re

RESULT = re.compile(r'^(not ok|ok)\b\s*(\d+)?\s*-?\s*(.*)$')
PLAN = re.compile(r'^1\.\.(\d+)(?:\s*#\s*skip\b:?\s*(.*))?\s*$', re.I)
DIRECTIVE = re.compile(r'^(.*?)\s*#\s*(skip|todo)\b:?\s*(.*)$', re.I)

PASSED, FAILED, SKIPPED = 'passed', 'failed', 'skipped'


class Level:
    """Results and plan of one indentation level."""

    def __init__(self):
        self.plan = None
        self.results = []       # (state, name, reason)


class Reader:
    """Reads the output of one program; leaves of nested KTAP are results."""

    def __init__(self, prefix=''):
        self.prefix = prefix
        self.levels = {0: Level()}
        self.leaves = []        # (state, name, reason)
        self.notes = []         # diagnostics since the last result

    def line(self, text):
        """Takes one line; returns the results that it completed."""
        body = text.lstrip(' ')
        depth = len(text) - len(body)
        before = len(self.leaves)
        plan = PLAN.match(body)
        found = RESULT.match(body)
        if plan:
            self.take_plan(depth, plan)
        elif found:
            self.take_result(depth, *found.groups())
        elif body.startswith('Bail out!'):
            self.add(FAILED, 'bail out', body[9:].strip())
        else:
            self.notes.append(text)
        return self.leaves[before:]

    def add(self, state, name, reason):
        self.leaves.append((state, self.prefix + name, reason))

    def take_plan(self, depth, plan):
        level = self.levels.setdefault(depth, Level())
        level.plan = int(plan.group(1))
        if level.plan == 0:
            if plan.group(2):
                level.results.append((SKIPPED, '', ''))
                level.plan = 1
                self.add(SKIPPED, 'all', plan.group(2))
            else:
                self.add(FAILED, 'plan', 'empty plan without a reason')

    def take_result(self, depth, word, number, rest):
        state, name, reason = self.state_of(word, rest)
        children = self.close_below(depth)
        level = self.levels.setdefault(depth, Level())
        if number and int(number) != len(level.results) + 1:
            self.add(FAILED, name or 'number',
                     f'result {number} came as number '
                     f'{len(level.results) + 1}')
        level.results.append((state, name, reason))
        if children is None:
            self.add(state, name, reason)
        elif state == FAILED and FAILED not in children:
            self.add(FAILED, name, 'failed without a failed case')

    @staticmethod
    def state_of(word, rest):
        """(state, name, reason) of a result line without number."""
        special = DIRECTIVE.match(rest)
        if not special:
            return (PASSED if word == 'ok' else FAILED, rest.strip(), '')
        name, kind, reason = special.groups()
        if kind.lower() == 'todo':
            return FAILED, name, 'a result must not be "todo"'
        if not reason.strip():
            return FAILED, name, 'skipped without a reason'
        if word != 'ok':
            return FAILED, name, reason
        return SKIPPED, name, reason

    def close_below(self, depth):
        """States of the levels below depth, None if there are none."""
        states = None
        for deeper in sorted((d for d in self.levels if d > depth),
                             reverse=True):
            level = self.levels.pop(deeper)
            states = (states or []) + [s for s, _, _ in level.results]
            states += self.check_plan(level)
        return states

    def check_plan(self, level):
        """[FAILED] if a level does not keep its plan."""
        if level.plan is None:
            self.add(FAILED, 'plan', 'no plan')
        elif level.plan != len(level.results):
            self.add(FAILED, 'plan', f'{level.plan} results planned, '
                     f'{len(level.results)} came')
        else:
            return []
        return [FAILED]

    def finish(self, code, limit):
        """Ends the program; returns the results that its end completed."""
        before = len(self.leaves)
        self.close_below(0)
        self.check_plan(self.levels[0])
        failed = any(s == FAILED for s, _, _ in self.leaves)
        if code is None:
            self.add(FAILED, 'exit', f'did not end within {limit} s')
        elif code not in (0, 4) and not failed:
            self.add(FAILED, 'exit', f'exit code {code} without a failed case')
        elif code == 4 and any(s == PASSED for s, _, _ in self.leaves):
            self.add(FAILED, 'exit', 'exit code 4 (skip) with passed cases')
        return self.leaves[before:]
