# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""The command-line program and a sandbox that it serves, for tests of what people do with it."""
import contextlib
import itertools
import json
import os
import socket
import sqlite3
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AT_MOST = 120  # seconds, which only a program takes that hangs: a busy machine makes others slow, too
PACE = '250'  # of gateways: two minutes, which a client waits for the answer to a submit, are half a second of ours
numbers = itertools.count(1)


def unhurried(arguments):
    """The same command, with much time for what is asked of a sandbox: where a gateway's minutes pass in no time, a busy machine is late for
    the deadline that a command has otherwise."""
    arguments, scale = list(arguments), '--time-scale'
    if scale not in arguments or '--deadline' in arguments:
        return arguments
    if arguments[0] == 'status':  # which takes no deadline, and asks once
        at = arguments.index(scale)
        return arguments[:at] + arguments[at + 2:]
    return arguments + ['--deadline', '10000'] if arguments[0] in ('generate', 'wait', 'download', 'price', 'drift') else arguments


class Gateways:
    """A sandbox that tells what has arrived: the program cli_gateways."""

    def __init__(self, program, folder, name, balance, time_scale=PACE):
        self.time_scale = time_scale
        self.ca_file = os.path.join(folder, name + '.pem')
        self.process = subprocess.Popen([program, self.ca_file, str(balance), time_scale], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.urls = json.loads(self.process.stdout.readline())

    def options(self, gateway):
        return ['--base-url', self.urls[gateway], '--ca-file', self.ca_file, '--time-scale', self.time_scale]

    def tell(self):
        """What has arrived so far."""
        self.process.stdin.write('\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=AT_MOST)
        self.process.stdout.close()
        return code


class OwnHosts:
    """A proxy that stands in for gateways' own hosts: `answer` gives a status and a body for a target, and `asked` notes hosts and targets."""

    def __init__(self, ca_file, answer):
        identity, self.asked = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), []
        identity.load_cert_chain(ca_file + '.hosts')
        asked = self.asked

        class Tunnel(BaseHTTPRequestHandler):
            def do_CONNECT(self):
                self.send_response(200)
                self.end_headers()
                with identity.wrap_socket(self.connection, server_side=True) as inside:
                    head = b''
                    while b'\r\n\r\n' not in head:
                        head += inside.recv(65536)
                    target = head.split()[1].decode()
                    asked.append(self.path + target)
                    status, body = answer(target)
                    inside.sendall(f'HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body)
                    with contextlib.suppress(OSError):
                        while inside.recv(65536):  # until the client, which has the answer, closes
                            pass
                self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Tunnel)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}'

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class LateAnswers:
    """A relay before a server: what is answered on its first connection, behind the handshake of TLS, comes so many seconds late."""

    def __init__(self, url, seconds):
        self.seconds, self.is_first, self.has_request = seconds, True, threading.Event()
        self.behind = tuple(url.split('/')[2].split(':'))
        self.server = socket.create_server(('127.0.0.1', 0))
        self.url = url.replace(url.split('/')[2], f'127.0.0.1:{self.server.getsockname()[1]}')
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):  # until it is closed
            while True:
                client, _ = self.server.accept()
                server = socket.create_connection(self.behind)
                is_slow, self.is_first = self.is_first, False
                asked = []  # how many bytes came at once
                threading.Thread(target=self.ask, args=(client, server, asked), daemon=True).start()
                threading.Thread(target=self.answer, args=(server, client, asked, is_slow), daemon=True).start()

    def ask(self, client, server, asked):
        with contextlib.suppress(OSError), client, server:
            while data := client.recv(65536):
                asked.append(len(data))
                server.sendall(data)
                if sum(asked[1:]) > 300:  # the end of a handshake is shorter
                    self.has_request.set()
            server.shutdown(socket.SHUT_RDWR)

    def answer(self, server, client, asked, is_slow):
        with contextlib.suppress(OSError), client, server:
            while data := server.recv(65536):
                if is_slow and len(asked) > 1:
                    is_slow = threading.Event().wait(self.seconds)
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)

    def close(self):
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)  # which ends `accept`
        self.server.close()


class Sandbox:
    """The gateways, served by the program itself."""

    def __init__(self, program, folder, *arguments, time_scale=PACE, gateway='apixo'):
        ca = os.path.join(folder, f'ca-{next(numbers)}.pem')
        self.process = subprocess.Popen([program, 'sandbox', '--json', '--time-scale', time_scale, '--ca', ca, *arguments], stdout=subprocess.PIPE, text=True)
        served = json.loads(self.process.stdout.readline())
        self.key = served['key']
        self.urls = served['base_urls']
        self.options = ['--base-url', self.urls[gateway], '--ca-file', ca, '--time-scale', time_scale]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=AT_MOST)
        self.process.stdout.close()


def environment(home, key=None, **more):
    """What a person's shell would say whose home is `home`."""
    said = {'HOME': home, 'PATH': os.environ['PATH'], 'TERM': 'xterm'}
    if key:
        said['APIXO_API_KEY'] = key
    return said | more


def wait_for_state(journal, state):
    """Waits until a journal has an intent in a state; another program writes it."""
    for _ in range(200 * AT_MOST):
        if os.path.exists(journal):
            db = sqlite3.connect(journal)
            try:
                if db.execute('SELECT count(*) FROM intents WHERE state = ?', (state,)).fetchone()[0]:
                    return
            except sqlite3.OperationalError:  # it is being made
                pass
            finally:
                db.close()
        threading.Event().wait(0.005)
    raise AssertionError(f'nothing is {state}')
