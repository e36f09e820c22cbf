#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Drives the example server over HTTP, as its customers do and as others try.

usage: interface_test.py SERVER GATEWAYS [unittest arguments]
"""
import contextlib
import http.client
import json
import os
import re
import selectors
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import unittest.mock
import urllib.parse

from server import ALICE, BOB, FOX, POOR, Gateways, Server, World, without_keys

PROGRAMS = sys.argv[1:3]
ELSEWHERE = 'the file is not on this server, and its gateway may have it no more'
NOBODY = '0123456789abcdef' * 2


class Case(unittest.TestCase):
    OPTIONS = ()

    @classmethod
    def setUpClass(cls):
        cls.world = World(PROGRAMS, *cls.OPTIONS)
        cls.world.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.world.__exit__()

    @property
    def server(self):
        return self.world.server

    def submits(self):
        return len(self.world.gateways.arrived()['tasks'])


class Orders(Case):
    def test_an_order_becomes_a_file(self):
        status, headers, text = self.server.ask('POST', '/videos', ALICE, FOX, {'Idempotency-Key': 'fox'})
        self.assertEqual(status, 202)
        order = json.loads(text)
        self.assertRegex(order['id'], '^[0-9a-f]{32}$')
        self.assertEqual(headers['Location'], '/videos/' + order['id'])
        self.assertEqual(order['price'], '$0.38')
        over = self.server.wait(order['id'])
        self.assertEqual(over['state'], 'succeeded')
        status, headers, video = self.server.ask('GET', over['file'])
        self.assertEqual((status, headers['Content-Type'], headers['Content-Length']), (200, 'video/mp4', str(len(video))))
        self.assertEqual(video[4:8], b'ftyp')
        # The file's name is the order's id: nothing that a customer has chosen.
        self.assertIn(order['id'] + '.mp4', os.listdir(os.path.join(self.world.folder.name, 'videos')))

    def test_one_key_is_one_order(self):
        orders = {self.server.order(FOX, ALICE, 'same') for _ in range(3)}
        self.assertEqual(len(orders), 1)
        self.server.wait(orders.pop())
        self.assertEqual(self.server.json('POST', '/videos', ALICE, FOX, {'Idempotency-Key': 'same'})[1]['state'], 'succeeded')
        status, answer = self.server.json('POST', '/videos', ALICE, {**FOX, 'duration': 6}, {'Idempotency-Key': 'same'})
        self.assertEqual((status, answer['error']), (409, 'mismatch'))
        # What names another model is not the one that is known; what names it may have kept the rules of its day, and is paid for.
        fast = FOX['model']
        order = {name: value for name, value in FOX.items() if name != 'model'}
        for body, expected in (({}, 409), ({**FOX, 'model': 'apixo/none'}, 409), ({**order, 'models': ['apixo/none', 'apixo/other']}, 409),
                               ({**order, 'models': [fast, fast]}, 202), ({**FOX, 'models': [fast]}, 202)):
            self.assertEqual(self.server.ask('POST', '/videos', ALICE, body, {'Idempotency-Key': 'same'})[0], expected, body)

    def test_one_key_at_once_from_many_is_one_order(self):
        prompt = 'many at once'
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(self.server.order({**FOX, 'prompt': prompt}, ALICE, 'crowd'))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual((len(answers), len(set(answers))), (8, 1))
        self.server.wait(answers[0])
        self.assertEqual(len(self.world.gateways.tasks_by_prompt()[prompt]), 1)

    def test_without_a_key_each_call_is_an_order(self):
        self.assertNotEqual(self.server.order(), self.server.order())

    def test_a_customer_sees_its_own_orders_only(self):
        hers = self.server.order(FOX, ALICE, 'secret')
        his = self.server.order(FOX, BOB, 'secret')
        self.assertNotEqual(hers, his, 'the same key of two customers')
        self.server.wait(hers)
        for path in ('', '/events', '/file'):
            for token, expected in ((BOB, 404), (POOR, 404), (None, 401), ('token-of-nobody-0123456', 401), (ALICE[:-1], 401), (ALICE + 'x', 401)):
                status, answer = self.server.json('GET', '/videos/' + hers + path, token)
                self.assertEqual((path, token, status), (path, token, expected), answer)
        seen = {order['id'] for order in self.server.json('GET', '/videos', BOB)[1]['videos']}
        self.assertIn(his, seen)
        self.assertNotIn(hers, seen)
        # A key that spells another customer's name leads to an order of one's own.
        for key in ('alice/secret', '../alice/secret', 'alice/' + hers, hers):
            self.assertNotEqual(self.server.order(FOX, BOB, key), hers)

    def test_pages(self):
        ids = [self.server.order({**FOX, 'prompt': f'page {i}'}, BOB, f'page-{i}') for i in range(12)]
        for order in ids:
            self.server.wait(order, BOB)
        ids += [self.server.order({**FOX, 'prompt': f'page {i}'}, BOB, f'page-{i}') for i in range(12, 24)]
        seen, path = [], '/videos'
        while path:
            status, page = self.server.json('GET', path, BOB)
            self.assertEqual(status, 200)
            self.assertLessEqual(len(page['videos']), 20)
            seen += [order['id'] for order in page['videos']]
            path = page.get('next')
        self.assertEqual(len(seen), len(set(seen)))
        self.assertEqual([each for each in seen if each in ids], ids[::-1])
        for nonsense in ('x', '-1', '99999999999999999999999', '', '%00', '1&before=2'):
            self.assertEqual(self.server.ask('GET', '/videos?before=' + nonsense, BOB)[0], 200)

    def test_a_failed_task_says_why(self):
        order = self.server.order({**FOX, 'prompt': 'FAIL SensitiveContent <script>alert(1)</script>'})
        over = self.server.wait(order)
        self.assertEqual(over['state'], 'failed')
        self.assertIn('could not make', over['reason'])
        self.assertEqual(self.server.json('GET', f'/videos/{order}/file')[0], 404)

    def test_a_file_that_is_not_here_is_said_to_be_elsewhere(self):
        order = self.server.order()
        self.assertEqual(self.server.wait(order)['state'], 'succeeded')
        os.remove(os.path.join(self.world.folder.name, 'videos', order + '.mp4'))
        shown = self.server.json('GET', '/videos/' + order)[1]
        self.assertEqual((shown['state'], shown['reason']), ('elsewhere', ELSEWHERE))
        status, answer = self.server.json('GET', f'/videos/{order}/file')
        self.assertEqual((status, answer['error'], answer['message']), (404, 'no_file', ELSEWHERE))

    def test_the_budget_is_a_limit(self):
        with World(PROGRAMS, time_scale=50) as world:
            first = world.server.order(FOX, POOR, 'first')
            status, answer = world.server.json('POST', '/videos', POOR, FOX)
            self.assertEqual(world.server.wait(first, POOR)['state'], 'succeeded')
            budget = world.server.json('GET', '/videos', POOR)[1]['budget']
            self.assertEqual(world.server.json('POST', '/videos', POOR, FOX, {'Idempotency-Key': 'first'})[0], 202, 'it is there already')
            if not world.months.are_one():
                self.skipTest('a month has ended meanwhile, and another limit holds')
            self.assertEqual((status, answer['error']), (402, 'over_limit'))
            self.assertEqual(budget, {'limit': '$0.50', 'spent': '$0.38', 'held': '$0.00', 'left': '$0.12'})

    def test_every_model_and_mode_can_be_ordered(self):
        url = 'https://example.com/'
        for model in self.server.json('GET', '/models')[1]:
            for mode in model['modes']:
                body = {'model': model['model'], 'mode': mode['mode'], 'prompt': 'as the form says', 'resolution': mode['resolutions'][0]}
                if mode['mode'] == 'image_to_video':
                    body['first_frame'] = url + 'first.png'
                    if mode['images'][0] > 1:
                        body['last_frame'] = url + 'last.png'
                elif mode['mode'] == 'edit_video':
                    body['references'] = [{'kind': 'video', 'url': url + 'clip.mp4', 'milliseconds': 5000}]
                elif mode['mode'] == 'reference_to_video':
                    body['references'] = [{'kind': 'image', 'url': url + 'picture.png'}]
                for option in mode['options']:
                    body[option['name']] = option['numbers'][1] if 'numbers' in option else True
                price = self.price(body)
                self.assertEqual(price['fields'], [], body)
                status, answer = self.server.json('POST', '/videos', BOB, body)
                if not price['known']:
                    self.assertEqual((status, answer['error']), (422, 'price_unknown'), body)
                    continue
                self.assertEqual(status, 202, (body, answer))
                self.assertEqual(self.server.wait(answer['id'], BOB)['state'], 'succeeded', body)

    def price(self, body):
        status, answer = self.server.json('GET', '/prices?request=' + urllib.parse.quote(json.dumps(body), safe=''))
        self.assertEqual(status, 200, (body, answer))
        return answer

    def test_prices(self):
        self.assertEqual(self.price({k: v for k, v in FOX.items() if k != 'prompt'})['price'], '$0.38')
        deadline = time.monotonic() + 30
        while not self.price({**FOX, 'model': 'xenodia/seedance-2'})['known']:  # its gateway tells it, a moment after the server has begun
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        for unknown in ({**FOX, 'duration': 500}, {**FOX, 'model': 'apixo/none'}, {**FOX, 'mode': 'edit_video'}, {}):
            self.assertFalse(self.price(unknown)['known'])
            self.assertTrue(self.price(unknown)['fields'])


class Limits(unittest.TestCase):
    def test_a_customer_has_so_many_orders_at_once(self):
        quick = {**FOX, 'model': 'pixazo/seedance-2-0'}  # 10 s of the gateway's time: long enough for the orders below to be under way together
        with World(PROGRAMS, '--orders-at-once', '3', time_scale=4) as world:
            answers = [world.server.ask('POST', '/videos', ALICE, quick, {'Idempotency-Key': f'crowd-{i}'}) for i in range(6)]
            self.assertEqual([status for status, _, _ in answers], [202] * 3 + [429] * 3)
            self.assertIn('Retry-After', answers[-1][1])
            self.assertEqual(world.server.ask('POST', '/videos', ALICE, quick, {'Idempotency-Key': 'crowd-0'})[0], 202, 'known ones are told')
            self.assertEqual(world.server.ask('POST', '/videos', ALICE, FOX, {'Idempotency-Key': 'crowd-0'})[0], 409)
            self.assertEqual(world.server.ask('POST', '/videos', BOB, quick)[0], 202, 'another customer')
            deadline = time.monotonic() + 60
            while world.server.ask('POST', '/videos', ALICE, quick, {'Idempotency-Key': 'crowd-3'})[0] != 202:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)


class Nonsense(Case):
    """4xx with words, never 5xx, never a submit."""

    def refused(self, status, answer, expected):
        head, _, body = answer.partition(b'\r\n\r\n')
        code = int(head.split(b' ')[1]) if head else 0
        self.assertIn(code, expected, (status, answer[:300]))
        self.assertTrue(json.loads(body)['error'] if body else code == 404, answer)
        if body and b'/hooks' not in status:
            self.assertTrue(json.loads(body)['message'], answer)

    def test_bodies(self):
        before = self.submits()
        bodies = [b'', b'{', b'[]', b'null', b'1', b'"x"', b'{}', b'{"model":1}', b'{"prompt":"x"}', b'\xff\xfe', b'{"prompt":"\xff"}', b'[' * 10000,
                  b'{"a":' * 5000, b'{"model":"apixo/seedance-2-0-fast","prompt":"x","prompt":"y"}', b'{"model":"apixo/seedance-2-0-fast"}',
                  b'{"prompt":"\\ud800","model":"apixo/seedance-2-0-fast"}', b'\x00' * 100, b'<script>alert(1)</script>', b"'; DROP TABLE intents; --"]
        changes = [{'model': 'apixo/none'}, {'model': ''}, {'model': '../../etc/passwd'}, {'model': 'apixo/seedance-2-0-fast\x00'}, {'mode': 'x'}, {'mode': 1},
                   {'mode': 'edit_video'}, {'mode': 'image_to_video'}, {'mode': 'image_to_video', 'first_frame': 'http://10.0.0.1/a.png'},
                   {'mode': 'image_to_video', 'first_frame': 'file:///etc/passwd'}, {'mode': 'image_to_video', 'first_frame': 'javascript:alert(1)'},
                   {'prompt': ''}, {'prompt': '  '}, {'model': 'xenodia/seedance-2', 'prompt': 'x' * 20001}, {'prompt': None}, {'prompt': ['x']}, {'resolution': '8k'}, {'resolution': '480P'},
                   {'duration': 0}, {'duration': -5}, {'duration': 5.5}, {'duration': '5'}, {'duration': 1e300}, {'duration': 10**30}, {'duration': True},
                   {'aspect_ratio': '17:1'}, {'seed': 1}, {'seed': 10**30}, {'sound': 'yes'}, {'sound': 1}, {'watermark': True}, {'unknown': 1},
                   {'references': {}}, {'references': [1]}, {'references': [{}]}, {'references': [{'kind': 'image', 'url': 'https://example.com/a.png'}]},
                   {'first_frame': 'https://example.com/a.png'}, {'duration_as_source': True}, {'callback_url': 'https://evil.example/hook'},
                   {'callback_progress': True}, {'callback_progress': False}, {'frames_per_second': 24}, {'price_limit': 5}, {'__proto__': {}},
                   {'mode': 'reference_to_video', 'references': [{'kind': 'image', 'url': 'https://example.com/a.png'}] * 100}]
        bodies += [json.dumps({**FOX, **change}).encode() for change in changes]
        for body in bodies:
            status, headers, text = self.server.ask('POST', '/videos', ALICE, body)
            self.assertIn(status, (400, 422), (body[:200], text))
            self.assertTrue(json.loads(text)['message'], body[:200])
            self.assertEqual(headers['Content-Type'], 'application/json')
        status, answer = self.server.json('POST', '/videos', ALICE, {**FOX, 'resolution': '8k', 'duration': 99, 'prompt': ' ', 'seed': 1})
        self.assertEqual(status, 422)
        self.assertEqual([each['field'] for each in answer['fields']], ['prompt', 'resolution', 'duration', 'seed'])
        status, _, text = self.server.ask('POST', '/videos', ALICE, b'{"prompt":"' + b'x' * 300_000 + b'"}')
        self.assertEqual(status, 413, text)
        self.assertEqual(self.submits(), before)

    def test_models(self):
        """What stands for a model that names several."""
        before = self.submits()
        fast, other = 'apixo/seedance-2-0-fast', 'pixazo/seedance-2-0-fast'
        order = {name: value for name, value in FOX.items() if name != 'model'}
        for models in ('', fast, 1, 1.5, True, None, {}, {'0': fast}, [], [1], [None], [[fast]], [{}], [''], ['apixo/none'], [fast, 'apixo/none'], [fast, 1],
                       [fast, fast], [fast, other, fast], [fast.upper(), other], [' ' + fast, other], [fast + '\x00', other], [fast] * 5000,
                       [f'apixo/model-{i}' for i in range(5000)], ['x' * 200_000], [fast, '../../etc/passwd'], [fast, '<script>alert(1)</script>']):
            for body in ({**order, 'models': models}, {**FOX, 'models': models}):
                if 'model' in body and models in ([], None):
                    continue  # as if there were none
                status, headers, text = self.server.ask('POST', '/videos', ALICE, body)
                self.assertIn(status, (400, 422), (str(models)[:100], text[:300]))
                self.assertTrue(json.loads(text)['message'], str(models)[:100])
                self.assertEqual(headers['Content-Type'], 'application/json')
                self.assertLess(len(text), 20_000)
        for both in ([fast, other], [other]):
            self.assertEqual(self.server.ask('POST', '/videos', ALICE, {**FOX, 'models': both})[0], 422, 'one model and several')
        self.assertEqual(self.submits(), before)
        self.assertEqual(self.server.wait(self.server.order({**order, 'models': [fast, other]}))['state'], 'succeeded')

    def test_keys(self):
        before = self.submits()
        for key in ('x' * 201, 'x' * 5000):
            self.assertEqual(self.server.ask('POST', '/videos', ALICE, FOX, {'Idempotency-Key': key})[0], 400)
        body = json.dumps(FOX)
        for keys, expected in (('Idempotency-Key:\r\n', 400), ('Idempotency-Key: \t\r\n', 400), ('Idempotency-Key: a\r\nidempotency-key: b\r\n', 400),
                               ('Idempotency-Key:\r\nIdempotency-Key: a\r\n', 400)):
            head = f'POST /videos HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n{keys}Connection: close\r\nContent-Length: {len(body)}\r\n\r\n'
            answer = self.server.raw((head + body).encode())
            self.assertTrue(answer.startswith(b'HTTP/1.1 400 '), (keys, answer))
            self.assertEqual(json.loads(answer.partition(b'\r\n\r\n')[2])['error'], 'key')
        self.assertEqual(self.submits(), before)
        seen = set()
        for key in ('a/b', 'a', '/', '..', '%2e%2e', 'a\tb', "' OR 1=1 --", '"', '\xe9', 'x' * 200, '{"a":1}'):
            status, _, text = self.server.ask('POST', '/videos', ALICE, FOX, {'Idempotency-Key': key})
            self.assertEqual(status, 202, key)
            order = json.loads(text)['id']
            self.assertRegex(order, '^[0-9a-f]{32}$')
            self.assertNotIn(order, seen)
            seen.add(order)
        for order in seen:
            self.server.wait(order)
        folder = os.path.join(self.world.folder.name, 'videos')
        self.assertTrue(all(re.fullmatch('[0-9a-f]{32}\\.mp4', name) for name in os.listdir(folder)), os.listdir(folder))

    def test_addresses_and_methods(self):
        for path in ('/none', '/videos/', '/videos//', '/videos//file', '/videos/../models', '/../../etc/passwd', '/%2e%2e/', '/page.css/', '/index.html',
                     '/videos/' + NOBODY + '/', '/videos/' + NOBODY + '/none', '/videos/' + NOBODY + '/file/x', '/Videos', '//', '/hooks', '/hooks/',
                     '/hooks/x', '/hooks/../videos', '/hooks/' + 'x' * 5000, '/metrics/'):
            status, _, text = self.server.ask('GET', path)
            self.assertIn(status, (404, 405), (path, text))
        for path in ('/videos/' + NOBODY, '/videos/' + NOBODY + '/file', '/videos/' + NOBODY + '/events', '/videos/x', '/videos/' + 'x' * 5000, '/videos/%00',
                     '/videos/alice', '/videos/..', "/videos/'"):
            status, answer = self.server.json('GET', path)
            self.assertEqual((path, status), (path, 404), answer)
        for method in ('PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'BREW', 'POST'):
            for path in ('/', '/videos/' + NOBODY, '/models', '/healthz', '/videos/' + NOBODY + '/file'):
                if (method, path) == ('DELETE', '/videos/' + NOBODY):
                    continue
                status, headers, _ = self.server.ask(method, path)
                self.assertEqual(status, 405, (method, path))
                self.assertEqual(headers['Allow'], 'GET, HEAD, DELETE' if path == '/videos/' + NOBODY else 'GET, HEAD')
        self.assertEqual(self.server.ask('PUT', '/videos')[1]['Allow'], 'GET, HEAD, POST')
        for target in ('/prices', '/prices?', '/prices?request', '/prices?request=', '/prices?request=%', '/prices?request=%7B', '/prices?x=1&request=%7B%7D%7D',
                       '/prices?request=%ff'):
            status, answer = self.server.json('GET', target)
            self.assertEqual((target, status), (target, 400), answer)

    def test_no_gateway_can_cancel(self):
        order = self.server.order()
        path = '/videos/' + order
        for token, known, expected in ((BOB, path, (404,)), (ALICE, '/videos/' + NOBODY, (404,)), (None, path, (401,)), (ALICE, path, (409,))):
            status, answer = self.server.json('DELETE', known, token)
            self.assertIn(status, expected, answer)
        self.assertIn(answer['error'], ('unsupported', 'not_begun'))
        self.assertEqual(self.server.wait(order)['state'], 'succeeded')
        status, answer = self.server.json('DELETE', path)
        self.assertEqual((status, answer['error']), (409, 'unsupported'))
        self.assertEqual(self.server.wait(order)['state'], 'succeeded')

    def test_tokens(self):
        for value in (None, '', 'Bearer', 'Bearer ', 'Bearer  ' + ALICE, 'Basic ' + ALICE, ALICE, 'Bearer ' + ALICE + ' ', 'bearer x', 'Bearer ' + 'x' * 5000,
                      'Bearer alice', 'Bearer #', 'Bearer ' + ALICE[:-1], 'Bearer ' + ALICE + 'x', 'Bearer x' + ALICE, 'Bearer ' + ALICE.upper()):
            headers = {} if value is None else {'Authorization': value}
            for method, path in (('GET', '/videos'), ('GET', '/models'), ('GET', '/prices'), ('GET', '/metrics'), ('POST', '/videos'), ('GET', '/videos/' + NOBODY)):
                expected = 401 if (value or '').strip() != 'Bearer ' + ALICE else None
                status, answer_headers, _ = self.server.ask(method, path, None, FOX if method == 'POST' else None, headers)
                if expected:
                    self.assertEqual((value, path, status), (value, path, expected))
                    self.assertEqual(answer_headers['WWW-Authenticate'], 'Bearer')
        for path in ('/', '/page.css', '/page.js', '/healthz'):
            self.assertEqual(self.server.ask('GET', path, None)[0], 200)

    def test_no_http(self):
        token = b'Authorization: Bearer ' + ALICE.encode() + b'\r\n'
        for data, expected in ((b'\r\n\r\n\r\n', (400, 0)), (b'GET\r\n\r\n', (400,)), (b'GET / HTTP/9.9\r\n\r\n', (400,)), (b'\x16\x03\x01\x02\x00\x01' * 10, (400,)),
                               (b'GET /' + b'x' * 9000 + b' HTTP/1.1\r\n\r\n', (431,)), (b'GET / HTTP/1.1\r\nA: ' + b'x' * 9000 + b'\r\n\r\n', (431,)),
                               (b'GET / HTTP/1.1\r\nA b: c\r\n\r\n', (400,)), (b'GET / HTTP/1.1\r\n: c\r\n\r\n', (400,)), (b'GET /\x01 HTTP/1.1\r\n\r\n', (400,)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Content-Length: x\r\n\r\n', (400,)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Content-Length: 1\r\nContent-Length: 2\r\n\r\n', (400,)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', (400,)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n', (400,)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Content-Length: 99999999999999999999999\r\n\r\n', (400, 413)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Content-Length: 999999999\r\n\r\n', (413,)),
                               (b'POST /videos HTTP/1.1\r\nHost: h\r\n' + token + b'Transfer-Encoding: chunked\r\n\r\nzz\r\n', (400,)),
                               (b'POST /hooks/x HTTP/1.1\r\nHost: h\r\nContent-Length: 999999999\r\n\r\n', (404, 413)),
                               (b'POST /hooks/x HTTP/1.1\r\nHost: h\r\n\r\n', (404, 411)), (b'POST /hooks/x HTTP/1.1\r\n\r\n', (400,))):
            answer = self.server.raw(data)
            if 0 in expected and not answer:
                continue
            self.assertTrue(answer.startswith(b'HTTP/1.1 '), (data[:100], answer))
            self.refused(data[:100], answer, expected)
        self.assertEqual(self.server.ask('GET', '/healthz')[0], 200)

    def test_a_refused_body_is_not_waited_for(self):
        answer = self.server.raw(b'POST /videos HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n', 5)
        self.assertTrue(answer.startswith(b'HTTP/1.1 401 '), answer)

    def test_the_log_holds_nothing_that_others_have_chosen(self):
        self.server.order({**FOX, 'prompt': 'PROMPT-IN-LOG'}, ALICE, 'KEY-IN-LOG')
        self.server.ask('GET', '/TARGET-IN-LOG')
        self.server.ask('GET', '/videos', 'TOKEN-IN-LOG')
        self.server.raw(b'GET /\xff\xfe\x1b[31m HTTP/1.1\r\nHost: HOST-IN-LOG\r\n\r\n')
        lines = json.dumps(self.server.log())
        self.assertNotIn('-IN-LOG', lines)
        for token in (ALICE, BOB, 'sandbox-key'):
            self.assertNotIn(token, lines)
        self.assertEqual([line for line in self.server.log() if line['what'] in ('exception', 'failure')], [])
        self.assertEqual([line for line in self.server.log() if line.get('status', 0) >= 500], [])


class Answers(Case):
    def test_headers(self):
        for path in ('/', '/healthz', '/videos', '/none', '/models'):
            headers = self.server.ask('GET', path)[1]
            self.assertIn("default-src 'none'", headers['Content-Security-Policy'])
            self.assertNotIn('unsafe', headers['Content-Security-Policy'])
            self.assertEqual(headers['X-Content-Type-Options'], 'nosniff')
            self.assertEqual(headers['Cache-Control'], 'no-store')

    def test_nothing_of_a_customer_is_html(self):
        order = self.server.order({**FOX, 'prompt': 'FAIL <b>X</b> <img src=x>'})
        self.server.wait(order)
        for path in ('/videos', '/videos/' + order, '/models', '/metrics', '/<script>'):
            self.assertNotIn('html', self.server.ask('GET', path)[1]['Content-Type'])

    def test_metrics(self):
        self.server.wait(self.server.order())
        status, headers, text = self.server.ask('GET', '/metrics')
        self.assertEqual((status, headers['Content-Type']), (200, 'text/plain; version=0.0.4; charset=utf-8'))
        figures, name = {}, None
        for line in text.decode().splitlines():
            kind = re.fullmatch(r'# TYPE (\w+) (counter|gauge)', line)
            if kind:
                self.assertNotIn(kind[1], figures, 'a family stands in one place')
                name = kind[1]
                figures[name] = 0
                continue
            self.assertRegex(line, f'^{name}({{gateway="[a-z]+",(account="[a-z]+"|model="[a-z0-9-]+"(,quantile="0\\.[59]")?)}}|{{origin="[a-z0-9.: -]+"}})? \\d+(\\.\\d+)?$')
            figures[name] += float(line.rpartition(' ')[2])
        self.assertIn('seedance_waiting{gateway="apixo",account="default"} ', text.decode())
        for name in ('orders_total', 'videos_saved_total', 'seedance_tasks_total', 'seedance_polls_total', 'seedance_answers_total',
                     'seedance_connections', 'seedance_network_connections', 'seedance_network_ended_total'):
            self.assertGreater(figures[name], 0, name)
        self.assertEqual(figures['seedance_server_errors_total'], 0)

    def test_ranges(self):
        order = self.server.order()
        self.server.wait(order)
        path = f'/videos/{order}/file'
        status, headers, whole = self.server.ask('GET', path)
        tag, size = headers['ETag'], len(whole)
        self.assertEqual((status, headers['Accept-Ranges']), (200, 'bytes'))
        cases = {'bytes=0-0': (0, 1), 'bytes=0-9': (0, 10), 'bytes=10-': (10, size), 'bytes=-10': (size - 10, size), f'bytes=-{size + 5}': (0, size),
                 f'bytes=0-{size * 2}': (0, size), f'bytes={size - 1}-': (size - 1, size), 'bytes=5-5': (5, 6)}
        for value, (first, end) in cases.items():
            status, headers, part = self.server.ask('GET', path, headers={'Range': value})
            self.assertEqual((value, part), (value, whole[first:end]))
            self.assertEqual(status, 200 if end - first == size else 206)
            if status == 206:
                self.assertEqual(headers['Content-Range'], f'bytes {first}-{end - 1}/{size}')
        for value in (f'bytes={size}-', f'bytes={size}-{size + 1}', 'bytes=-0', 'bytes=99999999-'):
            status, headers, part = self.server.ask('GET', path, headers={'Range': value})
            self.assertEqual((value, status, headers['Content-Range'], part), (value, 416, f'bytes */{size}', b''))
        for value in ('', 'bytes', 'bytes=', 'bytes=-', 'bytes=x-y', 'bytes=9-1', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=0-99999999999999999999999', 'bytes=--1',
                      'bytes= 0-1', 'bytes=1-2-3', 'bytes=0x1-2'):
            status, _, part = self.server.ask('GET', path, headers={'Range': value})
            self.assertEqual((value, status, part == whole), (value, 200, True))
        for condition, expected in ((tag, 206), ('"other"', 200), ('W/' + tag, 200), ('Sat, 01 Jan 2028 00:00:00 GMT', 200)):
            self.assertEqual(self.server.ask('GET', path, headers={'Range': 'bytes=0-9', 'If-Range': condition})[0], expected)
        for value in ({}, {'Range': 'bytes=0-9'}, {'Range': 'bytes=99999999-'}):  # parts are for GET
            status, headers, part = self.server.ask('HEAD', path, headers=value)
            self.assertEqual((status, headers['Content-Length'], part), (200, str(size), b''))

    def test_kept_alive(self):
        connection = http.client.HTTPConnection('127.0.0.1', self.server.port, timeout=10)
        for method, path in (('GET', '/healthz'), ('HEAD', '/healthz'), ('GET', '/models'), ('GET', '/healthz')):
            connection.request(method, path, headers={'Authorization': 'Bearer ' + ALICE})
            self.assertEqual(connection.getresponse().read() == b'', method == 'HEAD')
            self.assertIsNotNone(connection.sock, 'the connection was closed')
        connection.close()

    def test_a_body_that_waits_to_be_asked_for(self):
        head = f'POST /videos HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 2\r\n\r\n'
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=10) as connection:
            connection.sendall(head.encode())
            self.assertEqual(connection.recv(1000), b'HTTP/1.1 100 Continue\r\n\r\n')
            connection.sendall(b'{}')
            self.assertTrue(connection.recv(1000).startswith(b'HTTP/1.1 422 '))


class Events(Case):
    @staticmethod
    def orders_in(text):
        return [json.loads(event[6:]) for event in text.split('\n\n') if event.startswith('data: ')]

    def read(self, order, token=ALICE):
        status, headers, text = self.server.ask('GET', f'/videos/{order}/events', token)
        self.assertEqual((status, headers['Content-Type']), (200, 'text/event-stream'))
        return self.orders_in(text.decode())

    def test_an_order_from_begin_to_end(self):
        order = self.server.order()
        events = self.read(order)
        self.assertEqual(events[-1]['state'], 'succeeded')
        self.assertTrue(all(event['id'] == order for event in events))
        self.assertEqual(self.read(order), [events[-1]], 'of one that is over there is its end')

    def test_500_readers_cost_one_poll_at_a_time(self):
        crowd = self.server.order({**FOX, 'prompt': 'read by 500'})
        ask = f'GET /videos/{crowd}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n\r\n'.encode()
        readers = selectors.DefaultSelector()
        texts = {}
        for _ in range(500):
            connection = socket.create_connection(('127.0.0.1', self.server.port), timeout=30)
            connection.sendall(ask)
            texts[connection] = b''
            readers.register(connection, selectors.EVENT_READ)
        deadline = time.monotonic() + 60
        while readers.get_map() and time.monotonic() < deadline:
            for key, _ in readers.select(1):
                part = key.fileobj.recv(65536)
                texts[key.fileobj] += part
                if not part:
                    readers.unregister(key.fileobj)
                    key.fileobj.close()
        ends = [self.orders_in(text.partition(b'\r\n\r\n')[2].decode())[-1]['state'] for text in texts.values()]
        self.assertEqual((len(ends), set(ends)), (500, {'succeeded'}))
        # The gateway was asked as its document advises, as if there were one: by the sandbox's own check, and by the number.
        arrived, task = self.world.gateways.arrived(), self.world.gateways.tasks_by_prompt()['read by 500'][0]
        self.assertEqual(arrived['broken_invariants'], [])
        self.assertLess(sum(task in each['target'] for each in arrived['requests']), 25)

    def test_one_customer_leaves_streams_for_others(self):
        with World(PROGRAMS, '--streams-at-once', '2', time_scale=4) as world:
            own, other = world.server.order(), world.server.order(token=BOB)
            streams = []
            for _ in range(2):
                streams.append(socket.create_connection(('127.0.0.1', world.server.port), timeout=30))
                streams[-1].sendall(f'GET /videos/{own}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n\r\n'.encode())
                self.assertTrue(streams[-1].recv(1000).startswith(b'HTTP/1.1 200 '))
            status, headers, text = world.server.ask('GET', f'/videos/{own}/events')
            self.assertEqual((status, json.loads(text)['error'], headers['Retry-After']), (429, 'too_many', '10'))
            with socket.create_connection(('127.0.0.1', world.server.port), timeout=30) as connection:
                connection.sendall(f'GET /videos/{other}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {BOB}\r\n\r\n'.encode())
                self.assertTrue(connection.recv(1000).startswith(b'HTTP/1.1 200 '))
            streams.pop().close()
            deadline = time.monotonic() + 20  # its place is free when the server has seen that
            while time.monotonic() < deadline:
                with socket.create_connection(('127.0.0.1', world.server.port), timeout=30) as connection:
                    connection.sendall(f'GET /videos/{own}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n\r\n'.encode())
                    if connection.recv(1000).startswith(b'HTTP/1.1 200 '):
                        break
                time.sleep(0.2)
            else:
                self.fail('a stream that was closed keeps its place')
            for stream in streams:
                stream.close()

    def test_files_take_places_of_their_customer_too_whatever_its_token(self):
        second = 'second-token-of-alice-0123'
        tokens = f'\ufeff# token customer limit\r\n\r\n \t\r\n{ALICE} alice 1000\r\n  # and another\r\n{second} alice 1000\r\n{BOB} bob 1000\r\n'
        with unittest.mock.patch('server.TOKENS', tokens), World(PROGRAMS, '--streams-at-once', '1', time_scale=200) as world:
            saved, his = world.server.order(), world.server.order(token=BOB)
            world.server.wait(saved), world.server.wait(his, BOB)
            self.assertEqual(world.server.ask('GET', f'/videos/{saved}/file', second)[0], 200)
            own = world.server.order({**FOX, 'prompt': 'looked at'})
            with socket.create_connection(('127.0.0.1', world.server.port), timeout=30) as stream:
                stream.sendall(f'GET /videos/{own}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n\r\n'.encode())
                self.assertTrue(stream.recv(1000).startswith(b'HTTP/1.1 200 '))
                for token in (ALICE, second):
                    for path in ('/file', '/events'):
                        status, headers, text = world.server.ask('GET', f'/videos/{saved}{path}', token)
                        self.assertEqual((status, json.loads(text)['error'], headers['Retry-After']), (429, 'too_many', '10'))
                self.assertEqual(world.server.ask('GET', f'/videos/{his}/file', BOB)[0], 200)
            deadline = time.monotonic() + 20
            while world.server.ask('GET', f'/videos/{saved}/file')[0] != 200:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)

    def test_one_who_does_not_read_holds_up_nobody(self):
        order = self.server.order()
        with socket.create_connection(('127.0.0.1', self.server.port)) as connection:
            connection.sendall(f'GET /videos/{order}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n\r\n'.encode())
            self.assertEqual(self.read(order)[-1]['state'], 'succeeded')


class Begins(unittest.TestCase):
    """What gateways do not say holds up nobody."""

    def test_a_gateway_that_does_not_tell_its_prices_holds_up_nobody(self):
        with tempfile.TemporaryDirectory() as folder, socket.create_server(('127.0.0.1', 0)) as silent:
            gateways = Gateways(PROGRAMS[1], folder, time_scale=4)
            self.addCleanup(gateways.close)
            gateways.urls['xenodia'] = f'https://127.0.0.1:{silent.getsockname()[1]}'
            begin = time.monotonic()
            server = Server(PROGRAMS[0], folder, gateways)
            try:
                self.assertLess(time.monotonic() - begin, 5)
                self.assertEqual(server.ask('GET', '/healthz', None)[0], 200)
                order = {**FOX, 'model': 'pixazo/seedance-2-0'}
                self.assertEqual(server.wait(server.order(order))['state'], 'succeeded')
                self.assertEqual(server.json('POST', '/videos', ALICE, {**FOX, 'model': 'xenodia/seedance-2'})[1]['error'], 'price_unknown')
            finally:
                server.stop()

    def test_a_video_that_nobody_has_confirmed_is_shown_so(self):
        with World(PROGRAMS) as world:
            order = world.server.order()
            self.assertNotIn('unconfirmed', world.server.wait(order))
            world.server.stop()
            note = 'only a callback has said that it was made: the gateway answers polls with "not found"'
            with contextlib.closing(sqlite3.connect(os.path.join(world.folder.name, 'journal.db'))) as journal, journal:
                self.assertEqual(journal.execute('UPDATE intents SET note = ? WHERE name = ?', (note, 'alice/' + order)).rowcount, 1)
            world.restart()
            shown = world.server.json('GET', '/videos/' + order)[1]
            self.assertEqual((shown['state'], shown['unconfirmed']), ('succeeded', True))

    def test_what_a_customer_is_told_of_orders_without_a_task(self):
        with World(PROGRAMS) as world:
            refused, unknown = world.server.order(), world.server.order()
            for order in (refused, unknown):
                world.server.wait(order)
            world.server.stop()
            with contextlib.closing(sqlite3.connect(os.path.join(world.folder.name, 'journal.db'))) as journal, journal:
                for order, state in ((refused, 'not_sent'), (unknown, 'unknown')):
                    changed = journal.execute('UPDATE intents SET state = ?, task_id = NULL, task = NULL, note = ? WHERE name = ?',
                                              (state, 'set client_options::models', 'alice/' + order))
                    self.assertEqual(changed.rowcount, 1)
                journal.execute('DELETE FROM tasks')
            world.restart()
            shown = world.server.json('GET', '/videos/' + refused)[1]
            self.assertEqual((shown['state'], shown['reason']), ('refused', 'the gateway did not take this order, and it costs nothing'))
            for order, code in ((refused, 'refused'), (unknown, 'unknown')):
                status, answer = world.server.json('DELETE', '/videos/' + order)
                self.assertEqual((status, answer['error'], answer['message']), (409, code, world.server.json('GET', '/videos/' + order)[1]['reason']))

    def test_a_slash_at_the_end_of_the_public_url_loses_no_callback(self):
        with World(PROGRAMS, '--public-url', 'https://videos.example//') as world:
            order = world.server.order()
            world.server.wait(order)
            self.assertRegex(world.gateways.arrived()['tasks'][0]['callback_url'], '^https://videos.example/hooks/[^/]')

    def test_it_takes_as_many_connections_as_it_may_have_open(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as open_ones:
            limited = os.path.join(folder, 'limited')
            with open(limited, 'w', encoding='utf-8') as file:
                file.write(f'#!/bin/sh\nulimit -Sn 256 && ulimit -Hn 700 && exec "{PROGRAMS[0]}" "$@"\n')
            os.chmod(limited, 0o700)
            world = open_ones.enter_context(World([limited, PROGRAMS[1]]))
            with open(f'/proc/{world.server.process.pid}/limits', encoding='ascii') as limits:
                self.assertRegex(limits.read(), r'Max open files +700 +700 ')
            for _ in range(400):
                open_ones.enter_context(socket.create_connection(('127.0.0.1', world.server.port), timeout=30))
            figures = world.server.ask('GET', '/metrics')[2].decode()
            self.assertIn(int(re.search(r'^seedance_connections (\d+)$', figures, re.M)[1]), (249, 250, 251))

    def test_an_order_that_a_gateway_is_asked_about_holds_up_nobody(self):
        with World(PROGRAMS, callbacks=True, time_scale=1) as world:
            lost, kept = world.server.order({**FOX, 'prompt': 'lost'}), world.server.order({**FOX, 'prompt': 'kept', 'model': 'pixazo/seedance-2-0'})
            for order in (lost, kept):
                self.assertEqual(world.server.wait(order, states=('running',))['state'], 'running')
            world.server.kill()
            # As if the answer to its submit had been lost, and somebody who knows its URL had posted an id that is none.
            bogus = json.dumps({'code': 200, 'data': {'taskId': 'none', 'state': 'success', 'resultJson': '{"resultUrls":["https://a.example/1.mp4"]}'}})
            with contextlib.closing(sqlite3.connect(os.path.join(world.folder.name, 'journal.db'))) as journal, journal:
                changed = journal.execute("UPDATE intents SET state = 'unknown', task_id = NULL, task = NULL, callback = ? WHERE name = ?", (bogus, 'alice/' + lost))
                self.assertEqual(changed.rowcount, 1)
                journal.execute('DELETE FROM tasks WHERE task_id NOT IN (SELECT task_id FROM intents WHERE task_id IS NOT NULL)')
            begin = time.monotonic()
            world.restart()
            self.assertLess(time.monotonic() - begin, 5)
            self.assertEqual(world.server.ask('GET', '/healthz', None)[0], 200)
            self.assertEqual(world.server.json('GET', '/videos/' + lost)[1]['state'], 'unknown')
            self.assertEqual(world.server.json('GET', '/videos/' + kept)[1]['state'], 'running')
            self.assertEqual(world.server.ask('POST', '/hooks/x', None, {})[0], 404)
            self.assertEqual(world.server.order({**FOX, 'model': 'pixazo/seedance-2-0', 'prompt': 'kept'}, ALICE, 'new') == kept, False)
            self.assertFalse([line for line in world.server.log() if line['what'] == 'recovered'][1:], 'the gateway is still asked')

    def test_a_key_of_callbacks_can_be_replaced(self):
        with World(PROGRAMS, callbacks=True, time_scale=1) as world:
            def url_of(prompt):
                order = world.server.order({**FOX, 'prompt': prompt})
                self.assertEqual(world.server.wait(order, states=('running',))['state'], 'running')
                return next(task['callback_url'] for task in world.gateways.arrived()['tasks'] if prompt in task['body'])

            def post(url):  # a stranger's URL: 404; ours: that this is no callback
                return world.server.ask('POST', '/hooks' + url.partition('/hooks')[2], None, {})[0]
            key_file = os.path.join(world.folder.name, 'callback-key')
            old = url_of('with the old key')
            with open(key_file, encoding='utf-8') as file:
                old_key = file.read()
            world.server.stop()
            with open(key_file, 'w', encoding='utf-8') as file:
                file.write('0123456789abcdef-new\n' + old_key)
            world.restart()
            new = url_of('with the new key')
            self.assertEqual((post(old), post(new)), (400, 400))
            self.assertNotEqual(*(url.rpartition('/')[2].split('.')[1] for url in (old, new)))
            world.server.stop()
            with open(key_file, 'w', encoding='utf-8') as file:
                file.write('0123456789abcdef-new\n')
            world.restart()
            self.assertEqual((post(old), post(new)), (404, 400))

    def test_a_stuck_reader_of_the_log_holds_up_nobody(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'tokens.txt'), 'w', encoding='utf-8') as file:
                file.write(f'{ALICE} alice 25\n')
            with socket.create_server(('127.0.0.1', 0)) as free:
                port = free.getsockname()[1]
            process = subprocess.Popen([PROGRAMS[0], '--port', str(port), '--data', folder, '--tokens', os.path.join(folder, 'tokens.txt')],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=without_keys())  # nobody reads the pipe
            try:
                process.stderr.readline()  # it has begun
                for _ in range(20):
                    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=10)
                    for _ in range(100):  # in all more than a pipe of 64 KiB holds
                        connection.request('GET', '/healthz')
                        self.assertEqual(connection.getresponse().read(), b'{"status":"ok"}')
                    connection.close()
                begin = time.monotonic()
                process.terminate()
                self.assertEqual(process.wait(20), 0)
                self.assertLess(time.monotonic() - begin, 5)
            finally:
                process.kill()
                process.wait()
                process.stderr.close()

    def test_a_journal_that_cannot_be_written_ends_it(self):
        with World(PROGRAMS) as world:
            world.server.stop()
            with contextlib.closing(sqlite3.connect(os.path.join(world.folder.name, 'journal.db'))) as journal, journal:
                journal.execute("CREATE TRIGGER fails BEFORE INSERT ON budgets BEGIN SELECT RAISE(ABORT, 'it fails'); END")  # it opens, and takes no limit
            begins = subprocess.run([PROGRAMS[0], '--port', '0', '--data', world.folder.name, *world.gateways.options()], capture_output=True, text=True,
                                    timeout=25, env={**without_keys(), **world.gateways.environment()})
            self.assertEqual(begins.returncode, 1)
            self.assertRegex(begins.stderr, '^server: .*it fails')
            with contextlib.closing(sqlite3.connect(os.path.join(world.folder.name, 'journal.db'))) as journal, journal:
                journal.execute('DROP TRIGGER fails')
            world.restart()
            self.assertEqual(world.server.ask('GET', '/healthz', None)[0], 200)


class Ends(unittest.TestCase):
    def test_ends_within_a_second_and_loses_nothing(self):
        with World(PROGRAMS, time_scale=200) as world:
            orders = [world.server.order({**FOX, 'prompt': f'order {i}'}, ALICE, f'key {i}') for i in range(10)]
            streams = []
            for order in orders:
                stream = socket.create_connection(('127.0.0.1', world.server.port), timeout=10)
                stream.sendall(f'GET /videos/{order}/events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer {ALICE}\r\n\r\n'.encode())
                streams.append(stream)
            time.sleep(0.3)
            self.assertLess(world.server.stop(), 1.0)
            for stream in streams:
                while stream.recv(65536):
                    pass
                stream.close()
            world.restart()
            listed = world.server.json('GET', '/videos')[1]['videos']
            self.assertEqual([each['id'] for each in listed], orders[::-1])
            for order in orders:
                self.assertEqual(world.server.wait(order)['state'], 'succeeded')
            self.assertEqual(world.server.order({**FOX, 'prompt': 'order 3'}, ALICE, 'key 3'), orders[3])
            tasks = world.gateways.tasks_by_prompt()
            self.assertEqual([len(tasks[f'order {i}']) for i in range(10)], [1] * 10)
            spent = world.server.json('GET', '/videos')[1]['budget']['spent']
            if world.months.are_one():
                self.assertEqual(spent, '$3.80')
            self.assertEqual(world.gateways.arrived()['broken_invariants'], [])

    def test_an_order_without_a_key_that_may_be_in_the_queue_says_which_it_is(self):
        with World(PROGRAMS) as world:
            answers, order = [], {**FOX, 'prompt': 'without a key'}
            with contextlib.closing(sqlite3.connect(os.path.join(world.folder.name, 'journal.db'), isolation_level=None)) as journal:
                journal.execute('BEGIN IMMEDIATE')  # nobody else can write
                customer = threading.Thread(target=lambda: answers.append(world.server.ask('POST', '/videos', ALICE, order)))
                customer.start()
                time.sleep(0.3)
                world.server.process.send_signal(signal.SIGTERM)
                customer.join()
                journal.execute('ROLLBACK')
            world.server.process.wait(20)
            world.server.process.stdout.close()
            status, headers, text = answers[0]
            answer = json.loads(text)
            self.assertEqual((status, answer['error'], headers['Retry-After']), (503, 'not_known', None))
            self.assertIn('look at GET /videos/ID first', answer['message'])
            world.restart()
            self.assertEqual(world.server.order(order, ALICE, answer['key']), answer['id'])
            self.assertEqual(world.server.wait(answer['id'])['state'], 'succeeded')
            self.assertEqual(len(world.gateways.tasks_by_prompt()['without a key']), 1)

    def test_ends_in_order_also_while_it_begins(self):
        with World(PROGRAMS) as world:
            for _ in range(5):
                self.assertLess(world.server.stop(), 1.0)
                world.restart()

    def test_the_sandbox_inside(self):
        with World(PROGRAMS, inside=True) as world:
            self.assertEqual(world.server.wait(world.server.order())['state'], 'succeeded')
            self.assertIn('\ncallbacks_total ', world.server.ask('GET', '/metrics')[2].decode())
            self.assertNotIn('\ncallbacks_total 0', world.server.ask('GET', '/metrics')[2].decode())
            world.server.order()
            self.assertLess(world.server.stop(), 1.0)
            self.assertTrue(os.path.exists(os.path.join(world.server.folder, 'sandbox', 'journal.db')), 'apart from what is paid for')
            self.assertFalse(os.path.exists(os.path.join(world.server.folder, 'journal.db')))

    def test_without_a_key_no_journal_of_paid_orders_is_opened(self):
        with tempfile.TemporaryDirectory() as folder:
            made = subprocess.run([PROGRAMS[0], '--port', '0', '--data', folder, '--journal', os.path.join(folder, 'orders.db')], capture_output=True, text=True,
                                  timeout=20, env=without_keys())
            self.assertEqual(made.returncode, 1)
            self.assertIn("no gateway's key is in the environment: set APIXO_API_KEY or its like", made.stderr)
            self.assertEqual(os.listdir(folder), [])

    def test_what_cannot_be(self):
        with tempfile.TemporaryDirectory() as folder:
            wrong = ['short alice 5', ALICE + ' alice', ALICE + ' Alice 5', ALICE + ' a/b 5', ALICE + ' alice x', ALICE + ' alice -5', ALICE + ' alice nan',
                     ALICE + ' alice 5 6', '# nobody', '', ALICE + ' alice inf', ALICE + ' ' + 'a' * 41 + ' 5', '\ufeff \r', ALICE + '\x7f alice 5',
                     ALICE + '\xe9 alice 5', ALICE + '\x01 alice 5', f'{ALICE} alice 5\n{ALICE} bob 5', f'{ALICE} alice 5\n{ALICE} alice 5',
                     f'{ALICE} alice 5\n{BOB} alice 6']
            for line in wrong:
                with open(os.path.join(folder, 'tokens'), 'w', encoding='utf-8') as file:
                    file.write(line + '\n')
                made = subprocess.run([PROGRAMS[0], '--port', '0', '--data', folder, '--tokens', os.path.join(folder, 'tokens')], capture_output=True, text=True, timeout=20)
                self.assertEqual(made.returncode, 1, line)
                self.assertIn('server: ', made.stderr)
                self.assertNotIn(ALICE, made.stderr)
                self.assertIn(f'line {line.count(chr(10)) + 1}: ' if ALICE in line else '', made.stderr)
            for arguments in (['--none'], ['--time-scale', '0'], ['--time-scale', 'x'], ['--resolve', 'alice/x=not_sent'], ['--address', 'x'], ['--page', '/none'],
                              ['--port', '99999'], ['--public-url', 'http://plain.example']):
                made = subprocess.run([PROGRAMS[0], '--port', '0', '--data', folder, *arguments], capture_output=True, text=True, timeout=20)
                self.assertEqual(made.returncode, 1, arguments)
                self.assertIn('server: ', made.stderr)
            twice = 'apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast,apixo/seedance-2-0-fast'
            for route, words in (('apixo/seedance-9', 'ROUTE names apixo/seedance-9, which is not offered: apixo/seedance-2-0-fast, '),
                                 (twice, 'ROUTE names apixo/seedance-2-0-fast twice: each model can be tried once')):
                made = subprocess.run([PROGRAMS[0], '--port', '0', '--data', folder], capture_output=True, text=True, timeout=20, env={**os.environ, 'ROUTE': route})
                self.assertEqual(made.returncode, 1)
                self.assertIn(words, made.stderr)


class Routes(unittest.TestCase):
    """ROUTE: models that stand in for each other."""

    def test_an_order_goes_to_the_gateway_that_can_be_reached(self):
        with tempfile.TemporaryDirectory() as folder:
            gateways = Gateways(PROGRAMS[1], folder)
            self.addCleanup(gateways.close)
            gateways.urls['apixo'] = re.sub(r':\d+/', ':1/', gateways.urls['apixo'])  # nobody listens there
            with unittest.mock.patch.dict(os.environ, {'ROUTE': 'apixo/seedance-2-0-fast,pixazo/seedance-2-0-fast'}):
                server = Server(PROGRAMS[0], folder, gateways)
            try:
                def price(model):
                    asked = urllib.parse.quote(json.dumps({**FOX, **model}), safe='')
                    return server.json('GET', '/prices?request=' + asked)[1]
                # What is shown is what the order is taken for: the dearest that it may come to.
                alone = [price({'model': '', 'models': [model]}) for model in ('apixo/seedance-2-0-fast', 'pixazo/seedance-2-0-fast')]
                shown = price({})
                self.assertEqual((shown['micro_usd'], shown['fields']), (max(each['micro_usd'] for each in alone), []), alone)
                self.assertNotEqual(*(each['micro_usd'] for each in alone))
                order = server.wait(server.order())
                self.assertEqual((order['state'], order['model']), ('succeeded', 'pixazo/seedance-2-0-fast'))
                self.assertEqual(len(gateways.arrived()['tasks']), 1)
            finally:
                server.stop()


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
