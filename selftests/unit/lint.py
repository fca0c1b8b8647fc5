#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns the negative control of "make lint": each of our own rules finds the
file that breaks it, and says nothing about one that does not.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
INTREE = TOP / 'tools' / 'lab' / 'intree'
C = '// SPDX-License-Identifier: GPL-2.0-only\n/* Owns a test. */\n'
HW = ('/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */\n'
      '/* Owns a test. */\n')
OPEN = 'TO' 'DO'

# check, name, path, content, words of the finding (None: must be clean)
CASES = [
    ('files', 'clean_file', 'driver/x.c', C, None),
    ('files', 'no_licence', 'driver/x.c', '/* Owns a test. */\n', 'no SPDX'),
    ('files', 'other_licence', 'driver/x.c', C.replace('GPL-2.0-only', 'MIT'),
     'licence is MIT'),
    ('files', 'contract_is_dual', 'include/hw/x.h', HW, None),
    ('files', 'contract_not_dual', 'include/hw/x.h',
     HW.replace(' OR BSD-2-Clause', ''), 'licence is GPL-2.0-only'),
    ('files', 'no_purpose', 'driver/x.c', C.replace('Owns', 'Is'), '"Owns'),
    ('files', 'too_long', 'driver/x.c', C + '\n' * 700, '702 lines'),
    ('files', 'open_point', 'driver/x.c', C + f'/* {OPEN} */\n', 'open point'),
    ('files', 'disabled_code', 'driver/x.c', C + '#if 0\n#endif\n',
     'disabled code'),
    ('files', 'machine_path', 'driver/x.c', C + '/* see /ro' 'ot/x */\n',
     'path of one machine'),
    ('files', 'outside', 'driver/x.c', C + '/* see ../sh' 'ared */\n',
     'outside the project'),
    ('files', 'registry', 'tools/x.sh', C + '# http://deb.deb' 'ian.org/\n',
     'address of a registry'),
    ('files', 'trailing_blank', 'driver/x.c', C + 'int x; \n',
     'trailing white space'),
    ('files', 'no_newline', 'driver/x.c', C + 'int x;', 'no newline'),
    ('layers', 'own_directory', 'driver/hw/x.c', C + '#include "y.h"\n', None),
    ('layers', 'kernel_in_core', 'offload/core/x.c',
     C + '#include <linux/slab.h>\n', 'nothing but hof_env.h'),
    ('layers', 'emulator_on_core', 'tools/emulator/x.c',
     C + '#include "../../offload/core/y.h"\n', 'not on a lower layer'),
    ('layers', 'hw_on_tc', 'driver/hw/x.c',
     C + '#include "../../offload/tc/y.h"\n', 'not on a lower layer'),
    ('layers', 'tc_on_switchdev', 'offload/tc/x.c',
     C + '#include "../switchdev/y.h"\n', 'not on a lower layer'),
    ('layers', 'switchdev_on_tc', 'offload/switchdev/x.c',
     C + '#include "../tc/y.h"\n', None),
    ('layers', 'switchdev_on_net', 'offload/switchdev/x.c',
     C + '#include "../../driver/net/y.h"\n', 'not on a lower layer'),
    ('layers', 'missing_header', 'driver/hw/x.c', C + '#include "no.h"\n',
     'not found'),
    ('layers', 'unknown_directory', 'extra/x.c', C + '#include <stdio.h>\n',
     'without a layer'),
    ('interfaces', 'words_in_comments', 'driver/x.c', C + '/* devm_x() */\n',
     None),
    ('interfaces', 'netlink_family', 'driver/x.c',
     C + 'static struct genl_family f;\n', 'generic-netlink'),
    ('interfaces', 'ioctl', 'driver/x.c', C + '.ndo_siocdevprivate = f,\n',
     'ioctl'),
    ('interfaces', 'sysfs', 'driver/x.c', C + 'DEVICE_ATTR_RO(x);\n',
     'sysfs'),
    ('interfaces', 'debugfs', 'driver/x.c', C + 'debugfs_create_dir(x);\n',
     'debugfs'),
    ('interfaces', 'version_test', 'driver/net/x.c',
     C + '#if LINUX_VERSION_CODE < 1\n', 'version test'),
    ('interfaces', 'version_test_in_compat', 'driver/compat.c',
     C + '#if LINUX_VERSION_CODE < 1\n', 'version test'),
    ('interfaces', 'kernel_difference', 'driver/net/x.c',
     C + '#ifdef HNI_HAS_X\n', 'kernel difference outside compat'),
    ('interfaces', 'kernel_difference_in_compat', 'driver/compat.c',
     C + '#ifdef HNI_HAS_X\n', None),
    ('interfaces', 'allocation_in_core', 'offload/core/x.c',
     C + 'p = kmalloc(1, 2);\n', 'allocation in the core'),
    ('interfaces', 'lock_in_core', 'offload/core/x.c',
     C + 'mutex_lock(&m);\n', 'lock in the core'),
    ('interfaces', 'output_from_core', 'offload/core/x.c',
     C + 'pr_err("x");\n', 'output from the core'),
    ('interfaces', 'managed_resource', 'driver/x.c',
     C + 'p = devm_kzalloc(a, b, c);\n', 'managed resource'),
    ('functions', 'sixty_lines', 'driver/x.c',
     C + 'int hni_x(void)\n{\n' + ';\n' * 57 + '}\n', None),
    ('functions', 'sixty_one_lines', 'driver/x.c',
     C + 'int hni_x(void)\n{\n' + ';\n' * 58 + '}\n', '61 lines'),
    ('functions', 'six_parameters', 'driver/x.c',
     C + 'int hni_x(int a, int b, int c, int d, int e, int f)\n{\n}\n',
     '6 parameters'),
    ('functions', 'prefix', 'offload/core/x.c',
     C + 'int hni_x(void)\n{\n}\n', 'does not begin with hof_'),
    ('functions', 'static_needs_no_prefix', 'offload/core/x.c',
     C + 'static int x(void)\n{\n}\n', None),
]
HEADERS = ('driver/hw', 'driver/net', 'offload/core', 'offload/tc',
           'offload/switchdev')


def findings(directory, check, path, content):
    """What a check prints about a tree with one file to check."""
    tree = pathlib.Path(directory)
    for header in HEADERS:
        (tree / header).mkdir(parents=True, exist_ok=True)
        (tree / header / 'y.h').touch()
    (tree / path).parent.mkdir(parents=True, exist_ok=True)
    (tree / path).write_text(content, encoding='utf-8')
    (tree / 'list').write_text(path + '\n', encoding='utf-8')
    done = subprocess.run(
        [INTREE, 'python3', TOP / 'tools' / 'lint' / f'{check}.py', 'list'],
        cwd=tree, text=True, check=False, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)
    os.unlink(tree / path)
    return done.returncode, done.stdout


def is_right(words, code, out):
    if words is None:
        return code == 0 and not out
    return code == 1 and words in out


def main():
    failed = 0
    print(f'TAP version 13\n1..{len(CASES)}')
    with tempfile.TemporaryDirectory(dir=TOP / 'build') as directory:
        for number, (check, name, path, content, words) in \
                enumerate(CASES, 1):
            code, out = findings(directory, check, path, content)
            good = is_right(words, code, out)
            if not good:
                failed = 1
                print(f'# code {code}: {out.strip()}')
            print(f'{"ok" if good else "not ok"} {number} '
                  f'unit.lint.{check}.{name}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
