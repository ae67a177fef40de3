// A week in a machine shop: orders, routes, units, and operators who move them all at once over HTTP, by every mode, with
// scrap, rework, waivers and double clicks. Then every invariant is looked at by query, and the run fails if one is broken.
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startDatabase, startProgram } from '../bench/environment.mjs';
import { Random } from './random.mjs';
import { INVARIANTS } from './shop-invariants.mjs';
import { Operator } from './shop-operator.mjs';

const KEY = `sk_${'s'.repeat(43)}`;
const STEPS = ['Saw', 'Turn', 'Mill', 'Deburr', 'Heat treat', 'Grind', 'Anodize', 'Inspect', 'Pack'];
const LOCATIONS = ['Hall 1', 'Hall 2', 'Vendor: Acme', undefined];
const { values: given } = parseArgs({
  options: Object.fromEntries(
    Object.entries({ seed: '1', orders: '40', routes: '120', units: '5000', operators: '25' }).map(([name, normal]) => [
      name,
      { type: 'string', default: normal },
    ]),
  ),
});
const { seed, orders, routes, units, operators } = Object.fromEntries(
  Object.entries(given).map(([name, text]) => {
    if (!/^\d{1,7}$/.test(text)) throw new Error(`--${name} must be a whole number`);
    return [name, Number(text)];
  }),
);

const random = new Random(seed);
const database = await startDatabase();
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

/** @throws Error on an answer that no operator may ever get */
async function call(method, path, body) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
  });
  const text = await answer.text();
  if (answer.status >= 500) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return { status: answer.status, body: text && JSON.parse(text) };
}

async function make(path, body) {
  const answer = await call('POST', path, body);
  if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function stepsOf(count) {
  return STEPS.slice(0, count).map((name) => ({
    name,
    location: random.of(LOCATIONS),
    optional: random.chance(0.15),
    dependencyType: random.of(['physical', 'preferred', 'preferred', 'completion_gate']),
  }));
}

async function plan() {
  const users = [];
  for (let i = 0; i < operators; i++) users.push(await make('/api/users', { name: `Operator ${i + 1}` }));
  const jobs = [];
  for (let i = 0; i < orders; i++) {
    jobs.push(await make('/api/jobs', { name: `Order ${i + 1}`, goalQuantity: Math.ceil(units / orders) }));
  }
  const made = [];
  for (let i = 0; i < routes; i++) {
    const quantity = Math.floor((units * (i + 1)) / routes) - Math.floor((units * i) / routes);
    made.push({
      quantity,
      path: await make('/api/paths', {
        jobId: jobs[i % orders].id,
        name: `Route ${i + 1}`,
        goalQuantity: Math.max(1, quantity),
        advancementMode: ['strict', 'flexible', 'per_step'][i % 3],
        steps: stepsOf(random.between(4, STEPS.length)),
      }),
    });
  }
  return { users, made };
}

const began = Date.now();
const { users, made } = await plan();
const serials = (
  await Promise.all(
    made
      .filter(({ quantity }) => quantity > 0)
      .map(async ({ path, quantity }) =>
        (await make('/api/serials', { jobId: path.jobId, pathId: path.id, quantity })).map(({ id }) => ({ id, path })),
      ),
  )
).flat();

/** Operators take the next unit from one floor, whatever their neighbours do with theirs. */
const floor = [...serials];
const crew = users.map(({ id }) => new Operator(id, call, new Random(random.between(0, 2 ** 31))));
await Promise.all(
  crew.map(async (operator) => {
    for (let unit = floor.pop(); unit; unit = floor.pop()) {
      if (await operator.work(unit)) floor.unshift(unit);
    }
  }),
);

const counts = crew.reduce((sum, { did }) => {
  for (const [action, count] of Object.entries(did)) sum[action] = (sum[action] ?? 0) + count;
  return sum;
}, {});
console.log(`seed ${seed}: ${serials.length} units, ${Math.round((Date.now() - began) / 1000)} s`, counts);

const sql = new pg.Client({ connectionString: database.url });
await sql.connect();
let broken = 0;
for (const { name, text, values = () => [] } of INVARIANTS) {
  const { rows } = await sql.query(text, values({ counts, units: serials.length }));
  if (rows.length > 0) broken++;
  console.log(rows.length === 0 ? `holds   ${name}` : `BROKEN  ${name}: ${JSON.stringify(rows.slice(0, 5))}`);
}
for (const [index, { id }] of (await call('GET', '/api/jobs')).body.entries()) {
  if (index % 10 > 0) continue;
  const { progress } = (await call('GET', `/api/jobs/${id}`)).body;
  const listed = (await call('GET', '/api/jobs/progress')).body.find(({ jobId }) => jobId === id);
  const sum = progress.completedSerials + progress.scrappedSerials + progress.inProgressSerials;
  const right = sum === progress.totalSerials && JSON.stringify(listed) === JSON.stringify(progress);
  if (!right) broken++;
  console.log(
    right ? `holds   progress of ${id}` : `BROKEN  progress of ${id}: ${JSON.stringify({ progress, listed })}`,
  );
}
await sql.end();
await server.stop();
await database.stop();
console.log(broken === 0 ? 'all invariants hold' : `${broken} invariants are broken`);
process.exit(broken === 0 ? 0 : 1);
