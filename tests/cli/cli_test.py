#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Runs the command-line program as a user runs it, against the sandbox as a program of its own.

usage: cli_test.py SEEDANCE GATEWAYS [unittest arguments]
"""
import contextlib
import http.client
import json
import os
import pty
import queue
import random
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import sandboxed
from sandboxed import AT_MOST, PACE, Gateways, OwnHosts, unhurried

KEY, WRONG_KEY = 'sandbox-key', 'a-key-that-is-wrong'
T, I, R, E = 'text_to_video', 'image_to_video', 'reference_to_video', 'edit_video'
IMAGE, LAST, CLIP, VOICE = ('https://example.com/' + name for name in ('first.png', 'last.png', 'clip.mp4', 'voice.mp3'))

# Every model and mode with every option it takes, and the words by which its gateway shows in the body that it got them.
APIXO_2_0 = ({'--sound': 'false', '--web-search': 'true'}, ['"sound":false', '"web_search":true', '"duration":6', '"resolution":"480p"', '"9:16"'])
APIXO_1_5 = ({'--sound': 'true', '--camera-fixed': 'true'}, ['"sound":true', '"fixed_lens":true', '"duration":6', '"resolution":"480p"', '"9:16"'])
PIXAZO_2_0 = ({'--sound': 'false', '--camera-fixed': 'true', '--watermark': 'true', '--seed': '7', '--frames-per-second': '24'},
              ['--seed 7 --framepersecond 24 --camerafixed true', '"generate_audio":false', '"watermark":true', '"duration":6', '"resolution":"480p"', '"9:16"'])
PIXAZO_2_0_TEXT = ({**PIXAZO_2_0[0], '--web-search': 'true'}, PIXAZO_2_0[1] + ['"tools":[{"type":"web_search"}]'])
PIXAZO_1_0 = ({'--camera-fixed': 'true'}, ['--ratio 9:16 --resolution 480p --duration 6 --camerafixed true'])
XENODIA = ({'--sound': 'false', '--web-search': 'true', '--return-last-frame': 'true', '--content-check': 'false'},
           ['"generate_audio":false', '"web_search":true', '"return_last_frame":true', '"nsfw_checker":false', '"duration":6', '"resolution":"480p"', '"9:16"'])
OFFERED = {
    'apixo/seedance-2-0-fast': {T: APIXO_2_0, I: APIXO_2_0, R: APIXO_2_0},
    'apixo/seedance-2-0-mini': {T: APIXO_2_0, I: APIXO_2_0, R: APIXO_2_0},
    'apixo/seedance-1-5-pro': {T: APIXO_1_5, I: APIXO_1_5},
    'pixazo/seedance-2-0': {T: PIXAZO_2_0_TEXT, I: PIXAZO_2_0, R: PIXAZO_2_0, E: PIXAZO_2_0},
    'pixazo/seedance-2-0-fast': {T: PIXAZO_2_0_TEXT, I: PIXAZO_2_0, R: PIXAZO_2_0, E: PIXAZO_2_0},
    'pixazo/seedance-1-0-pro-250528': {T: PIXAZO_1_0, I: PIXAZO_1_0},
    'pixazo/seedance-1-0-lite-i2v-250428': {I: PIXAZO_1_0},
    'xenodia/seedance-2': {T: XENODIA, I: XENODIA, R: XENODIA},
    'xenodia/seedance-2-fast': {T: XENODIA, I: XENODIA, R: XENODIA},
}
# The mode follows from the files, except for edit_video.
FILES = {T: [], I: ['--first-frame', IMAGE], R: ['--image', IMAGE, '--video', '5,' + CLIP, '--audio', '5,' + VOICE],
         E: ['--mode', E, '--video', '5,' + CLIP, '--image', IMAGE]}
URLS = {T: [], I: [IMAGE], R: [IMAGE, CLIP, VOICE], E: [IMAGE, CLIP]}


def setUpModule():
    global folder, rich, poor, punctual
    folder = tempfile.TemporaryDirectory()
    rich = Gateways(GATEWAYS, folder.name, 'rich', 1_000_000)
    poor = Gateways(GATEWAYS, folder.name, 'poor', 0)
    punctual = Gateways(GATEWAYS, folder.name, 'punctual', 1_000_000, time_scale='1')  # doctor compares the clocks


def tearDownModule():
    """No run did what a client must not do, except that commands on a task that has ended ask once more, as they were told."""
    broken = [words for g in (rich, poor, punctual) for words in g.tell()['broken_invariants'] if 'was polled again after its end' not in words]
    codes = [rich.stop(), poor.stop(), punctual.stop()]
    folder.cleanup()
    assert (broken, codes) == ([], [0, 0, 0]), (broken, codes)


def all_of(terminal):
    """Reads what was written to a terminal whose other side is closed: one read gives what has come through so far."""
    shown = b''
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says EIO when nothing is left
            return shown
        if not part:
            return shown
        shown += part


def path(name):
    return os.path.join(folder.name, name)


class CliTest(unittest.TestCase):
    def seedance(self, *arguments, code=0, keys=KEY, stderr=subprocess.PIPE, **environment):
        """Runs the program; whatever it is asked, it never prints a key. Where it is not told of the sandbox it gets no key."""
        environment = {'XDG_STATE_HOME': path('state')} | environment
        environment |= {gateway.upper() + '_API_KEY': keys for gateway in rich.urls} if keys else {}
        done = subprocess.run([SEEDANCE, *unhurried(arguments)], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr, text=True, timeout=AT_MOST)
        said = f'{" ".join(arguments)}\n{done.stdout}\n{done.stderr}'
        self.assertEqual(done.returncode, code, said)
        for key in (KEY, WRONG_KEY):
            self.assertNotIn(key, done.stdout, said)
            self.assertNotIn(key, done.stderr or '', said)
        return done

    def json_of(self, *arguments, **more):
        """The one value that standard output is."""
        return json.loads(self.seedance(*arguments, '--json', **more).stdout)

    def expect_video(self, file):
        """An MP4 file: boxes from its first byte to its last, with an index and with data."""
        with open(file, 'rb') as f:
            data = f.read()
        kinds, at = [], 0
        while at < len(data):
            size, kind = struct.unpack_from('>I4s', data, at)
            self.assertGreaterEqual(size, 8)
            kinds.append(kind)
            at += size
        self.assertEqual(at, len(data))
        self.assertEqual(kinds[0], b'ftyp')
        self.assertIn(b'moov', kinds)
        self.assertIn(b'mdat', kinds)

    def expect_usage_error(self, words, *arguments):
        done = self.seedance(*arguments, code=2, keys=None)
        self.assertIn(words, json.loads(done.stdout)['message'] if '--json' in arguments else done.stderr)
        if '--json' not in arguments:
            self.assertEqual(done.stdout, '')
        self.assertRegex(done.stderr, r'`seedance (\w+ )?--help` says more')
        return done


class Models(CliTest):
    def test_every_model_and_mode_is_listed(self):
        lines = self.seedance('models').stdout.splitlines()
        self.assertEqual([line.split()[:2] for line in lines[:-1]], [[model, mode] for model in OFFERED for mode in OFFERED[model]])
        self.assertRegex(lines[-1], r'^A route, .*: --model apixo/[^ ]+,pixazo/')
        self.assertIn('apixo/seedance-1-5-pro  text_to_video  4-12 s  480p 720p', lines)

    def test_as_json(self):
        rows = self.json_of('models')
        self.assertEqual([(row['model'], row['mode']) for row in rows], [(model, mode) for model in OFFERED for mode in OFFERED[model]])
        for row in rows:
            options = {'--' + option.replace('_', '-') for option in row['options']}
            self.assertEqual(options, set(OFFERED[row['model']][row['mode']][0]), row)
        edit = next(row for row in rows if (row['model'], row['mode']) == ('pixazo/seedance-2-0', E))
        self.assertEqual((edit['resolutions'], edit['seconds']), (['480p', '720p', '1080p'], [4, 15]))
        self.assertEqual(edit['inputs'], {'images': [0, 2], 'videos': [1, 1], 'audio': [0, 0]})
        self.assertEqual({row['model'] for row in rows if row['required_options'] == ['sound']}, {'apixo/seedance-1-5-pro'})


class Price(CliTest):
    def test_one_model_of_each_gateway(self):
        for model, options, expected in [
            ('apixo/seedance-2-0-fast', ['--resolution', '480p', '--duration', '6'], '$0.456'),
            ('apixo/seedance-1-5-pro', ['--resolution', '720p', '--duration', '4', '--sound', 'true'], '$0.16'),
            ('apixo/seedance-2-0-fast', [*FILES[R], '--resolution', '480p', '--duration', '6'], '$0.517'),  # 6 s made, 5 s given
            ('pixazo/seedance-2-0', ['--resolution', '480p', '--duration', '10'], '$0.711'),
            ('pixazo/seedance-1-0-pro-250528', [], '$0.20'),
            ('pixazo/seedance-1-0-lite-i2v-250428', ['--first-frame', IMAGE, '--last-frame', LAST], 'unknown: the gateway documents no price'),
            ('xenodia/seedance-2', [], 'unknown: the gateway documents no price'),
            ('apixo/seedance-2-0-fast', ['--video', CLIP], 'unknown: the length of a reference video is billed and was not given'),
        ]:
            with self.subTest(model=model, options=options):
                self.assertEqual(self.seedance('price', '--model', model, *options, keys=None).stdout, f'{model}  {expected}\n')

    def test_every_model_that_can_take_the_request(self):
        text = self.seedance('price', '--duration', '5', keys=None).stdout.splitlines()
        self.assertEqual(text, ['pixazo/seedance-1-0-pro-250528  $0.20',
                                'apixo/seedance-2-0-mini  $0.5125',
                                'apixo/seedance-2-0-fast  $0.78',
                                'pixazo/seedance-2-0  $0.7985',
                                'pixazo/seedance-2-0-fast  $1.20',
                                'xenodia/seedance-2  unknown: the gateway documents no price',
                                'xenodia/seedance-2-fast  unknown: the gateway documents no price'])
        rows = self.json_of('price', '--duration', '5', keys=None)
        self.assertEqual([f'{row["model"]}  {row["price"]}' for row in rows], text)
        self.assertEqual([row.get('micro_usd') for row in rows], [200_000, 512_500, 780_000, 798_500, 1_200_000, None, None])
        self.assertEqual([row['known'] for row in rows], [True] * 5 + [False] * 2)

    def test_a_list_asked_from_the_gateway_needs_no_key_and_sends_none(self):
        rows = self.json_of('price', '--duration', '5', '--ask', *rich.options('xenodia'), keys=None)
        self.assertEqual(len(rows), 7)
        self.assertTrue(all(row['known'] for row in rows))
        self.assertEqual(rows, sorted(rows, key=lambda row: row['micro_usd']))
        self.assertIn({'model': 'xenodia/seedance-2', 'price': "$0.85 before the gateway's margin", 'known': True, 'micro_usd': 850_000}, rows)
        asked = [r for r in rich.tell()['requests'] if r['target'] == '/v1/models']
        self.assertTrue(asked)
        self.assertFalse(any(r['right_key'] for r in asked))

    def test_a_route(self):
        models = ['pixazo/seedance-2-0-fast', 'apixo/seedance-2-0-fast']
        rows = self.json_of('price', '--model', ','.join(models), '--resolution', '480p', '--duration', '6')
        self.assertEqual([row['model'] for row in rows], models)
        for row in rows:
            alone = self.json_of('price', '--model', row['model'], '--resolution', '480p', '--duration', '6')
            self.assertEqual(alone, [row])

    def test_what_no_model_can_take(self):
        self.assertIn('no model can take this request', self.seedance('price', '--duration', '99', code=2).stderr)
        self.assertEqual(self.json_of('price', '--duration', '99', code=2), [])
        refused = self.seedance('price', '--model', 'apixo/seedance-2-0-fast', '--duration', '99', code=2)
        self.assertIn('duration: the model does not offer this duration (given 99 s, allowed 4..15 s)', refused.stderr)
        self.assertEqual(refused.stdout, '')


class Generate(CliTest):
    def test_every_model_in_every_mode_with_every_option(self):
        def make(model, mode):
            gateway, name = model.split('/')
            options, words = OFFERED[model][mode]
            file = path(f'{gateway}-{name}-{mode}.mp4')
            prompt = f'a fox in the snow, {model} {mode}'
            arguments = ['generate', '--model', model, '--prompt', prompt, '--resolution', '480p', '--duration', '6', '--aspect-ratio', '9:16',
                         '--callback-url', 'https://example.com/hook', '--out', file, *FILES[mode], *rich.options(gateway)]
            if 'lite' in model:
                arguments += ['--last-frame', LAST]
            for option, value in options.items():
                arguments += [option, value]
            done = self.json_of(*arguments)
            self.expect_video(file)
            self.assertEqual((done['file'], done['bytes']), (file, os.path.getsize(file)))
            return prompt, done, words + URLS[mode]

        with ThreadPoolExecutor(4) as several:
            made = list(several.map(lambda of: make(*of), [(model, mode) for model in OFFERED for mode in OFFERED[model]]))
        self.assertEqual(len(made), sum(map(len, OFFERED.values())))
        tasks = {task['id']: task for task in rich.tell()['tasks']}
        for prompt, done, words in made:
            task = tasks[done['task'].split()[3]]
            for expected in [prompt, *words]:
                self.assertIn(expected, task['body'])
            self.assertEqual(task['callback_url'], 'https://example.com/hook')

    def slow_options(self, gateway):
        """For a gateway whose tasks take a second, and are asked for every few milliseconds: one is seen before its end on a busy machine, too."""
        slow = Gateways(GATEWAYS, folder.name, 'slow', 1_000_000, '50')
        self.addCleanup(slow.stop)
        return slow.options(gateway)[:-1] + [PACE]

    def test_text_output_is_the_task_and_then_the_file(self):
        file = path('text.mp4')
        done = self.seedance('generate', '--model', 'apixo/seedance-2-0-fast', '--prompt', 'a lighthouse', '--out', file, *self.slow_options('apixo'))
        task, saved = done.stdout.splitlines()
        self.assertRegex(task, r'^seedance-task/1 apixo seedance-2-0-fast task_\w+ ')
        self.assertEqual(saved, file)
        self.assertIn('next poll in', done.stderr)
        self.expect_video(file)

    def test_quiet_and_json_print_no_progress(self):
        request = ['generate', '--model', 'xenodia/seedance-2', '--prompt', 'a lighthouse', *rich.options('xenodia')]
        quiet = self.seedance(*request, '--quiet')
        self.assertEqual((len(quiet.stdout.splitlines()), quiet.stderr), (2, ''))
        done = self.seedance(*request, '--json')
        result = json.loads(done.stdout)
        self.assertEqual(done.stderr, result['task'] + '\n')  # known before the video is, whatever becomes of the program
        self.assertTrue(result['url'].startswith('https://'))
        self.assertEqual(result['charged_micro_usd'], 850_000)

    def test_progress_on_a_terminal_stays_on_one_line(self):
        terminal, program_side = pty.openpty()
        self.seedance('generate', '--model', 'xenodia/seedance-2', '--prompt', 'a pier', *self.slow_options('xenodia'), stderr=program_side)
        os.close(program_side)
        shown = all_of(terminal).decode()
        os.close(terminal)
        self.assertGreaterEqual(shown.count('\r\x1b[J'), 2)
        self.assertEqual(shown.count('\n'), 1)

    def test_dry_run_prints_the_exact_request_and_sends_nothing(self):
        before = len(rich.tell()['requests'])
        for model, modes in OFFERED.items():
            gateway = model.split('/')[0]
            for mode in modes:
                request = ['generate', '--model', model, '--prompt', 'a fox', *FILES[mode], '--sound', 'true'] if 'pixazo/seedance-1-0' not in model \
                    else ['generate', '--model', model, '--prompt', 'a fox', *FILES[mode]]
                if 'lite' in model:
                    request += ['--last-frame', LAST]
                shown = self.json_of(*request, '--dry-run', *rich.options(gateway), keys=None)
                self.assertTrue(shown['url'].startswith(rich.urls[gateway] + '/'), shown)
                self.assertEqual(shown['method'], 'POST')
                self.assertEqual(shown['headers']['Content-Type'], 'application/json')
                self.assertIn('a fox', json.dumps(json.loads(shown['body'])))
                self.assertEqual('micro_usd' in shown, gateway != 'xenodia' and 'lite' not in model)
                text = self.seedance(*request, '--dry-run', '--quiet', *rich.options(gateway), keys=None)
                self.assertEqual(text.stdout.splitlines()[0], 'POST ' + shown['url'])
                self.assertEqual(text.stdout.splitlines()[-3:], [shown['body'], '', 'price ' + shown['price']])
                self.assertEqual(text.stderr, '')
        self.assertEqual(len(rich.tell()['requests']), before)

    def test_dry_run_shows_what_is_sent(self):
        request = ['generate', '--model', 'pixazo/seedance-2-0', '--prompt', 'a dry fox', '--no-wait', *rich.options('pixazo')]
        shown = self.json_of(*request, '--dry-run')
        sent = self.json_of(*request)
        task = next(task for task in rich.tell()['tasks'] if task['id'] == sent['id'])
        self.assertEqual(task['body'], shown['body'])

    def test_dry_run_of_a_route_prints_each_request(self):
        route = ['generate', '--model', 'apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast', '--prompt', 'a fox', '--dry-run']
        shown = self.json_of(*route, keys=None)
        self.assertEqual(len(shown['legs']), 2)
        for leg, model in zip(shown['legs'], route[2].split(',')):
            alone = self.json_of('generate', '--model', model, *route[3:], keys=None)
            del alone['warnings']
            self.assertEqual(leg, alone)
        text = self.seedance(*route, keys=None).stdout
        self.assertEqual(text.count('POST https://'), 2)
        self.assertIn('\nroute price $', text)

    def test_progress_is_posted_where_it_is_asked_for(self):
        request = ['generate', '--dry-run', '--model', 'pixazo/seedance-2-0', '--prompt', 'a fox', '--callback-url', 'https://example.com/hook']
        for given, mode in (([], 'terminal'), (['--callback-progress', 'false'], 'terminal'), (['--callback-progress', 'true'], 'sync')):
            self.assertEqual(self.json_of(*request, *given, keys=None)['headers']['X-Webhook-Mode'], mode)

    def test_media_by_http_is_a_warning(self):
        request = ['generate', '--dry-run', '--model', 'xenodia/seedance-2', '--prompt', 'a fox', '--first-frame', 'http://e.com/1.png']
        self.assertIn("first_frame: the gateway's document says nothing of https", self.json_of(*request, keys=None)['warnings'][0])

    def test_warnings_are_shown(self):
        request = ['generate', '--dry-run', '--model', 'apixo/seedance-1-5-pro', '--prompt', 'a fox', '--duration', '5', '--sound', 'true']
        words = "duration: the gateway's document advises other durations (given 5 s, advised 4, 8, 12 s)"
        self.assertEqual(self.seedance(*request, keys=None).stderr, f'seedance: {words}\n')
        self.assertEqual(self.json_of(*request, keys=None)["warnings"], [words])

    def test_edit_as_long_as_the_source(self):
        shown = self.json_of('generate', '--dry-run', '--model', 'pixazo/seedance-2-0', '--prompt', 'a fox', *FILES[E], '--duration', 'source', keys=None)
        self.assertEqual(json.loads(shown['body'])['duration'], -1)


class Tasks(CliTest):
    def test_status_wait_and_download(self):
        for gateway, model in [('apixo', 'seedance-2-0-mini'), ('pixazo', 'seedance-2-0-fast'), ('xenodia', 'seedance-2-fast')]:
            with self.subTest(gateway=gateway):
                options = rich.options(gateway)
                task = self.seedance('generate', '--model', f'{gateway}/{model}', '--prompt', 'a task', '--no-wait', *options).stdout.strip()
                self.assertTrue(task.startswith(f'seedance-task/1 {gateway} {model} '))
                if gateway != 'apixo':  # whose document says not to ask for minutes
                    self.assertIn(self.json_of('status', task, *options)['state'], ('queued', 'running', 'succeeded'))
                waited = self.json_of('wait', task, *options)
                self.assertEqual(waited['task'], task)
                self.assertEqual(self.seedance('wait', task, '--quiet', *options).stdout, waited['url'] + '\n')
                status = self.json_of('status', task, *options)
                self.assertEqual((status['state'], status['url']), ('succeeded', waited['url']))
                self.assertIn('succeeded (', self.seedance('status', task, *options).stdout)
                for command in ('wait', 'download'):
                    file = path(f'{gateway}-{command}.mp4')
                    self.assertEqual(self.seedance(command, task, '--out', file, *options).stdout, file + '\n')
                    self.expect_video(file)

    def test_a_failed_task(self):
        options = rich.options('apixo')
        request = ['generate', '--model', 'apixo/seedance-2-0-fast', '--prompt', 'FAIL SensitiveContent these words', *options]
        failed = self.json_of(*request, code=6)
        self.assertEqual((failed['gateway_code'], failed['gateway_message'], failed['billed']), ('SensitiveContent', 'these words', 'unknown'))
        status = self.json_of('status', failed['task'], *options)
        self.assertEqual((status['state'], status['code'], status['message']), ('failed', 'SensitiveContent', 'these words'))
        text = self.seedance('wait', failed['task'], *options, code=6)
        self.assertEqual(text.stdout, '')
        self.assertIn('these words', text.stderr)

    def test_a_task_that_the_gateway_does_not_know(self):
        unknown = 'seedance-task/1 apixo seedance-2-0-fast task_1 1700000000000 5-6/5-6'
        self.seedance('wait', unknown, *rich.options('apixo'), code=6)

    def test_a_download_that_cannot_be_written_keeps_the_task(self):
        options = rich.options('xenodia')
        task = self.json_of('generate', '--model', 'xenodia/seedance-2', '--prompt', 'a file', *options)['task']
        self.assertIn('there is no folder', self.seedance('download', task, '--out', path('nowhere/a.mp4'), *options, code=2).stderr)
        self.assertIn('/proc/a.mp4', self.seedance('download', task, '--out', '/proc/a.mp4', *options, code=2).stderr)
        failed = self.json_of('download', task, '--out', '/dev/full', *options, code=8)
        self.assertEqual((failed['step'], failed['task']), ('download', task))

    def test_a_path_that_nothing_can_be_saved_at_is_found_before_anything_is_paid(self):
        os.mkdir(path('locked'), 0o500)
        bad = [(path('missing/a.mp4'), 'there is no folder'), (folder.name, 'is a folder'), (path('b.mp4/'), 'there is no folder'),
               (path('x' * 256), 'File name too long'), ('/proc/a.mp4', '/proc/a.mp4'), (path('x' * 5000), 'too long')]
        if os.geteuid() != 0:  # the superuser may write everywhere
            bad.append((path('locked/a.mp4'), 'Permission denied'))
        before = sorted(os.listdir(folder.name))
        submits = rich.tell()['tasks']
        for file, words in bad:
            with self.subTest(file=file[:100]):
                request = ['generate', '--model', 'xenodia/seedance-2', '--prompt', 'never made', '--out', file, *rich.options('xenodia')]
                self.assertIn(words, self.seedance(*request, code=2).stderr)
        self.assertEqual(rich.tell()['tasks'], submits)
        self.assertEqual(sorted(os.listdir(folder.name)), before)

    def test_a_video_goes_to_standard_output_to_a_fifo_and_to_long_names(self):
        options = rich.options('xenodia')
        task = self.json_of('generate', '--model', 'xenodia/seedance-2', '--prompt', 'a file', *options)['task']
        long_name = path('y' * 251 + '.mp4')
        self.seedance('download', task, '--out', long_name, *options)
        self.expect_video(long_name)
        with open(long_name, 'rb') as f:
            video = f.read()
        environment = {'XENODIA_API_KEY': KEY}
        for out in ('-', '/dev/stdout', '/dev/fd/1'):
            done = subprocess.run([SEEDANCE, 'download', task, '--out', out, *options], env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=AT_MOST)
            self.assertEqual((done.returncode, done.stdout), (0, video), done.stderr)
        with open(path('redirected.mp4'), 'wb') as redirected:
            redirected.write(b'before')
            redirected.flush()
            subprocess.run([SEEDANCE, 'download', task, '--out', '-', '--quiet', *options], env=environment, stdin=subprocess.DEVNULL, stdout=redirected, timeout=AT_MOST, check=True)
        with open(path('redirected.mp4'), 'rb') as f:
            self.assertEqual(f.read(), b'before' + video)
        self.expect_usage_error('not both', 'download', task, '--out', '-', '--json', *options)
        os.mkfifo(path('fifo'))
        with subprocess.Popen([SEEDANCE, 'download', task, '--out', path('fifo'), *options], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as writer:
            with open(os.open(path('fifo'), os.O_RDONLY), 'rb') as reader:
                self.assertEqual(reader.read(), video)
            self.assertEqual(writer.wait(timeout=AT_MOST), 0)

    def test_the_permissions_of_a_file_stay_and_a_killed_run_leaves_nothing_for_long(self):
        options = rich.options('xenodia')
        task = self.json_of('generate', '--model', 'xenodia/seedance-2', '--prompt', 'a file', *options)['task']
        file = path('private.mp4')
        with open(file, 'w') as f:
            f.write('old')
        os.chmod(file, 0o600)
        self.seedance('download', task, '--out', file, *options)
        self.assertEqual(os.stat(file).st_mode & 0o777, 0o600)
        self.expect_video(file)
        self.assertEqual([name for name in os.listdir(folder.name) if name.endswith('.part')], [])


class Failures(CliTest):
    REQUEST = ['generate', '--prompt', 'a fox', '--model']

    def test_keys_come_from_the_environment_only(self):
        for gateway, model in [('apixo', 'apixo/seedance-2-0-fast'), ('pixazo', 'pixazo/seedance-2-0'), ('xenodia', 'xenodia/seedance-2')]:
            self.assertIn(f'{gateway.upper()}_API_KEY is not set', self.seedance(*self.REQUEST, model, *rich.options(gateway), keys=None, code=3).stderr)
            failed = self.json_of(*self.REQUEST, model, *rich.options(gateway), keys=WRONG_KEY, code=3)
            self.assertEqual((failed['http_status'], failed['step'], failed['billed']), (401, 'submit', 'no'))
        for option in ('--key', '--api-key', '--apikey', '--token'):
            self.expect_usage_error('unrecognised option', *self.REQUEST, 'apixo/seedance-2-0-fast', option, 'x')
        self.assertNotIn('--key', self.seedance('--help').stdout)

    def test_no_balance(self):
        for gateway, model in [('apixo', 'apixo/seedance-2-0-fast'), ('pixazo', 'pixazo/seedance-2-0'), ('xenodia', 'xenodia/seedance-2')]:
            failed = self.json_of(*self.REQUEST, model, *poor.options(gateway), code=9)
            self.assertEqual((failed['http_status'], failed['billed']), (402, 'no'))
        self.assertEqual(poor.tell()['tasks'], [])

    def test_the_network(self):
        untrusted = ['--base-url', rich.urls['apixo']]
        self.assertIn('certificate', self.seedance(*self.REQUEST, 'apixo/seedance-2-0-fast', *untrusted, code=4).stderr)

    def test_broken_rules_are_named_with_their_fields(self):
        def fields(*request):
            failed = self.json_of('generate', *request, *rich.options(request[1].split('/')[0]), code=2)
            self.assertEqual(failed['step'], 'check')
            return [(broken['field'], broken['given']) for broken in failed['broken_rules']]

        before = len(rich.tell()['requests'])
        self.assertEqual(fields('--model', 'apixo/seedance-2-0-fast', '--resolution', '4k', '--duration', '99', '--aspect-ratio', '5:4'),
                         [('prompt', ''), ('resolution', '4k'), ('duration', '99 s'), ('aspect_ratio', '5:4')])
        self.assertEqual(fields('--model', 'apixo/seedance-1-5-pro', '--prompt', 'a fox'), [('sound', '')])
        self.assertEqual(fields('--model', 'pixazo/seedance-2-0-fast', '--prompt=a fox --resolution 1080p'), [('prompt', '--resolution')])
        self.assertEqual(fields('--model', 'pixazo/seedance-2-0', '--prompt', 'a fox', '--audio', VOICE)[0][0], 'references')
        self.assertEqual(fields('--model', 'pixazo/seedance-2-0', '--prompt', 'a fox', '--first-frame', 'http://e.com/1.png')[0][0], 'first_frame')
        self.assertEqual(fields('--model', 'xenodia/seedance-2', '--prompt', 'a fox', '--first-frame', 'http://localhost/1.png')[0][0], 'first_frame')
        self.assertEqual(fields('--model', 'apixo/seedance-2-0-mini', '--prompt', 'a fox', '--callback-progress', 'true'), [('callback_progress', '')])
        self.assertEqual(fields('--model', 'pixazo/seedance-2-0', '--prompt', 'a fox', '--callback-progress', 'true'), [('callback_progress', '')])
        self.assertEqual(fields('--model', 'xenodia/seedance-2', '--prompt', 'a fox', '--seed', '7'), [('seed', '')])
        self.assertEqual(fields('--model', 'xenodia/seedance-2', '--prompt', 'a fox', '--mode', E, '--video', CLIP), [('mode', E)])
        self.assertEqual(fields('--model', 'apixo/seedance-2-0-mini', '--prompt', 'a fox', '--callback-url', 'http://e.com'), [('callback_url', 'http://e.com')])
        self.assertEqual(len(rich.tell()['requests']), before)
        text = self.seedance('generate', '--model', 'apixo/seedance-2-0-fast', '--prompt', 'a fox', '--resolution', '4k', code=2, keys=None)
        self.assertIn('resolution: the model does not offer this resolution (given 4k, allowed 480p, 720p)', text.stderr)
        self.assertEqual(text.stdout, '')

    def test_an_intent_is_submitted_once(self):
        journal = path('jobs.db')
        wanted = [*self.REQUEST, 'apixo/seedance-2-0-fast', *rich.options('apixo'), '--journal', journal, '--intent', 'order-1']
        before = len(rich.tell()['tasks'])
        first = self.json_of(*wanted, '--no-wait')
        again = self.json_of(*wanted, '--no-wait')
        self.assertEqual(first['task'], again['task'])
        found = self.json_of('recover', '--journal', journal, keys=None)
        self.assertEqual([(left['intent'], left['task']) for left in found['task']], [('order-1', first['task'])])
        self.assertEqual((found['unknown'], found['not_sent'], found['expired']), ([], [], []))
        self.assertIn('task  order-1  seedance-task/1 apixo', self.seedance('recover', '--journal', journal, keys=None).stdout)
        self.json_of(*wanted, '--out', path('order-1.mp4'))
        self.expect_video(path('order-1.mp4'))
        self.assertEqual(self.seedance('recover', '--journal', journal, keys=None).stdout, 'nothing is left\n')
        self.assertEqual(len(rich.tell()['tasks']), before + 1)

    def test_limits(self):
        refused = self.json_of(*self.REQUEST, 'apixo/seedance-2-0-fast', '--price-limit', '0.01', *rich.options('apixo'), code=10)
        self.assertIn('--price-limit is $0.01', refused['message'])
        self.assertNotIn('::', refused['message'])
        self.json_of(*self.REQUEST, 'xenodia/seedance-2', '--price-limit', '5', *rich.options('xenodia'), code=10)
        for text in ('1.2.3', 'x', '-1', '.5', '1.1234567', '1000000'):
            self.expect_usage_error('--price-limit', *self.REQUEST, 'apixo/seedance-2-0-fast', '--price-limit', text)
        self.expect_usage_error('--intent needs a journal', *self.REQUEST, 'apixo/seedance-2-0-fast', '--intent', 'order-1', '--no-journal')
        self.expect_usage_error('one of the two', *self.REQUEST, 'apixo/seedance-2-0-fast', '--journal', path('a.db'), '--no-journal')
        self.json_of(*self.REQUEST, 'xenodia/seedance-2', '--price-limit', '5', '--price-if-unknown', '4.99', *rich.options('xenodia'))
        self.json_of(*self.REQUEST, 'xenodia/seedance-2', '--price-limit', '5', '--price-if-unknown', '5.01', *rich.options('xenodia'), code=10)

    def test_a_dry_run_keeps_the_limit(self):
        for words, *request in (('the request costs $0.78, --price-limit is $0.01', 'apixo/seedance-2-0-fast', '--price-limit', '0.01'),
                                ('set --price-if-unknown to what may be counted for it', 'xenodia/seedance-2', '--price-limit', '5'),
                                ('the request costs $6.00, --price-limit is $5.00', 'xenodia/seedance-2', '--price-limit', '5', '--price-if-unknown', '6')):
            refused = [self.json_of(*self.REQUEST, *request, '--duration', '5', *rich.options(request[0].split('/')[0]), *dry, code=10) for dry in ([], ['--dry-run'])]
            self.assertEqual(refused[0], refused[1])
            self.assertIn(words, refused[1]['message'])
        route = [*self.REQUEST, 'apixo/seedance-2-0-fast,apixo/seedance-2-0-mini', '--duration', '5', '--dry-run', '--price-limit']
        self.assertEqual(len(self.json_of(*route, '0.60')['legs']), 2)
        self.assertIn('leg 2: apixo/seedance-2-0-mini: ', self.seedance(*route, '0.50', code=10).stderr)

    def test_a_command_line_that_is_not_understood_is_json_too(self):
        for arguments in (['wait', 'nothing'], ['generat'], ['journal', 'lst'], ['batch', path('no.jsonl'), '--out-dir', path('videos'), '--journal', path('jobs.db')]):
            failed = self.json_of(*arguments, code=2)
            self.assertEqual((failed['error'], failed['billed']), ('the command line is not understood', 'no'))
            self.assertTrue(failed['message'])

    def test_a_journal_that_cannot_be_used(self):
        with open(path('no.db'), 'w') as f:
            f.write('this is a letter, not a database. ' * 100)
        failed = self.json_of(*self.REQUEST, 'apixo/seedance-2-0-fast', '--journal', path('no.db'), *rich.options('apixo'), code=1)
        self.assertIn('no.db', failed['message'])
        self.assertEqual(failed['billed'], 'no')

    def test_unknown_models(self):
        for model in ('apixo/seedance-9', 'seedance-2-0-fast', 'nobody/seedance-2'):
            failed = self.json_of(*self.REQUEST, model, code=2, keys=None)
            self.assertEqual([(broken['field'], broken['given']) for broken in failed['broken_rules']], [('model', model)])
        self.assertIn('no such model is known', self.seedance('price', '--model', 'apixo/seedance-9', code=2).stderr)

    def test_each_gateway_of_a_route_has_a_url_of_its_own(self):
        where = [word for gateway in ('apixo', 'pixazo') for word in ('--base-url', f'{gateway}={rich.urls[gateway]}')] + rich.options('apixo')[2:]
        for models in ('apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast', 'pixazo/seedance-2-0-fast,apixo/seedance-2-0-fast'):
            made = self.json_of(*self.REQUEST, models, *where, '--no-wait')
            self.assertIn(' ' + models.split('/')[0] + ' ', made['task'])
            self.json_of('wait', made['task'], *where)

    def test_routes_that_are_none(self):
        fast, other = 'apixo/seedance-2-0-fast', 'pixazo/seedance-2-0-fast'
        said = self.seedance(*self.REQUEST, 'apixo/seedance-2-0-fats,pixazo/seedance-2-0-fsat', code=2, keys=None).stderr
        self.assertIn(f'did you mean --model {fast},{other}?', said)
        for models, field in ((f'{fast},{fast}', 'models[1]'), (f'{fast},', 'models[1]'), (f'{fast},{other},xenodia/none', 'models[2]')):
            failed = self.json_of(*self.REQUEST, models, code=2, keys=None)
            self.assertEqual([broken['field'] for broken in failed['broken_rules']], [field])
        self.expect_usage_error("--base-url is one gateway's", *self.REQUEST, f'{fast},{other}', *rich.options('apixo'))
        of_two = ['--base-url', 'apixo=' + rich.urls['apixo'], '--base-url', 'pixazo=' + rich.urls['pixazo']]
        for words, given in (('there is none for xenodia; where its own is meant, say --base-url xenodia=https://', ('xenodia/seedance-2', *of_two)),
                             ("there is no gateway 'apxo'; did you mean 'apixo'?", (fast, '--base-url', 'apxo=https://localhost')),
                             ('there are two for apixo', (fast, *of_two[:2], *of_two[:2])),
                             ('each begins with the gateway', (fast, *of_two[:2], '--base-url', 'https://localhost')),
                             ('the value is empty', (fast, '--base-url', 'apixo='))):
            self.expect_usage_error(words, *self.REQUEST, *given)
        failed = self.json_of(*self.REQUEST, f'{fast},{other}', code=3, keys=None)
        self.assertIn('APIXO_API_KEY is not set', failed['message'])
        asked = len(rich.tell()['requests'])
        failed = self.json_of(*self.REQUEST, f'{fast},{other}', *of_two, code=3, APIXO_API_KEY='with a blank', PIXAZO_API_KEY=KEY, keys=None)
        self.assertIn('bytes that a header cannot hold', failed['message'])
        failed = self.json_of(*self.REQUEST, f'{fast},{other}', '--base-url', 'apixo=http://localhost', *of_two[2:], code=2)
        self.assertEqual(failed['billed'], 'no')
        self.assertEqual(len(rich.tell()['requests']), asked, 'the dearer one is not paid for a slip of the pen')
        done = self.seedance(*self.REQUEST, f'{fast},{other}', *of_two, *rich.options('apixo')[2:], '--no-wait', keys=None, PIXAZO_API_KEY=KEY)
        self.assertIn('apixo is passed over: the environment variable APIXO_API_KEY is not set', done.stderr)
        broken = self.json_of(*self.REQUEST, f'{fast},{other}', '--duration', '99', code=2, keys=None)
        self.assertEqual(len(broken['broken_rules']), 2, 'each leg says its own')

    def test_command_lines_that_are_not_understood(self):
        task = 'seedance-task/1 apixo seedance-2-0-fast task_1 1700000000000 5-6/5-6'
        for words, *arguments in [
            ("there is no command 'make'", 'make'),
            ('unrecognised option', 'models', '--colour'),
            ('unrecognised option', 'generate', '--dry'),  # names are not guessed
            ('status takes the line of a task', 'status', task, task),
            ("unexpected 'x'", 'generate', 'x'),
            ('status needs the line of a task', 'status'),
            ('this is not the line of a task', 'wait', 'task_1'),
            ('download needs --out', 'download', task),
            ('--out', 'generate', '--no-wait', '--out', path('a.mp4')),
            ('there is no folder', 'generate', '--out', path('nowhere/a.mp4')),
            ('is a folder', 'generate', '--out', folder.name),
            ('--base-url: the value is empty', *self.REQUEST, 'apixo/seedance-2-0-fast', '--base-url', ''),
            ('--resolution: the value is empty', *self.REQUEST, 'apixo/seedance-2-0-fast', '--resolution', ''),
            ('--callback-url: the value is empty', *self.REQUEST, 'apixo/seedance-2-0-fast', '--callback-url', ''),
            ('--aspect-ratio: the value is empty', *self.REQUEST, 'apixo/seedance-2-0-fast', '--aspect-ratio', ''),
            ('--callback-progress', *self.REQUEST, 'pixazo/seedance-2-0', '--callback-progress', 'often'),
            ('--mode: there is no mode', 'price', '--mode', 'dream'),
            ('--duration: whole seconds', 'price', '--duration', '5s'),
            ('--duration: whole seconds', 'price', '--duration', '-1'),
            ('is no length in seconds', 'price', '--video', '0,' + CLIP),
            ('is no length in seconds', 'price', '--video', '0.0004,' + CLIP),
            ('--seed', 'price', '--seed', 'x'),
            ('--sound', 'price', '--sound', 'maybe'),
            ('--deadline: from 1 to 10000', 'price', '--deadline', '0'),
            ('--time-scale: from 1 to 10000', 'price', '--time-scale', '0'),
        ]:
            with self.subTest(arguments=arguments):
                self.expect_usage_error(words, *arguments)

    def test_certificates_that_cannot_be_used_are_named_with_the_reason(self):
        with open(path('no.pem'), 'w', encoding='utf-8') as f:
            f.write('not a certificate')
        commands = [[*self.REQUEST, 'apixo/seedance-2-0-fast'], ['wait', 'seedance-task/1 apixo seedance-2-0-fast task_1 1700000000000 5-6/5-6'], ['doctor', 'apixo'], ['drift', 'xenodia'], ['price', '--ask'], ['recover', '--journal', path('ca.db')]]
        for name, reason in (('missing.pem', 'cannot be opened'), ('no.pem', 'holds no certificate')):
            for command in commands:
                with self.subTest(name=name, command=command):
                    done = self.expect_usage_error('--ca-file: ', *command, '--ca-file', path(name))
                    for words in (path(name), reason):
                        self.assertIn(words, done.stderr)


class Doctor(CliTest):
    def examined(self, gateway, *arguments, code=0, where=None, **more):
        """What doctor says of one gateway, which is paid nothing."""
        before = punctual.tell()
        said = self.json_of('doctor', gateway, *(where or punctual.options(gateway)), *arguments, code=code, **more)
        after = punctual.tell()
        self.assertEqual(after['tasks'], before['tasks'])
        self.assertTrue(all(r['method'] == 'GET' for r in after['requests'][len(before['requests']):]))
        self.assertEqual(said['well'], code == 0)
        (found,) = said['gateways']
        self.assertEqual(found['gateway'], gateway)
        return said, found

    def test_every_gateway_is_well(self):
        for gateway in punctual.urls:
            with self.subTest(gateway=gateway):
                said, found = self.examined(gateway)
                self.assertEqual([found[what] for what in ('reached', 'trusted', 'key_accepted', 'well')], ['yes', 'yes', 'yes', True])
                self.assertEqual(found['base_url'], punctual.urls[gateway])
                self.assertLess(abs(found['clock_ahead_seconds']), 60)
                self.assertEqual('balance_micro_usd' in found, gateway == 'apixo')
                self.assertEqual(said['proxy'], {'variable': '', 'url': '', 'used': False})

    def test_in_words(self):
        text = self.seedance('doctor', 'apixo', *punctual.options('apixo')).stdout
        for words in ('apixo  https://127.0.0.1:', 'reached     yes, connected after ', ' ms, TLS after ', ' ms, answered after ', 'TLS trusted yes', 'key taken   yes, from APIXO_API_KEY', 'balance     $',
                      'clock       ', 'proxy  none is set', 'journal  none: --journal FILE names one'):
            self.assertIn(words, text)

    def test_a_password_is_shown_nowhere(self):
        for url in ('postgresql://me:s3cret@127.0.0.1:1/jobs', 'postgresql://me:s3c/ret@127.0.0.1:1/jobs', 'postgresql://127.0.0.1:1/jobs?user=me&password=s3cret&connect_timeout=2'):
            for form in ([], ['--json']):
                made = self.seedance('doctor', 'apixo', *punctual.options('apixo'), '--journal', url, *form, code=1)
                said = made.stdout + made.stderr
                self.assertIn('127.0.0.1:1', said)
                for part in ('s3c', 'ret@'):
                    self.assertNotIn(part, said)

    def test_a_wrong_key(self):
        for gateway in punctual.urls:
            with self.subTest(gateway=gateway):
                _, found = self.examined(gateway, code=3, keys=WRONG_KEY)
                self.assertEqual((found['reached'], found['trusted'], found['key_accepted'], found['http_status']), ('yes', 'yes', 'no', 401))
        _, found = self.examined('apixo', code=3, keys='with a blank')
        self.assertIn('bytes that a header cannot hold', found['detail'])

    def test_a_certificate_that_nobody_vouches_for(self):
        _, found = self.examined('apixo', code=4, where=['--base-url', punctual.urls['apixo']])
        self.assertEqual((found['reached'], found['trusted'], found['key_accepted']), ('yes', 'no', 'unknown'))
        self.assertIn('certificate', found['detail'])

    def test_nobody_there(self):
        _, found = self.examined('apixo', code=4, where=['--base-url', 'https://127.0.0.1:1/api/v1'])
        self.assertEqual((found['reached'], found['trusted'], found['key_accepted']), ('no', 'unknown', 'unknown'))
        self.assertIn('connecting', found['detail'])

    def test_no_key_at_all(self):
        failed = self.json_of('doctor', code=3, keys=None)
        self.assertIn('APIXO_API_KEY, PIXAZO_API_KEY and XENODIA_API_KEY', failed['message'])
        said = self.json_of('doctor', 'pixazo', *punctual.options('pixazo'), code=3, keys=None)
        self.assertIn('PIXAZO_API_KEY is not set', said['gateways'][0]['detail'])

    def test_several_gateways(self):
        only = dict(APIXO_API_KEY=KEY)
        said = self.json_of('doctor', *punctual.options('apixo'), keys=None, **only)
        self.assertEqual([found['gateway'] for found in said['gateways']], ['apixo'])
        self.assertIn('say which, --base-url apixo=URL', self.seedance('doctor', *punctual.options('apixo'), code=2).stderr)
        self.expect_usage_error("there is no gateway 'acme'", 'doctor', 'acme')

    def test_the_journal(self):
        file = path('doctor.db')
        said, _ = self.examined('apixo', '--journal', file)
        self.assertEqual(said['journal'], {'file': file, 'writable': True, 'detail': ''})
        self.assertEqual(self.json_of('recover', '--journal', file, keys=None)['not_sent'], [], 'nothing was left in it')
        with open(path('no.db'), 'w', encoding='utf-8') as f:
            f.write('this is no journal at all, whatever its name says' * 100)
        said, found = self.examined('apixo', '--journal', path('no.db'), code=1)
        self.assertTrue(found['well'])
        self.assertFalse(said['journal']['writable'])
        self.assertIn('no.db', said['journal']['detail'])
        said, _ = self.examined('apixo', '--journal', path('nowhere/a.db'), code=1)
        self.assertIn('nowhere/a.db', said['journal']['detail'])

    def test_a_proxy_is_named(self):
        for variable, used in (('HTTPS_PROXY', 'is used'), ('https_proxy', 'is used'), ('ALL_PROXY', 'is not used')):
            proxy = {variable: 'http://me:a-secret@127.0.0.1:1'}
            done = self.seedance('doctor', 'apixo', *punctual.options('apixo'), **proxy)  # which this machine needs none for
            self.assertIn(f'proxy  {variable}=http://127.0.0.1:1 {used}', done.stdout)
            self.assertNotIn('a-secret', done.stdout)


def as_the_sandbox_answers(gateway):
    """What a stand-in for a gateway's own host says."""
    trust = ssl.create_default_context(cafile=rich.ca_file)

    def answer(target):
        behind = http.client.HTTPSConnection(urllib.parse.urlsplit(rich.urls[gateway]).netloc, context=trust, timeout=AT_MOST)
        behind.request('GET', target)
        body = behind.getresponse().read()
        behind.close()
        return '200 OK', body

    return answer


class Drift(CliTest):
    def drifted(self, *faults, code=0):
        """What is said of a gateway whose list is at fault, as text and as JSON."""
        served = sandboxed.Sandbox(SEEDANCE, folder.name, *(word for fault in faults for word in ('--fault', fault)), gateway='xenodia')
        try:
            text = self.seedance('drift', 'xenodia', *served.options, code=code, keys=None)
            return text.stdout + text.stderr, self.json_of('drift', 'xenodia', *served.options, code=code, keys=None)
        finally:
            served.stop()

    def differences(self, said):
        return [(each['kind'], each['model'], each['field']) for each in said['gateways'][0]['findings'] if each['kind'] != 'not_compared']

    def test_a_list_that_agrees(self):
        done = self.seedance('drift', 'xenodia', *rich.options('xenodia'))
        self.assertIn('xenodia  the list agrees with the descriptors\n', done.stdout)
        self.assertIn('<seedance/model/xenodia.hpp>, from "Xenodia documentation, Seedance 2.0 Video API" as of 20', done.stdout)
        self.assertIn('not compared  xenodia/seedance-2: prices: the gateway lists them, and the descriptor has none', done.stdout)
        self.assertIn('not compared  modes, prompts, files and options', done.stdout)
        said = self.json_of('drift', 'xenodia', *rich.options('xenodia'), keys=None)
        self.assertIs(said['agrees'], True)
        self.assertEqual(self.differences(said), [])
        self.assertEqual(len(said['gateways'][0]['prices']), 12)
        self.assertIn({'model': 'xenodia/seedance-2', 'resolution': '720p', 'video_reference': 'with', 'micro_usd_per_second': 280_000}, said['gateways'][0]['prices'])
        asked = [r for r in rich.tell()['requests'] if r['target'] == '/v1/models']
        self.assertTrue(asked)
        self.assertFalse(any(r['right_key'] for r in asked))

    def test_lists_that_do_not(self):
        for fault, words, difference in [
            ('list=added', 'lacking       xenodia/seedance-next: the gateway lists this model, and no descriptor has it', ('lacks', 'xenodia/seedance-next', '')),
            ('list=removed', 'too much      xenodia/seedance-2-fast: there is a descriptor, and the gateway lists no such model', ('has_too_much', 'xenodia/seedance-2-fast', '')),
            ('list=unpriced', 'different     xenodia/seedance-2: prices: the gateway lists none for 720p without a video', ('differs', 'xenodia/seedance-2', 'prices')),
            ('list=damaged', 'not read      entry 3: no model with an id', ('unread', '', '')),
        ]:
            with self.subTest(fault=fault):
                text, said = self.drifted(fault, code=11)
                self.assertIn('the list does not agree with the descriptors', text)
                self.assertIn(words, text)
                self.assertIs(said['agrees'], False)
                self.assertEqual(self.differences(said), [difference])
        text, said = self.drifted('list=added', 'list=removed', code=11)
        self.assertEqual(len(self.differences(said)), 2)

    def test_what_is_no_agreement_and_no_drift(self):
        for gateway in ('apixo', 'pixazo'):
            self.assertEqual(self.seedance('drift', gateway, code=12, keys=None).stdout, f'{gateway}  lists nothing for machines: there is nothing to compare\n')
            self.assertEqual(self.json_of('drift', gateway, code=12, keys=None), {'agrees': None, 'gateways': [{'gateway': gateway, 'lists': False}]})
        text, said = self.drifted('list=huge', code=1)
        self.assertIn('larger than the limit', text)
        self.assertNotIn('agree', text)
        self.assertIn('larger than the limit', said['message'])
        with socket.socket() as nobody:  # bound, and never listening
            nobody.bind(('127.0.0.1', 0))
            nowhere = f'https://127.0.0.1:{nobody.getsockname()[1]}'
            self.seedance('drift', 'xenodia', '--base-url', nowhere, '--deadline', '30', '--time-scale', '1000', code=4, keys=None)
            self.assertIn('the call may be made again', self.json_of('price', '--ask', '--base-url', nowhere, '--deadline', '30', '--time-scale', '1000', code=4, keys=None)['message'])

    def test_all_gateways(self):
        """Without a gateway's name each one is compared, at its own address."""
        with OwnHosts(rich.ca_file, as_the_sandbox_answers('xenodia')) as proxy:
            only = dict(HTTPS_PROXY=proxy.url, code=0, keys=None)
            done = self.seedance('drift', '--ca-file', rich.ca_file, **only)
            said = self.json_of('drift', '--ca-file', rich.ca_file, **only)
        self.assertEqual(proxy.asked, ['api.xenodia.xyz:443/v1/models'] * 2)
        self.assertIn('apixo  lists nothing for machines: there is nothing to compare\n', done.stdout)
        self.assertIn('pixazo  lists nothing for machines: there is nothing to compare\n', done.stdout)
        self.assertIn('xenodia  the list agrees with the descriptors\n', done.stdout)
        self.assertIs(said['agrees'], True)
        self.assertEqual([(each['gateway'], each['lists']) for each in said['gateways']], [('apixo', False), ('pixazo', False), ('xenodia', True)])

    def test_what_is_no_gateway(self):
        self.expect_usage_error("there is no gateway 'xenoida'; did you mean 'xenodia'", 'drift', 'xenoida')
        self.expect_usage_error('say which, --base-url apixo=URL', 'drift', *rich.options('xenodia'))
        self.expect_usage_error('one gateway at most', 'drift', 'xenodia', 'pixazo')


class Sandbox(CliTest):
    def serve(self, *arguments, pace=PACE):
        """A sandbox as the program serves it, until the test ends; None when it has refused to."""
        process = subprocess.Popen([SEEDANCE, 'sandbox', '--json', '--time-scale', pace, '--ca', path('served.pem'), *arguments],
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(process.stdout.close)
        line = process.stdout.readline()
        if not line:
            self.assertEqual(process.wait(timeout=AT_MOST), 2)
            return None

        def end():
            process.terminate()
            self.assertEqual(process.wait(timeout=AT_MOST), 0)
        self.addCleanup(end)
        return json.loads(line)

    def generate(self, served, *arguments, gateway='apixo', model='apixo/seedance-2-0-fast', pace=PACE, code=0):
        return self.seedance('generate', '--model', model, '--prompt', 'a fox', '--base-url', served['base_urls'][gateway], '--ca-file',
                             path('served.pem'), '--time-scale', pace, *arguments, code=code, keys=served['key'])

    def test_a_video_from_each_gateway(self):
        served = self.serve()
        self.assertEqual((served['key'], served['ca_file']), (KEY, path('served.pem')))
        for gateway, model in [('apixo', 'apixo/seedance-2-0-fast'), ('pixazo', 'pixazo/seedance-2-0'), ('xenodia', 'xenodia/seedance-2')]:
            self.generate(served, '--out', path('served.mp4'), gateway=gateway, model=model)
            self.expect_video(path('served.mp4'))

    def test_it_may_be_ended_as_soon_as_it_is_told(self):
        for _ in range(20):
            self.serve()
            self.doCleanups()  # which expects that it ends as asked

    def test_ports_follow_the_first(self):
        served = None
        for _ in range(50):  # until three ports in a row are free, of those that the system gives to no client
            port = random.randrange(10_000, 32_000)
            served = self.serve('--port', str(port))
            if served:
                break
        self.assertEqual([url.split('/')[2] for url in served['base_urls'].values()], [f'127.0.0.1:{port + i}' for i in range(3)])

    def test_faults(self):
        served = self.serve('--fault', 'task=SensitiveContentDetected', '--fault', 'submit=429', '--fault', 'poll=503')
        self.assertIn('SensitiveContentDetected', self.generate(served, code=6).stderr)
        self.generate(served)
        served = self.serve('--fault', 'submit=lost', '--fault', 'submit=400')
        self.generate(served, code=5)
        self.generate(served, code=2)
        self.generate(served)

    def test_a_route_goes_on_where_a_model_is_refused(self):
        route = 'apixo/seedance-2-0-fast,apixo/seedance-2-0-mini'
        journal = ['--journal', path('route.db')]
        done = self.generate(self.serve('--fault', 'submit=402'), *journal, '--intent', 'order-1', '--out', path('route.mp4'), model=route)
        self.expect_video(path('route.mp4'))
        self.assertIn('apixo/seedance-2-0-fast: the gateway asks for balance or quota; next: apixo/seedance-2-0-mini', done.stderr)
        shown = self.seedance('journal', 'show', 'order-1', *journal, keys=None).stdout
        self.assertIn('model       apixo/seedance-2-0-mini\n', shown)
        self.assertRegex(shown, r'\nearlier     attempt 1, apixo/seedance-2-0-fast, not_sent: rejected_balance: ')
        done = self.generate(self.serve('--fault', 'submit=402', '--fault', 'submit=402'), model=route, code=9)
        for words in ('\nleg 1: apixo/seedance-2-0-fast: ', '\nleg 2: apixo/seedance-2-0-mini: '):
            self.assertIn(words, done.stderr)
        self.generate(self.serve('--fault', 'submit=lost'), model=route, code=5)

    @contextlib.contextmanager
    def hooks(self):
        """A server that takes callbacks: where, and what has been posted there."""
        posted = queue.Queue()

        class Hooks(BaseHTTPRequestHandler):
            def do_POST(self):
                posted.put((self.path, self.rfile.read(int(self.headers['Content-Length']))))
                self.send_response(200)
                self.send_header('Content-Length', '0')
                self.end_headers()

            def log_message(self, *_):
                pass
        with ThreadingHTTPServer(('127.0.0.1', 0), Hooks) as hooks:
            threading.Thread(target=hooks.serve_forever).start()
            try:
                yield ['--deliver-callbacks', f'http://127.0.0.1:{hooks.server_port}'], posted
            finally:
                hooks.shutdown()

    CALLED_BACK = ('--callback-url', 'https://example.com/hooks/1')

    def test_callbacks_are_delivered(self):
        with self.hooks() as (to, posted):
            line = self.generate(self.serve(*to, '--fault', 'callback=twice'), *self.CALLED_BACK).stdout.splitlines()[0]
            twice = [posted.get(timeout=AT_MOST) for _ in range(2)]
        self.assertTrue(posted.empty())
        self.assertEqual([where for where, _ in twice], ['/hooks/1'] * 2)
        self.assertEqual({json.loads(body)['data']['taskId'] for _, body in twice}, {line.split()[3]})

    def test_a_callback_that_is_lost_and_one_that_is_late(self):
        with self.hooks() as (to, posted):
            self.generate(self.serve(*to, '--fault', 'callback=lost'), *self.CALLED_BACK)
            # A minute of the gateway's time late: here three seconds, and who polls has the video of this model after half a second.
            late = self.serve(*to, '--fault', 'callback=late', pace='20')
            line = self.generate(late, *self.CALLED_BACK, gateway='pixazo', model='pixazo/seedance-2-0', pace='20').stdout.splitlines()[0]
            self.assertTrue(posted.empty(), 'the one is lost, and the other is not there yet')
            where, body = posted.get(timeout=AT_MOST)
        self.assertTrue(posted.empty())
        self.assertEqual((where, json.loads(body)['request_id']), ('/hooks/1', line.split()[3]))

    def test_callbacks_that_are_forged(self):
        with self.hooks() as (to, posted):
            line = self.generate(self.serve(*to, '--fault', 'callback=forged'), *self.CALLED_BACK).stdout.splitlines()[0]
            all_of_them = [posted.get(timeout=AT_MOST) for _ in range(5)]
        self.assertTrue(posted.empty())
        self.assertEqual(sum(where != '/hooks/1' for where, _ in all_of_them), 1, 'a token that is not ours')
        self.assertEqual(sum(len(body) > 256 * 1024 for _, body in all_of_them), 1)

        def task_in(body):
            try:
                return json.loads(body)['data']['taskId']
            except ValueError:
                return 'no JSON'
        tasks = [task_in(body) for where, body in all_of_them if where == '/hooks/1' and len(body) <= 256 * 1024]
        self.assertEqual(tasks.count('no JSON'), 1)
        self.assertEqual(tasks.count(line.split()[3]), 1, 'its own')
        self.assertEqual(len(tasks), 3, 'and one of another task')

    def test_what_no_sandbox_can_do(self):
        for words, *arguments in [
            ("there is no 'submit'", '--fault', 'submit'), ("there is no 'submit='", '--fault', 'submit='), ("there is no 'poll=999'", '--fault', 'poll=999'),
            ("there is no 'poll=99'", '--fault', 'poll=99'), ("there is no 'dream=1'", '--fault', 'dream=1'),
            ("there is no 'list=long'", '--fault', 'list=long'), ("there is no 'callback=loud'", '--fault', 'callback=loud'), ('--port: from 0 to 65535', '--port', '65536'), ('--port', '--port', '-1'),
            ('no port for each', '--port', '65534'), ('IP address', '--host', '0.0.0.0'), ('IP address', '--host', 'localhost'),
            ('--host, --port', '--host', '192.0.2.1'), ('loopback', '--deliver-callbacks', 'https://example.com'),
            ('cannot be written', '--ca', path('nowhere/ca.pem')), ("unexpected 'x'", 'x'),
        ]:
            with self.subTest(arguments=arguments):
                self.expect_usage_error(words, 'sandbox', *arguments)


if __name__ == '__main__':
    SEEDANCE, GATEWAYS = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
