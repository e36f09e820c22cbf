#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Kills the example server at random while orders are under way, as often as SEEDANCE_SERVER_KILLS says (20). Its customers send
an order again, under the same key, until it is taken. In the end each order is one task, one file and one charge.

usage: kills_test.py SERVER GATEWAYS COMMAND_LINE
"""
import contextlib
import http.client
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
import unittest

from server import ALICE, World, resolve

PROGRAMS, COMMAND_LINE = sys.argv[1:3], sys.argv[3]
KILLS = int(os.environ.get('SEEDANCE_SERVER_KILLS', '20'))
SEED = int(os.environ.get('SEEDANCE_SEED', 1))
UNDER_WAY = 50
FOX = {'model': 'pixazo/seedance-2-0', 'prompt': '', 'resolution': '480p', 'duration': 5}  # a gateway that is quick, and posts callbacks
PRICE = 355_500  # micro-dollars


def under_way(folder):
    """How many orders the journal says were under way when its server was killed. A copy is read: nobody else mends the journal."""
    with tempfile.TemporaryDirectory() as copies:
        for name in os.listdir(folder):
            if name.startswith('journal.db') and not name.endswith('-shm'):
                shutil.copy(os.path.join(folder, name), copies)
        with contextlib.closing(sqlite3.connect(os.path.join(copies, 'journal.db'))) as journal:
            return journal.execute("SELECT count(*) FROM intents WHERE state NOT IN ('not_sent', 'failed', 'fetched')").fetchone()[0]


class Customer(threading.Thread):
    """Keeps so many orders under way until it is told to stop."""

    def __init__(self, world):
        super().__init__()
        self.world, self.ids, self.ends, self.answers = world, {}, False, {}

    def run(self):
        number = 0
        while not self.ends:
            open_orders = [order for order, state in self.answers.items() if state in ('queued', 'running', 'saving')]
            if len(open_orders) < UNDER_WAY:
                number += 1
                self.place(f'order {number}')
            else:
                self.look(open_orders)

    def place(self, key):
        while True:
            try:
                status, answer = self.world.server.json('POST', '/videos', ALICE, {**FOX, 'prompt': key}, {'Idempotency-Key': key})
            except (OSError, http.client.HTTPException, json.JSONDecodeError):  # the server was killed: send it again
                time.sleep(0.02)
                continue
            if status == 202:
                assert self.ids.setdefault(key, answer['id']) == answer['id'], 'the same key, and another order'
                self.answers[answer['id']] = answer['state']
                return
            assert status in (429, 503), (status, answer)
            time.sleep(0.05)

    def look(self, orders):
        for order in orders:
            try:
                status, answer = self.world.server.json('GET', '/videos/' + order)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                time.sleep(0.02)
                return
            assert status in (200, 503), (status, answer)
            self.answers[order] = answer.get('state', 'queued')


class Kills(unittest.TestCase):
    def test_each_order_is_one_task_one_file_and_one_charge(self):
        print(f'SEEDANCE_SEED={SEED}', flush=True)
        chance = random.Random(SEED)
        with World(PROGRAMS, '--orders-at-once', '100000', callbacks=True, time_scale=30) as world:
            customer = Customer(world)
            customer.start()
            counts = []
            try:
                for _ in range(KILLS):
                    time.sleep(chance.choice((0.0, 0.005, 0.05, 0.2, 0.5, 1.0)) * chance.random())
                    world.server.kill()
                    counts.append(under_way(world.folder.name))
                    world.restart()
            finally:
                customer.ends = True
                customer.join()
            print('orders under way at each kill:', *counts, flush=True)
            self.assertGreaterEqual(sum(count > 0 for count in counts), KILLS * 3 // 4)
            self.assertGreaterEqual(max(counts), min(KILLS, UNDER_WAY) // 2)
            self.check(world, customer.ids)

    def states(self, world, ids):
        return {key: world.server.json('GET', '/videos/' + order)[1]['state'] for key, order in ids.items()}

    def settle(self, world, ids):
        """Waits until each order is saved or not known, and a moment longer; gives those that are not known."""
        deadline, since = time.monotonic() + 90, time.monotonic()
        while True:
            states = self.states(world, ids)
            if not set(states.values()) <= {'succeeded', 'unknown'}:
                since = time.monotonic()
            unknown = [key for key, state in states.items() if state == 'unknown']
            if set(states.values()) <= {'succeeded', 'unknown'} and (not unknown or time.monotonic() > since + 3):
                return unknown
            self.assertLess(time.monotonic(), deadline, [item for item in states.items() if item[1] != 'succeeded'])
            time.sleep(0.2)

    def check(self, world, ids):
        # A kill between the begin of a submit and its answer leaves an order of which the journal knows nothing more. The callback of its
        # task brings it back. Where the server was down for all that too, a person looks at the gateway's own list: what it has is the
        # order's, and what it does not have is ordered again.
        unknown, tasks = self.settle(world, ids), world.gateways.tasks_by_prompt()
        print(f'{len(ids)} orders, {len(unknown)} of them not known', flush=True)
        for key in unknown:  # while the server runs
            resolve(COMMAND_LINE, os.path.join(world.folder.name, 'journal.db'), 'alice/' + ids[key], tasks.get(key, ['not_sent'])[0])
        world.server.stop()
        world.restart()
        for key in unknown:
            self.assertEqual(world.server.order({**FOX, 'prompt': key}, ALICE, key), ids[key])
        self.assertEqual(self.settle(world, ids), [])
        tasks = world.gateways.tasks_by_prompt()
        self.assertEqual({key: len(made) for key, made in tasks.items()}, dict.fromkeys(ids, 1))
        videos = [name for name in os.listdir(os.path.join(world.folder.name, 'videos')) if not name.startswith('.')]
        self.assertEqual(sorted(videos), sorted(order + '.mp4' for order in ids.values()))
        budget = world.server.json('GET', '/videos')[1]['budget']
        in_micro = lambda text: round(float(text.strip('$')) * 1_000_000)
        if world.months.are_one():
            self.assertEqual(in_micro(budget['spent']), PRICE * len(ids))
        self.assertEqual(in_micro(budget['held']), 0)
        listed, path = [], '/videos'
        while path:
            page = world.server.json('GET', path)[1]
            listed += [each['id'] for each in page['videos']]
            path = page.get('next')
        self.assertEqual(sorted(listed), sorted(ids.values()))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
