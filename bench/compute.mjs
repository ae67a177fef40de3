// 1,000 no-op tasks beside GNU parallel on the same machine, and the memory of a server over one job of 10,000 chunks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { startDatabase, startProgram } from './environment.mjs';

const KEY = `sk_${'b'.repeat(43)}`;
const TASKS = Number(process.env.TASKS ?? 1_000);
const CHUNKS = Number(process.env.CHUNKS ?? 10_000);
const SLOTS = Number(process.env.COMPUTE_CONCURRENCY ?? 4);
const ENDED = ['JOB_STATE_COMPLETE', 'JOB_STATE_FAILED'];

const APP = {
  'manifest.json': JSON.stringify({ name: 'no-op', version: '1.0', entrypoint: 'main.sh' }),
  'app/main.sh': ':\n',
  'template.json': JSON.stringify({
    id: 'no-op',
    app: 'no-op',
    partitioner: 'many',
    dataDestination: { dataSourceDescriptor: 'bypass' },
  }),
};
const PARTITIONER = {
  'manifest.json': JSON.stringify({ name: 'many', version: '1.0', type: 'partitioner', entrypoint: 'main.mjs' }),
  'app/main.mjs': `import { writeFileSync } from 'node:fs';
const { chunks } = JSON.parse(process.env.PARTITIONER_PARAMS);
for (let i = 0; i < chunks; i++) writeFileSync(\`\${process.env.CHUNKS_DIR}/data_\${i}.bin\`, String(i));
`,
};

const database = await startDatabase();
const server = await startProgram(
  'dist/main.js',
  {
    DATA_DIR: database.dataDir,
    DATABASE_URL: database.url,
    BOOTSTRAP_API_KEY: KEY,
    COMPUTE_CONCURRENCY: String(SLOTS),
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

async function push(kind, files) {
  const archive = pack();
  for (const [name, text] of Object.entries(files)) archive.entry({ name }, text);
  archive.finalize();
  const { name, version } = await call('POST', `/v1/dev/${kind}`, { data: (await buffer(archive)).toString('base64') });
  await call('POST', `/v1/dev/${kind}/${name}@${version}/activate`);
}

/** Runs a job of so many tasks to its end, calling `meanwhile` twice a second. */
async function run(chunks, meanwhile = () => undefined) {
  const { job } = await call('POST', '/v1/customer/jobs', {
    templateId: 'no-op',
    dataSource: { dataSourceDescriptor: 'bypass' },
    params: { partitioner: { chunks } },
  });
  await call('POST', `/v1/customer/jobs/${job.id}/run`);
  for (;;) {
    const now = (await call('GET', `/v1/customer/jobs/${job.id}`)).job;
    if (ENDED.includes(now.state)) return now;
    meanwhile();
    await delay(500);
  }
}

const between = (job, from, to) => new Date(job.stateTimestamps[to]) - new Date(job.stateTimestamps[from]);

/** Milliseconds that GNU parallel needs for as many tasks, or the reason why it was not asked. */
async function parallel() {
  const folder = join(database.dataDir, 'parallel');
  mkdirSync(folder, { recursive: true });
  const script = join(folder, 'main.sh');
  writeFileSync(script, ':\n');
  const began = performance.now();
  const child = spawn(
    'parallel',
    ['-j', String(SLOTS), '-N0', 'sh', script, ':::', ...Array.from({ length: TASKS }, (_, n) => n)],
    {
      stdio: 'ignore',
    },
  );
  const failed = await Promise.race([once(child, 'exit').then(() => false), once(child, 'error').then(() => true)]);
  return failed ? undefined : performance.now() - began;
}

const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1]) / 1024;

await push('engines', PARTITIONER);
await push('apps', APP);
await run(SLOTS);

const job = await run(TASKS);
const ours = between(job, 'JOB_STATE_PARTITIONED', 'JOB_STATE_TASKS_COMPLETED');
const theirs = await parallel();
console.log(`${TASKS} tasks of nothing at ${SLOTS} at once: ${ours} ms, ${(ours / TASKS).toFixed(2)} ms a task`);
console.log(
  theirs === undefined
    ? 'GNU parallel is not installed'
    : `GNU parallel, the same: ${theirs.toFixed(0)} ms, ${(theirs / TASKS).toFixed(2)} ms a task`,
);

const memory = [];
const large = await run(CHUNKS, () => memory.push(resident()));
const tenth = Math.max(1, Math.floor(memory.length / 10));
const mean = (values) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(0);
console.log(
  `${CHUNKS} chunks in one job: ${large.state} after ${large.duration} s; the server's memory ${mean(memory.slice(0, tenth))} MB at first, ` +
    `${mean(memory.slice(-tenth))} MB at last, ${Math.max(...memory).toFixed(0)} MB at most`,
);

await server.stop();
await database.stop();
