#!/usr/bin/env python3
"""What a download of 1 GiB over TLS costs, beside curl's, from nginx on loopback; and how late a timer of 1 ms on the same loop is,
beside the same run with the file thrown away. It needs nginx, curl and openssl; nothing of it is part of the tests.

usage: download.py [--build build/benchmarks] [--runs 5] [--size 1024] [--folder PLACE_ON_A_DISK] [--write]
"""
import argparse
import contextlib
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # nothing is written beside the sources
from common import build, repository, table, write_into_readme

CONFIGURATION = '''daemon off; master_process off; pid {folder}/pid; error_log stderr error;
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on;
  server {{ listen 127.0.0.1:{port} ssl; ssl_certificate {folder}/pem; ssl_certificate_key {folder}/key; root {folder}/files; }}
}}
'''


@contextlib.contextmanager
def nginx(size):
    """(The file's URL, the authority.) What is served lies in memory, so that no disk reads beside the one that is written."""
    with tempfile.TemporaryDirectory(dir='/dev/shm' if os.access('/dev/shm', os.W_OK) else None) as name:
        folder = pathlib.Path(name)
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', folder / 'key',
                        '-out', folder / 'pem', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
                       check=True, stderr=subprocess.DEVNULL)
        (folder / 'files').mkdir()
        with open(folder / 'files' / 'video.mp4', 'wb') as file:
            file.write(b'\0\0\0\x20ftypisom')
            for _ in range(size):
                file.write(os.urandom(1 << 20))
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            port = free.getsockname()[1]
        (folder / 'conf').write_text(CONFIGURATION.format(folder=folder, port=port))
        folder.chmod(0o755)
        server = subprocess.Popen(['nginx', '-c', folder / 'conf', '-p', folder], stderr=subprocess.DEVNULL)
        try:
            while True:
                with contextlib.suppress(ConnectionRefusedError), socket.create_connection(('127.0.0.1', port)):
                    break
                time.sleep(0.05)
            yield f'https://127.0.0.1:{port}/video.mp4', folder / 'pem'
        finally:
            server.terminate()
            server.wait()


def ours(program, url, authority, path):
    done = subprocess.run([program, url, authority, path], check=True, capture_output=True, text=True)
    cpu, wall, late, latest = map(float, done.stdout.split())
    return {'cpu': cpu, 'wall': wall, 'late': late, 'latest': latest}


def curl(url, authority, path):
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(['curl', '--silent', '--show-error', '--http1.1', '--cacert', authority, '--output', path, url], check=True)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {'cpu': after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 'wall': wall, 'late': None, 'latest': None}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--build', type=pathlib.Path, default=repository / 'build' / 'benchmarks')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--size', type=int, default=1024, help='MiB')
    parser.add_argument('--folder', type=pathlib.Path, default=repository / 'build', help='where the file is written: on a disk')
    parser.add_argument('--program', type=pathlib.Path, help='one that is built already')
    parser.add_argument('--write', action='store_true', help='writes the table into README.md')
    args = parser.parse_args()
    if not args.program:
        build(args.build, ['download_benchmark'])
    program, path = args.program or args.build / 'benchmarks' / 'download_benchmark', args.folder / 'downloaded.mp4'
    runs = {'curl, to a file': [], 'curl, thrown away': [], '**seedance**, to a file': [], '**seedance**, thrown away': []}
    with nginx(args.size) as (url, authority):
        for _ in range(args.runs):
            for name, found in runs.items():
                path.unlink(missing_ok=True)
                os.sync()
                place = path if name.endswith('file') else '-' if 'seedance' in name else '/dev/null'
                found.append(curl(url, authority, place) if name.startswith('curl') else ours(program, url, authority, place))
                print(name, found[-1], file=sys.stderr)
        path.unlink(missing_ok=True)
    middle = {name: {key: statistics.median(run[key] for run in found) if found[0][key] is not None else None for key in found[0]}
              for name, found in runs.items()}
    rows = []
    for name, figures in middle.items():
        peer = middle[name.replace('**seedance**', 'curl')]
        rows.append([name, f"{figures['cpu']:.2f}", f"{figures['cpu'] / peer['cpu']:.2f}", f"{figures['wall']:.2f}",
                     f"{figures['wall'] / peer['wall']:.2f}", *('' if figures[key] is None else f'{figures[key]:.2f}' for key in ('late', 'latest'))])
    text = table(['', 'CPU s', "of curl's", 'wall s', "of curl's", 'timer late, p99.9 ms', 'at most ms'], rows)
    print(text)
    if args.write:
        write_into_readme('download', text)


main()
