#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Three processes of the example server share a PostgreSQL database. One of them is killed with orders under way: the others take them
over, and in the end each order is one task, one file and one charge.

usage: fleet_test.py SERVER GATEWAYS COMMAND_LINE
"""
import os
import sys
import tempfile
import time
import unittest

from server import ALICE, Gateways, Months, Server, resolve

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import postgres  # noqa: E402

PROGRAMS, COMMAND_LINE = sys.argv[1:3], sys.argv[3]
FOX = {'model': 'pixazo/seedance-2-0', 'resolution': '480p', 'duration': 5}
PRICE, LEASE, ORDERS = 355_500, 2, 12


class Fleet(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.database = postgres.Postgres()
        self.addCleanup(self.database.close)
        self.url = self.database.new_database('orders')
        self.gateways = Gateways(PROGRAMS[1], self.folder.name, time_scale=30)
        self.addCleanup(self.gateways.close)
        self.videos = os.path.join(self.folder.name, 'all-videos')
        os.mkdir(self.videos)
        self.months = Months(time_scale=30)
        self.servers = [self.begin(number) for number in range(3)]

    def begin(self, number):
        """A server with a folder of its own; the videos and the key of the callbacks are those of all, as on a shared disk."""
        folder = os.path.join(self.folder.name, str(number))
        if not os.path.exists(folder):
            os.mkdir(folder)
            os.symlink(self.videos, os.path.join(folder, 'videos'))
            with open(os.path.join(folder, 'callback-key'), 'w', encoding='utf-8') as file:
                file.write('a-key-of-the-whole-fleet\n')
        return Server(PROGRAMS[0], folder, self.gateways, '--journal', self.url, '--lease', str(LEASE), '--orders-at-once', '1000', time_scale=30)

    def order(self, server, name):
        return server.order({**FOX, 'prompt': name}, ALICE, name)

    def state(self, server, order):
        return server.json('GET', '/videos/' + order)[1].get('state')

    def settle(self, server, ids):
        """Waits until each order is saved or not known, and longer than a lease; gives those that are not known."""
        deadline, since = time.monotonic() + 90, time.monotonic()
        while True:
            states = {name: self.state(server, order) for name, order in ids.items()}
            unknown = [name for name, state in states.items() if state == 'unknown']
            if not set(states.values()) <= {'succeeded', 'unknown'}:
                since = time.monotonic()
            elif not unknown or time.monotonic() > since + 2 * LEASE:
                return unknown
            self.assertLess(time.monotonic(), deadline, [item for item in states.items() if item[1] != 'succeeded'])
            time.sleep(0.1)

    def test_what_a_killed_server_has_left_is_made_by_the_others(self):
        ids = {}
        for number, server in enumerate(self.servers):
            for i in range(ORDERS):
                name = f'order {number} {i}'
                ids[name] = self.order(server, name)
        left, other, _ = self.servers
        deadline = time.monotonic() + 60
        while not all(self.state(other, ids[f'order 0 {i}']) in ('running', 'saving', 'succeeded') for i in range(ORDERS)):  # each sees all
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        for i in range(ORDERS):
            name = f'late {i}'
            ids[name] = self.order(left, name)  # some of them are being sent
        left.kill()
        self.assertEqual(self.order(other, 'late 0'), ids['late 0'], 'an order sent again, elsewhere, is the same')
        unknown, tasks = self.settle(other, ids), self.gateways.tasks_by_prompt()
        print(f'{len(ids)} orders, {len(unknown)} of them not known', flush=True)
        self.assertTrue(all(name.startswith('late') for name in unknown), unknown)
        for name in unknown:  # while the others run
            resolve(COMMAND_LINE, self.url, 'alice/' + ids[name], tasks.get(name, ['not_sent'])[0])
        again = self.begin(0)
        for name in unknown:
            self.assertEqual(self.order(again, name), ids[name])
        self.assertEqual(self.settle(other, ids), [])
        self.assertEqual({name: len(made) for name, made in self.gateways.tasks_by_prompt().items()}, dict.fromkeys(ids, 1))
        self.assertEqual(sorted(name for name in os.listdir(self.videos) if not name.startswith('.')), sorted(order + '.mp4' for order in ids.values()))
        for server in (again, *self.servers[1:]):
            budget = server.json('GET', '/videos')[1]['budget']
            if self.months.are_one():
                self.assertEqual((round(float(budget['spent'].strip('$')) * 1_000_000), budget['held']), (PRICE * len(ids), '$0.00'), 'one budget')
        for server in (again, *self.servers[1:]):
            server.stop()


if __name__ == '__main__':
    if not postgres.programs() or not os.path.exists(PROGRAMS[0]):
        print('there is no PostgreSQL server to start')
        sys.exit(77)
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
