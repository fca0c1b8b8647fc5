#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Owns the tests of the test runner: what counts as passed, failed, skipped."""
import collections
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'lib'))
import ktap  # noqa: E402

NESTED = '1..1\n    1..2\n    ok 1 a\n    {}ok 2 b\n{}ok 1 parent\n'

# name, output, exit code (None: time-out), (passed, failed, skipped)
CASES = [
    ('all_passed', '1..2\nok 1 a\nok 2 b\n', 0, (2, 0, 0)),
    ('header_and_notes_do_not_count', 'TAP version 13\n1..1\n# x\nok 1\n', 0,
     (1, 0, 0)),
    ('not_ok_is_failed', '1..2\nok 1 a\nnot ok 2 b\n', 1, (1, 1, 0)),
    ('not_ok_with_exit_0_is_failed', '1..1\nnot ok 1 a\n', 0, (0, 1, 0)),
    ('skip_with_reason', '1..1\nok 1 a # SKIP no such port\n', 4, (0, 0, 1)),
    ('skip_without_reason_is_failed', '1..1\nok 1 a # SKIP\n', 4, (0, 1, 0)),
    ('not_ok_skip_is_failed', '1..1\nnot ok 1 a # SKIP why\n', 1, (0, 1, 0)),
    ('todo_is_failed', '1..1\nnot ok 1 a # todo later\n', 0, (0, 1, 0)),
    ('skip_all', '1..0 # SKIP not here\n', 4, (0, 0, 1)),
    ('empty_plan_without_reason_is_failed', '1..0\n', 0, (0, 1, 0)),
    ('no_plan_is_failed', 'ok 1 a\n', 0, (1, 1, 0)),
    ('no_output_is_failed', '', 0, (0, 1, 0)),
    ('missing_result_is_failed', '1..2\nok 1 a\n', 0, (1, 1, 0)),
    ('surplus_result_is_failed', '1..1\nok 1 a\nok 2 b\n', 0, (2, 1, 0)),
    ('wrong_number_is_failed', '1..2\nok 1 a\nok 3 b\n', 0, (2, 1, 0)),
    ('crash_is_failed', '1..1\nok 1 a\n', -11, (1, 1, 0)),
    ('exit_code_without_failure_is_failed', '1..1\nok 1 a\n', 3, (1, 1, 0)),
    ('exit_4_with_passes_is_failed', '1..1\nok 1 a\n', 4, (1, 1, 0)),
    ('time_out_is_failed', '1..1\nok 1 a\n', None, (1, 1, 0)),
    ('bail_out_is_failed', '1..1\nok 1 a\nBail out! broken\n', 0, (1, 1, 0)),
    ('plan_may_come_last', 'ok 1 a\nok 2 b\n1..2\n', 0, (2, 0, 0)),
    ('nested_leaves_count', NESTED.format('', ''), 0, (2, 0, 0)),
    ('nested_failure_counts_once', NESTED.format('not ', 'not '), 1,
     (1, 1, 0)),
    ('parent_failed_alone_is_failed', NESTED.format('', 'not '), 1, (2, 1, 0)),
    ('child_failed_alone_is_failed', NESTED.format('not ', ''), 0, (1, 1, 0)),
    ('nested_plan_is_checked', '1..1\n  1..2\n  ok 1 a\nok 1 p\n', 0,
     (1, 1, 0)),
    ('nested_without_parent_is_failed', '1..1\n  1..1\n  ok 1 a\n', 0,
     (1, 1, 0)),
]


def counts(output, code):
    """(passed, failed, skipped) of one program, and its leaves."""
    reader = ktap.Reader()
    for line in output.splitlines():
        reader.line(line)
    reader.finish(code, 1)
    count = collections.Counter(state for state, _, _ in reader.leaves)
    return (count[ktap.PASSED], count[ktap.FAILED],
            count[ktap.SKIPPED]), reader.leaves


def main():
    failed = 0
    print(f'TAP version 13\n1..{len(CASES)}')
    for number, (name, output, code, want) in enumerate(CASES, 1):
        got, leaves = counts(output, code)
        if got != want:
            failed = 1
            print(f'# counted {got}, expected {want}: {leaves}')
        print(f'{"ok" if got == want else "not ok"} {number} '
              f'unit.runner.{name}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
