# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""The command-line program and a sandbox that it serves, for tests of what people do with it."""
import itertools
import json
import os
import sqlite3
import subprocess
import threading

numbers = itertools.count(1)


class Gateways:
    """A sandbox that tells what has arrived: the program cli_gateways."""

    def __init__(self, program, folder, name, balance, time_scale='1000'):
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
        code = self.process.wait(timeout=10)
        self.process.stdout.close()
        return code


class Sandbox:
    """The gateways, served by the program itself."""

    def __init__(self, program, folder, *arguments, time_scale='1000', gateway='apixo'):
        ca = os.path.join(folder, f'ca-{next(numbers)}.pem')
        self.process = subprocess.Popen([program, 'sandbox', '--json', '--time-scale', time_scale, '--ca', ca, *arguments], stdout=subprocess.PIPE, text=True)
        served = json.loads(self.process.stdout.readline())
        self.key = served['key']
        self.urls = served['base_urls']
        self.options = ['--base-url', self.urls[gateway], '--ca-file', ca, '--time-scale', time_scale]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()


def environment(home, key=None, **more):
    """What a person's shell would say whose home is `home`."""
    said = {'HOME': home, 'PATH': os.environ['PATH'], 'TERM': 'xterm'}
    if key:
        said['APIXO_API_KEY'] = key
    return said | more


def wait_for_state(journal, state):
    """Waits until a journal has an intent in a state; another program writes it."""
    for _ in range(2000):
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
