#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Compares what the pages (README.md, doc/*.md) show with where it comes from, or with --write puts it there.

A code block under `<!-- from FILE REGION -->` is the text between the two `// [REGION]` or `# [REGION]` lines of FILE, without their
common indent, or all of FILE where REGION is `all`; what stands between `<!-- printed by NAME -->` and `<!-- end -->` is what the program NAME prints, inside a code block
if there is one. Every C++ block of a page must have such a source, of doc/install.md every block; and before it, or in it, the page
shows every #include of that file: the file compiles with these alone, and so does what a reader copies. The README has at most
200 lines.

usage: snippets.py [--write] SOURCE_DIR [NAME=PROGRAM ...]
"""
import pathlib
import re
import subprocess
import sys
import textwrap

MOST_LINES = 200
KINDS = {'install.md': r'\w+'}  # of the blocks that need a source; on other pages C++ alone
FROM = re.compile(r'(<!-- from (\S+) (\S+) -->\n```\w*\n)(.*?)(\n?```\n)', re.S)
PRINTED = re.compile(r'(<!-- printed by (\S+) -->\n(?:```\w*\n)?)(.*?)(\n?(?:```\n)?<!-- end -->)', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"][^>"]+[>"]', re.M)


def pages(root):
    return [root / 'README.md', *sorted(root.glob('doc/*.md'))]


def region(path, name):
    """The text between the marks, or None where there are not two of them."""
    lines = path.read_text(encoding='utf-8').split('\n') if path.exists() else []
    if name == 'all':
        return '\n'.join(lines).strip('\n')
    marks = [i for i, line in enumerate(lines) if line.strip() in (f'// [{name}]', f'# [{name}]')]
    return textwrap.dedent('\n'.join(lines[marks[0] + 1:marks[1]])).strip('\n') if len(marks) == 2 else None


def printed_by(program):
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout.strip('\n')


def includes_not_shown(root, text):
    """What is wrong: the includes of a snippet's file that the page has not shown when it shows the snippet."""
    shown, wrong = {}, []
    for _, file, name, body, _ in FROM.findall(text):
        path = root / file
        if path.suffix not in ('.cpp', '.hpp') or not path.exists():
            continue
        seen = shown.setdefault(file, set())
        seen.update(INCLUDE.findall(body))
        missing = set(INCLUDE.findall(path.read_text(encoding='utf-8'))) - seen
        wrong += [f'{file} [{name}] needs {include}, which is not shown before it' for include in sorted(missing)]
    return wrong


class Page:
    """A page, what it should be, what was compared in it, and what is wrong."""

    def __init__(self, root, text, programs, kind='cpp'):
        self.root, self.programs, self.compared, self.wrong = root, programs, [], []
        self.right = PRINTED.sub(self.put_output, FROM.sub(self.put_region, text))
        unsourced = len(re.findall(rf'^```{kind}$', text, re.M)) - len(re.findall(rf'<!-- from \S+ \S+ -->\n```{kind}\n', text))
        if unsourced:
            self.wrong.append(f'it has {unsourced} blocks without a source')
        marks = len(re.findall(r'^<!-- (?:from|printed by) ', text, re.M))
        shown = len(FROM.findall(text)) + len(PRINTED.findall(text))
        if marks != shown:
            self.wrong.append(f'it has {marks} marks of a source, and {shown} blocks that stand under one')
        self.wrong += includes_not_shown(root, self.right)

    def put(self, match, name, truth):
        self.compared.append(name)
        if match[len(match.groups()) - 1] != truth:
            self.wrong.append(f'it differs from {name}')
        return match[1] + truth + '\n' + match[len(match.groups())].lstrip('\n')

    def put_region(self, match):
        truth = region(self.root / match[2], match[3])
        if truth is None:
            self.wrong.append(f'{match[2]} has no region [{match[3]}] between two marks')
            return match[0]
        return self.put(match, f'{match[2]} [{match[3]}]', truth)

    def put_output(self, match):
        if match[2] not in self.programs:
            print(f'not compared here: the output of {match[2]}')
            return match[0]
        return self.put(match, f'the output of {match[2]}', printed_by(self.programs[match[2]]))


def main(arguments):
    write = '--write' in arguments
    source, *rest = [a for a in arguments if a != '--write']
    root, programs = pathlib.Path(source), dict(p.split('=', 1) for p in rest)
    count, wrong = 0, []
    for path in pages(root):
        page = Page(root, path.read_text(encoding='utf-8'), programs, KINDS.get(path.name, 'cpp'))
        count += len(page.compared)
        if write:
            path.write_text(page.right, encoding='utf-8')
        wrong += [f'{path.relative_to(root)}: {what}' for what in page.wrong if not (write and what.startswith('it differs'))]
    lines = len((root / 'README.md').read_text(encoding='utf-8').split('\n')) - 1
    if lines > MOST_LINES:
        wrong.append(f'README.md: it has {lines} lines, at most {MOST_LINES}: what is more is a page in doc/')
    print('\n'.join(wrong + [f'{count} snippets compared, {len(wrong)} wrong']))
    return 1 if wrong or not count else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
