"""As job.hpp counts: CPU time of this process after the warm-up."""
import os
import resource
import ssl
import sys


class Meter:
    def __init__(self):
        self.host, self.port, self.kind, exchanges, connections = sys.argv[1:6]
        self.connections = int(connections)
        self.exchanges = int(exchanges)
        self.warm_up = self.exchanges // 10 + 20 * self.connections
        self.all = self.warm_up + self.exchanges
        self.begun = self.finished = 0
        self.start = self.end = 0.0
        self.url = f'{"https" if self.kind == "tls" else "http"}://{self.host}:{self.port}/v1/tasks/task_123'
        self.headers = {'Authorization': 'Bearer benchmark-key-0123456789', 'User-Agent': 'seedance/0.1.0'}
        self.tls = ssl.create_default_context(cafile=os.environ['SSL_CERT_FILE'])

    def begin(self):
        self.begun += 1
        return self.begun <= self.all

    def finish(self, answer):
        url = answer['result']['data'][0]['url']
        assert (answer['task_id'], answer['state'], url) == ('task_123', 'success', 'https://cdn.example.com/seedance.mp4')
        self.finished += 1
        if self.finished == self.warm_up:
            self.start = self.cpu()
        if self.finished == self.all:
            self.end = self.cpu()

    def print(self):
        print(f'{(self.end - self.start) / self.exchanges:.3f}')

    @staticmethod
    def cpu():
        used = resource.getrusage(resource.RUSAGE_SELF)
        return (used.ru_utime + used.ru_stime) * 1e6
