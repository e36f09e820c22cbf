#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Measures the journal in PostgreSQL beside those in memory and in SQLite, and pgbench with the same batched statements; the server
is one of its own on this machine's disk, with fsync on.

usage: fleet.py [BUILD_FOLDER | PROGRAM] [SECONDS]"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from common import build, here, repository

sys.path.insert(0, str(repository / 'tests' / 'support'))
import postgres  # noqa: E402


def pgbench(server, database, seconds):
    """Submits a second of one connection, a thousand in a transaction each."""
    said = server.run('pgbench', '--no-vacuum', '--client', '1', '--time', str(seconds), '--file', '-', server.url(database),
                      script=(here / 'fleet.sql').read_text())
    return float(re.search(r'tps = ([\d.]+)', said)[1]) * 1000


def print_sizes(server, database, rows):
    """What finished intents take of the disk, with their indices and what the server has not freed of their earlier versions."""
    assert server.sql(database, "SELECT count(*) FROM finished.intents WHERE state = 'fetched'").strip() == str(rows)
    server.sql(database, 'VACUUM finished.intents')
    server.sql(database, 'VACUUM finished.tasks')
    sizes = server.sql(database, "SELECT relname, pg_table_size(c.oid), pg_indexes_size(c.oid) FROM pg_class AS c WHERE relnamespace = "
                                 "'finished'::regnamespace AND relkind = 'r' AND pg_total_relation_size(c.oid) > 1000000 ORDER BY 1")
    total = 0
    for line in sizes.splitlines():
        table, heap, indices = line.split('|')
        print(f'{table}: {int(heap) / rows:.0f} bytes a finished intent, and {int(indices) / rows:.0f} of indices')
        total += int(heap) + int(indices)
    print(f'a finished intent takes {total / rows:.0f} bytes')


def main():
    where = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else repository / 'build' / 'benchmarks')
    seconds = sys.argv[2] if len(sys.argv) > 2 else '2'
    program = where
    if where.is_dir() or not where.exists():
        build(where, ['fleet_benchmark'])
        program = where / 'benchmarks' / 'fleet_benchmark'
    server = postgres.Postgres(beside='/var/tmp')
    try:
        with tempfile.TemporaryDirectory(dir='/var/tmp') as folder:
            url = server.new_database('fleet')
            subprocess.run([program, 'submits', url, folder, seconds], check=True)
        for what, *counts in (('heartbeat', 100_000, 100, 100_000, 100), ('claim', 10_000), ('recover', 100_000)):
            for number, count in enumerate(counts):
                subprocess.run([program, what, server.new_database(f'{what}_{number}'), str(count)], check=True)
        subprocess.run([program, 'finish', server.new_database('finish'), '100000'], check=True)
        print_sizes(server, 'finish', 100_000)
        database = 'bench'
        subprocess.run([program, 'heartbeat', server.new_database(database), '1'], check=True, stdout=subprocess.DEVNULL)
        server.sql(database, f'ALTER DATABASE {database} SET search_path = beats_1')
        print(f'pgbench: {pgbench(server, database, 5):.0f} submits a second, a thousand in three transactions')
    finally:
        server.close()


if __name__ == '__main__':
    main()
