# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""A browser that is driven by WebDriver (https://www.w3.org/TR/webdriver2/), as Debian's chromium and chromium-driver speak it."""
import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import time

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'


def is_there():
    return bool(shutil.which('chromium') and shutil.which('chromedriver'))


class Element:
    def __init__(self, browser, name):
        self.browser, self.path = browser, '/element/' + name

    def click(self):
        self.browser.post(self.path + '/click')

    def type(self, text):
        self.browser.post(self.path + '/value', {'text': text})

    def clear(self):
        self.browser.post(self.path + '/clear')

    @property
    def text(self):
        return self.browser.get(self.path + '/text')

    @property
    def is_shown(self):
        return self.browser.get(self.path + '/displayed')


class Driver:
    """A running chromedriver."""

    def __init__(self):
        self.process = subprocess.Popen(['chromedriver', '--port=0'], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if found := re.search(r'successfully on port (\d+)', line):
                self.port = int(found[1])
                return
        raise RuntimeError('chromedriver does not begin')

    def ask(self, method, path, fields=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=60)
        try:
            connection.request(method, path, json.dumps(fields or {}) if method == 'POST' else None)
            answer = json.loads(connection.getresponse().read())['value']
        finally:
            connection.close()
        if isinstance(answer, dict) and 'error' in answer:
            raise RuntimeError(f"{path}: {answer['error']}: {answer['message'][:500]}")
        return answer

    def close(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class Browser:
    """A window without anything of another window. `width` makes it a phone."""

    def __init__(self, driver, width=None):
        self.driver = driver
        arguments = ['--headless=new', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--hide-scrollbars', '--window-size=1200,900']
        if os.geteuid() == 0:
            arguments.append('--no-sandbox')  # it refuses to run as root otherwise
        options = {'binary': shutil.which('chromium'), 'args': arguments}
        if width:
            options['mobileEmulation'] = {'deviceMetrics': {'width': width, 'height': 780, 'pixelRatio': 2}}
        wanted = {'browserName': 'chrome', 'goog:chromeOptions': options, 'goog:loggingPrefs': {'browser': 'ALL'}}
        self.path = '/session/' + driver.ask('POST', '/session', {'capabilities': {'alwaysMatch': wanted}})['sessionId']

    def post(self, path, fields=None):
        return self.driver.ask('POST', self.path + path, fields)

    def get(self, path):
        return self.driver.ask('GET', self.path + path)

    def open(self, url):
        self.post('/url', {'url': url})

    def run(self, script, *arguments):
        return self.post('/execute/sync', {'script': script, 'args': list(arguments)})

    def find(self, selector):
        return Element(self, self.post('/element', {'using': 'css selector', 'value': selector})[ELEMENT])

    def press(self, *keys):
        actions = [{'type': kind, 'value': key} for key in keys for kind in ('keyDown', 'keyUp')]
        self.post('/actions', {'actions': [{'type': 'key', 'id': 'keys', 'actions': actions}]})

    def wait(self, script, seconds=30):
        """Waits until a script returns something that is true, and gives it."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.run(script)
            if answer:
                return answer
            if time.monotonic() > deadline:
                raise AssertionError(f"{script}: not in {seconds} s; the page is\n{self.run('return document.body.innerText')}")
            time.sleep(0.05)

    def dark(self):
        features = [{'name': 'prefers-color-scheme', 'value': 'dark'}]
        self.post('/goog/cdp/execute', {'cmd': 'Emulation.setEmulatedMedia', 'params': {'features': features}})

    def screenshot(self, file, whole=True):
        shot = self.post('/goog/cdp/execute', {'cmd': 'Page.captureScreenshot', 'params': {'captureBeyondViewport': whole}})
        with open(file, 'wb') as picture:
            picture.write(base64.b64decode(shot['data']))

    def complaints(self):
        """What the browser has to say against the page since it was asked last."""
        return [line['message'] for line in self.post('/se/log', {'type': 'browser'}) if line['level'] in ('SEVERE', 'WARNING')]

    def close(self):
        self.driver.ask('DELETE', self.path)
