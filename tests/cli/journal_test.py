#!/usr/bin/env python3
# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Runs `seedance journal` as a person runs it, on journals that `seedance generate` has written against the sandbox.

usage: journal_test.py SEEDANCE [unittest arguments]
"""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import postgres  # noqa: E402
from sandboxed import AT_MOST, Sandbox, unhurried  # noqa: E402

MODEL, PRICE = 'apixo/seedance-2-0-fast', 380_000  # micro-USD of `REQUEST`
REQUEST = ['--model', MODEL, '--prompt', 'a fox', '--resolution', '480p', '--duration', '5']
STATES = {'planned': 'nothing was sent yet', 'sending': 'sending it', 'dropped': 'submit it again', 'not_sent': 'may be submitted again',
          'unknown': 'resolve NAME TASK_ID', 'accepted': 'seedance wait', 'succeeded': 'seedance download', 'failed': 'another name', 'fetched': 'it is over',
          'expired': 'acknowledge NAME'}


def setUpModule():
    global sandbox
    folder = tempfile.TemporaryDirectory()
    unittest.addModuleCleanup(folder.cleanup)
    sandbox = Sandbox(SEEDANCE, folder.name)
    unittest.addModuleCleanup(sandbox.stop)


def run(*arguments, code=0, key=None):
    done = subprocess.run([SEEDANCE, *unhurried(arguments)], env={'XDG_STATE_HOME': '/nowhere'} | ({'APIXO_API_KEY': key} if key else {}), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=AT_MOST)
    assert done.returncode == code, f'{arguments}: {done.returncode} is not {code}\n{done.stdout}\n{done.stderr}'
    return done


class AnyJournal:
    """What every kind of journal can be asked."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.journal = self.new_journal()

    def new_journal(self):
        return os.path.join(self.folder, 'jobs.db')

    def generate(self, name, *arguments, at=None, code=0):
        at = at or sandbox
        return run('generate', *REQUEST, *at.options, '--journal', self.journal, '--intent', name, '--json', *arguments, code=code, key=at.key)

    def lose(self, name):
        """Makes an intent whose answer was lost."""
        lossy = Sandbox(SEEDANCE, self.folder, '--fault', 'submit=lost')
        try:
            self.generate(name, '--no-wait', at=lossy, code=5)
        finally:
            lossy.stop()

    def say(self, *arguments, code=0):
        return run('journal', *arguments, '--journal', self.journal, code=code)

    def json_of(self, *arguments, code=0):
        return json.loads(self.say(*arguments, '--json', code=code).stdout)

    def names(self, *arguments):
        return [each['intent'] for each in self.json_of('list', *arguments)['intents']]

    def test_a_list_has_what_is_chosen_the_newest_first(self):
        for name in ('a/1', 'b/1', 'a/2'):
            self.generate(name, '--no-wait')
        self.generate('a/3')
        self.say('acknowledge', 'b/1')
        self.assertEqual(self.names(), ['a/3', 'a/2', 'b/1', 'a/1'])
        self.assertEqual(self.names('--prefix', 'a/'), ['a/3', 'a/2', 'a/1'])
        self.assertEqual(self.names('--open'), ['a/3', 'a/2', 'a/1'])
        self.assertEqual(self.names('--state', 'fetched'), ['b/1'])
        self.assertEqual(self.names('--state', 'succeeded', '--prefix', 'a/'), ['a/3'])
        self.assertEqual(self.names('--state', 'unknown'), [])
        lines = self.say('list').stdout.splitlines()
        self.assertEqual(lines[0].split(), ['STATE', 'BEGUN', 'COST', 'INTENT', 'MODEL', 'TASK'])
        self.assertRegex(lines[3], r'^fetched +20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ +\$0.38 by its price +b/1 +' + MODEL + r' +\S+$')
        self.assertEqual(len({line.index('a/') for line in lines if 'a/' in line}), 1, 'a table')
        self.assertEqual(self.say('list', '--prefix', 'c').stdout, 'there is none\n')

    def test_a_list_goes_on_where_it_has_ended(self):
        for i in range(5):
            self.generate(f'order-{i}', '--no-wait')
        self.say('acknowledge', 'order-1', 'order-3')
        for chosen in ([], ['--open'], ['--state', 'fetched'], ['--prefix', 'order-']):
            with self.subTest(chosen=chosen):
                seen, after = [], []
                for _ in range(6):
                    page = self.json_of('list', '--limit', '1', *chosen, *after)
                    seen += [each['intent'] for each in page['intents']]
                    if not page['more']:
                        break
                    after = ['--after', str(page['after'])]
                self.assertEqual(seen, self.names(*chosen))
                self.assertFalse(page['more'])
        self.assertRegex(self.say('list', '--limit', '2').stdout, r'\nmore: --after \d+\n$')

    def test_one_is_shown_with_all_that_is_known_of_it(self):
        task = json.loads(self.generate('order-1', '--no-wait').stdout)
        shown = self.json_of('show', 'order-1')
        self.assertEqual({what: shown[what] for what in ('intent', 'attempt', 'state', 'gateway', 'account', 'model', 'task', 'task_id', 'held_micro_usd', 'queued')},
                         {'intent': 'order-1', 'attempt': 1, 'state': 'accepted', 'gateway': 'apixo', 'account': 'default', 'model': MODEL.split('/')[1],
                          'task': task['task'], 'task_id': task['id'], 'held_micro_usd': PRICE, 'queued': False})
        self.assertIn('seedance wait', shown['next'])
        self.assertEqual(self.json_of('show', task['task']), shown, 'by its task')
        self.assertEqual(self.json_of('show', task['id']), shown, 'by the id that `seedance list` shows')
        text = self.say('show', 'order-1').stdout
        for words in ('intent      order-1\n', 'state       accepted\n', 'cost        $0.38 held\n', f'task        {task["task"]}\n', 'next        the gateway is at it'):
            self.assertIn(words, text)
        self.assertNotIn('handle', text)  # whoever knows it can post callbacks
        missing = self.json_of('show', 'order-2', code=1)
        self.assertIn("is it another journal's?", missing['message'])
        self.assertIn('"order-2"', missing['message'])

    def test_what_is_not_known_is_settled_once(self):
        self.lose('lost-1')
        self.lose('lost-2')
        self.assertIn('resolve NAME TASK_ID', self.json_of('show', 'lost-1')['next'])
        refused = self.json_of('acknowledge', 'lost-1', code=5)
        self.assertIn('may have been paid for', refused[0]['message'])
        self.assertEqual(self.json_of('resolve', 'lost-1', 'not_sent')['state'], 'not_sent')
        self.assertEqual(self.json_of('resolve', 'lost-1', 'not_sent')['state'], 'not_sent', 'said twice')
        for _ in range(2):
            told = self.json_of('resolve', 'lost-2', 'task_12345')
            self.assertEqual((told['state'], told['task_id']), ('accepted', 'task_12345'))
        self.assertIn('has a task already', self.say('resolve', 'lost-2', 'task_6', code=1).stderr)
        self.assertIn('there is no intent', self.say('show', 'lost-3', code=1).stderr)
        self.say('resolve', 'lost-3', 'not_sent', code=1)
        self.generate('lost-1', '--no-wait')  # its name is free again
        self.assertEqual((self.json_of('show', 'lost-1')['attempt'], self.json_of('show', 'lost-1')['state']), (2, 'accepted'))

    def test_what_is_not_needed_any_more_is_over(self):
        self.generate('order-1', '--no-wait')
        self.generate('order-2', '--no-wait')
        said = self.say('acknowledge', 'order-1', 'order-9', 'order-2', code=1).stdout.splitlines()
        self.assertEqual((said[0], said[2]), ('order-1  fetched', 'order-2  fetched'), 'one that is not there stops nobody')
        self.assertIn('order-9', said[1])
        self.assertEqual(self.names('--open'), [])
        self.say('acknowledge', 'order-1')
        task = json.loads(self.generate('order-3', '--no-wait').stdout)
        self.assertEqual(self.say('acknowledge', task['id']).stdout, 'order-3  fetched\n', 'by the id that `seedance list` shows')

    def test_notes_are_pruned_by_age_and_names_stay(self):
        self.lose('lost')
        self.say('resolve', 'lost', 'not_sent')
        self.generate('open', '--no-wait')
        for before, count in (('1d', 0), ('36500d', 0), ('2020-01-01', 0), ('2100-01-01', 1)):  # the sandbox's time runs fast
            for dry_run in (['--dry-run'], ['--dry-run'], []):
                said = self.json_of('prune', '--before', before, *dry_run)
                self.assertEqual((said['pruned'], said['dry_run']), (count, dry_run != []), before)
        self.assertIn('0 were pruned', self.say('prune', '--before', '2100-01-01').stdout)
        self.assertEqual(sorted(self.names()), ['lost', 'open'])

    def test_budgets(self):
        self.generate('order-1', '--no-wait')
        self.assertEqual(self.say('budget').stdout, 'there is none\n')
        self.assertIn('needs --limit and --period', self.say('budget', 'b', '--limit', '25', code=2).stderr)
        self.say('budget', 'b', code=10)
        made = self.json_of('budget', 'b', '--limit', '25.50', '--period', 'month')
        self.assertEqual((made['budget'], made['limit_micro_usd'], made['left_micro_usd'], made['period']), ('b', 25_500_000, 25_500_000, 'UTC month'))
        self.assertEqual(self.json_of('budget', 'b', '--limit', '0.000001')['period'], 'UTC month', 'the other stays')
        self.assertEqual(self.json_of('budget', 'b', '--period', 'ever')['limit_micro_usd'], 1)
        self.assertEqual(self.json_of('budget', 'b', '--period', 'from 2026-01-31')['period'], 'from a time')
        self.json_of('budget', 'b', '--limit', '10', '--period', 'day')
        for _ in range(2):
            booked = self.json_of('budget', 'b', '--book', '1.25', '--as', 'bill-7', '--why', 'paid by hand')
            self.assertEqual((booked['booked_micro_usd'], booked['left_micro_usd']), (1_250_000, 8_750_000), 'once under a name')
        self.assertIn('another amount', self.say('budget', 'b', '--book', '2', '--as', 'bill-7', '--why', 'paid by hand', code=2).stderr)
        self.assertEqual(self.json_of('budget', 'b', '--book=-0.25', '--as', 'refund-1', '--why', 'given back')['left_micro_usd'], 9_000_000)
        self.say('budget', 'c', '--book', '1', '--as', 'x', '--why', 'y', code=10)
        self.json_of('budget', 'a', '--limit', '1', '--period', 'ever')
        self.assertEqual(self.json_of('budget'), [self.json_of('budget', 'a'), self.json_of('budget', 'b')])
        self.assertRegex(self.say('budget').stdout, r'^a  \$1\.00 left of \$1\.00, for ever; spent \$0\.00, of which booked \$0\.00; held \$0\.00\n'
                                                    r'b  \$9\.00 left of \$10\.00, UTC day since \S+T00:00:00Z; spent \$1\.00, of which booked \$1\.00; held \$0\.00\n$')

    def test_command_lines_that_are_not_understood(self):
        for words, *arguments in [
            ("there is no command 'journal make'", 'make'), ('list takes no name', 'list', 'x'), ('show needs the name of an intent', 'show'),
            ('resolve needs the name of an intent and', 'resolve', 'x'), ('takes names of intents, or --older', 'acknowledge'),
            ('takes names of intents, or --older', 'acknowledge', 'x', '--older'), ('prune needs --before', 'prune'), ('--before: a day', 'prune', '--before', '90'),
            ('--before: a day', 'prune', '--before', '2026-02-30'), ('36500d at most', 'prune', '--before', '36501d'), ('36500d at most', 'prune', '--before', '200000d'), ('36500d at most', 'prune', '--before', '876001h'), ('--before does not go with `journal list`', 'list', '--before', '90d'),
            ('--open does not go with `journal show`', 'show', 'x', '--open'), ('--state: one of planned', 'list', '--state', 'lost'),
            ('--limit: from 1 to 1000', 'list', '--limit', '0'), ('--limit: from 1 to 1000', 'list', '--limit', '1.5'), ('--after', 'list', '--after', '-1'),
            ('--limit: dollars', 'budget', 'b', '--limit', '-1'), ('--limit: dollars', 'budget', 'b', '--limit', '1.1234567'), ('--limit: dollars', 'budget', 'b', '--limit', '1.'),
            ('--limit: dollars', 'budget', 'b', '--limit', '1e3'), ('--period: `ever`', 'budget', 'b', '--period', 'week'), ('--period: `ever`', 'budget', 'b', '--period', 'from x'),
            ("needs the budget's name", 'budget', '--limit', '1'), ('go together', 'budget', 'b', '--book', '1'), ('go together', 'budget', 'b', '--as', 'x'),
            ('--book goes with neither', 'budget', 'b', '--book', '1', '--as', 'x', '--why', 'y', '--limit', '1'), ('--prefix: the value is empty', 'list', '--prefix', ''),
            ('unrecognised option', 'list', '--colour'),
        ]:
            with self.subTest(arguments=arguments):
                done = self.say(*arguments, code=2)
                self.assertEqual(done.stdout, '')
                self.assertIn(words, done.stderr)
        self.assertIn('`seedance journal prune --help` says more', self.say('prune', code=2).stderr)
        self.assertIn('`seedance journal --help` says more', self.say('make', code=2).stderr)
        self.assertIn('there is no file /nowhere/seedance/journal.db', run('journal', 'list', code=1).stderr)
        self.assertIn('stands before its options', run('--json', 'journal', code=2).stderr)

    def test_help(self):
        text = run('journal', '--help').stdout
        for word in ('list', 'show', 'resolve', 'acknowledge', 'prune', 'budget', 'postgresql://'):
            self.assertIn(word, text)
        self.assertEqual(run('journal', code=2).stderr, text)
        self.assertIn('--older', run('journal', 'acknowledge', '--help').stdout)


class OnAFile(AnyJournal, unittest.TestCase):
    """Besides, what only a file can be."""

    def test_a_file_that_is_not_there_is_not_made(self):
        for action in (['list'], ['budget', 'b', '--limit', '1', '--period', 'day'], ['acknowledge', '--older']):
            refused = self.json_of(*action, code=1)
            self.assertIn('there is no file ' + self.journal, refused['message'])
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_file_that_is_no_journal(self):
        with open(self.journal, 'w') as f:
            f.write('this is a letter, not a database. ' * 100)
        self.assertIn('jobs.db', self.say('list', code=1).stderr)

    def test_every_state_has_its_words(self):
        self.generate('order-1', '--no-wait')
        for state, words in STATES.items():
            with sqlite3.connect(self.journal) as db:
                db.execute('UPDATE intents SET state = ?', (state,))
            db.close()
            shown = self.json_of('show', 'order-1')
            self.assertIn(STATES['unknown'] if state == 'sending' else words, shown['next'], 'whoever was sending it is gone')
        with sqlite3.connect(self.journal) as db:
            db.execute("UPDATE intents SET state = 'planned', queued = 1, note = 'bad\x1b[31m', budget = 'b'")
        db.close()
        text = self.say('show', 'order-1').stdout
        self.assertIn('queued      its request is in the journal', text)
        self.assertIn('budget      b\n', text)
        self.assertNotIn('\x1b', text, 'a terminal shows what it is, and obeys nobody')

    def test_the_list_counts_what_a_budget_counts(self):
        self.generate('order-1', '--no-wait')
        for state, paid, held, cost in (('planned', 1, 1, '$0.76 held'), ('accepted', 1, 1, '$0.76 held'), ('expired', 2, 0, '$0.76 by its price'),
                                        ('fetched', 2, 0, '$0.76 by its price'), ('failed', 1, 1, '$0.76 held'), ('not_sent', 1, 0, '$0.38 by its price')):
            with self.subTest(state=state):
                with sqlite3.connect(self.journal) as db:
                    db.execute('UPDATE intents SET further_tasks = 1, state = ?, queued = ?', (state, state == 'planned'))
                db.close()
                listed = json.loads(run('list', '--all', '--journal', self.journal, '--json').stdout)
                self.assertEqual((listed['paid_micro_usd'], listed['held_micro_usd']), (paid * PRICE, held * PRICE))
                self.assertIn(f'cost        {cost}\n', self.say('show', 'order-1').stdout)

    def test_recover_asks_for_what_may_be_the_task(self):
        kept, self.journal = self.journal, self.journal + '.other'
        task = json.loads(self.generate('order-1', '--no-wait').stdout)['task']
        self.journal = kept
        self.lose('lost-1')
        with sqlite3.connect(self.journal) as db:
            db.execute('UPDATE intents SET candidate = ?', (task,))
        db.close()
        self.assertIn('`seedance recover` with APIXO_API_KEY set asks for the task', self.json_of('show', 'lost-1')['next'])
        without = run('recover', '--journal', self.journal)
        self.assertIn('with APIXO_API_KEY set, it is asked', without.stderr)
        self.assertRegex(without.stdout, '^unknown  lost-1 ')
        found = json.loads(run('recover', '--journal', self.journal, '--json', *sandbox.options[:-2], key=sandbox.key).stdout)
        self.assertEqual([(each['intent'], each['task'].split()[3]) for each in found['task']], [('lost-1', task.split()[3])])
        self.assertEqual((found['unknown'], self.json_of('show', 'lost-1')['state']), ([], 'accepted'))

    def test_a_queued_route_shows_the_legs_that_are_left(self):
        self.generate('order-1', '--no-wait')
        models = [MODEL, 'pixazo/seedance-2-0-fast', 'xenodia/seedance-2-fast']
        with sqlite3.connect(self.journal) as db:
            db.execute("UPDATE intents SET state = 'failed', charged = 0, queued = 1, legs_left = 2")
            db.execute('INSERT INTO queue SELECT id, ? FROM intents', (json.dumps({'request': {'models': models, 'prompt': 'a fox'}}),))
        db.close()
        shown = self.json_of('show', 'order-1')
        self.assertEqual(shown['legs_left'], models[1:])
        self.assertIn('goes on with the next model', shown['next'])
        self.assertIn(f'\nleg left    {models[1]}\nleg left    {models[2]}', self.say('show', 'order-1').stdout)
        self.assertEqual(self.names('--open'), ['order-1'])
        self.assertEqual(self.say('acknowledge', 'order-1').stdout, 'order-1  failed\n')
        self.assertEqual(self.names('--open'), [])
        self.assertNotIn('legs_left', self.json_of('show', 'order-1'))

    def test_an_attempt_before_the_newest_that_is_paid_for_is_seen(self):
        self.generate('order-1', '--no-wait')
        with sqlite3.connect(self.journal) as db:
            columns = ', '.join(each[1] for each in db.execute('PRAGMA table_info(intents)') if each[1] != 'id')
            later = ', '.join({'attempt': '2', 'state': "'not_sent'", 'handle': "'another'", 'task_id': 'NULL', 'task': 'NULL'}.get(each, each)
                              for each in columns.split(', '))
            db.execute(f'INSERT INTO intents ({columns}) SELECT {later} FROM intents')
        db.close()
        listed = json.loads(run('list', '--journal', self.journal, '--json').stdout)
        self.assertEqual([(each['state'], each['attempt']) for each in listed['tasks']], [('accepted', 1)])
        self.assertEqual(listed['held_micro_usd'], PRICE)
        listed = json.loads(run('list', '--all', '--journal', self.journal, '--json').stdout)
        self.assertEqual([each['attempt'] for each in listed['tasks']], [2, 1], 'the newest first')
        self.assertEqual(listed['held_micro_usd'], PRICE)
        done = run('status', 'order-1', '--journal', self.journal, '--json', *sandbox.options, key=sandbox.key)
        self.assertIn(json.loads(done.stdout)['state'], ('queued', 'running', 'succeeded'))
        shown = self.json_of('show', 'order-1')
        self.assertEqual((shown['state'], [each['attempt'] for each in shown['attempts']]), ('accepted', [2]))
        self.assertRegex(self.say('show', 'order-1').stdout, r'\nlater       attempt 2, apixo/seedance-2-0-fast, not_sent')
        self.assertEqual(self.names('--open'), ['order-1'])
        self.assertEqual(self.say('acknowledge', 'order-1').stdout, 'order-1  fetched\n')

    def test_a_damaged_budget_does_not_hide_the_rest(self):
        self.generate('order-1', '--no-wait')
        for name in 'abc':
            self.say('budget', name, '--limit', '1', '--period', 'day')
        with sqlite3.connect(self.journal) as db:
            db.execute("UPDATE budgets SET period = 'full moon' WHERE name = 'b'")
        db.close()
        listed = self.json_of('budget', code=1)
        self.assertEqual([each['budget'] for each in listed], ['a', 'b', 'c'])
        self.assertIn('full moon', listed[1]['error'])

    def test_many_budgets_are_all_listed(self):
        self.generate('order-1', '--no-wait')
        self.say('budget', 'first', '--limit', '1', '--period', 'ever')
        with sqlite3.connect(self.journal) as db:
            db.executemany('INSERT INTO budgets SELECT ?, max_spent, period, period_from, begun_at, number, spent, held, booked FROM budgets WHERE name = ?',
                           [(f'{i:04}', 'first') for i in range(1200)])
        db.close()
        self.assertEqual([each['budget'] for each in self.json_of('budget')], [f'{i:04}' for i in range(1200)] + ['first'])

    def test_a_journal_put_back_from_a_copy_is_taken_when_a_person_says_so(self):
        self.generate('order-1', '--no-wait')
        with sqlite3.connect(self.journal) as db:
            db.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        db.close()
        shutil.copy(self.journal, self.journal + '.copy')
        forgotten = json.loads(self.generate('order-2', '--no-wait').stdout)
        for beside in ('-wal', '-shm'):
            if os.path.exists(self.journal + beside):
                os.remove(self.journal + beside)
        os.replace(self.journal + '.copy', self.journal)
        refused = json.loads(self.generate('order-3', '--no-wait', code=1).stdout)
        self.assertIn('older than what was sent from it', refused['message'])
        spoken = run('generate', *REQUEST, *sandbox.options, '--journal', self.journal, '--intent', 'order-3', code=1, key=sandbox.key)
        self.assertIn('`seedance journal acknowledge --older`', spoken.stderr)
        self.assertEqual(self.names(), ['order-1'], 'it can be looked at')
        self.assertIn('give the whole task', self.say('resolve', 'order-2', 'task_2', code=1).stderr)
        for _ in range(2):
            told = self.json_of('resolve', 'order-2', MODEL + '/' + forgotten['id'])
            self.assertEqual((told['state'], told['task_id'], told['model']), ('accepted', forgotten['id'], MODEL.split('/')[1]))
        self.assertIn('taken as it is', self.say('acknowledge', '--older').stdout)
        self.generate('order-3', '--no-wait')
        self.assertEqual(json.loads(self.generate('order-2', '--no-wait').stdout)['id'], forgotten['id'], 'it is not paid for again')

    def test_a_database_that_nobody_serves(self):
        url = 'postgresql://someone:a-secret@127.0.0.1:1/nothing'
        for command in (['journal', 'list'], ['recover'], ['generate', *REQUEST]):
            done = run(*command, '--journal', url, code=1, key=sandbox.key)
            self.assertRegex(done.stderr, r'built without libpq|127\.0\.0\.1')
            self.assertNotIn('a-secret', done.stderr + done.stdout)


class OnADatabase(AnyJournal, unittest.TestCase):
    """What is said of a file holds for a database, too."""

    @classmethod
    def setUpClass(cls):
        if not postgres.programs():
            raise unittest.SkipTest('there is no PostgreSQL server to start')
        cls.server = postgres.Postgres()
        cls.addClassCleanup(cls.server.close)
        cls.databases = 0
        refused = run('journal', 'list', '--journal', cls.server.url('none'), code=1).stderr
        if 'built without libpq' in refused:
            raise unittest.SkipTest('the program was built without libpq')

    def new_journal(self):
        type(self).databases += 1
        return self.server.new_database(f'jobs_{self.databases}')

    def test_a_database_that_is_not_there(self):
        self.assertIn('none', run('journal', 'list', '--journal', self.server.url('none'), code=1).stderr)

    def test_one_that_may_have_forgotten_is_taken_when_a_person_says_so(self):
        self.generate('order-1', '--no-wait')
        self.server.sql(self.journal.split('/')[3].split('?')[0], "UPDATE seedance.journal SET halted = 'a fail-over'")
        refused = json.loads(self.generate('order-2', '--no-wait', code=1).stdout)
        self.assertIn('a fail-over', refused['message'])
        forgotten = {'id': 'task_12345678'}  # as the gateway's own list has it
        self.assertEqual(self.names(), ['order-1'], 'it can be looked at')
        self.assertIn('give the whole task', self.say('resolve', 'order-2', 'task_2', code=1).stderr)
        for _ in range(2):
            told = self.json_of('resolve', 'order-2', MODEL + '/' + forgotten['id'])
            self.assertEqual((told['state'], told['task_id'], told['model']), ('accepted', forgotten['id'], MODEL.split('/')[1]))
        self.assertIn('taken as it is', self.say('acknowledge', '--older').stdout)
        self.generate('order-2', '--no-wait')


if __name__ == '__main__':
    SEEDANCE = sys.argv[1]
    unittest.main(argv=sys.argv[:1] + sys.argv[2:])
