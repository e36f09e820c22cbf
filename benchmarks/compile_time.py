#!/usr/bin/env python3
"""What it costs to compile: user CPU seconds at -O0, medians, side by side in one run.

usage: compile_time.py [--compiler g++] [--runs 5] [FILE]...
       compile_time.py --gate        counts that have no noise, against compile_time/baseline.json: exit 1 when one has grown by
                                     more than 5 %, 77 when this machine has not the tools that the baseline was made with
       compile_time.py --gate --quick    only those that need no compiler back end: preprocessed lines
       compile_time.py --accept      takes what is counted now as the new baseline, to be reviewed like any other change
       compile_time.py --text-size   a minimal HTTPS program beside the same by hand with Beast, -O2
"""
import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
units = [  # name, file, extra flags, compared with, target
    ('standard headers of a request', 'std_headers.cpp', [], None, None),
    ('building requests', 'request.cpp', [], 'std_headers.cpp', 1.5),
    ('building requests, all gateways at hand', 'request_all.cpp', [], 'request.cpp', 1.2),
    ('validating at run time', 'validate.cpp', [], 'std_headers.cpp', None),
    ('inline Beast HTTPS coroutine (peer)', 'inline_beast.cpp', [], None, None),
    ('awaiting through the seam', 'seam.cpp', ['-DSEEDANCE_SEPARATE_COMPILATION'], 'inline_beast.cpp', 0.15),
    ('awaiting, header-only', 'header_only.cpp', [], 'inline_beast.cpp', None),
    ('the HTTPS transport, header-only', 'https.cpp', [], 'inline_beast.cpp', None),
    ('awaiting, journal in a file', 'sqlite.cpp', ['-DSEEDANCE_SEPARATE_COMPILATION'], 'seam.cpp', None),
    ('awaiting, against a sandbox', 'sandbox.cpp', ['-DSEEDANCE_SEPARATE_COMPILATION'], 'seam.cpp', None),
]
gated = ('request.cpp', 'seam.cpp', 'https.cpp', 'sqlite.cpp', 'sandbox.cpp')  # what users' translation units are like
most_growth = 1.05
baseline = here / 'compile_time' / 'baseline.json'


def user_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


# ---- counts without noise


def compiler_line(compiler, file, *more):
    flags = next(flags for _, name, flags, *_ in units if name == file)
    return [compiler, '-std=c++20', '-O0', *flags, f'-I{here.parent}/include', *more, str(here / 'compile_time' / file)]


def run(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def gcc_counts(file, quick):
    counts = {'preprocessed lines': sum(1 for line in run(compiler_line('g++', file, '-E', '-P')).splitlines() if line)}
    if quick:
        return counts
    with tempfile.TemporaryDirectory() as folder:
        made = f'{folder}/out.o'
        run(compiler_line('g++', file, '-c', '-o', made))
        counts['functions'] = len(re.findall(r' [TtWw] ', run(['nm', made])))
        counts['text bytes'] = int(run(['size', made]).splitlines()[1].split()[0])
    return counts


def clang_counts(file):
    """Templates that clang's front end instantiates, from its own trace."""
    with tempfile.TemporaryDirectory() as folder:
        run(compiler_line('clang++', file, '-c', '-o', f'{folder}/out.o', '-ftime-trace', '-ftime-trace-granularity=0'))
        names = [event['name'] for event in json.loads(pathlib.Path(f'{folder}/out.json').read_text())['traceEvents']]
    return {'classes instantiated': names.count('InstantiateClass'), 'functions instantiated': names.count('InstantiateFunction')}


def counted(quick, with_clang):
    return {file: gcc_counts(file, quick) | (clang_counts(file) if with_clang and not quick else {}) for file in gated if file in usable()}


def usable():
    with_sqlite = pathlib.Path('/usr/include/sqlite3.h').exists()
    return [file for _, file, *_ in units if file != 'sqlite.cpp' or with_sqlite]


def tools():
    """What the counts depend on besides the library."""
    version = pathlib.Path('/usr/include/boost/version.hpp')
    boost = re.search(r'BOOST_LIB_VERSION "(\w+)"', version.read_text())[1] if version.exists() else '?'
    clang = run(['clang++', '-dumpversion']).strip() if shutil.which('clang++') else ''
    return {'g++': run(['g++', '-dumpfullversion']).strip(), 'boost': boost, 'clang++': clang}


def accept():
    here_are = tools()
    baseline.write_text(json.dumps({'tools': here_are, 'counts': counted(False, here_are['clang++'] != '')}, indent=2) + '\n')


def gate(quick):
    """Without the baseline's clang only GCC's counts are compared; without its GCC or Boost none."""
    known, here_are = json.loads(baseline.read_text()), tools()
    same = {name for name in here_are if here_are[name] == known['tools'][name]}
    if not {'g++', 'boost'} <= same:
        print(f'the baseline was made with {known["tools"]}, here are {here_are}')
        return 77
    grown = False
    print('| translation unit | count | baseline | now | ratio |\n|---|---|---|---|---|')
    for file, counts in counted(quick, 'clang++' in same).items():
        for what, now in counts.items():
            before = known['counts'].get(file, {}).get(what)
            if before is None:
                continue
            bad = now > before * most_growth
            grown |= bad
            print(f'| {file} | {what} | {before:,} | {now:,} | {now / before:.3f}{" **too much**" if bad else ""} |')
    return 1 if grown else 0


def text_size():
    with tempfile.TemporaryDirectory() as folder:
        sizes = {}
        for name in ('ours', 'beast'):
            run(['g++', '-std=c++20', '-O2', '-DNDEBUG', f'-I{here.parent}/include', str(here / 'text_size' / f'{name}.cpp'), '-o', f'{folder}/{name}',
                 '-lboost_json', '-lboost_url', '-lssl', '-lcrypto', '-pthread'])
            sizes[name] = int(run(['size', f'{folder}/{name}']).splitlines()[1].split()[0])
    print('| program | text bytes | ratio | target |\n|---|---|---|---|')
    print(f'| seedance | {sizes["ours"]:,} | {sizes["ours"] / sizes["beast"]:.2f} | <= 1.15 |\n| Beast, by hand | {sizes["beast"]:,} | | |')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--compiler', default='g++')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('files', nargs='*', help='of benchmarks/compile_time; all when none is named')
    parser.add_argument('--gate', action='store_true')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--accept', action='store_true')
    parser.add_argument('--text-size', action='store_true')
    given = parser.parse_args()
    if given.accept:
        return accept()
    if given.gate:
        sys.exit(gate(given.quick))
    if given.text_size:
        return text_size()
    chosen = [unit for unit in units if unit[1] in (given.files or usable())]
    samples = {file: [] for _, file, *_ in chosen}
    for _ in range(given.runs):
        for _, file, flags, *_ in chosen:
            samples[file].append(user_seconds([given.compiler, '-std=c++20', '-O0', *flags, f'-I{here.parent}/include', '-c',
                                               str(here / 'compile_time' / file), '-o', os.devnull]))
    median = {file: statistics.median(values) for file, values in samples.items()}
    print('| translation unit | user s | compared | ratio | target |\n|---|---|---|---|---|')
    for name, file, _, base, target in chosen:
        ratio = f'{median[file] / median[base]:.2f}' if base in median else ''
        print(f'| {name} | {median[file]:.2f} | {base or ""} | {ratio} | {f"<= {target}" if target else ""} |')


if __name__ == '__main__':
    main()
