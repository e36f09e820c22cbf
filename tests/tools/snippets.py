#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Compares what a page shows with where it comes from, or with --write puts it there.

A code block under `<!-- from FILE REGION -->` is the text between the two `// [REGION]` or `# [REGION]` lines of FILE, without their
common indent, or all of FILE where REGION is `all`; what stands between `<!-- printed by NAME -->` and `<!-- end -->` is what the
program NAME prints, inside a code block if there is one. Every C++ block of the page must have such a source, and with --strict every block.

usage: snippets.py [--write] [--strict] PAGE SOURCE_DIR [NAME=PROGRAM ...]
"""
import re
import subprocess
import sys
import textwrap

FROM = re.compile(r'(<!-- from (\S+) (\S+) -->\n```\w*\n)(.*?)(\n?```\n)', re.S)
PRINTED = re.compile(r'(<!-- printed by (\S+) -->\n(?:```\w*\n)?)(.*?)(\n?(?:```\n)?<!-- end -->)', re.S)


def region(path, name):
    lines = open(path, encoding='utf-8').read().split('\n')
    if name == 'all':
        return '\n'.join(lines).strip('\n')
    marks = [i for i, line in enumerate(lines) if line.strip() in (f'// [{name}]', f'# [{name}]')]
    if len(marks) != 2:
        sys.exit(f'{path}: region [{name}] needs two marks, has {len(marks)}')
    return textwrap.dedent('\n'.join(lines[marks[0] + 1:marks[1]])).strip('\n')


def printed_by(program):
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout.strip('\n')


def main(arguments):
    write = '--write' in arguments
    page, source, *rest = [a for a in arguments if a not in ('--write', '--strict')]
    programs = dict(p.split('=', 1) for p in rest)
    wrong, compared = [], []

    def put(match, name, truth):
        compared.append(name)
        if match[len(match.groups()) - 1] != truth:
            wrong.append(name)
        return match[1] + truth + '\n' + match[len(match.groups())].lstrip('\n')

    def put_region(match):
        return put(match, f'{match[2]} [{match[3]}]', region(f'{source}/{match[2]}', match[3]))

    def put_output(match):
        if match[2] not in programs:
            print(f'not compared here: the output of {match[2]}')
            return match[0]
        return put(match, f'the output of {match[2]}', printed_by(programs[match[2]]))

    text = open(page, encoding='utf-8').read()
    right = PRINTED.sub(put_output, FROM.sub(put_region, text))
    if write:
        open(page, 'w', encoding='utf-8').write(right)
        return 0
    kind = r'\w+' if '--strict' in arguments else 'cpp'
    unsourced = len(re.findall(rf'^```{kind}$', text, re.M)) - len(re.findall(rf'<!-- from \S+ \S+ -->\n```{kind}\n', text))
    if unsourced:
        wrong.append(f'{unsourced} blocks that have no source')
    for what in wrong:
        print(f'{page} differs from {what}')
    print(f'{len(compared)} snippets compared, {len(wrong)} wrong')
    return 1 if wrong or not compared else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
