#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns comparing what the NIC holds: one hash over all that decides on frames.

usage: hwstate.py [--text]

Reads the tables from the NIC's control socket ($HNI_CTL). Which rows, slots,
counters and rank numbers a rule has does not count; what it matches, what it
does, whether it counts, its table and priority and the order of masks within
them do. Prints the hash and the number of rows, or with --text what is hashed.
"""
import hashlib
import json
import os
import subprocess
import sys


def dump(table):
    """All rows of a table, page by page."""
    rows = []
    while True:
        first = str(rows[-1]['row'] + 1 if rows else 0)
        page = json.loads(subprocess.run(
            [os.environ['HNI_CTL'], 'dump', table, first], check=True,
            stdout=subprocess.PIPE).stdout)
        rows += page['rows']
        if not page['more'] or not page['rows']:
            return rows


def positions(rows):
    """(table, prio, rank) -> place among the ranks of table and prio."""
    ranks = {}
    for row in rows:
        ranks.setdefault((row['table'], row['prio']), set()).add(row['rank'])
    return {(*key, rank): place for key, used in ranks.items()
            for place, rank in enumerate(sorted(used))}


def lines():
    rows = dump('flow') + dump('tcam')
    place = positions(rows)
    ops = {row['row']: row['ops'] for row in dump('action')}
    for row in rows:
        key = (row['table'], row['prio'], row['rank'])
        yield json.dumps([*key[:2], place[key], row['sw'], row['match'],
                          'counter' in row, ops[row['action']]],
                         sort_keys=True)
    for port in dump('port'):
        yield json.dumps(['port', port['row'], port['ingress'],
                          port['egress']])


def main():
    state = sorted(lines())
    if '--text' in sys.argv:
        print('\n'.join(state))
        return
    print(hashlib.sha256('\n'.join(state).encode()).hexdigest(), len(state))


if __name__ == '__main__':
    main()
