#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Uses the page of the example server in a real browser, with the keyboard. Without chromium it is skipped (exit code 77).

usage: page_test.py SERVER GATEWAYS [unittest arguments]

Screenshots are kept in the folder that SEEDANCE_SCREENSHOTS names.
"""
import os
import sys
import tempfile
import time
import unittest

import browser
from server import ALICE, BOB, FOX, POOR, World

PROGRAMS = sys.argv[1:3]
SCREENSHOTS = os.environ.get('SEEDANCE_SCREENSHOTS') or tempfile.mkdtemp(prefix='seedance-page-')
TAB, ENTER, SPACE, DOWN = '\ue004', '\ue007', ' ', '\ue015'
STATE = "return document.querySelector('#videos .state')?.textContent"
# Contrast as WCAG 2 has it, of every text with what is behind it.
CONTRAST = """
const light = text => { const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (!c.endsWith(', 0)')) return c; } return 'rgb(255, 255, 255)'; };
return [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && !e.disabled && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .map(e => { const [a, b] = [light(getComputedStyle(e).color), light(behind(e))].sort((x, y) => y - x);
              return [Math.round(100 * (a + 0.05) / (b + 0.05)) / 100, e.textContent.slice(0, 40)]; })
  .filter(([ratio]) => ratio < 4.5);
"""


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World(PROGRAMS, time_scale=80)
        cls.world.__enter__()
        cls.driver = browser.Driver()

    @classmethod
    def tearDownClass(cls):
        cls.driver.close()
        cls.world.__exit__()

    def window(self, width=None, token=ALICE):
        made = browser.Browser(self.driver, width)
        self.addCleanup(made.close)
        made.open(f'http://127.0.0.1:{self.world.server.port}/' + (f'#token={token}' if token else ''))
        if token:
            made.wait("return !document.getElementById('workplace').hidden && document.getElementById('budget').hidden === false")
        return made

    def shot(self, window, name):
        os.makedirs(SCREENSHOTS, exist_ok=True)
        window.screenshot(os.path.join(SCREENSHOTS, name + '.png'))

    def is_good_to_read(self, window):
        self.assertEqual(window.run(CONTRAST), [])
        self.assertLessEqual(window.run('return document.documentElement.scrollWidth - innerWidth'), 0, 'it scrolls sideways')
        unnamed = "return [...document.querySelectorAll('input, select, textarea, button')].filter(e => !e.labels?.length && !e.textContent.trim()).map(e => e.id)"
        self.assertEqual(window.run(unnamed), [])

    def test_from_the_prompt_to_the_video(self):
        window = self.window(token=BOB)
        self.assertNotIn('token', window.get('/url'), 'the token stays out of the history')
        window.wait("return document.getElementById('price').textContent.startsWith('$')")
        self.is_good_to_read(window)
        # With the keyboard alone, from the first field to the button.
        window.run("document.getElementById('model').focus()")
        order, seen = [], window.run('return document.activeElement.id')
        while seen != 'send':
            order.append(seen)
            self.assertTrue(window.run("return getComputedStyle(document.activeElement).outlineStyle !== 'none'"), seen + ' shows no focus')
            if seen == 'prompt':
                window.press(*'A fox walks through fresh snow at dawn')
            window.press(TAB)
            seen = window.run('return document.activeElement.id || document.activeElement.tagName')
        self.assertEqual(order[:6], ['model', 'mode', 'prompt', 'resolution', 'aspect_ratio', 'duration'])
        price = window.wait("return document.getElementById('price').textContent")
        window.press(ENTER)
        self.assertIn(window.wait(STATE), ('Queued', 'In the making'))
        window.wait("return document.querySelector('#videos progress')")
        self.shot(window, 'under-way')
        # In the middle of it the page is loaded anew: the order is still there, and its progress goes on.
        window.post('/refresh')
        self.assertEqual(window.wait(STATE), 'In the making')
        self.assertEqual(window.run("return document.querySelector('#videos h3').textContent"), 'A fox walks through fresh snow at dawn')
        window.wait("return document.querySelector('#videos .state').textContent === 'Ready'", 60)
        self.assertIn('Ready', window.run("return document.getElementById('news').textContent"), 'it is said to who cannot see it')
        window.wait("return document.querySelector('#videos video')?.readyState >= 2")
        self.assertGreater(window.run("return document.querySelector('#videos video').duration"), 0)
        window.run("document.querySelector('#videos video').muted = true; return document.querySelector('#videos video').play()")
        window.wait("return document.querySelector('#videos video').currentTime > 0")
        if self.world.months.are_one():
            window.wait(f"return document.getElementById('spent').textContent === '{price}'")
        self.is_good_to_read(window)
        self.shot(window, 'ready')
        self.assertEqual(window.complaints(), [])

    def test_what_cannot_be_is_said(self):
        window = self.window(token=POOR)
        window.find('#send').click()
        window.wait("return !document.getElementById('problems').hidden")
        self.assertIn('a prompt is required', window.find('#problems').text)
        self.assertEqual(window.run('return document.activeElement.id'), 'problems')
        self.assertEqual(window.run("return document.getElementById('prompt').getAttribute('aria-invalid')"), 'true')
        window.find('#prompt').type('<img src=x onerror=alert(1)>')
        window.find('#send').click()
        window.wait("return document.getElementById('problems').textContent.includes('left of your limit')")
        self.is_good_to_read(window)
        self.shot(window, 'refused')
        self.assertEqual([line for line in window.complaints() if ' 422 ' not in line and ' 402 ' not in line], [])

    def test_a_refused_stream_is_asked_for_seldom(self):
        for status in (503, 429, 403):
            window = self.window()
            # Its pauses last a hundredth, and are noted.
            window.run("""const [status, real, later] = [arguments[0], fetch, setTimeout];
                Object.assign(window, {asked: 0, lists: 0, pauses: []});
                window.fetch = (path, options) => {
                  if (path === '/videos' && !options?.method) ++lists;
                  if (path.endsWith('/events')) return ++asked, Promise.resolve(new Response('{}', {status}));
                  return real(path, options);
                };
                window.setTimeout = (call, time) => { if (time >= 1000) pauses.push(time); return later(call, time / 100); };""", status)
            window.find('#prompt').type('looked at')
            window.find('#send').click()
            window.wait("return document.querySelector('#videos .state')?.textContent === 'Ready'", 60)
            asked, lists, pauses = window.run('return [asked, lists, pauses]')
            self.assertGreater(asked, 0)
            self.assertLess(lists, 30, 'as often as without streams')
            self.assertLessEqual(asked, len(pauses) + 3 if status != 403 else lists + 3)
            self.assertTrue(all(2000 <= each <= 60_000 for each in pauses), pauses)

    def answers_are_lost(self, window, path, method):
        """From now on what is sent to a path so arrives, and its answer does not."""
        window.run("""const [path, method, real] = [arguments[0], arguments[1], fetch];
            window.fetch = async (at, options) => {
              const answer = await real(at, options);
              if (at === path && (options?.method || 'GET') === method) throw new TypeError('lost');
              return answer;
            };""", path, method)

    def orders_of(self, token):
        return len(self.world.server.json('GET', '/videos', token)[1]['videos'])

    def test_an_order_whose_answer_was_lost_is_the_same_when_it_is_sent_again(self):
        window, prompt = self.window(), 'lost on the way'
        before = self.orders_of(ALICE)
        self.answers_are_lost(window, '/videos', 'POST')
        window.find('#prompt').type(prompt)
        window.find('#send').click()
        window.wait("return document.getElementById('problems').textContent.includes('nothing is paid twice')")
        # Another text, which is another order, and the first again; and once more when the page was loaded anew.
        for text in (prompt + ' too', prompt):
            window.run("document.getElementById('problems').textContent = ''")
            window.find('#prompt').clear()
            window.find('#prompt').type(text)
            window.find('#send').click()
            window.wait("return document.getElementById('problems').textContent.includes('nothing is paid twice')")
        window.post('/refresh')
        window.wait("return document.getElementById('price').textContent.startsWith('$')")
        window.find('#prompt').clear()
        window.find('#prompt').type(prompt)
        window.find('#send').click()
        taken = "return Object.keys(sessionStorage).filter(name => name.startsWith('prompt ')).length === "
        window.wait(taken + '1')
        self.assertEqual(self.orders_of(ALICE), before + 2)
        # It was answered: who sends it now wants another one.
        window.find('#send').click()
        window.wait(taken + '2')
        self.assertEqual(self.orders_of(ALICE), before + 3)

    def test_an_order_that_was_taken_is_never_said_not_to_be(self):
        window = self.window()
        self.answers_are_lost(window, '/videos', 'GET')
        window.find('#prompt').type('taken')
        window.find('#send').click()
        window.run("document.getElementById('prompt').value = 'what is ordered next'")
        window.wait("return document.querySelector('#videos .state')")
        time.sleep(0.5)
        self.assertTrue(window.run("return document.getElementById('problems').hidden"))
        self.assertEqual(window.run("return document.querySelector('#videos h3').textContent"), 'taken')

    def test_queries_of_addresses_stay_out_of_requests_for_prices(self):
        window = self.window()
        window.run("""const real = fetch; window.requests = [];
            window.fetch = (path, options) => { requests.push([path, options?.body || '']); return real(path, options); };
            const mode = document.getElementById('mode');
            mode.value = 'image_to_video'; mode.dispatchEvent(new Event('change', {bubbles: true}));""")
        window.find('#first_frame').type('https://example.com/a.png?X-Amz-Signature=SECRET#part')
        window.find('#prompt').type('from a picture')
        window.wait("return requests.some(([path]) => path.startsWith('/prices') && path.includes('a.png%22'))")
        window.wait("return document.getElementById('price').textContent.startsWith('$')")
        window.find('#send').click()
        window.wait("return requests.some(([path]) => path === '/videos')")
        asked = window.run('return requests')
        self.assertFalse([path for path, _ in asked if 'SECRET' in path])
        self.assertTrue([path for path, body in asked if path == '/videos' and 'Signature=SECRET#part' in body])

    def test_a_server_that_cannot_answer_has_nothing_against_the_token(self):
        window = self.window(token=None)
        window.wait("return !document.getElementById('access').hidden")
        window.run("""const real = fetch; window.refuses = true;
            window.fetch = (path, options) => refuses ? Promise.resolve(new Response('{}', {status: 503})) : real(path, options);""")
        window.find('#token').type(ALICE + ENTER)
        window.wait("return !document.getElementById('offline').hidden")
        self.assertEqual(window.run("return document.getElementById('access-problem').textContent"), '')
        window.run('refuses = false')
        window.wait("return !document.getElementById('workplace').hidden")

    def test_a_failure_is_text(self):
        window = self.window()
        window.find('#prompt').type('FAIL SensitiveContent <b>no</b>')
        window.find('#send').click()
        window.wait("return document.querySelector('#videos .state')?.textContent === 'Failed'", 60)
        self.assertEqual(window.run("return document.querySelectorAll('#videos b, #videos img').length"), 0)
        self.assertIn('could not make', window.find('#videos .problem').text)

    def test_a_token_is_asked_for(self):
        window = self.window(token=None)
        window.wait("return !document.getElementById('access').hidden")
        for token, shown in (('token-of-nobody-0123456', 'access'), (ALICE, 'workplace')):
            window.find('#token').clear()
            window.find('#token').type(token + ENTER)
            if shown == 'access':
                window.wait("return document.getElementById('access-problem').textContent")
            window.wait(f"return !document.getElementById('{shown}').hidden")

    def test_only_what_a_model_takes_can_be_chosen(self):
        window = self.window()
        models = self.world.server.json('GET', '/models')[1]
        choose = "const e = document.getElementById(arguments[0]); e.value = arguments[1]; e.dispatchEvent(new Event('change', {bubbles: true}))"
        shown = """const values = id => [...document.getElementById(id).options].map(each => each.value), duration = document.getElementById('duration');
                   return {resolutions: values('resolution'), aspect_ratios: values('aspect_ratio'), seconds: [+duration.min, +duration.max],
                           options: [...document.querySelectorAll('#options input, #options select')].map(each => each.id)}"""
        for model in models:
            window.run(choose, 'model', model['model'])
            for mode in model['modes']:
                window.run(choose, 'mode', mode['mode'])
                expected = {**{name: mode[name] for name in ('resolutions', 'aspect_ratios', 'seconds')}, 'options': [each['name'] for each in mode['options']]}
                self.assertEqual(window.run(shown), expected, (model['model'], mode['mode']))
        # References are added with the keyboard, no more than the model takes, and can be taken away again.
        window.run(choose, 'model', 'pixazo/seedance-2-0')
        window.run(choose, 'mode', 'reference_to_video')
        window.run("document.getElementById('more').open = true; [...document.querySelectorAll('#media button')].find(e => e.textContent.includes('video')).focus()")
        window.press(ENTER)
        window.press(*'https://example.com/clip.mp4')
        self.assertEqual(window.run("return document.activeElement.value"), 'https://example.com/clip.mp4')
        window.press(TAB, '5')
        window.wait("return document.getElementById('price').textContent.startsWith('$')")
        self.is_good_to_read(window)
        self.shot(window, 'references')

    def test_on_a_phone(self):
        self.world.server.wait(self.world.server.order(FOX))
        for dark in (False, True):
            window = self.window(width=360)
            if dark:
                window.dark()
            window.wait("return document.querySelector('#videos button')")
            window.run("document.querySelector('#videos button').click()")
            window.wait("return document.querySelector('#videos video')?.readyState >= 2")
            self.is_good_to_read(window)
            small = "return [...document.querySelectorAll('button, select, input, textarea, #videos a')].filter(e => e.checkVisibility() && e.type !== 'checkbox' && e.getBoundingClientRect().height < 32).map(e => e.id || e.textContent)"
            self.assertEqual(window.run(small), [], 'too small for a finger')
            self.shot(window, 'phone-dark' if dark else 'phone')

    def test_in_the_dark(self):
        window = self.window()
        window.dark()
        window.wait("return document.getElementById('price').textContent.startsWith('$')")
        self.is_good_to_read(window)
        self.shot(window, 'dark')


if __name__ == '__main__':
    if not browser.is_there():
        print('chromium and chromium-driver are not installed: the page is not tested')
        sys.exit(77)
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
