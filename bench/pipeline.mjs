// Searches of the built-in index over few and many files, and a job against a server that takes 50 ms for each call,
// beside what its concurrency allows and beside a plain loop.
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { startDatabase, startProgram } from './environment.mjs';

const KEY = `sk_${'b'.repeat(43)}`;
const SIZES = (process.env.FILES ?? '100,10000').split(',').map(Number);
const SEARCHES = Number(process.env.SEARCHES ?? 500);
const ITEMS = Number(process.env.ITEMS ?? 1_000);
const CONCURRENCY = Number(process.env.CONCURRENCY ?? 20);
const LATENCY = Number(process.env.LATENCY ?? 50);
const UPLOADS_AT_ONCE = 8;
const WORDS_OF_FILE = 220;
const VOCABULARY = 20_000;
/** The most frequent words, which a language's own list would leave out of questions. */
const STOP_WORDS = 50;

const database = await startDatabase();
const server = await startProgram(
  'dist/main.js',
  {
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: KEY,
    OUTBOUND_ALLOW: '127.0.0.1',
    RATE_LIMIT_PER_SECOND: '0',
    LOG_LEVEL: 'warn',
  },
  '/health/ready',
);

async function send(method, path, body, headers = {}) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, ...headers },
    body,
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

const call = (method, path, body) =>
  send(method, path, body && JSON.stringify(body), body && { 'content-type': 'application/json' });

/** The same numbers in every run (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Words as often as those of a language: the second half as often as the first, and so on. */
function writer(seed, first = 0) {
  const next = random(seed);
  const word = () => {
    const rank = Math.floor(VOCABULARY ** next());
    return rank >= first ? `w${rank}` : word();
  };
  return (count) => Array.from({ length: count }, word);
}

async function lanes(count, atOnce, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

const quantile = (values, part) => [...values].sort((a, b) => a - b)[Math.ceil(values.length * part) - 1];
const milliseconds = (value) => `${value.toFixed(1)} ms`;

async function search(files) {
  const workspace = `files-${files}`;
  await call('POST', '/api/v1/workspaces', { name: workspace });
  const write = writer(files);
  const began = performance.now();
  await lanes(files, UPLOADS_AT_ONCE, async (number) => {
    const form = new FormData();
    form.set('file', new Blob([write(WORDS_OF_FILE).join(' ')]), `${number}.txt`);
    await send('POST', `/api/v1/workspaces/${workspace}/files`, form);
  });
  const perSecond = (files * 1000) / (performance.now() - began);
  const pipeline = `/api/v1/workspaces/${workspace}/pipelines`;
  await call('POST', pipeline, { name: 'builtin', query_yaml: 'connector: builtin' });
  await call('POST', `${pipeline}/builtin/deploy`);
  const ask = writer(1, STOP_WORDS);
  const times = [];
  for (let number = 0; number < SEARCHES; number++) {
    const query = ask(3 + (number % 6)).join(' ');
    const start = performance.now();
    await call('POST', `${pipeline}/builtin/search`, { queries: [query] });
    times.push(performance.now() - start);
  }
  const [median, high, highest] = [0.5, 0.95, 0.99].map((part) => milliseconds(quantile(times, part)));
  console.log(
    `${files} files, uploaded at ${perSecond.toFixed(0)} a second: ${SEARCHES} searches of 3 to 8 words took ` +
      `${median} (median), ${high} (95 %), ${highest} (99 %)`,
  );
}

/** Answers as a deepset server does, each time after the same while. */
async function startStub() {
  const found = JSON.stringify({ results: [{ answers: [{ answer: 'yes', type: 'extractive' }], documents: [] }] });
  const stub = createServer((request, response) => {
    request.resume();
    const answer = (body) => response.setHeader('content-type', 'application/json').end(body);
    if (request.method === 'GET') answer(JSON.stringify({ name: 'p', status: 'DEPLOYED' }));
    else setTimeout(answer, LATENCY, found);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => stub.once('listening', listening));
  return { url: `http://127.0.0.1:${stub.address().port}`, close: () => stub.close() };
}

async function run() {
  const stub = await startStub();
  const pipelines = '/api/v1/workspaces/default/pipelines';
  const config = { connector: 'deepset-search', url: stub.url, workspace: 'w', pipeline: 'p' };
  const { pipeline_id: id } = await call('POST', pipelines, { name: 'stub', query_yaml: JSON.stringify(config) });
  await call('POST', `${pipelines}/stub/deploy`);
  const [{ workspace_id: workspace }] = await call('GET', '/api/v1/workspaces');
  const jobs = `/api/v2/workspaces/${workspace}/jobs`;
  const queries = Array.from({ length: ITEMS }, (_, number) => ({ query: `question ${number}` }));
  const body = { name: 'bench', pipeline_id: id, execution_mode: 'ACROSS_FILES', concurrency: CONCURRENCY, queries };
  let job = await call('POST', `${jobs}?start=true`, body);
  while (job.status === 'STARTED' || job.status === 'CREATED') {
    await delay(100);
    job = await call('GET', `${jobs}/${job.job_id}`);
  }
  if (job.status !== 'ENDED' || job.failed_requests > 0) throw new Error(`the job went wrong: ${JSON.stringify(job)}`);

  const began = performance.now();
  await lanes(ITEMS, CONCURRENCY, () =>
    fetch(stub.url, { method: 'POST', body: '{}' }).then((answer) => answer.text()),
  );
  const plain = performance.now() - began;
  const ideal = (Math.ceil(ITEMS / CONCURRENCY) * LATENCY) / 1000;
  console.log(
    `${ITEMS} items, ${CONCURRENCY} at once, ${LATENCY} ms a call: ${job.duration.toFixed(2)} s; ` +
      `at best ${ideal.toFixed(2)} s (${(job.duration / ideal).toFixed(2)} times), a plain loop ${(plain / 1000).toFixed(2)} s`,
  );
  stub.close();
}

try {
  for (const files of SIZES) await search(files);
  if (ITEMS > 0) await run();
} finally {
  await server.stop();
  await database.stop();
}
