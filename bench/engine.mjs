// Tasks per second through the engine and how late due ones start, beside graphile-worker alone with the same number of
// slots, in the same run on the same PostgreSQL: with an empty queue, and with a million tasks in the far future in it.
// Each figure is the median of the rounds. And what an idle service asks of its database.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { startDatabase, startProgram } from './environment.mjs';
import { installQueue, migrate, openEngine, TASK } from './noop-engine.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
/** Tasks of one measurement of the rate, of one statement that enqueues them, and statements at once. */
const ITEMS = Number(process.env.ITEMS ?? 20_000);
const BATCH = 500;
const PRODUCERS = 2;
/** Due tasks per second, and for how many seconds. */
const RATE = 50;
const SECONDS = Number(process.env.SECONDS ?? 20);
/** Tasks that are in the queue for tomorrow. */
const FUTURE = [0, Number(process.env.FUTURE ?? 1_000_000)];
const SLOTS = 10;
const IDLE_SECONDS = 10;

const SYSTEMS = [
  { name: 'engine', worker: 'engine', database: 'engine', options: { slots: SLOTS } },
  { name: 'graphile-worker, defaults', worker: 'alone', database: 'alone', options: { concurrentJobs: SLOTS } },
  {
    name: 'graphile-worker, localQueue 500 + batches',
    worker: 'alone',
    database: 'alone',
    options: {
      concurrentJobs: SLOTS,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  },
];
const ENQUEUE = { engine: 'engine.enqueue', alone: 'graphile_worker.add_job' };

const median = (values) => quantile(values, 0.5);

function quantile(values, part) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

const postgres = await startDatabase();
const urlOf = (name) => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
const control = new pg.Client({ connectionString: postgres.url });
await control.connect();

/** What each side brings with it, and no more. */
const SCHEMAS = { engine: migrate, alone: installQueue };

/** Enqueues by the engine's own way, which announces what it enqueued, or by graphile-worker's. */
async function openProducer(database) {
  if (database === 'engine') return openEngine({ url: urlOf(database), ROLE: 'api' });
  const pool = new pg.Pool({ connectionString: urlOf(database) });
  return { run: (name, text, values) => pool.query({ name, text, values }), close: () => pool.end() };
}

async function startWorker({ worker, database, options }) {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: urlOf(database),
    WORKER: worker,
    OPTIONS: JSON.stringify(options),
  };
  const child = fork(join(import.meta.dirname, 'engine-worker.mjs'), { env });
  const said = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  await said();
  const stop = async () => {
    const ended = new Promise((exit) => child.once('exit', exit));
    child.disconnect();
    await ended;
  };
  /** Resolves when so many tasks have run. */
  const expect = (count) => {
    child.send({ expect: count });
    return said();
  };
  return { expect, stop };
}

const enqueueing = (database) => `SELECT ${ENQUEUE[database]}('${TASK}', `;

async function perSecond({ database }, producer, worker) {
  const text = `${enqueueing(database)}'{}'::json) FROM generate_series(1, $1)`;
  const last = worker.expect(ITEMS);
  const began = Date.now();
  let left = ITEMS;
  const produce = async () => {
    for (; left > 0; await producer.run('bench-batch', text, [BATCH])) left -= BATCH;
  };
  await Promise.all(Array.from({ length: PRODUCERS }, produce));
  const { at } = await last;
  return (ITEMS * 1000) / (at - began);
}

async function lateness({ database }, producer, worker) {
  const count = RATE * SECONDS;
  const text = `${enqueueing(database)}json_build_object('at', at), run_at := to_timestamp(at / 1000)) FROM unnest($1::float8[]) AS at`;
  const last = worker.expect(count);
  const from = Date.now() + 1000;
  const moments = Array.from({ length: count }, () => from + Math.floor(Math.random() * SECONDS * 1000));
  await producer.run('bench-due', text, [moments]);
  const { late } = await last;
  return { p50: quantile(late, 0.5), p99: quantile(late, 0.99) };
}

/** What ran is gone from the queue before the next measurement begins. */
async function emptied(producer, future) {
  const count = async () => {
    const found = await producer.run(
      'bench-count',
      'SELECT count(*)::int AS count FROM graphile_worker._private_jobs',
      [],
    );
    return (found.rows ?? found)[0].count;
  };
  while ((await count()) > future) await new Promise((next) => setTimeout(next, 50));
}

async function addFuture(database, count) {
  const client = new pg.Client({ connectionString: urlOf(database) });
  await client.connect();
  await client.query(
    `INSERT INTO graphile_worker._private_jobs (task_id, payload, run_at)
      SELECT tasks.id, '{}', now() + interval '1 day' + n * interval '1 ms'
      FROM graphile_worker._private_tasks AS tasks, generate_series(1, $1) AS n WHERE tasks.identifier = '${TASK}'`,
    [count],
  );
  await client.query('VACUUM ANALYZE graphile_worker._private_jobs');
  await client.end();
}

async function measure(system, future) {
  const producer = await openProducer(system.database);
  const worker = await startWorker(system);
  const results = { rate: [], p50: [], p99: [] };
  try {
    for (let round = -1; round < ROUNDS; round++) {
      const rate = await perSecond(system, producer, worker);
      await emptied(producer, future);
      // The first one only warms up.
      if (round < 0) continue;
      const { p50, p99 } = await lateness(system, producer, worker);
      await emptied(producer, future);
      for (const [key, value] of Object.entries({ rate, p50, p99 })) results[key].push(value);
    }
  } finally {
    await worker.stop();
    await producer.close();
  }
  return Object.fromEntries(Object.entries(results).map(([key, values]) => [key, median(values)]));
}

async function transactions(database) {
  const { rows } = await control.query(
    'SELECT (xact_commit + xact_rollback)::int AS count FROM pg_stat_database WHERE datname = $1',
    [database],
  );
  return rows[0].count;
}

/** Transactions per second of an API and a worker process that have nothing to do; each is one statement there. */
async function idle() {
  await control.query('CREATE DATABASE idle');
  const env = { DATA_DIR: postgres.dataDir, DATABASE_URL: urlOf('idle'), LOG_LEVEL: 'warn' };
  const api = await startProgram('dist/main.js', { ...env, ROLE: 'api' }, '/health/ready');
  const worker = await startProgram('dist/main.js', { ...env, ROLE: 'worker' }, '/health/ready');
  const rest = (seconds) => new Promise((passed) => setTimeout(passed, seconds * 1000));
  try {
    await rest(3);
    const before = await transactions('idle');
    await rest(IDLE_SECONDS);
    return ((await transactions('idle')) - before) / IDLE_SECONDS;
  } finally {
    await worker.stop();
    await api.stop();
  }
}

try {
  console.log(
    `${ROUNDS} rounds, ${SLOTS} slots in one worker process; rate: ${ITEMS} tasks enqueued by ${BATCH}, to the last run;` +
      ` lateness: ${RATE} due per second for ${SECONDS} s`,
  );
  console.log('queue of'.padEnd(10), ''.padEnd(42), 'tasks/s'.padStart(9), 'late p50'.padStart(10), 'p99'.padStart(10));
  for (const [database, install] of Object.entries(SCHEMAS)) {
    await control.query(`CREATE DATABASE ${database}`);
    await install(urlOf(database));
  }
  for (const future of FUTURE) {
    if (future > 0) for (const database of Object.keys(SCHEMAS)) await addFuture(database, future);
    for (const system of SYSTEMS) {
      const { rate, p50, p99 } = await measure(system, future);
      const cells = [rate.toFixed(0).padStart(9), `${p50} ms`.padStart(10), `${p99} ms`.padStart(10)];
      console.log(String(future).padEnd(10), system.name.padEnd(42), ...cells);
    }
  }
  console.log(`idle, 1 api and 1 worker: ${(await idle()).toFixed(1)} transactions per second`);
} finally {
  await control.end();
  await postgres.stop();
}
