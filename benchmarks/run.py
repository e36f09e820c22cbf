#!/usr/bin/env python3
"""What an exchange costs, ours and everybody else's, side by side in one run: CPU time of the client's process and, for the
programs in C++, instructions. Builds everything in one folder; a peer that is not installed is left out with a line that says so.

usage: run.py [--build build/benchmarks] [--runs 5] [--exchanges 20000] [--only NAME]... [--no-instructions] [--write]

Node's peers are looked for in BUILD/peers: npm install --prefix build/benchmarks/peers undici @fal-ai/client
"""
import argparse
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True  # nothing is written beside the sources
from common import build, here, instructions, repository, start_server, table, write_into_readme

connections = 64
base = 'Beast, hand-tuned'
peers = here / 'exchange' / 'peers'


class Client:
    def __init__(self, name, command, mode=None, kinds=('plain', 'tls'), share=1.0, native=True, folder=None):
        self.name, self.command, self.mode, self.kinds, self.folder, self.native = name, command, mode, kinds, folder, native
        self.share = share  # of the exchanges: slow ones do fewer

    def line(self, ports, kind, exchanges):
        arguments = ['127.0.0.1', ports[kind], kind, exchanges, connections] + ([self.mode] if self.mode else [])
        return [*map(str, self.command), *map(str, arguments)]

    def cpu(self, ports, kind, exchanges, environment):
        done = subprocess.run(self.line(ports, kind, int(exchanges * self.share)), capture_output=True, text=True, env=environment, cwd=self.folder)
        if done.returncode != 0:
            raise SystemExit(f'{self.name}, {kind}: {done.stderr}')
        return float(done.stdout)

    def instructions(self, ports, kind, exchanges, environment):
        """From the difference of two runs: what connecting and warming up costs is in both, though not quite the same in each."""
        few, many = (instructions(self.line(ports, kind, n), environment) for n in (exchanges, 2 * exchanges))
        return (many - few) / (exchanges * 1.1)  # the warm-up grows with the run


def cpp_clients(folder):
    programs = folder / 'benchmarks' / 'exchange'
    all_of_them = [
        Client('limit: epoll, prebuilt bytes', [programs / 'exchange_limit']),
        Client('Asio, hand-tuned, no Beast', [programs / 'exchange_asio_tuned']),
        Client(base, [programs / 'exchange_beast_tuned']),
        Client('**seedance**, polls of waiting tasks', [programs / 'exchange_ours'], 'wait'),
        Client('**seedance**, `status` awaited', [programs / 'exchange_ours'], 'status'),
        Client('Beast coroutine, as its examples', [programs / 'exchange_beast_coroutine']),
        Client('libcurl multi', [programs / 'exchange_curl_multi']),
        *(Client(f'{name}, a connection each, {how}', [program], mode, kinds=('tls',), share=0.05)
          for mode, how in (('submit', 'session resumed'), ('submit:full', 'full handshake'))
          for name, program in (('**seedance**, `submit`', programs / 'exchange_ours'), ('libcurl multi', programs / 'exchange_curl_multi'))),
    ]
    return [client for client in all_of_them if client.command[0].exists() or missing(client.name)]


def missing(what):
    print(f'left out, not installed: {what}', file=sys.stderr)
    return False


def succeeds(*command, **where):
    try:
        return subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **where).returncode == 0
    except OSError:
        return False


def go_client(folder):
    program = folder / 'exchange_net_http'
    built = succeeds('go', 'build', '-o', program, peers / 'net_http' / 'main.go', env={**os.environ, 'GOCACHE': str(folder / 'go-cache'), 'GO111MODULE': 'off'})
    return [Client('Go net/http', [program], native=False)] if built or missing('Go') else []


def rust_client(folder):
    source = folder / 'reqwest'
    shutil.copytree(peers / 'reqwest', source, dirs_exist_ok=True)
    built = succeeds('cargo', 'build', '--release', cwd=source)
    return [Client('Rust reqwest', [source / 'target' / 'release' / 'exchange_reqwest'], native=False)] if built or missing('Rust or its crates') else []


def node_clients(folder):
    modules = folder / 'peers'
    for package, script, name, share in (('undici', 'undici.mjs', 'Node undici', 1.0), ('@fal-ai/client', 'fal_client.mjs', '@fal-ai/client', 0.3)):
        if (shutil.which('node') and (modules / 'node_modules' / package).exists()) or missing(name):
            yield Client(name, ['node', peers / script], native=False, share=share, folder=modules)


def python_clients():
    for package, share in (('aiohttp', 0.3), ('httpx', 0.1)):
        python = next((p for p in (sys.executable, '/usr/bin/python3') if succeeds(p, '-c', f'import {package}')), None)
        if python or missing(f'Python {package}'):
            yield Client(f'Python {package}', [python, '-B', peers / f'{package}_client.py'], native=False, share=share)


def measure(clients, given, ports, environment):
    """By turns, so that the noise of the machine is the same for all."""
    cpu = {}
    for _ in range(given.runs):
        for client in clients:
            for kind in client.kinds:
                cpu.setdefault((client.name, kind), []).append(client.cpu(ports, kind, given.exchanges, environment))
    counted = {}
    if given.instructions:
        counted = {(c.name, k): c.instructions(ports, k, int(10_000 * c.share), environment) for c in clients if c.native for k in c.kinds}
    return {key: statistics.median(values) for key, values in cpu.items()}, counted


def rows(clients, cpu, counted):
    def number(values, name, kind, style):
        return format(values[name, kind], style) if (name, kind) in values else '–'

    def ratio(name, kind):
        return f'{cpu[name, kind] / cpu[base, kind]:.2f}' if {(name, kind), (base, kind)} <= cpu.keys() else '–'

    for client in clients:
        yield [client.name, *(number(cpu, client.name, kind, '.1f') for kind in ('plain', 'tls')), *(ratio(client.name, kind) for kind in ('plain', 'tls')),
               *(number(counted, client.name, kind, ',.0f') for kind in ('plain', 'tls'))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', type=pathlib.Path, default=repository / 'build' / 'benchmarks')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--exchanges', type=int, default=20_000)
    parser.add_argument('--only', action='append', help='part of a name; may be given several times')
    parser.add_argument('--no-instructions', dest='instructions', action='store_false')
    parser.add_argument('--write', action='store_true', help='put the table into README.md')
    given = parser.parse_args()
    folder = given.build.resolve()
    build(folder, [f'exchange_{name}' for name in ('stub_server', 'limit', 'asio_tuned', 'beast_tuned', 'beast_coroutine', 'curl_multi', 'ours')])
    given.instructions = given.instructions and (shutil.which('valgrind') is not None or missing('valgrind: no instructions'))
    clients = [*cpp_clients(folder), *rust_client(folder), *go_client(folder), *node_clients(folder), *python_clients()]
    if given.only:
        clients = [c for c in clients if c.name == base or any(part.lower() in c.name.lower() for part in given.only)]
    server, ports, environment = start_server(folder)
    try:
        cpu, counted = measure(clients, given, ports, environment)
    finally:
        server.terminate()
    out = table(['client', 'plain µs', 'TLS µs', 'plain ratio', 'TLS ratio', 'plain instructions', 'TLS instructions'], rows(clients, cpu, counted))
    print(out)
    if given.write:
        write_into_readme('exchange', out)


if __name__ == '__main__':
    main()
