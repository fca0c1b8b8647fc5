# SPDX-License-Identifier: GPL-2.0-only
"""Owns the rules on C functions: length, parameters, prefix of the layer."""
import re
import subprocess
import sys

MAX_LINES = 60
MAX_PARAMETERS = 5
# prefix of functions that other files can call
PREFIXES = (
    ('offload/core/', r'hof_'),
    ('offload/', r'hni_'),
    ('driver/', r'hni_'),
    ('tools/hnictl/', r'ctl_|main$'),
    ('tools/emulator/', r'emu_|main$'),
)
# functions whose parameter list the kernel or C dictates are static callbacks
FORMAT = '%{end}\t%n\t%N\t%F\t%{signature}\t%{C.properties}\t%{file}'


def functions(paths):
    """(path, line, name, lines, parameters, is_static) of each function."""
    command = ['ctags', '-x', '--kinds-C=f', '--language-force=C',
               '--fields=+neSf', '--fields-C=+{properties}',
               f'--_xformat={FORMAT}', '-I', '__printf+', '-L', '-']
    done = subprocess.run(command, input='\n'.join(paths), text=True,
                          stdout=subprocess.PIPE, check=True)
    for line in done.stdout.splitlines():
        end, start, name, path, signature, _, scope = line.split('\t')
        yield (path, int(start), name, int(end or start) - int(start) + 1,
               parameters(signature), bool(scope.strip('- ')))


def parameters(signature):
    """Number of parameters; a pointer to a function counts once."""
    inner = signature.strip()[1:-1]
    while re.search(r'\([^()]*\)', inner):
        inner = re.sub(r'\([^()]*\)', '', inner)
    return 0 if inner.strip() in ('', 'void') else inner.count(',') + 1


def check(path, name, lines, count, is_static):
    if lines > MAX_LINES:
        yield f'{name}: {lines} lines, at most {MAX_LINES}'
    if count > MAX_PARAMETERS and not is_static:
        yield f'{name}: {count} parameters, at most {MAX_PARAMETERS}'
    for start, prefix in PREFIXES:
        if path.startswith(start):
            if not is_static and not re.match(prefix, name):
                yield f'{name}: does not begin with {prefix}'
            break


def main():
    findings = 0
    with open(sys.argv[1], encoding='utf-8') as names:
        paths = [p for p in names.read().split('\n') if p.endswith('.c')]
    for path, line, *function in functions(paths):
        for what in check(path, *function):
            print(f'{path}:{line}: {what}')
            findings += 1
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
