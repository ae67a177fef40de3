// Authenticated creates per second of each domain, beside a bare Fastify + pg prepared insert, in the same run on the
// same database. Each pair runs in turn, the ratio is the median of the rounds.
import { createRequire } from 'node:module';
import autocannon from 'autocannon';
import { startDatabase, startProgram } from './environment.mjs';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const { surfaces } = require('../dist/app.module.js');

const KEY = `sk_${'b'.repeat(43)}`;
const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.SECONDS ?? 5);
const WARM_UP = 2;
const CONNECTIONS = Number(process.env.CONNECTIONS ?? 32);

async function perSecond(url, body, duration) {
  const result = await autocannon({
    url,
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    connections: CONNECTIONS,
    duration,
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} not 2xx, ${result.errors} errors`);
  return result.requests.total / result.duration;
}

/** Bodies that differ from the surface's example: no name is looked up, and nothing is due while it is measured. */
const BODIES = {
  scheduled: {
    method: 'post',
    url: 'https://1.1.1.1/hook',
    body: { content: 'Hello world!' },
    schedule_in: [1, 'hour'],
  },
};

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const database = await startDatabase();
const env = {
  DATA_DIR: database.dataDir,
  DATABASE_URL: database.url,
  BOOTSTRAP_API_KEY: KEY,
  RATE_LIMIT_PER_SECOND: '0',
  DRONE_RATE_CREATE_PER_MIN: '0',
  LOG_LEVEL: 'warn',
  ROLE: 'api',
};
const bare = await startProgram('bench/bare-server.mjs', env, '/health/ready');
const quintet = await startProgram('dist/main.js', env, '/health/ready');
try {
  console.log(
    `${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s; creates per second, and their ratio to bare`,
  );
  for (const { name, example } of surfaces.documented.filter((surface) => surface.example)) {
    const body = BODIES[name] ?? example.body;
    const rounds = [];
    await perSecond(quintet.url + example.path, body, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      const base = await perSecond(`${bare.url}/jobs`, body, SECONDS);
      const ours = await perSecond(quintet.url + example.path, body, SECONDS);
      rounds.push({ base, ours, ratio: ours / base });
    }
    const figure = (key, digits) => median(rounds.map((round) => round[key])).toFixed(digits);
    console.log(
      `${name.padEnd(12)} ${figure('ours', 0).padStart(6)} /s   bare ${figure('base', 0).padStart(6)} /s   ratio ${figure('ratio', 2)}`,
    );
  }
} finally {
  await quintet.stop();
  await bare.stop();
  await database.stop();
}
