// @fal-ai/client's own request function, sent to the stub: HOST PORT plain|tls EXCHANGES CONNECTIONS
// The package only knows fal's hosts; a request middleware puts the stub's address in place of theirs.
import { createRequire } from 'node:module';
const { createFalClient } = createRequire(process.cwd() + '/')('@fal-ai/client');
import { meter } from './meter.mjs';

const [host, port, kind, exchanges, connections] = process.argv.slice(2);
const url = `${kind === 'tls' ? 'https' : 'http'}://${host}:${port}/v1/tasks/task_123`;
const count = meter(exchanges, connections);
const fal = createFalClient({ credentials: 'benchmark-key-0123456789', requestMiddleware: async (request) => ({ ...request, url }) });

async function poll() {
  while (count.begin()) {
    const answer = await fal.queue.status('fal-ai/any', { requestId: 'task_123' });
    count.finish(answer.task_id, answer.state, answer.result.data[0].url);
  }
}
await Promise.all(Array.from({ length: +connections }, poll));
count.print();
process.exit(0);
