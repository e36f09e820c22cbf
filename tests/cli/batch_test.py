#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Runs `seedance batch` as people run it, and interrupts it in all ways: each line is paid for once.

usage: batch_test.py SEEDANCE GATEWAYS [unittest arguments]
"""
import fcntl
import json
import os
import pty
import re
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import unittest

from sandboxed import AT_MOST, PACE, Gateways, LateAnswers, OwnHosts, Sandbox, environment, wait_for_state

MODEL = 'apixo/seedance-2-0-fast'
PRICE = 380_000  # micro-USD of a line
PATIENCE = '10000'  # minutes of the gateways' time


def line(prompt, **more):
    return {'model': MODEL, 'prompt': prompt, 'resolution': '480p', 'duration': 5} | more


def setUpModule():
    global folder, gateways
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    gateways = Gateways(GATEWAYS, folder.name, 'gateways', 1_000_000)
    unittest.addModuleCleanup(gateways.stop)


class Batch(unittest.TestCase):
    def setUp(self):
        home = tempfile.TemporaryDirectory()
        self.addCleanup(home.cleanup)
        self.home = home.name
        self.out = self.at('videos')
        self.known = {task['id'] for task in gateways.tell()['tasks']}

    def at(self, name):
        return os.path.join(self.home, name)

    def write(self, *lines, name='jobs.jsonl'):
        with open(self.at(name), 'w', encoding='utf-8') as f:
            f.writelines((each if isinstance(each, str) else json.dumps(each)) + '\n' for each in lines)
        return self.at(name)

    def command(self, file, *arguments, at=None, gateway='apixo', time_scale=None):
        at = at or gateways
        options = at.options(gateway) if isinstance(at, Gateways) else at.options
        if time_scale:  # with another pace than the gateways'
            options = options[:-1] + [time_scale]
        return [SEEDANCE, 'batch', file, '--out-dir', self.out, '--journal', self.at('journal.db'), '--deadline', PATIENCE, *options, *arguments]

    def environment(self):
        return environment(self.home, 'sandbox-key', XENODIA_API_KEY='sandbox-key')

    def run_it(self, *arguments, code=0, stdin='', **more):
        done = subprocess.run(self.command(*arguments, **more), env=self.environment(), input=stdin, capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, code, f'{arguments}\n{done.stdout}\n{done.stderr}')
        return done

    def json_of(self, *arguments, **more):
        return json.loads(self.run_it(*arguments, '--json', **more).stdout)

    def journal(self, *arguments):
        done = subprocess.run([SEEDANCE, 'journal', *arguments, '--journal', self.at('journal.db'), '--json'], env=self.environment(), capture_output=True, text=True, timeout=AT_MOST, check=True)
        return json.loads(done.stdout)

    def paid(self):
        """The prompts that the gateways have made a task of in this test."""
        return sorted(json.loads(task['body'])['input']['prompt'] for task in gateways.tell()['tasks'] if task['id'] not in self.known)

    def videos(self):
        return sorted(name for name in os.listdir(self.out) if name != '.seedance-batch')

    def put(self, name):
        """Puts somebody else's file into the folder of the videos."""
        os.makedirs(self.out, exist_ok=True)
        with open(os.path.join(self.out, name), 'w', encoding='utf-8') as f:
            f.write('precious')

    def expect_precious(self, name):
        with open(os.path.join(self.out, name), encoding='utf-8') as f:
            self.assertEqual(f.read(), 'precious')

    def silent_run(self, *arguments):
        """A run that nobody answers: connections stand, and its lines stay planned."""
        silent = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(silent.close)
        address = f'https://127.0.0.1:{silent.getsockname()[1]}'
        at_it = [each.replace(gateways.urls['apixo'], address) for each in self.command(*arguments)]
        process = subprocess.Popen(at_it, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def end():
            process.kill()
            process.wait()
        self.addCleanup(end)
        wait_for_state(self.at('journal.db'), 'planned')
        return end


class Whole(Batch):
    def test_each_line_is_a_video_and_the_same_command_pays_nothing_twice(self):
        file = self.write(line('b 1', id='fox'), '', line('b 2'), line('b 2'), line('b 3', id='owl.1'))
        said = self.run_it(file, '--budget', '50')
        rows = said.stdout.splitlines()
        self.assertEqual(rows[-1], '4 saved; $1.52 paid, $0.00 held; $48.48 left of $50.00')
        self.assertIn(f'saved  fox  {self.out}/fox.mp4', rows)
        self.assertEqual(self.paid(), ['b 1', 'b 2', 'b 2', 'b 3'])
        self.assertEqual(len(self.videos()), 4)
        again = self.json_of(file, '--budget', '50')
        self.assertEqual([(row['line'], row['state'], row['exit_code']) for row in again['jobs']], [(1, 'saved', 0), (3, 'saved', 0), (4, 'saved', 0), (5, 'saved', 0)])
        self.assertEqual((again['paid_micro_usd'], again['held_micro_usd'], again['budget']['left_micro_usd']), (4 * PRICE, 0, 48_480_000))
        os.remove(os.path.join(self.out, 'fox.mp4'))
        self.run_it(file)
        self.assertEqual((len(self.videos()), len(self.paid())), (4, 4), 'a video that is gone is fetched, and not made')

    def test_the_same_lines_from_elsewhere_in_another_order_are_known(self):
        first = self.write(line('c 1'), line('c 2'))
        self.run_it(first)
        os.mkdir(self.at('elsewhere'))
        turned = [dict(reversed(line(prompt).items())) | {'callback_url': 'https://example.com/hook'} for prompt in ('c 2', 'c 1')]
        second = self.write(*turned, line('c 3'), name='elsewhere/other.jsonl')
        self.run_it(second)
        self.assertEqual(self.paid(), ['c 1', 'c 2', 'c 3'])
        self.out = self.at('takes')
        self.run_it(first, '--name', 'another take')
        self.assertEqual(self.paid(), ['c 1', 'c 1', 'c 2', 'c 2', 'c 3'])

    def test_the_name_of_a_line_is_the_same_for_ever(self):
        # A version that makes another name pays for every batch again that is under way.
        said = self.json_of(self.write({'model': MODEL, 'prompt': 'a fox in the snow', 'duration': 5}), '--dry-run')
        self.assertEqual(said['jobs'][0]['id'], '4c8dd346aeb31479a1582d41')

    def test_from_standard_input(self):
        text = json.dumps(line('d 1')) + '\n'
        self.run_it('-', stdin=text)
        self.run_it('-', stdin=text)
        self.assertEqual(self.paid(), ['d 1'])

    def test_what_it_would_cost(self):
        file = self.write(line('never', id='a'), line('never', id='b', model='xenodia/seedance-2'))
        said = self.run_it(file, '--dry-run').stdout.splitlines()
        self.assertEqual((said[0], said[-1]), ('a  $0.38', '2 to be paid: $0.38, and 1 whose price is not known'))
        self.assertIn('come to $0.38, and $0.10 is left', self.run_it(self.write(line('never')), '--dry-run', '--budget', '0.10', code=10).stderr)
        with open(self.at('a.mp4'), 'w', encoding='utf-8') as f:
            f.write('precious')
        alone = subprocess.run([os.path.abspath(SEEDANCE), 'batch', self.write(line('never', id='a')), '--dry-run', '--json'], cwd=self.home, env=self.environment(), capture_output=True, text=True, timeout=AT_MOST, check=True)
        self.assertNotIn('file', json.loads(alone.stdout)['jobs'][0], 'no folder was named')
        self.assertEqual(self.paid(), [])
        self.assertFalse(os.path.exists(self.out))


class Routes(Batch):
    def test_a_line_goes_on_with_its_next_model(self):
        refusing = Sandbox(SEEDANCE, self.home, '--fault', 'submit=402')
        self.addCleanup(refusing.stop)
        one = line('a fox', id='fox', models=[MODEL, 'apixo/seedance-2-0-mini'])
        del one['model']
        jobs = self.write(one)
        price = int(self.json_of(jobs, '--dry-run', at=refusing)['micro_usd'])
        self.assertEqual(price, PRICE, 'its dearest leg')
        for _ in range(2):
            self.json_of(jobs, at=refusing)
            self.assertEqual(self.videos(), ['fox.mp4'])
        shown = self.journal('show', 'batch/fox')
        self.assertEqual((shown['attempt'], shown['model']), (2, 'seedance-2-0-mini'))
        self.assertEqual([(each['model'], each['state']) for each in shown['attempts']], [('seedance-2-0-fast', 'not_sent')])
        wrong = self.write(line('a fox', id='fox', duration=6) | {'model': MODEL}, name='other.jsonl')
        self.assertIn('belongs to another request', self.run_it(wrong, at=refusing, code=2).stderr)

    def test_a_model_that_may_be_meant(self):
        one = line('a fox', models=['apixo/seedance-2-0-fats', 'xenodia/seedance-2'])
        del one['model']
        self.assertIn("did you mean 'apixo/seedance-2-0-fast,xenodia/seedance-2'?", self.run_it(self.write(one), code=2).stderr)


class Refused(Batch):
    def expect(self, words, *arguments, code=2, **more):
        said = self.run_it(*arguments, code=code, **more)
        self.assertIn(words, said.stderr)
        self.assertEqual(self.paid(), [])
        return said

    def test_broken_lines_are_named_before_anything_is_paid(self):
        bad = [('{', 'not a JSON object'), ('[]', 'not a JSON object'), ('{"id":"../x"}', 'names a file'), ('{"id":".x"}', 'names a file'), ('{"id":"a/b"}', 'names a file'),
               ('{"id":7}', 'names a file'), ('{"id":"-x"}', 'names a file'), ('{"id":""}', 'names a file'), ('{"id":"' + 'x' * 101 + '"}', 'names a file'),
               ('{"prompt":"a","prompt":"b"}', '"prompt" stands there twice'), ('{"id":"a","id":"b"}', '"id" stands there twice'),
               (line('a fox', colour='red'), '"colour" is not known'), ('{"modell":"x","prompt":"a fox"}', "did you mean 'model'?"), (line('a fox', resolutoin='480p'), "did you mean 'resolution'?"), ('{"prompt":"a fox"}', '"model" is missing, as in "model":"' + MODEL), (line('a fox', duration=99), 'duration: '), (line('a fox', duration='5'), '"duration" has a value of another kind'),
               (line('a fox', model='apixo/seedance-2-0-fas'), "did you mean 'apixo/seedance-2-0-fast'?"), (line('a fox', model='pixazo/seedance-2-0', first_frame='http://e.com/1.png'), 'first_frame: '),
               (line('good', id='good'), ''), (line('other', id='good'), 'stands in line 20, too')]
        said = self.expect('nothing was sent', self.write(*[each for each, _ in bad]))
        for i, (_, words) in enumerate(bad):
            if words:
                self.assertRegex(said.stderr, rf'jobs\.jsonl:{i + 1}: .*{re.escape(words)}')
        self.assertNotIn('jobs.jsonl:20:', said.stderr)
        self.assertNotIn('did you mean', said.stderr.splitlines()[11], 'where nothing is near')
        problems = self.json_of(self.at('jobs.jsonl'), code=2)['problems']
        self.assertEqual(len(problems), len(bad) - 1)
        self.assertFalse(os.path.exists(self.out))

    def test_what_is_no_batch(self):
        file = self.write(line('a fox'))
        self.expect('cannot be read', self.at('no.jsonl'))
        self.expect('cannot be read', self.home)
        self.expect('has no line that asks for a video', self.write('', ' ', name='empty.jsonl'))
        self.expect('has no line that asks for a video', '-')
        self.expect('it has more than 1048576 bytes', '/dev/zero')
        self.expect('--at-once: from 1 to 100', file, '--at-once', '0')
        self.expect('--budget: dollars', file, '--budget', 'x')
        self.out = file
        self.expect('--out-dir', file)
        done = subprocess.run([SEEDANCE, 'batch', file], env=self.environment(), capture_output=True, text=True, timeout=AT_MOST)
        self.assertIn('batch needs --out-dir', done.stderr)
        done = subprocess.run([SEEDANCE, 'batch', file, '--out-dir', self.at('videos'), '--ca-file', self.at('no.pem')], env=self.environment(), capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, '--ca-file: .*no\\.pem.*cannot be opened')

    def test_a_file_of_somebody_elses_is_not_written_over(self):
        file = self.write(line('e 1', id='fox'))
        self.put('fox.mp4')
        self.expect("is there already, and is not this line's", file)
        self.expect_precious('fox.mp4')

    def test_nor_is_it_taken_for_the_video_of_a_line_that_is_known(self):
        file = self.write(line('e 2', id='fox'))
        self.run_it(file)
        first, self.out = self.out, self.at('elsewhere')
        self.put('fox.mp4')
        self.assertIn("is there already, and is not this line's", self.run_it(file, code=2).stderr)
        self.expect_precious('fox.mp4')
        os.remove(os.path.join(self.out, 'fox.mp4'))
        self.assertIn('1 saved', self.run_it(file).stdout)
        self.assertEqual(self.videos(), ['fox.mp4'])
        os.rename(first, self.at('moved'))
        self.out = self.at('moved')
        self.assertIn('1 saved', self.run_it(file).stdout)
        self.assertEqual(self.paid(), ['e 2'])

    def test_nor_written_over_by_what_goes_on_elsewhere(self):
        file = self.write(line('e 3', id='fox'))
        slow = subprocess.Popen(self.command(file, time_scale='1'), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_state(self.at('journal.db'), 'accepted')
        slow.kill()
        slow.wait()
        self.out = self.at('elsewhere')
        self.put('fox.mp4')
        self.assertIn("is there already, and is not this line's", self.run_it(file, code=2).stderr)
        self.expect_precious('fox.mp4')
        os.remove(os.path.join(self.out, 'fox.mp4'))
        self.run_it(file)
        self.assertEqual((self.paid(), self.videos()), (['e 3'], ['fox.mp4']))

    def test_nor_where_it_has_come_while_the_video_was_made(self):
        file = self.write(line('e 4', id='fox'))
        slow = Sandbox(SEEDANCE, self.home, time_scale='100')  # its tasks take a while
        self.addCleanup(slow.stop)
        run = subprocess.Popen(self.command(file, at=slow), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        wait_for_state(self.at('journal.db'), 'accepted')
        self.put('fox.mp4')
        said = run.communicate(timeout=AT_MOST)[0]
        self.assertEqual(run.returncode, 8, said)
        self.assertIn("is not this task's video: move it away", said)
        self.assertIn('not fetched  fox  line 1: ', said)
        self.expect_precious('fox.mp4')
        os.remove(os.path.join(self.out, 'fox.mp4'))
        self.assertIn('1 saved', self.run_it(file, at=slow).stdout)

    def forget_that_it_was_fetched(self):
        """As a run leaves it that was killed between the two steps."""
        with sqlite3.connect(self.at('journal.db')) as db:
            db.execute("UPDATE intents SET state = 'succeeded'")
        db.close()

    def test_nor_where_it_has_come_since_the_name_was_written_down(self):
        file = self.write(line('e 6', id='fox'))
        self.run_it(file)
        self.forget_that_it_was_fetched()
        self.put('fox.mp4')
        for _ in range(2):
            said = self.run_it(file, code=8).stdout
            self.assertIn("is there already, and is not this task's video, which lies in ", said)
            self.expect_precious('fox.mp4')
        os.remove(os.path.join(self.out, 'fox.mp4'))
        gone = ['apixo=https://127.0.0.1:1/api/v1' if each == gateways.urls['apixo'] else each for each in self.command(file)]
        done = subprocess.run(gone, env=self.environment(), capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)  # the video lies there: no gateway is asked
        self.assertEqual((self.videos(), self.paid()), (['fox.mp4'], ['e 6']))

    def test_its_own_video_is_known_although_the_journal_does_not_say_so(self):
        file = self.write(line('e 7', id='fox'))
        self.run_it(file)
        self.forget_that_it_was_fetched()
        self.assertIn('1 saved', self.run_it(file).stdout)
        self.assertEqual((self.videos(), self.paid()), (['fox.mp4'], ['e 7']))

    def test_a_name_is_given_to_one_video(self):
        file = self.write(line('e 8', id='fox'))
        self.run_it(file)
        os.rename(os.path.join(self.out, 'fox.mp4'), self.at('fox.mp4'))
        said = self.run_it(file, '--name', 'another take', code=2).stderr
        self.assertIn('has fox.mp4 for another video: name another --out-dir', said)
        self.assertEqual(self.paid(), ['e 8'])
        self.assertIn('1 saved', self.run_it(file).stdout)

    def test_two_batches_in_one_folder_do_not_take_each_others_place(self):
        file = self.write(line('e 9', id='fox'))
        slow = Sandbox(SEEDANCE, self.home, time_scale='100')
        self.addCleanup(slow.stop)
        runs = [subprocess.Popen(self.command(file, '--name', name, at=slow), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
                for name in ('first', 'second')]
        said = [run.communicate(timeout=AT_MOST)[0] for run in runs]
        self.assertIn(sorted(run.returncode for run in runs), ([0, 2], [0, 8]), said)  # 2: one was seen in time
        self.assertEqual(self.videos(), ['fox.mp4'])

    def test_two_runs_of_one_batch_know_each_others_videos(self):
        file = self.write(*[line(f'f {i}', id=f'fox-{i}') for i in range(4)])
        runs = [subprocess.Popen(self.command(file), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(3)]
        for said in [run.communicate(timeout=AT_MOST)[0] for run in runs]:
            self.assertNotIn('move it away', said)
        self.run_it(file)
        self.assertEqual((self.paid(), len(self.videos())), ([f'f {i}' for i in range(4)], 4))

    def test_batches_that_begin_at_once_in_one_folder(self):
        files = [self.write(line(f'e 1{i}', id=f'fox-{i}'), name=f'{i}.jsonl') for i in range(6)]
        runs = [subprocess.Popen(self.command(file), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for file in files]
        said = [run.communicate(timeout=AT_MOST)[0] for run in runs]
        self.assertEqual([run.returncode for run in runs], [0] * 6, said)
        self.assertEqual(len(self.videos()), 6)

    def test_what_cannot_be_written_down_of_a_folder(self):
        file = self.write(line('e 5', id='fox'))
        os.makedirs(os.path.join(self.out, '.seedance-batch'))
        self.expect('.seedance-batch cannot be read', file)
        os.rmdir(os.path.join(self.out, '.seedance-batch'))
        self.run_it(file)
        with open(os.path.join(self.out, '.seedance-batch'), 'r+', encoding='utf-8') as record:
            record.truncate(5)  # as a full disk leaves it
        self.assertIn("is not this line's", self.run_it(file, code=2).stderr)
        os.remove(os.path.join(self.out, 'fox.mp4'))
        for _ in range(2):
            self.assertIn('1 saved', self.run_it(file).stdout)

    def test_an_id_is_good_for_one_request(self):
        self.run_it(self.write(line('f 1', id='fox')))
        self.known = {task['id'] for task in gateways.tell()['tasks']}
        self.expect('belongs to another request already, with another prompt', self.write(line('f 2', id='fox'), line('f 3')))
        self.run_it(self.write(line('f 1', id='fox'), line('f 3')))
        self.assertEqual(self.paid(), ['f 3'])

    def test_a_budget_is_a_limit(self):
        file = self.write(line('g 1'), line('g 2'), line('g 3'))
        self.expect('come to $1.14, and $1.00 is left', file, '--budget', '1', code=10)
        self.expect('line 4 has no documented price', self.write(line('g 1'), line('g 2'), line('g 3'), line('g 4', model='xenodia/seedance-2')), '--budget', '5', code=10)
        self.run_it(self.write(line('g 1'), line('g 2'), name='jobs.jsonl'), '--budget', '1')
        self.expect_left('come to $0.38, and $0.24 is left', self.write(line('g 1'), line('g 2'), line('g 3')), '--budget', '1', code=10)
        self.assertEqual(self.journal('budget', 'batch jobs')['limit_micro_usd'], 1_000_000)
        for dry in ([], ['--dry-run']):
            self.expect_left('come to $0.38, and $0.04 is left', file, '--budget', '0.80', *dry, code=10)
        self.assertEqual(self.journal('budget', 'batch jobs')['limit_micro_usd'], 1_000_000, 'a batch that is refused leaves it')
        self.run_it(file, '--budget', '1.14')
        self.assertEqual(self.paid(), ['g 1', 'g 2', 'g 3'])
        self.assertEqual(self.journal('budget', 'batch jobs')['left_micro_usd'], 0)

    def test_a_budget_is_one_of_all_runs_together(self):
        self.run_it(self.write(line('g 4')))
        self.run_it(self.write(line('g 4'), line('g 5'), name='other.jsonl'), '--budget', '5')
        three = self.write(line('g 4'), line('g 5'), line('g 6'), name='new.jsonl')
        self.assertIn('come to $0.38, and $0.24 is left of the $1.00 of the budget "batch new", of which runs without it, or with another one, have used $0.76',
                      self.run_it(three, '--budget', '1', code=10).stderr)
        self.assertIn('; $0.00 left of $1.14', self.run_it(three, '--budget', '1.14').stdout)
        self.assertIn('3 saved', self.run_it(three, '--budget', '0.50').stdout)  # there is nothing more to be paid
        self.assertEqual(self.paid(), ['g 4', 'g 5', 'g 6'])

    def test_what_is_above_the_limit_of_a_video_is_named_before_anything_is_paid(self):
        cheap = [line(f'k {i}', model='apixo/seedance-2-0-mini') for i in range(5)]
        file = self.write(line('k 0'), *cheap)
        said = self.expect('it costs $0.38, and --price-limit is $0.30', file, '--price-limit', '0.30', '--at-once', '1', code=10)
        self.assertIn('jobs.jsonl:1: ', said.stderr)
        self.assertEqual(len(self.json_of(file, '--price-limit', '0.30', code=10)['problems']), 1)
        self.expect('jobs.jsonl:1: it has no documented price', self.write(line('k 0', model='xenodia/seedance-2')), '--price-limit', '5', code=10, gateway='xenodia')
        route = line('k 0', models=[MODEL, 'apixo/seedance-2-0-mini'])
        del route['model']
        self.assertIn('6 saved', self.run_it(self.write(route, *cheap), '--price-limit', '0.30', '--at-once', '1').stdout)
        file = self.write(line('k 6', id='k-6'))
        self.run_it(file)
        self.assertIn('1 saved', self.run_it(file, '--price-limit', '0.01').stdout)  # it is paid for already

    def expect_left(self, words, *arguments, code):
        self.assertIn(words, self.run_it(*arguments, code=code).stderr)

    def test_prices_that_are_not_known(self):
        file = self.write(line('h 1', model='xenodia/seedance-2'))
        self.expect('--price-if-unknown', file, '--budget', '5', code=10, gateway='xenodia')
        self.run_it(file, '--budget', '5', '--price-if-unknown', '5', gateway='xenodia')


class Interrupted(Batch):
    LINES = 12

    def start(self, file, *arguments, **more):
        return subprocess.Popen(self.command(file, '--at-once', '3', *arguments, **more), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def settle(self):
        """What a person does about what is not known, after a look at the gateway's own list."""
        if not os.path.exists(self.at('journal.db')):
            return
        made = {json.loads(task['body'])['input']['prompt']: task['id'] for task in gateways.tell()['tasks'] if task['id'] not in self.known}
        for each in self.journal('list', '--state', 'unknown')['intents']:
            prompt = each['intent'].split('/')[1]
            self.journal('resolve', each['intent'], made.get(prompt, 'not_sent'))

    def test_killed_again_and_again_each_line_is_paid_for_once(self):
        file = self.write(*[line(f'kill-{i}', id=f'kill-{i}') for i in range(self.LINES)])
        budget = ['--budget', str(self.LINES * PRICE / 1_000_000)]  # not a cent more
        for lines_until_kill in (0, 1, 3, 2):
            process = self.start(file, *budget)
            for _ in range(lines_until_kill):
                process.stdout.readline()
            process.kill()
            process.communicate()
            self.settle()
        said = self.run_it(file, *budget)
        self.assertIn(f'{self.LINES} saved', said.stdout)
        self.assertEqual(self.journal('budget', 'batch jobs')['left_micro_usd'], 0)
        self.assertEqual(self.paid(), sorted(f'kill-{i}' for i in range(self.LINES)))
        self.assertEqual(self.videos(), sorted(f'kill-{i}.mp4' for i in range(self.LINES)))

    def test_ctrl_c_says_how_to_go_on(self):
        file = self.write(*[line(f'int-{i}', id=f'int-{i}') for i in range(self.LINES)])
        process = self.start(file, time_scale='1')  # which asks after minutes, so that none is saved before it is interrupted
        wait_for_state(self.at('journal.db'), 'accepted')
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=AT_MOST)
        self.assertEqual(process.returncode, 7, said)
        self.assertIn('letting go', said)
        command = said.splitlines()[-1]
        self.assertTrue(command.startswith('seedance batch ' + file), said)
        self.assertIn('not begun', out)
        self.assertEqual(self.journal('list', '--state', 'unknown')['intents'], [], 'answers are waited for')
        done = subprocess.run(['sh', '-c', 'seedance() { "$PROGRAM" "$@"; }; ' + command.replace('--time-scale 1', '--time-scale ' + PACE)], env=self.environment() | {'PROGRAM': SEEDANCE}, capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.paid(), sorted(f'int-{i}' for i in range(self.LINES)))

    def test_a_lost_answer_is_not_paid_for_again(self):
        file = self.write(*[line(f'lost-{i}', id=f'lost-{i}') for i in range(3)])
        lossy = Sandbox(SEEDANCE, self.home, '--fault', 'submit=lost')
        self.addCleanup(lossy.stop)
        said = self.run_it(file, '--at-once', '1', at=lossy, code=5)
        self.assertIn('2 saved, 1 unknown', said.stdout)
        self.assertIn('seedance journal resolve batch/lost-0 TASK_ID', said.stdout)
        self.assertIn('the same command goes on', said.stderr)
        again = self.json_of(file, at=lossy, code=5)
        self.assertEqual([row['state'] for row in again['jobs']], ['unknown', 'saved', 'saved'])
        self.journal('resolve', 'batch/lost-0', 'not_sent')
        self.assertIn('3 saved', self.run_it(file, at=lossy).stdout)

    def test_what_a_killed_run_had_only_planned_holds_no_money(self):
        file = self.write(line('plan 1', id='plan-1'))
        self.silent_run(file, '--budget', '0.38')()
        self.run_it(file, '--budget', '0.38')
        self.assertEqual(self.paid(), ['plan 1'])

    def test_what_another_run_is_at_is_under_way(self):
        file = self.write(line('busy 1', id='busy-1'))
        end = self.silent_run(file)
        said = self.json_of(file, code=5)
        self.assertEqual([row['state'] for row in said['jobs']], ['under way'])
        self.assertNotIn('resolve', said['jobs'][0]['message'])
        end()
        self.run_it(file)
        self.assertEqual(self.paid(), ['busy 1'])

    def test_what_fails_is_told_and_does_not_stop_the_rest(self):
        file = self.write(line('FAIL SensitiveContent these words', id='bad'), line('j 1'), line('j 2'))
        said = self.run_it(file, code=6)
        self.assertIn('failed  bad  line 1: ', said.stdout)
        self.assertIn('2 saved, 1 failed', said.stdout)
        self.assertNotIn('the same command', said.stderr, 'nothing is left that could go on')
        self.assertNotIn('the same command', self.run_it(file, code=6).stderr)
        self.assertEqual(len(self.paid()), 3)

    def test_a_key_that_is_refused_ends_it(self):
        file = self.write(*[line(f'key {i}') for i in range(self.LINES)])
        env = self.environment() | {'APIXO_API_KEY': 'a-key-that-is-wrong'}
        done = subprocess.run(self.command(file, '--at-once', '2', '--json'), env=env, capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 3, done.stderr)
        states = [row['state'] for row in json.loads(done.stdout)['jobs']]
        self.assertLessEqual(states.count('refused'), 2)
        self.assertEqual(states.count('refused') + states.count('not begun'), self.LINES)
        self.assertEqual(self.paid(), [])

    def test_a_model_that_is_refused_ends_its_own_lines(self):
        refusing = Sandbox(SEEDANCE, self.home, '--fault', 'submit=403')
        self.addCleanup(refusing.stop)
        models = [MODEL, MODEL, 'apixo/seedance-2-0-mini']
        said = self.json_of(self.write(*[line(f'm {i}', model=model) for i, model in enumerate(models)]), '--at-once', '1', at=refusing, code=3)
        self.assertEqual([row['state'] for row in said['jobs']], ['refused', 'not begun', 'saved'])

    def test_who_reads_no_more_does_not_kill_it(self):
        file = self.write(*[line(f'pipe-{i}', id=f'pipe-{i}') for i in range(self.LINES)])
        process = self.start(file)
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.stderr.close()
        self.assertEqual(process.wait(timeout=AT_MOST), 7, said)
        self.assertIn('the same command goes on', said)
        self.assertIn('standard output could not be written', said)
        self.assertLess(len(self.paid()), self.LINES, 'no further line is begun')
        self.assertEqual((len(self.videos()), self.journal('list', '--state', 'unknown')['intents']), (len(self.paid()), []))
        self.run_it(file)
        self.assertEqual(len(self.paid()), self.LINES)

    def test_a_late_answer_is_known_at_the_end(self):
        file = self.write(line('late 1', id='late-1'))
        relay = LateAnswers(gateways.urls['apixo'], 3)
        self.addCleanup(relay.close)
        late = [each.replace(gateways.urls['apixo'], relay.url) for each in self.command(file, '--json', time_scale='100')]
        done = subprocess.run(late, env=self.environment(), capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 7, done.stderr)
        row = json.loads(done.stdout)['jobs'][0]
        self.assertEqual((row['state'], row['message']), ('under way', 'its answer came late: the gateway is at it'))
        self.assertIn('1 saved', self.run_it(file).stdout)
        self.assertEqual(self.paid(), ['late 1'])

    def test_a_gateway_without_balance_ends_its_own_lines(self):
        models = [MODEL, MODEL, 'xenodia/seedance-2', MODEL, 'xenodia/seedance-2']
        file = self.write(*[line(f'l {i}', model=model) for i, model in enumerate(models)])
        with OwnHosts(gateways.ca_file, lambda target: ('402 Payment Required', b'{}')) as proxy:
            command = [SEEDANCE, 'batch', file, '--out-dir', self.out, '--journal', self.at('journal.db'), '--ca-file', gateways.ca_file, '--at-once', '1', '--json']
            done = subprocess.run(command, env=self.environment() | {'HTTPS_PROXY': proxy.url}, capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 9, done.stdout + done.stderr)
        self.assertEqual([row['state'] for row in json.loads(done.stdout)['jobs']], ['refused', 'not begun', 'refused', 'not begun', 'not begun'])
        self.assertEqual(len(proxy.asked), 2)

    def test_a_full_disk_keeps_what_was_paid_for(self):
        os.mkdir(self.out)
        small = ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs -o size=8k none "$0" && exec "$@"', self.out]
        if subprocess.run([*small, 'true'], capture_output=True, check=False).returncode != 0:
            self.skipTest('no file system may be mounted here')
        file = self.write(*[line(f'disk-{i}', id=f'disk-{i}') for i in range(5)])
        done = subprocess.run([*small, *self.command(file)], env=self.environment(), capture_output=True, text=True, timeout=AT_MOST)
        self.assertEqual(done.returncode, 8, done.stdout + done.stderr)
        self.assertIn('No space left', done.stdout)
        self.assertEqual(len(self.paid()), 5)
        self.run_it(file)
        self.assertEqual((len(self.paid()), len(self.videos())), (5, 5))


class OnATerminal(Batch):
    def test_lines_are_written_over_and_never_wrap(self):
        file = self.write(*[line(f'tty-{i}', id=f'tty-{i}-with-a-long-name-for-a-file') for i in range(4)])
        terminal, side = pty.openpty()
        columns = 40
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        with subprocess.Popen(self.command(file, '--at-once', '2'), env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=side, text=True) as process:
            os.close(side)
            shown = b''
            while True:
                try:
                    shown += os.read(terminal, 65536)
                except OSError:
                    break
            os.close(terminal)
            self.assertEqual(len(process.stdout.readlines()), 5)
        shown = shown.decode()
        lines = [each for each in re.split(r'\x1b\[\d*[AJ]|\r|\n', shown) if each]
        self.assertLess(max(map(len, lines)), columns)
        self.assertIn('3 of 4 saved, 1 under way', lines)
        self.assertTrue(any(each.startswith('tty-2-with-a-long') for each in lines))
        self.assertLessEqual(max(map(int, re.findall(r'\x1b\[(\d+)A', shown))), 2, 'a line for each that is under way, and one for all')


if __name__ == '__main__':
    SEEDANCE, GATEWAYS = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
