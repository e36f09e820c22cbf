# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""The command-line program and a sandbox that it serves, for tests of what people do with it."""
import itertools
import json
import os
import sqlite3
import subprocess
import threading

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
