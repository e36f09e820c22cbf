#!/usr/bin/env python3
"""What it costs to compile: user CPU seconds at -O0, medians, side by side in one run.

usage: compile_time.py [--compiler g++] [--runs 5] [FILE]...
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess

here = pathlib.Path(__file__).resolve().parent
units = [  # name, file, extra flags, compared with, target
    ('standard headers of a request', 'std_headers.cpp', [], None, None),
    ('building requests', 'request.cpp', [], 'std_headers.cpp', 1.5),
    ('building requests, all gateways at hand', 'request_all.cpp', [], 'request.cpp', 1.2),
    ('validating at run time', 'validate.cpp', [], 'std_headers.cpp', None),
    ('inline Beast HTTPS coroutine (peer)', 'inline_beast.cpp', [], None, None),
    ('awaiting through the seam', 'seam.cpp', ['-DSEEDANCE_SEPARATE_COMPILATION'], 'inline_beast.cpp', 0.15),
    ('awaiting, header-only', 'header_only.cpp', [], 'inline_beast.cpp', None),
]


def user_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--compiler', default='g++')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('files', nargs='*', help='of benchmarks/compile_time; all when none is named')
    given = parser.parse_args()
    chosen = [unit for unit in units if not given.files or unit[1] in given.files]
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
