// Requests executed per second and their lateness, with and without a million jobs of the far future, beside a plain
// undici loop against the same target in the same run; then the memory of the process over many executions.
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { Pool } from 'undici';
import { startDatabase, startProgram } from './environment.mjs';

const KEY = `sk_${'b'.repeat(43)}`;
/** Jobs due at one moment, of which the requests per second are told. */
const BURST = Number(process.env.BURST ?? 5000);
/** Jobs due one after the other, of which the lateness is told. */
const STEADY = Number(process.env.STEADY ?? 1500);
const STEADY_PER_SECOND = Number(process.env.STEADY_PER_SECOND ?? 100);
const FUTURE = Number(process.env.FUTURE ?? 1_000_000);
const EXECUTIONS = Number(process.env.EXECUTIONS ?? 10_000);
const CONCURRENCY = Number(process.env.SCHEDULED_CONCURRENCY ?? 200);
const BATCH = 1000;

const database = await startDatabase();
const sql = new pg.Client({ connectionString: database.url });
await sql.connect();
const env = { DATA_DIR: database.dataDir };
const target = await startProgram('bench/target.mjs', env, '/health/ready');
const quintet = await startProgram(
  'dist/main.js',
  {
    ...env,
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: KEY,
    RATE_LIMIT_PER_SECOND: '0',
    LOG_LEVEL: 'warn',
    OUTBOUND_ALLOW: '127.0.0.1/32',
    SCHEDULED_CONCURRENCY: String(CONCURRENCY),
  },
  '/health/ready',
);

const pause = (ms) => new Promise((next) => setTimeout(next, ms));
const at = (path) => fetch(target.url + path);

/** A request for each moment (milliseconds since 1970). */
async function create(moments) {
  for (let from = 0; from < moments.length; from += BATCH) {
    const jobs = moments
      .slice(from, from + BATCH)
      .map((moment) => ({ url: `${target.url}/${moment}`, scheduled_at: new Date(moment).toISOString() }));
    const answer = await fetch(`${quintet.url}/scheduler/api/jobs/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ jobs }),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
  }
}

/** What the target saw of so many requests. */
async function seen(count) {
  while (Number(await (await at('/count')).text()) < count) await pause(100);
  const { lateness, last } = await (await at('/seen')).json();
  await at('/reset');
  return { lateness: lateness.sort((a, b) => a - b), last };
}

const part = (sorted, share) => sorted[Math.floor(share * sorted.length)];

async function measure(future) {
  // Far enough ahead that all are stored by then.
  const due = Date.now() + 2000 + BURST * 4;
  await create(Array(BURST).fill(due));
  if (Date.now() > due) throw new Error('the jobs of the burst were stored too late');
  const { last } = await seen(BURST);

  const start = Date.now() + 2000 + STEADY * 4;
  await create(Array.from({ length: STEADY }, (_, i) => start + Math.floor((i * 1000) / STEADY_PER_SECOND)));
  const { lateness } = await seen(STEADY);
  const [p50, p99, max] = [0.5, 0.99, 0.999999].map((share) => part(lateness, share));
  return { future, perSecond: (BURST * 1000) / (last - due), p50, p99, max };
}

async function undiciPerSecond() {
  const pool = new Pool(target.url, { connections: CONCURRENCY });
  const began = performance.now();
  let left = BURST;
  const lane = async () => {
    while (left-- > 0) {
      const { body } = await pool.request({ method: 'GET', path: `/${Date.now()}` });
      await body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const perSecond = (BURST * 1000) / (performance.now() - began);
  await pool.close();
  await at('/reset');
  return perSecond;
}

async function addFuture() {
  await sql.query(
    `INSERT INTO scheduled.jobs (uuid, tenant_id, args, run_at, scheduled_at, inserted_at)
      SELECT gen_random_uuid(), gen_random_uuid(), '{"headers":{},"method":"get","url":"https://example.com/"}',
        now() + interval '1 day' + i * interval '1 second', now(), now() FROM generate_series(1, $1::integer) AS i`,
    [FUTURE],
  );
  await sql.query('VACUUM ANALYZE scheduled.jobs');
}

async function megabytes() {
  const answer = await fetch(`${quintet.url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } });
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(await answer.text())[1]) / 1024 / 1024;
}

try {
  const undici = await undiciPerSecond();
  const rows = [await measure(0)];
  if (FUTURE > 0) {
    await addFuture();
    rows.push(await measure(FUTURE));
  }
  console.log(
    `${BURST} jobs due at one moment; ${STEADY} jobs, ${STEADY_PER_SECOND} a second; ${CONCURRENCY} at a time`,
  );
  console.log(
    ['future jobs', 'requests/s', 'late p50', 'late p99', 'late max'].map((head) => head.padStart(12)).join(''),
  );
  for (const { future, perSecond, p50, p99, max } of rows) {
    const figures = [future, perSecond.toFixed(0), `${p50} ms`, `${p99} ms`, `${max} ms`];
    console.log(figures.map((figure) => String(figure).padStart(12)).join(''));
  }
  console.log(`${'plain undici'.padStart(12)}${undici.toFixed(0).padStart(12)}`);

  console.log(`\nresident memory over ${EXECUTIONS} executions`);
  const step = Math.max(BATCH, Math.ceil(EXECUTIONS / 10 / BATCH) * BATCH);
  for (let done = 0; done < EXECUTIONS;) {
    for (const goal = done + step; done < goal; done += BATCH) {
      await create(Array(BATCH).fill(Date.now()));
      await seen(BATCH);
    }
    console.log(`${String(done).padStart(12)}${(await megabytes()).toFixed(0).padStart(9)} MB`);
  }
} finally {
  await sql.end();
  await quintet.stop();
  await target.stop();
  await database.stop();
}
