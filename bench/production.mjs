// Moves of units per second, and what the lists and the board cost with 100 units behind them and with 100,000.
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { startDatabase, startProgram } from './environment.mjs';

const KEY = `sk_${'b'.repeat(43)}`;
const CLIENTS = 16;
const MOVED = Number(process.env.MOVED ?? 800);
const HISTORY = Number(process.env.HISTORY ?? 100_000);
const READS = 60;
const BATCH = 10_000;
/** One a minute: what was done today is counted by some views, whatever came before. */
const FINISHED = `now() - number * interval '1 minute'`;
const STEPS = ['Saw', 'Turn', 'Mill', 'Inspect', 'Pack'].map((name) => ({ name }));
const VIEWS = ['/api/jobs', '/api/jobs/progress', '/api/serials?limit=100', '/api/operator/work-queue', '/api/board'];

const database = await startDatabase();
const sql = new pg.Client({ connectionString: database.url });
await sql.connect();
const server = await startProgram(
  'dist/main.js',
  {
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: KEY,
    RATE_LIMIT_PER_SECOND: '0',
    LOG_LEVEL: 'warn',
  },
  '/health/ready',
);

async function call(method, path, body) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function route(units) {
  const job = await call('POST', '/api/jobs', { name: 'Bench', goalQuantity: units });
  const path = await call('POST', '/api/paths', { jobId: job.id, name: 'Route', goalQuantity: units, steps: STEPS });
  for (let made = 0; made < units; made += BATCH) {
    await call('POST', '/api/serials', { jobId: job.id, pathId: path.id, quantity: Math.min(BATCH, units - made) });
  }
  return path;
}

/** Every client takes units of its own from their first step to their end. */
async function movesPerSecond() {
  const path = await route(MOVED);
  const units = await call('GET', `/api/serials?pathId=${path.id}`);
  const began = performance.now();
  let moves = 0;
  const client = async () => {
    for (let unit = units.pop(); unit; unit = units.pop()) {
      for (const _ of STEPS) {
        await call('POST', `/api/serials/${unit.id}/advance`, {});
        moves++;
      }
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return (moves * 1000) / (performance.now() - began);
}

/** Milliseconds of the median answer. */
async function cost(path) {
  const times = [];
  for (let i = 0; i < READS; i++) {
    const began = performance.now();
    await call('GET', path);
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[READS / 2];
}

async function costs() {
  const row = {};
  for (const path of VIEWS) row[path] = Number((await cost(path)).toFixed(1));
  return row;
}

/** Units that are done, with a visit and an audit row for each of their steps. */
async function history() {
  const { id } = await route(HISTORY);
  const done = 'serials.path_id = $1 AND number > (SELECT min(number) + 99 FROM production.serials WHERE path_id = $1)';
  await sql.query(
    `INSERT INTO production.audit (tenant_id, action, user_id, actor, serial_number, job_id, path_id, from_step_id)
     SELECT serials.tenant_id, 'serial_advanced', 'bench', 'bench', number, job_id, serials.path_id, steps.id
     FROM production.serials JOIN production.steps USING (tenant_id, path_id) WHERE ${done}`,
    [id],
  );
  await sql.query(
    `INSERT INTO production.step_visits (tenant_id, serial_number, step_id, path_id, left_at, outcome, visit)
     SELECT serials.tenant_id, number, steps.id, serials.path_id, ${FINISHED}, 'completed', 2
     FROM production.serials JOIN production.steps USING (tenant_id, path_id) WHERE ${done}`,
    [id],
  );
  await sql.query(
    `UPDATE production.step_visits AS visit SET left_at = ${FINISHED}, outcome = 'completed'
    FROM production.serials WHERE serial_number = number AND left_at IS NULL AND ${done}`,
    [id],
  );
  await sql.query(
    `UPDATE production.serials SET status = 'completed', current_step_id = NULL, finished_at = ${FINISHED} WHERE ${done}`,
    [id],
  );
  await sql.query('VACUUM ANALYZE');
}

await route(100);
const moves = await movesPerSecond();
console.log(`${Math.round(moves)} moves/s by ${CLIENTS} clients`);
const before = await costs();
await history();
const after = await costs();
console.table(
  Object.fromEntries(
    VIEWS.map((path) => [path, { 'ms before': before[path], [`ms with ${HISTORY} more`]: after[path] }]),
  ),
);
const later = await movesPerSecond();
console.log(`${Math.round(later)} moves/s with ${HISTORY} units more`);
await sql.end();
await server.stop();
await database.stop();
