#!/usr/bin/env python3
"""How the cost of waiting grows from 1 to 100,000 tasks in one process: CPU and instructions of a poll, memory of a waiting task,
lateness of polls; without a network, and over TLS from a stub gateway. Prints two tables; with --write they go into README.md,
beside growth.svg.

usage: growth.py [--build build/benchmarks] [--runs 5] [--seconds 20] [--write]
"""
import argparse
import pathlib
import shutil
import statistics
import subprocess
import sys

sys.dont_write_bytecode = True  # nothing is written beside the sources
from common import build, here, instructions, repository, start_server, table, write_into_readme

counts = [1, 10, 100, 1_000, 10_000, 100_000]
bare = {'heap': 'a record in a timer heap', 'asio_callback': 'Asio timer, callback', 'asio_awaitable': 'Asio timer, awaitable'}
ours = {'callback': 'seedance, callback', 'coroutine': 'seedance, coroutine'}


def numbers(program, *arguments, environment=None):
    done = subprocess.run([program, *map(str, arguments)], check=True, capture_output=True, text=True, env=environment)
    return [float(word) for word in done.stdout.split()]


def medians(runs, measure_one):
    """By turns, so that the noise of the machine is the same for all."""
    samples = {count: [] for count in counts}
    for _ in range(runs):
        for count in counts:
            samples[count] += measure_one(count)
    return {count: statistics.median(values) for count, values in samples.items()}


class Scale:
    def __init__(self, program):
        self.program = program

    def numbers(self, *arguments):
        return numbers(self.program, *arguments)

    def poll_nanoseconds(self, runs):
        return medians(runs, lambda count: self.numbers('polls', count, max(count, 50_000)))

    def timer_nanoseconds(self, runs):
        return medians(runs, lambda count: self.numbers('timers', count, 1_000_000))

    def poll_instructions(self, count):
        few, many = (instructions([self.program, 'polls', count, polls]) for polls in (5_000, 25_000))
        return (many - few) / 20_000


def measure(scale, given):
    cpu = scale.poll_nanoseconds(given.runs)
    timers = scale.timer_nanoseconds(given.runs)
    counted = {count: scale.poll_instructions(count) for count in counts} if shutil.which('valgrind') else {}
    memory = {what: {count: scale.numbers('memory', what, count)[0] for count in counts} for what in ours | bare}
    late = {count: scale.numbers('lateness', count, given.seconds) for count in counts}
    return cpu, timers, counted, memory, late


def measure_over_tls(programs, given):
    """CPU of a poll when every task is due at once, so that the process never idles; lateness at the documented cadence."""
    server, ports, environment = start_server(given.build.resolve())
    try:
        ours, scale = programs / 'exchange' / 'exchange_ours', programs / 'scale'
        enough = lambda count: max(200_000, 11 * count)  # a tenth of it is warm-up: everybody once
        cpu = medians(given.runs, lambda count: numbers(ours, '127.0.0.1', ports['tls'], 'tls', enough(count), 64, f'wait:{count}', environment=environment))
        late = {count: numbers(scale, 'lateness', count, given.seconds, ports['tls'], environment=environment) for count in counts}
    finally:
        server.terminate()
    return cpu, late


# ---- the plot

colours = ['#1f6feb', '#d1495b', '#7a7a7a', '#b08900', '#2d8659']
width, height, left, top, gap = 260, 190, 62, 44, 96


def nice_top(value):
    """The next of 1, 2, 5 times a power of ten."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(power * step for step in (1, 2, 5, 10) if power * step >= value)


def panel(x, title, unit, lines):
    """Lines over the number of tasks, which is on a logarithmic scale; the y axis begins at 0."""
    most = nice_top(max(max(line.values()) for line in lines.values()) or 1.0)
    place = {count: x + width * i / (len(counts) - 1) for i, count in enumerate(counts)}
    yield f'<text x="{x}" y="{top - 22}" class="title">{title}</text><text x="{x}" y="{top - 7}">{unit}</text>'
    for part in range(5):
        y = top + height * (1 - part / 4)
        yield f'<line x1="{x}" x2="{x + width}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/><text x="{x - 6}" y="{y + 4:.1f}" class="right">{most * part / 4:,.4g}</text>'
    for count, at in place.items():
        yield f'<text x="{at:.1f}" y="{top + height + 16}" class="middle">{count if count < 1000 else f"{count // 1000}k"}</text>'
    yield f'<text x="{x + width / 2}" y="{top + height + 32}" class="middle">tasks</text>'
    for i, (name, line) in enumerate(lines.items()):
        points = ' '.join(f'{place[count]:.1f},{top + height * (1 - value / most):.1f}' for count, value in line.items())
        y = top + height + 52 + 15 * i
        yield f'<polyline points="{points}" stroke="{colours[i]}" class="line"/>'
        yield f'<line x1="{x}" x2="{x + 18}" y1="{y - 4}" y2="{y - 4}" stroke="{colours[i]}" stroke-width="2"/><text x="{x + 24}" y="{y}">{name}</text>'


def plot(panels):
    style = ('text{font:12px sans-serif;fill:#57606a}.title{font-weight:bold;font-size:13px}.right{text-anchor:end}.middle{text-anchor:middle}'
             '.grid{stroke:#d0d7de;stroke-width:1}.line{fill:none;stroke-width:2}')
    all_width, all_height = left + len(panels) * (width + gap) - gap + 24, top + height + 52 + 15 * len(colours)
    body = ''.join(''.join(panel(left + i * (width + gap), *what)) for i, what in enumerate(panels))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {all_width} {all_height}" width="{all_width}" height="{all_height}">'
            f'<style>{style}</style><rect width="100%" height="100%" fill="#fff"/>{body}</svg>\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--build', type=pathlib.Path, default=repository / 'build' / 'benchmarks')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--seconds', type=int, default=20, help='of real time, for lateness, after 20 s of warm-up')
    parser.add_argument('--write', action='store_true', help='put the table into README.md and the plot into growth.svg')
    given = parser.parse_args()
    folder = given.build.resolve()
    build(folder, ['scale', 'exchange_ours', 'exchange_stub_server'])
    programs = folder / 'benchmarks'
    cpu, timers, counted, memory, late = measure(Scale(programs / 'scale'), given)
    tls_cpu, tls_late = measure_over_tls(programs, given)
    names = ours | bare
    without = table(['tasks', 'a poll, CPU ns', 'of it timers', 'instructions', *(f'{names[what]}, B' for what in memory), 'late p50 ms', 'late p99 ms', 'of one core'],
                    [[f'{n:,}', f'{cpu[n]:,.0f}', f'{timers[n]:,.0f}', f'{counted[n]:,.0f}' if n in counted else '–', *(f'{memory[what][n]:,.0f}' for what in memory),
                      f'{late[n][0]:.2f}', f'{late[n][1]:.2f}', f'{100 * late[n][2]:.1f} %'] for n in counts])
    over_tls = table(['tasks', 'a poll, CPU µs', 'late p50 ms', 'late p99 ms', 'of one core'],
                     [[f'{n:,}', f'{tls_cpu[n]:.1f}', f'{tls_late[n][0]:.2f}', f'{tls_late[n][1]:.2f}', f'{100 * tls_late[n][2]:.1f} %'] for n in counts])
    print(without, over_tls, sep='\n')
    if given.write:
        write_into_readme('growth', without)
        write_into_readme('growth over TLS', over_tls)
        (here / 'growth.svg').write_text(plot([
            # One connection, on which the process waits for every answer, is another thing than a poll among many.
            ('CPU of one poll', 'µs', {'over TLS, from 10 tasks': {n: tls_cpu[n] for n in counts if n >= 10}, 'without a network': {n: ns / 1000 for n, ns in cpu.items()}}),
            ('Memory of a waiting task', 'bytes', {names[what]: memory[what] for what in memory}),
            ('Lateness of polls over TLS', 'ms, every 10 to 20 s each', {'p50': {n: tls_late[n][0] for n in counts}, 'p99': {n: tls_late[n][1] for n in counts}}),
        ]))


if __name__ == '__main__':
    main()
