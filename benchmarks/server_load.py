#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Measures the example server with many tasks under way: what it answers how fast at a fixed rate, and how much memory it has. Server,
gateways (the sandbox) and load generator (h2load, Debian's nghttp2-client) are processes of their own. Exit code 1 where a limit is
broken: the 99th percentile of GET /videos/ID is at most three times that of GET /healthz in the same run while 1,000 tasks are polled,
as their gateway's document has it; 10,000 tasks under way, each of which was polled, take at most 64 MiB.

usage: server_load.py SERVER GATEWAYS      (build/release/examples/video_server, build/default/tests/cli/cli_gateways)
"""
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tests' / 'server'))
import server as programs  # noqa: E402
from server import ALICE, FOX, Gateways, Server  # noqa: E402

programs.TOKENS = f'{ALICE} alice 100000\n'

SECONDS, RATE, CONNECTIONS = 30, 20, 10  # 200 requests a second for each of two addresses
POLLED, UNDER_WAY = 1_000, 10_000
MOST_TIMES, MOST_MIB = 3, 64
ORDER = {**FOX, 'model': 'pixazo/seedance-2-0-fast'}  # whose document has it asked for every 5 to 10 seconds, from the beginning
LEAST_POLLS = POLLED * SECONDS // 20  # while the load is on: half of what the document has


def place(server, numbers):
    """Orders of Alice, which are begun one after another on some connections."""
    def one(number):
        return server.order({**ORDER, 'prompt': f'order {number}'}, ALICE, f'key {number}')
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        return list(threads.map(one, numbers))


def figures_of(server):
    text = server.ask('GET', '/metrics')[2].decode()
    return dict(line.rsplit(' ', 1) for line in text.splitlines() if not line.startswith('#'))


def wait_until(server, name, count):
    """Waits until a figure has got so far; gives all."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        figures = figures_of(server)
        if int(figures[name]) >= count:
            return figures
        time.sleep(0.5)
    raise RuntimeError(f'{name} stays below {count}')


def begin_load(server, path, log):
    return subprocess.Popen(['h2load', '--h1', '-D', str(SECONDS), '-c', str(CONNECTIONS), '--rps', str(RATE), '--log-file', log,
                             '-H', 'Authorization: Bearer ' + ALICE, f'http://127.0.0.1:{server.port}{path}'], stdout=subprocess.DEVNULL)


def percentile(log, percent):
    """Of the times of answers, in microseconds; every answer is 200."""
    with open(log, encoding='ascii') as lines:
        rows = [line.split() for line in lines]
    assert rows and all(row[1] == '200' for row in rows), log
    times = sorted(int(row[2]) for row in rows)
    return times[len(times) * percent // 100], len(times)


def memory(server):
    with open(f'/proc/{server.process.pid}/status', encoding='ascii') as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith('VmRSS'))


def main():
    if not shutil.which('h2load'):
        sys.exit('h2load is not there, which asks the server: apt install nghttp2-client')
    with tempfile.TemporaryDirectory() as folder:
        gateways = Gateways(sys.argv[2], folder, 0.02)  # tasks take long: all are under way at the end
        gateways.time_scale = 1  # of the server: it asks as the gateway's document advises
        server = Server(sys.argv[1], folder, gateways, '--orders-at-once', '100000')
        try:
            empty = memory(server)
            order = place(server, range(POLLED))[-1]
            wait_until(server, 'seedance_tasks_total', POLLED)
            before = int(wait_until(server, 'seedance_polls_total', POLLED)['seedance_polls_total'])
            logs = {path: os.path.join(folder, name) for path, name in (('/healthz', 'health'), ('/videos/' + order, 'order'))}
            for load in [begin_load(server, path, log) for path, log in logs.items()]:
                load.wait()
            polls = int(figures_of(server)['seedance_polls_total']) - before
            (health, count), (look, _) = (percentile(log, 99) for log in logs.values())
            print(f'p99 of {count} answers each, {POLLED} tasks polled {polls} times: /healthz {health} us, /videos/ID {look} us, {look / health:.2f} times (at most {MOST_TIMES})')
            place(server, range(POLLED, UNDER_WAY))
            wait_until(server, 'seedance_tasks_total', UNDER_WAY)
            figures = wait_until(server, 'seedance_polls_total', before + polls + UNDER_WAY)
            used = memory(server)
            print(f'{figures["seedance_open_orders"]} orders under way: {used:.1f} MiB (at most {MOST_MIB}), {empty:.1f} MiB without')
            return int(look > MOST_TIMES * health or used > MOST_MIB or polls < LEAST_POLLS)
        finally:
            server.stop()
            gateways.close()


if __name__ == '__main__':
    sys.exit(main())
