# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""A PostgreSQL server of a test's own, in a temporary folder, as an ordinary user; it listens at a socket in that folder."""
import glob
import os
import shutil
import subprocess
import tempfile

ORDINARY_USER = 'postgres'  # PostgreSQL does not run as root; the package has made this user


def programs():
    """The folder with initdb and postgres, or None where there is none."""
    folders = [os.path.dirname(path) for path in glob.glob('/usr/lib/postgresql/*/bin/initdb')]
    folders.sort(key=lambda path: int(path.split('/')[-2]) if path.split('/')[-2].isdigit() else 0)
    if folders:
        return folders[-1]
    found = shutil.which('initdb')
    return os.path.dirname(found) if found and shutil.which('postgres') else None


class Postgres:
    """A server that runs until it is stopped, with the settings that one for users has. It lies in memory, unless another folder is
    named: a kill of the server does not ask for a disk."""

    def __init__(self, *settings, beside='/dev/shm'):
        self.folder = tempfile.mkdtemp(prefix='seedance-postgres-', dir=beside if os.access(beside, os.W_OK) else None)
        self.user = {}
        if os.getuid() == 0:
            self.user = {'user': ORDINARY_USER, 'group': ORDINARY_USER}
            shutil.chown(self.folder, ORDINARY_USER, ORDINARY_USER)
        self.data = os.path.join(self.folder, 'data')
        self.settings = [f'unix_socket_directories={self.folder}', 'listen_addresses=', *settings]
        self.run('initdb', '--pgdata', self.data, '--auth', 'trust', '--username', 'seedance', '--encoding', 'UTF8', '--no-sync')
        self.start()

    def run(self, program, *arguments, script=''):
        environment = {name: value for name, value in os.environ.items() if not name.startswith('PG')}
        done = subprocess.run([os.path.join(programs(), program), *arguments], input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, cwd=self.folder, env=environment, **self.user)
        if done.returncode != 0:
            raise RuntimeError(f'{program}: {done.stdout}')
        return done.stdout

    def start(self):
        options = ' '.join(f"-c '{each}'" for each in self.settings)
        self.run('pg_ctl', 'start', '--wait', '--pgdata', self.data, '--log', os.path.join(self.folder, 'log'), '--options', options)

    def stop(self, mode='fast'):
        self.run('pg_ctl', 'stop', '--wait', '--mode', mode, '--pgdata', self.data)

    def restart_at_once(self):
        """As after a crash: nothing is written before it ends."""
        self.stop('immediate')
        self.start()

    def new_database(self, name):
        """The URL of a new database."""
        self.sql('postgres', f'CREATE DATABASE "{name}"')
        return self.url(name)

    def url(self, name):
        return f'postgresql://seedance@/{name}?host={self.folder}'

    def sql(self, database, text):
        return self.run('psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1', '--command', text, self.url(database))

    def close(self):
        self.stop('immediate')
        shutil.rmtree(self.folder)
