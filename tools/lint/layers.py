# SPDX-License-Identifier: GPL-2.0-only
"""Owns the layer rule: which directory's headers a file may include."""
import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
SEARCH = ('include', 'offload/core', 'tools/emulator', 'tools/hnictl',
          'selftests/lib', 'selftests/unit')
SHIM = 'offload/core/hof_env.h'    # the core's only door to its two worlds

L0 = ('include/hw',)
L1 = ('offload/core', 'offload/core/rpc', 'offload/core/esw') + L0
L2 = ('driver/hw', 'driver/ring', 'driver/hni.h', 'driver/compat.h') + L1
TC = ('offload/tc',) + L2
SWITCHDEV = ('offload/switchdev',) + TC
NET = ('driver/net',) + SWITCHDEV
# the driver's pure files, which the host tests link as well
TEST = ('selftests/lib', 'driver/hw/esw_encode.h', 'driver/hw/tlv.h') + L1

# the longest matching beginning of a path decides
RULES = {
    'include/hw/': L0,
    'offload/core/': ('offload/core',) + L0,
    'offload/core/rpc/': ('offload/core', 'offload/core/rpc') + L0,
    'offload/core/esw/': ('offload/core', 'offload/core/esw') + L0,
    'driver/hw/': L2,
    'driver/ring/': L2,
    'driver/compat.c': L2,
    'driver/compat.h': L2,
    'driver/hni.h': L2,
    'offload/tc/': TC,
    'offload/switchdev/': SWITCHDEV,
    'driver/net/': NET,
    'driver/': NET + ('driver',),
    'tools/emulator/': ('tools/emulator',) + L0,
    'tools/hnictl/': ('tools/hnictl',) + L1,
    'selftests/': TEST,
    'selftests/unit/': ('selftests/unit', 'tools/hnictl',
                        'tools/emulator') + TEST,
    'selftests/loop/': ('selftests/loop', 'tools/emulator') + TEST,
    'selftests/oracle/': ('selftests/oracle',),
    'selftests/fuzz/': ('selftests/fuzz', 'selftests/unit', 'tools/hnictl',
                        'tools/emulator') + TEST,
    'selftests/emu/': ('selftests/emu', 'selftests/unit',
                       'tools/emulator') + TEST,
}


def rule_of(path):
    matches = [start for start in RULES if path.startswith(start)]
    return RULES[max(matches, key=len)] if matches else None


def resolve(path, name, quoted):
    """Path of a header of the project, None if it is none of ours."""
    places = ([os.path.dirname(path)] if quoted else []) + list(SEARCH)
    for place in places:
        header = os.path.normpath(os.path.join(place, name))
        if os.path.exists(header):
            return header
    return None


def is_allowed(header, allowed):
    return header in allowed or os.path.dirname(header) in allowed


def check(path, number, name, quoted):
    """What is wrong with one include, None if nothing is."""
    allowed = rule_of(path)
    if allowed is None:
        return 'directory without a layer'
    header = resolve(path, name, quoted)
    if header is None:
        if quoted:
            return f'"{name}" not found'
        if path.startswith('offload/core/') and path != SHIM:
            return f'<{name}>: the core includes nothing but hof_env.h'
        return None
    if not is_allowed(header, allowed):
        return f'{header} is not on a lower layer'
    return None


def main():
    findings = 0
    with open(sys.argv[1], encoding='utf-8') as names:
        paths = [p for p in names.read().split('\n')
                 if p.endswith(('.c', '.h'))]
    for path in paths:
        with open(path, encoding='utf-8') as text:
            for number, line in enumerate(text, 1):
                found = INCLUDE.match(line)
                what = found and check(path, number, found.group(2),
                                       found.group(1) == '"')
                if what:
                    print(f'{path}:{number}: include: {what}')
                    findings += 1
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
