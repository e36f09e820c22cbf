#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Kills the example server at random while orders are under way, as often as SEEDANCE_SERVER_KILLS says (20). Its customers send
an order again, under the same key, until it is taken. In the end each order is one task, one file and one charge.

usage: kills_test.py SERVER GATEWAYS
"""
import json
import os
import random
import sys
import threading
import time
import unittest

from server import ALICE, FOX, World

PROGRAMS = sys.argv[1:3]
KILLS = int(os.environ.get('SEEDANCE_SERVER_KILLS', '20'))
SEED = int(os.environ.get('SEEDANCE_SEED', time.time_ns()))
UNDER_WAY = 50
PRICE = 380_000  # micro-dollars


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
            except (OSError, json.JSONDecodeError, ConnectionError, Exception) as problem:  # the server was killed: send it again
                if isinstance(problem, AssertionError):
                    raise
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
            except Exception:
                time.sleep(0.02)
                return
            assert status in (200, 503), (status, answer)
            self.answers[order] = answer.get('state', 'queued')


class Kills(unittest.TestCase):
    def test_each_order_is_one_task_one_file_and_one_charge(self):
        print(f'SEEDANCE_SEED={SEED}', flush=True)
        chance = random.Random(SEED)
        with World(PROGRAMS, '--orders-at-once', '100000', time_scale=300) as world:
            customer = Customer(world)
            customer.start()
            try:
                for _ in range(KILLS):
                    time.sleep(chance.choice((0.0, 0.005, 0.05, 0.2, 0.5, 1.0)) * chance.random())
                    world.server.kill()
                    world.restart()
            finally:
                customer.ends = True
                customer.join()
            self.check(world, customer.ids)

    def check(self, world, ids):
        states = {}
        for key, order in ids.items():
            states[key] = world.server.wait(order, states=('succeeded', 'unknown', 'failed', 'refused', 'expired'), seconds=90)['state']
        tasks = world.gateways.tasks_by_prompt()
        videos = os.listdir(os.path.join(world.folder.name, 'videos'))
        unknown = [key for key, state in states.items() if state == 'unknown']
        print(f'{len(ids)} orders, {sum(map(len, tasks.values()))} tasks, {len(videos)} files, {len(unknown)} not known', flush=True)
        self.assertLessEqual(set(states.values()), {'succeeded', 'unknown'})
        self.assertEqual({key for key, made in tasks.items() if len(made) > 1}, set(), 'made more than once')
        self.assertEqual({key for key, state in states.items() if state == 'succeeded' and key not in tasks}, set())
        self.assertEqual(sorted(name for name in videos if not name.startswith('.')),
                         sorted(ids[key] + '.mp4' for key, state in states.items() if state == 'succeeded'))
        # A kill between the last byte of a submit and its answer leaves an order of which nobody knows: it is not sent again.
        self.assertLessEqual(len(unknown), KILLS)
        budget = world.server.json('GET', '/videos')[1]['budget']
        in_micro = lambda text: round(float(text.strip('$')) * 1_000_000)
        self.assertEqual(in_micro(budget['spent']), PRICE * (len(ids) - len(unknown)))
        self.assertEqual(in_micro(budget['held']), PRICE * len(unknown))
        listed, path = [], '/videos'
        while path:
            page = world.server.json('GET', path)[1]
            listed += [each['id'] for each in page['videos']]
            path = page.get('next')
        self.assertEqual(sorted(listed), sorted(ids.values()))


if __name__ == '__main__':
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
