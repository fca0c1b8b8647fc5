# SPDX-License-Identifier: GPL-2.0-only
"""Owns the rules that every file keeps: licence, purpose, size, no leftovers."""
import os
import re
import sys

SOURCE = ('.c', '.h', '.py', '.sh', '.mk')
MAX_LINES = 700
HEAD = 15
CODE = 'GPL-2.0-only'
CONTRACT = 'GPL-2.0-only OR BSD-2-Clause'
NO_LICENCE = ('COPYING', 'LICENSES/')

# what must not be in a file, and why; this file holds the patterns themselves
PATTERNS = (
    (r'\b(TODO|FIXME|XXX)\b', 'open point'),
    (r'^\s*#\s*if 0\b', 'disabled code'),
    (r'(?<![\w.])/(work|root|home/\w+)/', 'path of one machine'),
    (r'\.\./shared\b', 'reference outside the project'),
    (r'\b(deb|security|ftp)\.debian\.org|\bregistry\.npmjs|\bpypi\.org'
     r'|https?://[a-z.]*(debian|ubuntu)[a-z.]*/', 'address of a registry'),
    (r'[ \t]+$', 'trailing white space'),
)


def is_script(path, lines):
    return bool(lines) and lines[0].startswith('#!') or path.endswith('.py')


def check_licence(path, lines):
    """The licence is named in the first line that can hold it."""
    if path.startswith(NO_LICENCE):
        return
    contract = path.startswith(('include/hw/', 'Documentation/hardware/'))
    want = CONTRACT if contract else CODE
    head = lines[1:2] if lines and lines[0].startswith('#!') else lines[:1]
    found = re.search(r'SPDX-License-Identifier: (.*?)\s*(\*/|-->)?$',
                      head[0] if head else '')
    if not found:
        yield 1, 'no SPDX line'
    elif found.group(1) != want:
        yield 1, f'licence is {found.group(1)}, not {want}'


def check_purpose(path, lines):
    """A source says in one sentence what it owns."""
    if not path.endswith(SOURCE) and not is_script(path, lines):
        return
    if not re.search(r'\b[Oo]wns\b|^"""\w+s ', '\n'.join(lines[:HEAD]),
                     re.M):
        yield 2, f'no "Owns ..." sentence in the first {HEAD} lines'


def check_size(path, lines):
    if (path.endswith(SOURCE) or is_script(path, lines)) \
            and len(lines) > MAX_LINES:
        yield len(lines), f'{len(lines)} lines, at most {MAX_LINES}'


def check_patterns(path, lines):
    if path == 'tools/lint/files.py' or path.startswith('LICENSES/'):
        return
    for number, line in enumerate(lines, 1):
        for pattern, what in PATTERNS:
            if re.search(pattern, line):
                yield number, f'{what}: {line.strip()[:60]}'


def main():
    findings = 0
    with open(sys.argv[1], encoding='utf-8') as names:
        paths = names.read().split('\n')
    for path in filter(None, paths):
        if os.path.islink(path):
            continue
        with open(path, encoding='utf-8') as text:
            lines = text.read().split('\n')
        if lines[-1]:
            print(f'{path}:{len(lines)}: no newline at the end')
            findings += 1
        else:
            lines.pop()
        for check in (check_licence, check_purpose, check_size,
                      check_patterns):
            for number, what in check(path, lines):
                print(f'{path}:{number}: {what}')
                findings += 1
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
