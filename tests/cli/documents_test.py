#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""The commands that documents show are those that programs take, with options that they have.

usage: documents_test.py SEEDANCE PROJECT_DIRECTORY [unittest arguments]
"""
import functools
import pathlib
import re
import shlex
import subprocess
import sys
import unittest

AT_MOST = 120  # seconds
STAND_INS = {'COMMAND', 'ACTION', '...'}  # where a document speaks of any


def shown_commands(text):
    """The commands of a document, each as its words: those of shell blocks, behind a `$`, and in the middle of sentences."""
    blocks = [block.replace('\\\n', ' ') for block in re.findall(r'^```sh\n(.*?)^```', text, re.S | re.M)]
    lines = [line for block in blocks for line in block.splitlines()] + re.findall(r'^\$ (.*)', text, re.M)
    prose = re.sub(r'^```.*?^```', '', text, flags=re.S | re.M)
    lines += [re.sub(r'\s+', ' ', code) for code in re.findall(r'`([^`]+)`', prose) if re.match(r'(seedance|video_server|bash) ', code)]
    return [command for line in lines for command in split(line)]


def split(line):
    """The commands of a line. `journal list|show` stands for several."""
    words = shlex.split(re.sub(r'[<>]\(([^)]*)\)', r'; \1', re.sub(r'(?<=\w)\|(?=\w)', '/or/', line)), comments=True)
    commands, now = [], []
    for word in [part for word in words for part in ([word] if ' ' in word else re.split('(;)', word)) if part]:
        if word in (';', '|', '||', '&&', '&'):
            commands.append(now)
            now = []
        else:
            now.append(word)
    return [command for command in commands + [now] if command]


@functools.lru_cache(maxsize=None)
def options_of(*command):
    """The options of a command of seedance, or None where there is no such command."""
    done = subprocess.run([SEEDANCE, *command, '--help'], capture_output=True, text=True, timeout=AT_MOST)
    return set(re.findall(r'^ +(--[a-z-]+)', done.stdout, re.M)) if done.returncode == 0 else None


def wrong_with_seedance(words):
    names = [word for word in words[:2] if not word.startswith('-')]
    if not names or names[0] in STAND_INS | {'help'} or names[-1] in STAND_INS:
        return []
    names = names[:2 if names[0] == 'journal' else 1]
    wrong = []
    for name in names[-1].split('/or/'):
        known = options_of(*names[:-1], name)
        if known is None:
            wrong.append(f'there is no command {" ".join([*names[:-1], name])}')
        else:
            wrong += [f'{name} has no {word}' for word in words[len(names):] if re.match('--[a-z]', word) and word.split('=')[0] not in known]
    return wrong


def wrong_with(command):
    command = command[[bool(re.match(r'\w+=', word)) for word in command].index(False):] if not re.match(r'\w+=', command[-1]) else ['']
    if command[0] == 'seedance':
        return wrong_with_seedance(command[1:])
    if command[0] == 'video_server':
        return [f'video_server has no {word}' for word in command[1:] if re.match('--[a-z]', word) and f'"{word.split("=")[0][2:]}"' not in SERVER]
    if command[0] == 'bash' and len(command) > 1 and '/' in command[1] and not (PROJECT / command[1]).is_file():
        return [f'there is no file {command[1]}']
    return []


class Documents(unittest.TestCase):
    def test_commands_and_options_are_there(self):
        seen = 0
        for page in PAGES:
            for command in shown_commands(page.read_text(encoding='utf-8')):
                seen += command[0] == 'seedance'
                self.assertEqual(wrong_with(command), [], f'{page}: {" ".join(command)}')
        self.assertGreater(seen, 40, 'the documents have commands')

    def test_options_in_sentences_are_there(self):
        text = (PROJECT / 'doc/command_line.md').read_text(encoding='utf-8')
        pages = re.findall(r'^  ([a-z]+)', subprocess.run([SEEDANCE, '--help'], capture_output=True, text=True, check=True).stdout, re.M)
        actions = re.findall(r'^  journal ([a-z]+)', subprocess.run([SEEDANCE, 'journal', '--help'], capture_output=True, text=True, check=True).stdout, re.M)
        known = set.union(*(options_of(each) for each in pages if each != 'journal'), *(options_of('journal', each) for each in actions))
        mentioned = {word for code in re.findall(r'`(--[^`]*)`', text) for word in re.findall(r'(?<!\S)--[a-z][a-z-]*', code)}
        self.assertGreater(len(mentioned), 10)
        self.assertEqual(mentioned - known - {'--version'}, set())

    def test_what_is_not_there_is_found(self):
        for text, words in (('```sh\nseedance generat --model x\n```\n', 'no command generat'), ('see `seedance price --out x`', 'no --out'),
                            ('```sh\nA=1 seedance journal list|lst --json | cat\n```\n', 'no command journal lst'), ('$ seedance wait x --outt=y\n', 'no --outt'),
                            ('```sh\nsource <(seedance completion bash) && seedance list \\\n   --alll\n```\n', 'no --alll'),
                            ('`video_server --prt 1`', 'video_server has no --prt'), ('`bash examples/nothing.sh`', 'no file examples/nothing.sh')):
            wrong = [each for command in shown_commands(text) for each in wrong_with(command)]
            self.assertEqual(len(wrong), 1, text)
            self.assertIn(words, wrong[0])


class Words(unittest.TestCase):
    """What the library says of itself in failures has other words on a command line."""

    # What a command line never meets: a server's callbacks and queue, and what only the code of a program sets.
    UNMET = {'client_options::callbacks', 'client_options::models', 'client_options::max_queued_request', 'call_options::account',
             'https_options::adjust_tls', 'https_options::dangerously_allow_unverified_servers'}

    def test_each_has_them(self):
        table = (PROJECT / 'examples/cli/option_words.hpp').read_text(encoding='utf-8')
        named = re.compile(r'(?:\w+_options::|\bclient::|\bclient\.|\bfailure::)[a-z]\w*')
        names = {name for file in (PROJECT / 'include/seedance').rglob('*.[hi]pp') if 'testing' not in file.parts
                 for line in file.read_text(encoding='utf-8').splitlines() if not line.lstrip().startswith(('#include', '//'))
                 for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line.split('  //')[0]) for name in named.findall(text)}
        self.assertGreater(len(names), 20)
        self.assertEqual({name for name in names - self.UNMET if name not in table}, set())
        self.assertEqual(self.UNMET - names, set(), 'nobody says so any more')


if __name__ == '__main__':
    SEEDANCE, PROJECT = sys.argv[1], pathlib.Path(sys.argv[2])
    PAGES = [PROJECT / 'README.md', PROJECT / 'CONTRIBUTING.md', *sorted((PROJECT / 'doc').glob('*.md')), *sorted(PROJECT.glob('examples/**/*.md'))]
    SERVER = (PROJECT / 'examples/server/settings.hpp').read_text(encoding='utf-8')
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
