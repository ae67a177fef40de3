import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { QueryResultRow } from 'pg';
import { pack } from 'tar-stream';
import type { Client } from './client';
import type { Server } from './server';
import { waitFor } from './wait-for';

const JOBS = '/v1/customer/jobs';

/** Each chunk is the shell script that its task runs. */
const APP = { 'main.sh': '. "$TASK_DIR/data.bin"\n' };
/** Writes the chunks `chunks`, or `count` times `script`, after the shell script `before`. */
const PARTITIONER = {
  'main.js': `
    const { execFileSync } = require('node:child_process');
    const { writeFileSync } = require('node:fs');
    const { before, count, script, chunks } = JSON.parse(process.env.PARTITIONER_PARAMS);
    if (before) execFileSync('sh', ['-c', before], { stdio: 'inherit' });
    const all = chunks ?? Array.from({ length: count }, () => script);
    all.forEach((text, i) => writeFileSync(process.env.CHUNKS_DIR + '/data_' + i + '.bin', text));`,
};
/** Concatenates all results to `all.txt`, after the shell script `before`. */
const ASSEMBLER = {
  'main.js': `
    const { execFileSync } = require('node:child_process');
    const { readdirSync, readFileSync, writeFileSync } = require('node:fs');
    const { before } = JSON.parse(process.env.ASSEMBLER_PARAMS);
    if (before) execFileSync('sh', ['-c', before], { stdio: 'inherit' });
    const { RESULTS_DIR, OUTPUT_DIR } = process.env;
    const texts = readdirSync(RESULTS_DIR).sort().map((name) => readFileSync(RESULTS_DIR + '/' + name, 'utf8'));
    writeFileSync(OUTPUT_DIR + '/all.txt', texts.join(''));`,
};

/** A script that writes its chunk's number as the task's result. */
export const WRITE = 'echo $CHUNK_NUMBER > $TASK_RESULTS_DIR/out.txt';
/** A script that notes that it runs: chunk and attempt, or no chunk for an engine. */
export const NOTE = 'echo "$CHUNK_NUMBER $QUINTET_ATTEMPT" >> $USER_CACHE_DIR/$QUINTET_JOB_ID-runs';
/** A script that waits for `ScriptedJobs.open`. */
export const WAIT = 'while [ ! -e $USER_CACHE_DIR/$QUINTET_JOB_ID-open ]; do sleep 0.05; done';

export const script = (...lines: string[]): string => lines.join('\n');

export interface Scripts {
  partitioner?: { before?: string; count?: number; script?: string; chunks?: string[] };
  assembler?: { before?: string };
  app?: object;
}

/** Jobs of one tenant whose programs are the shell scripts that they are given. */
export class ScriptedJobs {
  private constructor(
    private readonly server: Server,
    readonly api: Client,
    /** Where its programs leave notes. */
    readonly cache: string,
  ) {}

  static async of(server: Server): Promise<ScriptedJobs> {
    const { key, tenant } = await server.tenant();
    const [{ id }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [tenant]);
    const cache = join(server.dataDir, 'compute/cache/users', id);
    await mkdir(cache, { recursive: true });
    const jobs = new ScriptedJobs(server, server.client(key), cache);
    await jobs.push('apps', { name: 'scripted', entrypoint: 'main.sh' }, APP);
    await jobs.push('engines', { name: 'split', type: 'partitioner', entrypoint: 'main.js' }, PARTITIONER);
    await jobs.push('engines', { name: 'merge', type: 'assembler', entrypoint: 'main.js' }, ASSEMBLER);
    const parts = { app: 'scripted@1.0', partitioner: 'split@1.0', assembler: 'merge@1.0' };
    await jobs.template({ id: 'scripted', ...parts });
    await jobs.template({ id: 'handed-on', ...parts, assembler: 'passthrough' });
    return jobs;
  }

  /** Pushes and activates version 1.0 of a package. */
  async push(
    kind: 'apps' | 'engines',
    manifest: { name: string; [key: string]: unknown },
    files: Record<string, string>,
  ): Promise<void> {
    const archive = pack();
    archive.entry({ name: 'manifest.json' }, JSON.stringify({ version: '1.0', ...manifest }));
    for (const [name, text] of Object.entries(files)) archive.entry({ name: `app/${name}` }, text);
    archive.finalize();
    const data = (await buffer(archive)).toString('base64');
    await this.succeed('POST', `/v1/dev/${kind}`, { data });
    await this.succeed('POST', `/v1/dev/${kind}/${manifest.name}@1.0/activate`);
  }

  async template(template: object): Promise<void> {
    await this.succeed('POST', '/v1/dev/templates', template);
  }

  async create(params: Scripts, config: object = {}, more: object = {}): Promise<string> {
    const source = { dataSource: { dataSourceDescriptor: 'bypass' } };
    const { job } = await this.succeed('POST', JOBS, { templateId: 'scripted', ...source, params, config, ...more });
    return job.id as string;
  }

  /** Makes a job and runs it. */
  async run(params: Scripts, config: object = {}, more: object = {}): Promise<string> {
    const id = await this.create(params, config, more);
    await this.succeed('POST', `${JOBS}/${id}/run`);
    return id;
  }

  async get(id: string) {
    return (await this.succeed('GET', `${JOBS}/${id}`)).job;
  }

  async abort(id: string): Promise<void> {
    await this.succeed('POST', `${JOBS}/${id}/abort`);
  }

  /** The job once it is in one of these states. */
  reaches(id: string, ...states: string[]) {
    const arrived = async () => {
      const job = await this.get(id);
      const state = job.state.slice('JOB_STATE_'.length);
      if (state === 'FAILED' && !states.includes(state)) throw new Error(`the job failed: ${job.errorMessage}`);
      return states.includes(state) && job;
    };
    return waitFor(arrived, { what: `job ${id} to be ${states.join(' or ')}`, timeout: 60_000 });
  }

  /** Runs a job to its end. */
  async finish(params: Scripts, config: object = {}, more: object = {}) {
    return this.reaches(await this.run(params, config, more), 'COMPLETE', 'FAILED');
  }

  /** Lets go what waits by `WAIT`. */
  async open(id: string): Promise<void> {
    await writeFile(join(this.cache, `${id}-open`), '');
  }

  /** What programs noted by `NOTE`, in order. */
  async runs(id: string): Promise<string[]> {
    const text = await readFile(join(this.cache, `${id}-runs`), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** The tasks of a job by chunk. */
  tasks(id: string): Promise<QueryResultRow[]> {
    return this.steps(id, 'app');
  }

  steps(id: string, role: string): Promise<QueryResultRow[]> {
    return this.server.query(
      'SELECT *, output_bytes::int FROM compute.steps WHERE job_id = $1 AND role = $2 ORDER BY chunk_number',
      [id, role],
    );
  }

  /** The attempts at steps of a role, with milliseconds from the end of the one before to their start. */
  attempts(id: string, role = 'app'): Promise<QueryResultRow[]> {
    return this.server.query(
      `SELECT attempt.*, step.chunk_number, (extract(epoch FROM attempt.started_at
          - lag(attempt.ended_at) OVER (PARTITION BY step_id ORDER BY number)) * 1000)::float8 AS gap
        FROM compute.attempts AS attempt JOIN compute.steps AS step ON step.id = step_id
        WHERE job_id = $1 AND role = $2 ORDER BY chunk_number, number`,
      [id, role],
    );
  }

  /** What lies in the object store of a job. */
  objects(id: string, kind: string): Promise<QueryResultRow[]> {
    return this.server.query('SELECT * FROM compute.objects WHERE job_id = $1 AND kind = $2 ORDER BY ordinal, name', [
      id,
      kind,
    ]);
  }

  /** The text of an output. */
  async output(id: string, name = 'all.txt'): Promise<string> {
    const found = (await this.objects(id, 'output')).find((object) => object.name === name);
    return readFile(join(this.server.dataDir, 'objects', found?.key as string), 'utf8');
  }

  /** The last words of the types of a job's events, in their order, those of its tasks after `task.`. */
  async events(id: string): Promise<string[]> {
    const rows = await this.server.query<{ change: string }>(
      `SELECT regexp_replace(type, '^quintet.compute.(job.)?', '') AS change FROM platform.events
        WHERE subject = $1 ORDER BY xid, position`,
      [id],
    );
    return rows.map(({ change }) => change);
  }

  private async succeed(method: string, path: string, body?: object) {
    const headers = { 'content-type': 'application/json' };
    const answer = await this.api.raw(method, path, body ? { body: JSON.stringify(body), headers } : {});
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  }
}

/** Whether processes of programs can be looked for here. */
export const seesProcesses = existsSync('/proc/self/environ');

/** The processes that run for a job on this machine. */
export function processesOf(jobId: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => environmentOf(pid).includes(`QUINTET_JOB_ID=${jobId}`)).map(Number);
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
