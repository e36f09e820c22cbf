"""What the benchmark scripts share: the build, callgrind's count, tables, and the marked places of README.md."""
import os
import pathlib
import re
import subprocess
import tempfile

here = pathlib.Path(__file__).resolve().parent
repository = here.parent


def build(folder, targets):
    subprocess.run(['cmake', '-S', repository, '-B', folder, '-DCMAKE_BUILD_TYPE=Release', '-DSEEDANCE_BUILD_BENCHMARKS=ON',
                    '-DSEEDANCE_BUILD_TESTS=OFF', '-DSEEDANCE_BUILD_EXAMPLES=OFF'], check=True, stdout=subprocess.DEVNULL)
    # Targets that this machine has no library for are not there.
    known = subprocess.run(['cmake', '--build', folder, '--target', 'help'], check=True, capture_output=True, text=True).stdout
    wanted = [target for target in targets if re.search(rf'\b{target}\b', known)]
    subprocess.run(['cmake', '--build', folder, '--parallel', str(os.cpu_count()), '--target', *wanted], check=True, stdout=subprocess.DEVNULL)
    return wanted


def instructions(command, environment=None):
    """User instructions of a whole run."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={folder}/out', *map(str, command)], check=True,
                              capture_output=True, text=True, env=environment)
    return int(re.search(r'Collected : (\d+)', done.stderr)[1])


def start_server(folder):
    """The stub gateway: (its process, its ports, an environment in which its certificate is trusted)."""
    authority = folder / 'stub_authority.pem'
    server = subprocess.Popen([folder / 'benchmarks' / 'exchange' / 'exchange_stub_server', authority], stdout=subprocess.PIPE, text=True)
    plain, tls = server.stdout.readline().split()
    return server, {'plain': plain, 'tls': tls}, {**os.environ, 'SSL_CERT_FILE': str(authority), 'NODE_EXTRA_CA_CERTS': str(authority)}


def table(titles, rows):
    return '\n'.join('| ' + ' | '.join(map(str, row)) + ' |' for row in [titles, ['---'] * len(titles), *rows]) + '\n'


def write_into_readme(place, text):
    """Replaces what stands between `<!-- place -->` and `<!-- /place -->`."""
    file = here / 'README.md'
    before, begin, rest = file.read_text().partition(f'<!-- {place} -->\n')
    _, end, after = rest.partition(f'<!-- /{place} -->')
    if not end:
        raise SystemExit(f'{file} has no place {place}')
    file.write_text(before + begin + text + end + after)
