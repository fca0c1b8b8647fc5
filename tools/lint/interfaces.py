# SPDX-License-Identifier: GPL-2.0-only
"""Owns the rules on calls: no private kernel interface, a pure core."""
import re
import sys

KERNEL = ('driver/', 'offload/')
CORE = ('offload/core/',)
COMPAT = ('driver/compat.h', 'driver/compat.c')
SHIM = 'offload/core/hof_env.h'

# where, pattern, what it would be; files that are exempt
RULES = (
    (KERNEL, r'\bgenl_(register_family|family)\b|\bstruct genl_family\b',
     'generic-netlink family', ()),
    (KERNEL, r'\bndo_(do_ioctl|siocdevprivate)\b|\b(unlocked|compat)_ioctl\b'
     r'|\bregister_chrdev|\bmisc_register\b|\bcdev_add\b',
     'ioctl or character device', ()),
    (KERNEL, r'\bDEVICE_ATTR|\bdevice_create_file\b|\bsysfs_create_'
     r'|\bkobject_create|\bsysfs_groups\b', 'sysfs of our own', ()),
    (KERNEL, r'\bproc_create|\bdebugfs_', 'proc or debugfs of our own', ()),
    (KERNEL, r'\bLINUX_VERSION_CODE\b|\bKERNEL_VERSION\b|linux/version\.h',
     'version test: ask what the kernel has, in Kbuild', ()),
    (KERNEL, r'\bHNI_HAS_\w', 'kernel difference outside compat', COMPAT),
    (CORE, r'\b(k[mzv]alloc|kfree|kvfree|malloc|calloc|realloc|free'
     r'|vmalloc)\w*\(', 'allocation in the core', ()),
    (CORE, r'\b(spin_|mutex_|rcu_read_|pthread_)\w*\(', 'lock in the core',
     ()),
    (CORE, r'\b(printk|pr_\w+|dev_(err|warn|info|dbg)|printf|fprintf|puts)\(',
     'output from the core', ()),
    (KERNEL, r'\bBUG(_ON)?\(', 'BUG', ()),
    (('driver/', 'offload/tc/', 'offload/switchdev/'), r'\bdevm_\w+\(|__free\(',
     'managed resource: unwinding is written out', ()),
)

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', re.S)


def code_of(text):
    """The text without comments and strings, lines kept."""
    return COMMENT.sub(lambda m: '""' if m.group()[0] == '"'
                       else re.sub(r'[^\n]', ' ', m.group()), text)


def check(path):
    with open(path, encoding='utf-8') as text:
        lines = code_of(text.read()).split('\n')
    for where, pattern, what, exempt in RULES:
        if not path.startswith(where) or path in exempt or path == SHIM:
            continue
        for number, line in enumerate(lines, 1):
            if re.search(pattern, line):
                yield number, f'{what}: {line.strip()[:60]}'


def main():
    findings = 0
    with open(sys.argv[1], encoding='utf-8') as names:
        paths = [p for p in names.read().split('\n')
                 if p.endswith(('.c', '.h'))]
    for path in paths:
        for number, what in check(path):
            print(f'{path}:{number}: {what}')
            findings += 1
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
