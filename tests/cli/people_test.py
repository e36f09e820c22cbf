#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What people meet at the command line: help, completion, the journal that they have without naming one, Ctrl-C, terminals.

usage: people_test.py SEEDANCE ANOTHER_MACHINE [unittest arguments]      (ANOTHER_MACHINE: another_machine.cpp, to be preloaded)
"""
import fcntl
import json
import os
import pty
import re
import select
import shlex
import shutil
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

from sandboxed import AT_MOST, PACE, LateAnswers, Sandbox, environment, unhurried

MODEL = 'apixo/seedance-2-0-fast'
REQUEST = ['--model', MODEL, '--prompt', 'a fox', '--resolution', '480p', '--duration', '5']
COMMANDS = ['models', 'price', 'generate', 'batch', 'list', 'status', 'wait', 'download', 'recover', 'doctor', 'drift', 'sandbox', 'completion', 'man', 'version']
ACTIONS = ['list', 'show', 'resolve', 'acknowledge', 'prune', 'budget']
PAGES = [[each] for each in COMMANDS] + [['journal', each] for each in ACTIONS]


class People(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = folder.name
        self.journal = os.path.join(self.home, '.local/state/seedance/journal.db')

    def run_it(self, *arguments, code=0, key=None, stdin='', without=(), **more):
        env = {name: value for name, value in environment(self.home, key, **more).items() if name not in without}
        done = subprocess.run([SEEDANCE, *unhurried(arguments)], env=env, input=stdin, capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, code, f'{arguments}\n{done.stdout}\n{done.stderr}')
        return done

    def json_of(self, *arguments, **more):
        return json.loads(self.run_it(*arguments, '--json', **more).stdout)

    def on_a_terminal(self, columns, *arguments, **more):
        """Starts the program with a terminal for all that it says; gives what it has said in all, when it has ended."""
        terminal, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        with subprocess.Popen([SEEDANCE, *arguments], env=environment(self.home, **more), stdin=subprocess.DEVNULL, stdout=side, stderr=side):
            os.close(side)
            shown = b''
            while True:
                try:
                    part = os.read(terminal, 65536)
                except OSError:  # Linux says so when the other side is closed
                    break
                shown += part
        os.close(terminal)
        return shown.decode()


class Help(People):
    def test_nothing_asked_is_answered_in_a_few_lines(self):
        said = self.run_it(code=2)
        self.assertEqual(said.stdout, '')
        self.assertLess(len(said.stderr.splitlines()), 10)
        self.assertIn('seedance --help', said.stderr)

    def test_all_commands_are_named(self):
        text = self.run_it('--help').stdout
        for word in COMMANDS + ['journal ACTION', 'APIXO_API_KEY', 'Exit codes']:
            self.assertIn(word, text)
        self.assertLess(len(text.splitlines()), 40)
        self.assertEqual(self.run_it('help').stdout, text)
        self.assertNotIn('--key', text)

    def test_each_command_has_a_page_with_its_options(self):
        for page in PAGES:
            text = self.run_it(*page, '--help').stdout
            self.assertTrue(text.startswith('seedance ' + ' '.join(page)), text)
            self.assertIn('--help', text)
        self.assertEqual(self.run_it('help', 'generate').stdout, self.run_it('generate', '--help').stdout)
        text = self.run_it('generate', '--help').stdout
        for word in ('--dry-run', '--no-journal', '--prompt-file', '--camera-fixed', 'Ctrl-C'):
            self.assertIn(word, text)
        self.assertNotIn('--budget', text)

    def test_help_fits_the_terminal(self):
        for columns in (40, 80):
            for page in [[], ['journal'], *PAGES]:
                lines = self.on_a_terminal(columns, *page, '--help').splitlines()
                self.assertGreater(len(lines), 5)
                too_long = [line for line in lines if len(line) > columns and (columns == 80 or len(line.removesuffix('\\').split()) > 2)]
                self.assertEqual(too_long, [], columns)

    def test_examples_that_are_broken_are_commands_still(self):
        for columns in (40, 80):
            text = self.on_a_terminal(columns, 'generate', '--help').replace('\r\n', '\n')
            example = text[text.index('\n  seedance generate') + 1:].replace('\\\n', ' ').splitlines()[0]
            self.assertEqual(shlex.split(example), ['seedance', 'generate', '--model', MODEL, '--prompt', 'a fox in the snow', '--out', 'fox.mp4'])

    def test_what_may_be_meant(self):
        for meant, *arguments in [
            ("'generate'", 'genrate'), ("'--prompt'", 'generate', '--promt', 'x'), ("'--dry-run'", 'generate', '--dry'), ("'--out'", 'wait', '--outt', 'x'),
            ("'text_to_video'", 'price', '--mode', 'text_to_vidoe'), ("'journal resolve'", 'journal', 'resolv'), ("'journal list'", 'journal', 'lst'),
            ("'apixo'", 'doctor', 'apxio'), ("'sandbox'", 'sandobx'),
        ]:
            self.assertIn('did you mean ' + meant, self.run_it(*arguments, code=2).stderr)
        for model in ('apixo/seedance-2-0-fas', 'seedance-2-0-fast', 'apixo/seedance-2.0-fast'):
            self.assertIn('did you mean --model ' + MODEL, self.run_it('price', '--model', model, code=2).stderr.replace('pixazo/seedance-2-0-fast', MODEL))
        self.assertNotIn('did you mean', self.run_it('xylophone', code=2).stderr)
        self.assertIn('--out does not go with `price`', self.run_it('price', '--out', 'x', code=2).stderr)
        self.assertIn('stands before its options', self.run_it('--json', 'models', code=2).stderr)
        for command in ('batch', 'list'):
            said = self.run_it(command, '--no-journal', code=2).stderr
            self.assertIn(f'--no-journal does not go with `{command}`', said)
            self.assertNotIn('did you mean', said, 'the opposite is not meant')

    def test_what_is_missing_is_said_with_an_example(self):
        for words, *arguments in [
            ('generate needs --model, as in --model ' + MODEL, 'generate'), ('generate needs --model', 'generate', '--prompt', 'a fox'), ('download needs --out, as in --out ', 'download', 'task_1'),
            ('batch needs --out-dir, as in --out-dir ', 'batch', 'jobs.jsonl'), ('journal prune needs --before, as in --before ', 'journal', 'prune'),
            ("needs the budget's name: seedance journal budget NAME", 'journal', 'budget', '--limit', '5'), ('wait needs the line of a task', 'wait'),
        ]:
            said = self.run_it(*arguments, code=2)
            self.assertIn(words, said.stderr)
            self.assertLess(len(said.stderr.splitlines()), 4)
        self.assertIn('`seedance models`', self.run_it('generate', code=2).stderr)

    def test_the_version(self):
        said = self.run_it('--version').stdout
        self.assertRegex(said, r'^seedance \d+\.\d+\.\d+\n$')
        self.assertEqual(self.run_it('version').stdout, said)
        self.assertIn(said.strip(), self.run_it('man').stdout)

    def test_h_is_help(self):
        for page in PAGES:
            self.assertEqual(self.run_it(*page, '-h').stdout, self.run_it(*page, '--help').stdout)
        self.assertEqual(self.run_it('-h').stdout, self.run_it('--help').stdout)
        self.assertIn('"-h"', self.run_it('generate', '--model', MODEL, '--prompt', '-h', '--dry-run').stdout)

    def test_failures_name_what_a_person_types(self):
        unknown, nowhere = ['--model', 'xenodia/seedance-2', '--prompt', 'a fox'], 'seedance-task/1 nowhere fast task_1 1700000000000 5-10/5-30'
        keys = {'key': 'a-key', 'XENODIA_API_KEY': 'a-key', 'https_proxy': 'http://127.0.0.1:1'}
        for words, code, *arguments in [
            ('--price-limit is $0.01', 10, 'generate', *REQUEST, '--price-limit', '0.01'), ('set --price-if-unknown to', 10, 'generate', *unknown, '--price-limit', '1'),
            ('the name of --intent', 2, 'generate', *REQUEST, '--intent', 'x' * 3000), ('this program has none', 7, 'status', nowhere),
        ]:
            for how in ([], ['--json']):
                said = self.run_it(*arguments, *how, code=code, **keys)
                self.assertIn(words, said.stdout + said.stderr)
                self.assertNotRegex(said.stdout + said.stderr, r'::|client\.|_options')


class Written(People):
    """The man page and the completion have what the help has."""

    def options_of(self, page):
        return set(re.findall(r'^ +(--[a-z-]+)', self.run_it(*page, '--help').stdout, re.M))

    def test_the_man_page(self):
        text = self.run_it('man').stdout.replace('\\-', '-')
        for page in PAGES:
            self.assertIn('.SS "seedance ' + ' '.join(page), text)
            for option in self.options_of(page):
                self.assertIn('\\fB' + option + '\\fR', text)
        for variable in ('APIXO_API_KEY', 'XDG_STATE_HOME', 'HTTPS_PROXY', 'NO_COLOR'):
            self.assertIn('\\fB' + variable + '\\fR', text)
        for tool in (['groff', '-man', '-Tutf8', '-ww', '-z'], ['mandoc', '-T', 'lint', '-W', 'warning']):
            if not shutil.which(tool[0]):
                continue
            checked = subprocess.run(tool, input=self.run_it('man').stdout, capture_output=True, text=True, timeout=AT_MOST)
            self.assertEqual((checked.returncode, checked.stderr, checked.stdout), (0, '', ''))

    def completed(self, *words):
        """What bash offers for the last word."""
        script = os.path.join(self.home, 'completion')
        with open(script, 'w', encoding='utf-8') as f:
            f.write(self.run_it('completion', 'bash').stdout)
        asked = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _seedance; printf "%s\\n" "${COMPREPLY[@]}"'
        split = [part for word in words for part in re.split('([:=])', word) if part or not word]  # as bash does
        done = subprocess.run(['bash', '-c', asked, 'bash', script, 'seedance', *split], capture_output=True, text=True, timeout=AT_MOST, check=True)
        self.assertEqual(done.stderr, '')
        return done.stdout.split()

    def test_bash_completes_commands_options_models_and_modes(self):
        self.assertEqual(self.completed('ge'), ['generate'])
        self.assertEqual(set(self.completed('')), {*COMMANDS, 'journal', 'help', '--help', '--version'})
        self.assertEqual(set(self.completed('help', '')), {*COMMANDS, 'journal'})
        self.assertEqual(self.completed('help', 'gen'), ['generate'])
        self.assertEqual(self.completed('help', 'journal', 'res'), ['resolve'])
        self.assertEqual(set(self.completed('journal', '')), set(ACTIONS))
        self.assertEqual(self.completed('journal', 'res'), ['resolve'])
        models = {row['model'] for row in self.json_of('models')}
        self.assertEqual(set(self.completed('generate', '--model', '')), models)
        self.assertEqual(self.completed('generate', '--model', 'xenodia/seedance-2-'), ['xenodia/seedance-2-fast'])
        self.assertEqual(self.completed('generate', '--model', MODEL + ',xenodia/seedance-2-'), [MODEL + ',xenodia/seedance-2-fast'])
        self.assertEqual(set(self.completed('generate', '--model', MODEL + ',')), {MODEL + ',' + each for each in models})
        self.assertEqual(set(self.completed('generate', '--model=')), models)
        self.assertEqual(self.completed('generate', '--model=xenodia/seedance-2-'), ['xenodia/seedance-2-fast'])
        self.assertEqual(self.completed('price', '--aspect-ratio=16:'), ['9'])
        self.assertEqual(self.completed('price', '--mode', 'edit'), ['edit_video'])
        self.assertEqual(self.completed('price', '--sound', ''), ['true', 'false'])
        for typed in ('16', '16:', '16:9'):
            self.assertEqual(self.completed('price', '--aspect-ratio', typed), ['16:9' if typed == '16' else '9'])
        self.assertEqual(self.completed('journal', 'budget', '--period', 'm'), ['month'])
        self.assertEqual(self.completed('doctor', 'pix'), ['pixazo'])
        self.assertEqual(self.completed('drift', 'xen'), ['xenodia'])
        for page in PAGES:
            self.assertEqual(set(self.completed(*page, '--')), self.options_of(page), page)

    def test_bash_completes_what_is_typed(self):
        script = os.path.join(self.home, 'completion')
        with open(script, 'w', encoding='utf-8') as f:
            f.write(self.run_it('completion', 'bash').stdout)
        terminal, side = pty.openpty()
        shell = subprocess.Popen(['bash', '--norc', '--noprofile', '-i'], env=environment(self.home, PS1='ready> '), stdin=side, stdout=side, stderr=side, start_new_session=True)
        self.addCleanup(os.close, terminal)
        self.addCleanup(shell.wait)
        self.addCleanup(shell.kill)
        os.close(side)

        def type_it(keys, until):
            os.write(terminal, keys.encode())
            shown = ''
            while until not in shown:
                self.assertTrue(select.select([terminal], [], [], AT_MOST)[0], shown)
                shown += os.read(terminal, 65536).decode()
        type_it('', 'ready> ')
        type_it(f'source {script}\n', 'ready> ')
        type_it('seedance gener\t', 'seedance generate ')
        type_it('--model xenodia/seedance-2-\t', 'xenodia/seedance-2-fast ')
        type_it('\x15seedance journal resol\t', 'seedance journal resolve ')
        type_it(f'\x15seedance generate --model {MODEL},xenodia/seedance-2-\t', MODEL + ',xenodia/seedance-2-fast ')
        type_it('\x15seedance generate --model=xenodia/seedance-2-\t', '--model=xenodia/seedance-2-fast ')
        type_it('\x15seedance help gener\t', 'seedance help generate ')
        type_it('\x15seedance price --aspect-ratio 16:\t', '--aspect-ratio 16:9 ')
        for name in ('a scene of a fox', 'a scene: two'):
            with open(os.path.join(self.home, name), 'w', encoding='utf-8'):
                pass
        type_it(f'\x15seedance generate --prompt-file {self.home}/a\t', '\\ scene')
        type_it('\\ \t', '\\ of\\ a\\ fox ')

    @unittest.skipUnless(shutil.which('fish'), 'there is no fish')
    def test_fish_completes_routes(self):
        asked = 'source (seedance completion fish | psub); complete -C $argv[1]'
        for words, wanted in (('--model xenodia/seedance-2-', 'xenodia/seedance-2-fast'), (f'--model {MODEL},xenodia/seedance-2-', MODEL + ',xenodia/seedance-2-fast'),
                              (f'--model={MODEL},xenodia/seedance-2-', f'--model={MODEL},xenodia/seedance-2-fast')):
            programs = os.path.join(self.home, 'bin')
            os.makedirs(programs, exist_ok=True)
            if not os.path.exists(programs + '/seedance'):
                os.symlink(os.path.abspath(SEEDANCE), programs + '/seedance')
            env = environment(self.home, PATH=programs + ':' + os.environ['PATH'])
            done = subprocess.run(['fish', '-c', asked, 'seedance generate ' + words], env=env, capture_output=True, text=True, timeout=AT_MOST)
            self.assertEqual(done.stdout.split()[:1], [wanted], done.stderr)

    def test_other_shells(self):
        for shell in ('zsh', 'fish'):
            text = self.run_it('completion', shell).stdout
            for page in PAGES:
                for option in self.options_of(page):
                    self.assertIn(option if shell == 'zsh' else ' -l ' + option[2:], text)
            self.assertIn(MODEL, text)
            for values in re.findall(r":\(([^()]*)\)'", text) if shell == 'zsh' else []:  # where a bare colon ends the action
                self.assertNotRegex(values, r'(?<!\\):')
            if shutil.which(shell):
                subprocess.run([shell, '-n', '/dev/stdin'], input=text, text=True, check=True, timeout=AT_MOST)
        self.assertIn('bash, zsh or fish', self.run_it('completion', 'tcsh', code=2).stderr)


class Prompts(People):
    def shown(self, *arguments, **more):
        return self.json_of('generate', '--model', MODEL, '--dry-run', *arguments, **more)['body']

    def test_from_a_file_or_standard_input(self):
        file = os.path.join(self.home, 'scene.txt')
        for written, sent in (('a fox\n', 'a fox'), ('\ufeffa fox\r\n\r\n', 'a fox'), ('a fox\nin snow', 'a fox\\nin snow')):
            with open(file, 'w', encoding='utf-8', newline='') as f:
                f.write(written)
            self.assertIn(f'"{sent}"', self.shown('--prompt-file', file))
            self.assertIn(f'"{sent}"', self.shown('--prompt-file', '-', stdin=written))

    def test_what_is_no_prompt(self):
        file = os.path.join(self.home, 'scene.txt')
        for content, words in ((b'a \xff', 'its byte 3'), (b'', 'is empty'), (b'\n', 'is empty'), (b'a\0b', 'byte 0'), (b'x' * 65_537, 'more than 65536 bytes')):
            with open(file, 'wb') as f:
                f.write(content)
            self.assertIn(words, self.run_it('generate', '--model', MODEL, '--prompt-file', file, code=2).stderr)
        self.assertIn('one of the two', self.run_it('generate', *REQUEST, '--prompt-file', file, code=2).stderr)
        self.assertIn('No such file', self.run_it('generate', '--prompt-file', file + '.no', code=2).stderr)
        self.assertIn('cannot be read', self.run_it('generate', '--prompt-file', self.home, code=2).stderr)


class DefaultJournal(People):
    # Nobody listens there: the journal is opened, written, and nothing is sent to a real gateway.
    FAST = ['--time-scale', '10000', '--deadline', '10000']  # it gives up after a second of ours
    SOON = ['--base-url', 'https://apixo.example.com', *FAST]
    NOWHERE = {'https_proxy': 'http://127.0.0.1:1', 'key': 'a-key'}

    def names(self, **more):
        return [each['intent'] for each in self.json_of('list', '--all', **more)['tasks']]

    def test_it_is_made_for_its_user_only(self):
        self.run_it('generate', *REQUEST, '--intent', 'order-1', *self.SOON, code=4, **self.NOWHERE)
        self.assertEqual(stat.S_IMODE(os.stat(os.path.dirname(self.journal)).st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(os.stat(self.journal).st_mode), 0o600)
        self.assertEqual(self.names(), ['order-1'])
        self.assertEqual(self.run_it('list').stdout, 'nothing is under way\n')

    def test_the_state_folder_is_where_the_environment_says(self):
        for state, at in ((os.path.join(self.home, 'elsewhere'), 'elsewhere'), ('relative/path', '.local/state'), ('', '.local/state')):
            self.run_it('generate', *REQUEST, '--intent', 'order-' + at, *self.SOON, code=4, XDG_STATE_HOME=state, **self.NOWHERE)
            self.assertTrue(os.path.exists(os.path.join(self.home, at, 'seedance/journal.db')), state)
            self.assertIn('order-' + at, self.names(XDG_STATE_HOME=state))
        self.assertFalse(os.path.exists('relative'))

    def test_where_it_cannot_be_nothing_is_sent_and_the_words_help(self):
        file = os.path.join(self.home, 'a-file')
        with open(file, 'w', encoding='utf-8'):
            pass
        places = [file, '/proc/nowhere']
        if os.geteuid() != 0:  # the superuser may write everywhere
            os.mkdir(os.path.join(self.home, 'locked'), 0o500)
            places.append(os.path.join(self.home, 'locked'))
        for state in places:
            refused = self.json_of('generate', *REQUEST, code=1, XDG_STATE_HOME=state, **self.NOWHERE)
            for word in (state, '--journal FILE', '--no-journal'):
                self.assertIn(word, refused['message'])
            self.assertEqual(refused['billed'], 'no')
            self.run_it('generate', *REQUEST, '--no-journal', *self.SOON, code=4, XDG_STATE_HOME=state, **self.NOWHERE)

    def test_it_belongs_on_a_disk_of_this_machine(self):
        for kind in ('6969', 'fe534d42', 'c36400', 'bd00bd0'):  # NFS, SMB 2, Ceph, Lustre
            network = {'LD_PRELOAD': ANOTHER_MACHINE, 'SAID_FILE_SYSTEM': kind, **self.NOWHERE}
            refused = self.json_of('generate', *REQUEST, code=1, **network)
            for word in (os.path.dirname(self.journal), 'shared over a network', 'on a local disk', '--journal FILE', '--no-journal'):
                self.assertIn(word, refused['message'])
            self.assertEqual(refused['billed'], 'no')
            self.assertFalse(os.path.exists(self.journal))
            named = self.json_of('generate', *REQUEST, '--journal', os.path.join(self.home, 'named.db'), code=1, **network)
            self.assertIn(self.home + ' is shared over a network', named['message'])
            self.run_it('generate', *REQUEST, '--no-journal', *self.SOON, code=4, **network)
        self.run_it('generate', *REQUEST, '--intent', 'order-1', *self.SOON, code=4, LD_PRELOAD=ANOTHER_MACHINE, SAID_FILE_SYSTEM='ef53', **self.NOWHERE)
        self.assertEqual(self.names(), ['order-1'])

    def test_the_time_of_a_real_gateway_is_not_scaled(self):
        own = ['--base-url', 'https://api.apixo.ai/api/v1']
        for where in ([], own, ['--base-url', 'apixo=https://localhost:1', '--base-url', 'xenodia=https://API.xenodia.xyz']):
            refused = self.json_of('generate', *REQUEST, *self.FAST, *where, code=2, **self.NOWHERE)
            self.assertIn('--time-scale is for a sandbox', refused['message'])
            self.assertEqual(refused['billed'], 'no')

    def test_without_HOME_it_is_where_the_system_says_that_the_user_lives(self):
        unset = {'without': ('HOME',), 'LD_PRELOAD': ANOTHER_MACHINE, **self.NOWHERE}
        for nobody in (unset, unset | {'SAID_HOME': ''}, unset | {'SAID_HOME': 'relative'}):
            refused = self.json_of('generate', *REQUEST, code=1, **nobody)
            for word in ('neither XDG_STATE_HOME nor HOME is set', '--journal FILE', '--no-journal'):
                self.assertIn(word, refused['message'])
            self.assertEqual(refused['billed'], 'no')
        self.assertEqual(self.run_it('list', **unset).stdout, 'nothing is under way\n')
        self.run_it('generate', *REQUEST, '--no-journal', *self.SOON, code=4, **unset)
        self.assertEqual(os.listdir(self.home), [])
        self.run_it('generate', *REQUEST, '--intent', 'order-1', *self.SOON, code=4, **unset, SAID_HOME=self.home)
        self.assertEqual(self.names(), ['order-1'])

    def test_what_pays_nothing_makes_none(self):
        self.run_it('generate', *REQUEST, '--dry-run')
        self.run_it('price')
        self.assertEqual(self.run_it('list').stdout, 'nothing is under way\n')
        self.assertEqual(self.run_it('recover').stdout, 'nothing is left\n')
        self.run_it('generate', *REQUEST, '--no-journal', *self.SOON, code=4, **self.NOWHERE)
        self.assertEqual(os.listdir(self.home), [])

    def test_a_gateway_on_this_machine_leaves_a_persons_journal_alone(self):
        sandbox = Sandbox(SEEDANCE, self.home)
        self.addCleanup(sandbox.stop)
        self.run_it('generate', *REQUEST, *sandbox.options, key=sandbox.key)
        self.assertFalse(os.path.exists(self.journal))
        self.assertIn('needs --journal', self.run_it('generate', *REQUEST, *sandbox.options, '--intent', 'order-1', code=2, key=sandbox.key).stderr)
        self.assertFalse(os.path.exists(self.journal))

    def test_a_gateway_whose_name_only_looks_like_this_machine_has_it(self):
        for i, url in enumerate(('https://127.example.com', 'https://localhost.example.com', 'https://127.0.0.1.example.com/api')):
            self.run_it('generate', *REQUEST, *self.FAST, '--base-url', url, '--intent', f'order-{i}', code=4, **self.NOWHERE)
            self.assertIn(f'order-{i}', self.names())
        for url in ('https://localhost', 'https://LOCALHOST.:1/api', 'https://127.1.2.3:1', 'https://[::1]'):
            self.assertIn('needs --journal', self.run_it('generate', *REQUEST, '--base-url', url, '--intent', 'order-9', code=2, **self.NOWHERE).stderr)

    def test_where_one_gateway_is_elsewhere_what_is_paid_is_remembered(self):
        where = ['--base-url', 'apixo=https://apixo.example.com', '--base-url', 'pixazo=https://localhost:1']
        self.run_it('generate', *REQUEST, *self.FAST, *where, '--intent', 'order-1', code=4, **self.NOWHERE)
        self.assertIn('order-1', self.names())

    def test_several_runs_begin_it_at_once(self):
        run = ['generate', *REQUEST, *self.SOON, '--quiet', '--intent']
        env = environment(self.home, self.NOWHERE['key'], https_proxy=self.NOWHERE['https_proxy'])
        runs = [subprocess.Popen([SEEDANCE, *run, f'order-{i}'], env=env, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for i in range(4)]
        self.assertEqual([each.wait(timeout=AT_MOST) for each in runs], [4] * 4)
        self.assertEqual(sorted(self.names()), [f'order-{i}' for i in range(4)])

    def test_one_that_cannot_be_read_is_never_an_empty_one(self):
        os.makedirs(os.path.dirname(self.journal))
        with open(self.journal, 'w', encoding='utf-8') as f:
            f.write('this is a letter, not a database. ' * 100)
        jobs = os.path.join(self.home, 'jobs.jsonl')
        with open(jobs, 'w', encoding='utf-8') as f:
            f.write(json.dumps({'model': MODEL, 'prompt': 'a fox'}) + '\n')
        asking = [['recover'], ['list'], ['wait', 'order-1'], ['status', 'task_12345678'], ['batch', jobs, '--out-dir', self.home, '--dry-run']]
        for command in asking:
            self.assertIn(self.journal, self.run_it(*command, code=1).stderr)
            self.assertIn(self.journal, self.json_of(*command, code=1)['message'])
        folder = os.path.dirname(self.journal)
        shutil.rmtree(folder)
        os.symlink(folder, folder)  # nobody can tell what is behind it, not even the superuser
        for command in asking + [['journal', 'list']]:
            said = self.json_of(*command, code=1)['message']
            self.assertIn(self.journal + ' cannot be looked at: ', said)

    def test_doctor_looks_at_it(self):
        said = self.run_it('doctor', 'apixo', code=4, **self.NOWHERE).stdout
        self.assertIn('journal  ' + self.journal + ' can be written', said)


class Left(People):
    """What runs leave behind, in the journal that a person has."""

    def setUp(self):
        super().setUp()
        self.sandbox = Sandbox(SEEDANCE, self.home)
        self.addCleanup(self.sandbox.stop)
        os.makedirs(os.path.dirname(self.journal))
        self.paying = ['--journal', self.journal, *self.sandbox.options]
        self.patient = ['--deadline', '10000']  # minutes of the gateways' time
        self.key = self.sandbox.key

    def generate(self, *arguments, **more):
        return self.run_it('generate', *REQUEST, *self.paying, *self.patient, *arguments, key=self.key, **more)

    def start(self, *arguments, preexec_fn=None, **more):
        process = subprocess.Popen([SEEDANCE, *arguments], env=environment(self.home, self.key, **more), preexec_fn=preexec_fn, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        def end():
            process.kill()
            process.communicate()
        self.addCleanup(end)
        return process

    def states(self):
        return {each['intent']: each['state'] for each in self.json_of('list', '--all')['tasks']}

    def test_the_list_says_what_it_costs(self):
        task = json.loads(self.generate('--no-wait', '--intent', 'order-1', '--json').stdout)
        self.generate('--intent', 'order-2', '--out', os.path.join(self.home, 'a.mp4'))
        lines = self.run_it('list').stdout.splitlines()
        self.assertEqual(lines[0].split(), ['STATE', 'TASK', 'NAME', 'MODEL', 'COST', 'AGE'])
        self.assertRegex(lines[1], r'^accepted +' + task['id'] + ' +order-1 +' + MODEL + r' +\$0.38 held +(now|\d+ (min|h|d))$')
        self.assertEqual(lines[2], '1 under way: $0.00 paid, $0.38 held')
        self.assertEqual(len(self.run_it('list', '--all').stdout.splitlines()), 4)
        said = self.json_of('list', '--all')
        self.assertEqual((said['paid_micro_usd'], said['held_micro_usd']), (380_000, 380_000))
        stacked = self.on_a_terminal(40, 'list')
        self.assertTrue(all(len(line) <= 40 for line in stacked.splitlines()), stacked)
        self.assertIn('TASK  ' + task['id'], stacked)
        for columns in (40, 80):
            stacked = self.on_a_terminal(columns, 'journal', 'list')
            self.assertTrue(all(len(line) <= columns for line in stacked.splitlines()), stacked)
            self.assertIn('INTENT  order-1', stacked)
        self.assertEqual(len(self.on_a_terminal(200, 'journal', 'list').splitlines()), 3)

    def test_a_task_may_be_named_by_its_id_or_its_name(self):
        task = json.loads(self.generate('--no-wait', '--intent', 'order-1', '--json').stdout)
        for name in ('order-1', task['id'], task['task']):
            self.assertEqual(self.json_of('wait', name, *self.paying, *self.patient, key=self.key)['task'], task['task'])
        self.assertIn('nor the name', self.run_it('wait', 'order-2', *self.paying, key=self.key, code=2).stderr)

    def test_what_has_no_task_says_what_can_be_done(self):
        self.generate('--no-wait', '--intent', 'order-1')
        for state, words, code in (('unknown', 'resolve NAME TASK_ID', 5), ('sending', 'resolve NAME TASK_ID', 5), ('not_sent', 'may be submitted again', 2), ('dropped', 'submit it again', 2)):
            with sqlite3.connect(self.journal) as db:
                db.execute('UPDATE intents SET state = ?, task = NULL, task_id = NULL', (state,))
            db.close()
            for command in ('wait', 'status'):
                said = self.run_it(command, 'order-1', *self.paying, key=self.key, code=code).stderr
                self.assertIn('intent order-1 has no task: it is', said)
                self.assertIn(words, said)
            self.assertEqual(self.json_of('wait', 'order-1', *self.paying, key=self.key, code=code)['intent'], 'order-1')

    def test_the_next_run_says_what_was_left(self):
        self.assertNotIn('earlier', self.generate('--no-wait').stderr)
        self.generate('--no-wait', '--quiet')
        said = self.generate('--no-wait').stderr
        self.assertIn('2 tasks of earlier runs may be waited for: `seedance recover`', said)
        self.assertEqual(len(self.json_of('recover')['task']), 3)
        self.assertEqual(set(self.states().values()), {'accepted'})

    def test_ctrl_c_lets_go_and_says_how_to_go_on(self):
        slow = [each for each in self.paying if each not in ('--time-scale', PACE)]  # asks after minutes
        process = self.start('generate', *REQUEST, *slow, '--out', os.path.join(self.home, 'a fox.mp4'))
        task = process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=AT_MOST)[1]
        self.assertEqual(process.returncode, 7, said)
        command = said.splitlines()[-1]
        self.assertIn('the task goes on', said)
        self.assertIn(f"seedance wait '{task}' --out '{self.home}/a fox.mp4'", command)
        self.assertEqual(list(self.states().values()), ['accepted'])
        done = subprocess.run(['sh', '-c', 'alias seedance="$0"; seedance() { "$PROGRAM" "$@"; }; ' + f'{command} --time-scale {PACE} --deadline 10000'],
                              env=environment(self.home, self.key, PROGRAM=SEEDANCE), capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(os.path.exists(os.path.join(self.home, 'a fox.mp4')))
        self.assertEqual(list(self.states().values()), ['fetched'])

    def test_who_is_to_outlive_its_terminal_does(self):
        process = self.start('generate', *REQUEST, *self.paying, *self.patient, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))  # as nohup does
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        process.communicate(timeout=AT_MOST)
        self.assertEqual(process.returncode, 0)

    def silent(self, *arguments, pace='1'):
        """A run whose request has left and is not answered."""
        silent = Sandbox(SEEDANCE, self.home, '--fault', 'submit=silent')
        self.addCleanup(silent.stop)
        return self.sent(silent, 0, *arguments, pace=pace)

    def sent(self, sandbox, seconds, *arguments, pace='1', **more):
        """A run whose request has left, and is answered so many seconds later."""
        relay = LateAnswers(sandbox.urls['apixo'], seconds)
        self.addCleanup(relay.close)
        options = [each.replace(sandbox.urls['apixo'], relay.url) for each in sandbox.options[:-1]] + [pace]
        process = self.start('generate', *REQUEST, '--journal', self.journal, *options, *arguments, **more)
        self.assertTrue(relay.has_request.wait(AT_MOST))
        return process

    def test_a_terminal_that_is_closed_twice_is_heard_once(self):
        process = self.silent()
        process.send_signal(signal.SIGHUP)
        self.assertIn('letting go', process.stderr.readline())
        process.send_signal(signal.SIGHUP)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(timeout=1)  # it waits for the answer still
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=AT_MOST), 5)

    def test_what_is_not_answered_is_listened_for_until_ctrl_c(self):
        process = self.silent(*self.patient, pace='20')  # two minutes are six seconds, and ten half a minute
        self.assertIn('not answered; listening for 10 minutes more, Ctrl-C ends that', process.stderr.readline())
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=10)[1]
        self.assertEqual(process.returncode, 5, said)
        self.assertIn('no answer within', said)
        self.assertEqual(list(self.states().values()), ['unknown'])

    def test_a_deadline_that_ends_on_the_way_leaves_it_unknown(self):
        process = self.silent('--no-wait', '--deadline', '1', '--json', pace='60')  # the deadline is a second, and twelve minutes are twelve
        said = json.loads(process.communicate(timeout=AT_MOST)[0])
        self.assertEqual((process.returncode, said['billed']), (5, 'unknown'))
        self.assertEqual(list(self.states().values()), ['unknown'])

    def late(self, *arguments, code=0):
        """A run whose answer comes after two minutes of the gateway's time, and before twelve."""
        relay = LateAnswers(self.sandbox.urls['apixo'], 3)
        self.addCleanup(relay.close)
        options = [each.replace(self.sandbox.urls['apixo'], relay.url) for each in self.sandbox.options[:-1]] + ['100']
        return self.run_it('generate', *REQUEST, '--journal', self.journal, *options, *arguments, code=code, key=self.key)

    def test_a_late_answer_is_used(self):
        file = os.path.join(self.home, 'late.mp4')
        said = self.late(*self.patient, '--out', file)
        self.assertIn('not answered; listening', said.stderr)
        task, saved = said.stdout.splitlines()
        self.assertTrue(task.startswith('seedance-task/1 apixo '))
        self.assertEqual((saved, list(self.states().values())), (file, ['fetched']))
        self.assertIn('seedance-task/1', self.late('--no-wait', *self.patient).stdout)

    def test_a_late_answer_after_the_deadline_is_told(self):
        relay = LateAnswers(self.sandbox.urls['xenodia'], 5)
        self.addCleanup(relay.close)
        run = ['generate', '--model', 'xenodia/seedance-2', '--prompt', 'a fox', '--journal', self.journal, '--base-url', relay.url, *self.sandbox.options[2:-1], '20', '--deadline', '1']
        said = self.run_it(*run, code=7, XENODIA_API_KEY=self.key)  # the deadline is three seconds
        self.assertTrue(said.stdout.startswith('seedance-task/1 xenodia '), said.stdout)
        self.assertIn('the answer to the submit came after --deadline', said.stderr)
        self.assertEqual(list(self.states().values()), ['accepted'])

    def test_a_result_that_cannot_be_written_is_no_success(self):
        with open('/dev/full', 'w', encoding='utf-8') as full:
            run = [SEEDANCE, 'generate', *REQUEST, *self.paying, *self.patient, '--no-wait']
            done = subprocess.run(run, env=environment(self.home, self.key), stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, text=True, timeout=AT_MOST)
            listed = subprocess.run([SEEDANCE, 'list'], env=environment(self.home), stdout=full, stderr=subprocess.PIPE, text=True, timeout=AT_MOST)
        self.assertEqual((done.returncode, listed.returncode), (1, 1), done.stderr)
        self.assertIn('seedance-task/1 apixo ', done.stderr)
        self.assertIn('standard output could not be written', listed.stderr)

    def test_ctrl_c_does_not_hide_what_has_ended_by_itself(self):
        process = self.sent(self.sandbox, 2, APIXO_API_KEY='a-key-that-is-wrong')
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=AT_MOST)[1]
        self.assertEqual(process.returncode, 3, said)
        self.assertNotIn('nothing was sent', said)

    def test_ctrl_c_twice_stops_at_once_and_what_was_sent_is_known(self):
        process = self.silent()
        process.send_signal(signal.SIGINT)
        self.assertIn('letting go', process.stderr.readline())
        process.send_signal(signal.SIGINT)
        process.wait(timeout=AT_MOST)
        self.assertEqual(process.returncode, 5, 'a shell calls it 130 where it dies of the signal')
        self.assertEqual(list(self.states().values()), ['unknown'])
        self.assertIn('1 request of earlier runs may have been paid for', self.generate('--no-wait').stderr)

    def test_a_run_that_is_killed_leaves_what_it_had_sent(self):
        process = self.silent()
        process.kill()
        process.wait(timeout=AT_MOST)
        self.assertEqual(list(self.states().values()), ['unknown'])

    def test_a_terminal_that_is_closed_leaves_the_task(self):
        slow = [each for each in self.paying if each not in ('--time-scale', PACE)]
        terminal, side = pty.openpty()
        process = subprocess.Popen([SEEDANCE, 'generate', *REQUEST, *slow], env=environment(self.home, self.key), stdin=side, stdout=side, stderr=side,
                                   start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(side)
        shown = b''
        while b'seedance-task/1' not in shown:
            shown += os.read(terminal, 65536)
        os.close(terminal)
        self.assertEqual(process.wait(timeout=AT_MOST), 7)
        self.assertEqual(list(self.states().values()), ['accepted'])


class Terminals(People):
    def setUp(self):
        super().setUp()
        self.sandbox = Sandbox(SEEDANCE, self.home, time_scale='50')  # asked much more often than its tasks end
        self.options = self.sandbox.options[:-1] + [PACE]
        self.addCleanup(self.sandbox.stop)

    def test_progress_is_written_over_and_never_wraps(self):
        for columns in (12, 80):
            shown = self.on_a_terminal(columns, 'generate', *REQUEST, *self.options, '--deadline', '10000', '--out', os.path.join(self.home, 'a.mp4'), key=self.sandbox.key)
            written = [line for line in re.split(r'\r\x1b\[J|\r?\n', shown) if line and not line.startswith(('seedance-task/1', self.home))]
            self.assertGreaterEqual(len(written), 2)
            self.assertLess(max(map(len, written)), columns)

    def test_what_writes_nothing_over(self):
        dumb = self.on_a_terminal(80, 'generate', *REQUEST, *self.options, '--deadline', '10000', key=self.sandbox.key, TERM='dumb')
        self.assertNotIn('\x1b', dumb)
        piped = self.run_it('generate', *REQUEST, *self.options, '--deadline', '10000', key=self.sandbox.key)
        self.assertNotIn('\x1b', piped.stdout + piped.stderr)
        self.assertNotIn('\r', piped.stdout + piped.stderr)
        done = self.on_a_terminal(80, 'generate', *REQUEST, *self.options, '--deadline', '10000', key=self.sandbox.key, NO_COLOR='1')
        self.assertEqual(set(re.findall(r'\x1b\[[^A-Za-z]*[A-Za-z]', done)), {'\x1b[J'}, 'no colours')

    def test_errors_are_red_where_a_terminal_shows_it(self):
        mark = '\x1b[31mseedance:\x1b[0m '
        wrong = [['generat'], ['generate', '--model', MODEL, '--prompt', ' '], ['wait', 'nothing', '--no-journal'], ['price', '--model', MODEL, '--duration', '99']]
        for arguments in wrong:
            self.assertTrue(self.on_a_terminal(80, *arguments).startswith(mark), arguments)
            self.assertTrue(self.on_a_terminal(80, *arguments, NO_COLOR='').startswith(mark), 'an empty NO_COLOR says nothing')
            for env in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
                self.assertTrue(self.on_a_terminal(80, *arguments, **env).startswith('seedance: '), (arguments, env))
            self.assertTrue(self.run_it(*arguments, code=2).stderr.startswith('seedance: '), arguments)

    def test_what_is_saved_is_green_and_the_rest_is_red(self):
        jobs, request = os.path.join(self.home, 'jobs.jsonl'), {'model': MODEL, 'resolution': '480p', 'duration': 5}
        with open(jobs, 'w', encoding='utf-8') as f:
            for name, prompt in (('fox', 'a fox'), ('bad', 'FAIL SensitiveContent these words')):
                f.write(json.dumps({'id': name, 'prompt': prompt, **request}) + '\n')
        shown = []
        for i, env in enumerate(({}, {'NO_COLOR': '1'}, {'TERM': 'dumb'})):
            at = os.path.join(self.home, str(i))
            run = ['batch', jobs, '--out-dir', at, '--journal', at + '.db', '--deadline', '10000', *self.options]
            shown.append(self.on_a_terminal(200, *run, key=self.sandbox.key, **env))
        for words in ('\x1b[32msaved\x1b[0m  fox  ', '\x1b[31mfailed\x1b[0m  bad  '):
            self.assertIn(words, shown[0])
        for plain in shown[1:]:
            for words in ('saved  fox  ', 'failed  bad  '):
                self.assertIn(words, plain)
            self.assertEqual(re.findall(r'\x1b\[\d*m', plain), [])
        self.assertNotIn('\x1b', self.run_it(*run, code=6, key=self.sandbox.key).stdout)
        self.assertTrue(self.on_a_terminal(200, *run, '--out-dir', 'twice').startswith('\x1b[31mseedance:\x1b[0m '))


if __name__ == '__main__':
    SEEDANCE, ANOTHER_MACHINE = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
