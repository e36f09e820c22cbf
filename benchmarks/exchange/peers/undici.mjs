// Node's undici: HOST PORT plain|tls EXCHANGES CONNECTIONS
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
const { Pool } = createRequire(process.cwd() + '/')('undici');
import { meter } from './meter.mjs';

const [host, port, kind, exchanges, connections] = process.argv.slice(2);
const count = meter(exchanges, connections);
const ca = kind === 'tls' ? readFileSync(process.env.SSL_CERT_FILE, 'utf8') : undefined;
const pool = new Pool(`${kind === 'tls' ? 'https' : 'http'}://${host}:${port}`, { connections: +connections, connect: { ca } });
const headers = { authorization: 'Bearer benchmark-key-0123456789', 'user-agent': 'seedance/0.1.0' };

async function poll() {
  while (count.begin()) {
    const { body } = await pool.request({ path: '/v1/tasks/task_123', method: 'GET', headers });
    const answer = JSON.parse(await body.text());
    count.finish(answer.task_id, answer.state, answer.result.data[0].url);
  }
}
await Promise.all(Array.from({ length: +connections }, poll));
count.print();
await pool.close();
