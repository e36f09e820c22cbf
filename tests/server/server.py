# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""What the tests of the example server share: the server and the gateways as programs of their own, and requests."""
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import time

ALICE, BOB, POOR = 'token-of-alice-0123456789', 'token-of-bob-0123456789', 'token-of-poor-0123456789'
TOKENS = f'# token customer limit\n{ALICE} alice 1000\n{BOB} bob 1000\n{POOR} poor 0.50\n'
FOX = {'model': 'apixo/seedance-2-0-fast', 'prompt': 'a fox in the snow', 'resolution': '480p', 'duration': 5}
OVER = ('succeeded', 'failed', 'refused', 'expired', 'elsewhere')


def without_keys():
    """The environment, in which no gateway has a key."""
    return {name: value for name, value in os.environ.items() if not name.endswith('_API_KEY')}


def resolve(program, journal, name, said):
    """Says with `seedance`, the command line, what a gateway's own list has of an order: a task's id, or `not_sent`."""
    subprocess.run([program, 'journal', 'resolve', name, said, '--journal', journal], check=True, stdout=subprocess.DEVNULL, timeout=60, env=without_keys())


class Months:
    """The months of a server's clock, which runs `time_scale` times as fast: what is spent counts in one of them."""

    def __init__(self, time_scale):
        self.begun, self.time_scale = time.time(), time_scale
        self.first = self.now()

    def now(self):
        return time.gmtime(self.begun + (time.time() - self.begun) * self.time_scale)[:2]

    def are_one(self):
        return self.now() == self.first


class Gateways:
    """The sandbox as a program of its own: it lives on where a server is killed."""

    def __init__(self, program, folder, time_scale=1000, callbacks_to=''):
        self.time_scale = time_scale
        self.ca_file = os.path.join(folder, 'ca.pem')
        self.process = subprocess.Popen([program, self.ca_file, '1000000', str(time_scale), callbacks_to], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.urls = json.loads(self.process.stdout.readline())

    def options(self):
        return ['--ca-file', self.ca_file, '--time-scale', str(self.time_scale)]

    def environment(self):
        keys = {name.upper() + '_API_KEY': 'sandbox-key' for name in self.urls}
        return {**keys, **{name.upper() + '_BASE_URL': url for name, url in self.urls.items()}}

    def arrived(self):
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def tasks_by_prompt(self):
        count = {}
        for task in self.arrived()['tasks']:
            body = json.loads(task['body'])
            texts = [part['text'] for part in body.get('content', []) if 'text' in part]
            prompt = body.get('prompt') or body.get('input', {}).get('prompt') or ''.join(texts[:1])
            count.setdefault(prompt, []).append(task['id'])
        return count

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Server:
    """A running example server."""

    def __init__(self, program, folder, gateways=None, *options, port=0, time_scale=1000):
        self.folder, self.log_file = folder, os.path.join(folder, 'log')
        tokens = os.path.join(folder, 'tokens.txt')
        with open(tokens, 'w', encoding='utf-8') as file:
            file.write(TOKENS)
        environment = without_keys()
        if gateways:
            environment.update(gateways.environment())
        where = gateways.options() if gateways else ['--time-scale', str(time_scale)]
        begin = os.path.getsize(self.log_file) if os.path.exists(self.log_file) else 0
        with open(self.log_file, 'ab') as log:
            self.process = subprocess.Popen([program, '--port', str(port), '--data', folder, '--tokens', tokens, *where, *options],
                                            stdout=subprocess.PIPE, stderr=log, env=environment)
        self.port = port
        deadline = time.monotonic() + 30
        while not any(line['what'] == 'begin' and self.heard(line) for line in self.log(begin)):
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(self.log_file, encoding='utf-8') as log:
                    raise RuntimeError('the server does not begin: ' + log.read()[begin:])
            time.sleep(0.01)

    def heard(self, line):
        self.port = line['port']
        return True

    def log(self, begin=0):
        """The lines of the log; each must be JSON."""
        with open(self.log_file, 'rb') as log:
            log.seek(begin)
            return [json.loads(line) for line in log.read().decode('ascii').splitlines(True) if line.endswith('\n')]

    def ask(self, method, path, token=ALICE, body=None, headers=None):
        """(status, headers, body)"""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        try:
            text = json.dumps(body) if isinstance(body, (dict, list)) else body
            access = {'Authorization': 'Bearer ' + token} if token else {}
            connection.request(method, path, text, {**access, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def json(self, method, path, token=ALICE, body=None, headers=None):
        status, _, text = self.ask(method, path, token, body, headers)
        return status, json.loads(text)

    def order(self, body=FOX, token=ALICE, key=None):
        status, answer = self.json('POST', '/videos', token, body, {'Idempotency-Key': key} if key else {})
        assert status == 202, (status, answer)
        return answer['id']

    def wait(self, order, token=ALICE, states=OVER, seconds=60):
        deadline = time.monotonic() + seconds
        while True:
            _, answer = self.json('GET', '/videos/' + order, token)
            if answer['state'] in states:
                return answer
            assert time.monotonic() < deadline, answer
            time.sleep(0.05)

    def raw(self, data, wait=30):
        """What is answered to these bytes until the server closes the connection, or says nothing for some time."""
        with socket.create_connection(('127.0.0.1', self.port), timeout=wait) as connection:
            try:
                connection.sendall(data)
                answer = b''
                while part := connection.recv(65536):
                    answer += part
            except TimeoutError:
                pass
            return answer

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """Ends it in order, and gives how many seconds that took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process.stdout.close()
        assert code == 0, code
        return time.monotonic() - begin


class World:
    """A folder with gateways and a server, to be used in `with`."""

    def __init__(self, programs, *options, inside=False, callbacks=False, time_scale=1000):
        self.programs, self.options, self.inside, self.callbacks, self.time_scale = programs, options, inside, callbacks, time_scale

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='seedance-server-')
        port, callbacks_to = 0, ''
        if self.callbacks:
            with socket.create_server(('127.0.0.1', 0)) as probe:  # the gateways must know it before the server begins
                port = probe.getsockname()[1]
            callbacks_to = f'http://127.0.0.1:{port}'
            self.options = (*self.options, '--public-url', 'https://videos.example')
        self.gateways = None if self.inside else Gateways(self.programs[1], self.folder.name, self.time_scale, callbacks_to)
        self.months = Months(self.time_scale)
        self.server = self.start(port)
        return self

    def start(self, port=0, *options):
        return Server(self.programs[0], self.folder.name, self.gateways, *self.options, *options, port=port, time_scale=self.time_scale)

    def restart(self, *options):
        self.server = self.start(self.server.port, *options)

    def __exit__(self, *_):
        if self.server.process.poll() is None:
            self.server.kill()
        if self.gateways:
            self.gateways.close()
        self.folder.cleanup()
