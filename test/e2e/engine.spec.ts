import { resolve } from 'node:path';
import { Module } from '@nestjs/common';
import type { DynamicModule, INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { EngineModule } from '../../src/engine/engine.module';
import { defineTask, Handles } from '../../src/engine/task';
import type { TaskContext } from '../../src/engine/task';
import { Tasks } from '../../src/engine/tasks';
import { Workers } from '../../src/engine/workers';
import { ConfigModule } from '../../src/kernel/config/config.module';
import { readSettings } from '../../src/kernel/config/read-settings';
import { Settings } from '../../src/kernel/config/settings';
import { Database } from '../../src/kernel/database/database';
import { DatabaseModule } from '../../src/kernel/database/database.module';
import { Listener } from '../../src/kernel/database/listener';
import { Health } from '../../src/kernel/health/health';
import { HealthModule } from '../../src/kernel/health/health.module';
import { createDatabase } from '../support/cluster';
import type { TestDatabase } from '../support/cluster';
import { DatabaseProxy } from '../support/database-proxy';
import { waitFor } from '../support/wait-for';

interface Payload {
  id: string;
}

const quick = defineTask<Payload>('test-quick', 'quick');
const single = defineTask<Payload>('test-single', 'single');
const failing = defineTask<Payload>('test-failing', 'quick');
const long = defineTask<Payload>('test-long', 'long');
const shared = defineTask<Payload>('test-shared', 'quick');

const ASK = { name: 'test-ask', text: `SELECT engine.enqueue_once('test-shared', '{"id":"shared"}', 'one')` };
const WAITING = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;

const LONG_SLOTS = 2;
/** A run that does not stop when it is told to. */
const STUBBORN = 'stubborn';
const SOURCES = resolve(__dirname, '../../src');

/** What the handlers of all workers of this test did, in order. */
const runs: string[] = [];
/** Ends the long runs, by their payload's id. */
const gates = new Map<string, () => void>();
const aborted: string[] = [];
const runsOf = (id: string) => runs.filter((run) => run === id).length;

class Handling {
  constructor(
    workers: Workers,
    private readonly tasks: Tasks,
  ) {
    workers.setSlots(long.pool, LONG_SLOTS);
    workers.setSlots(single.pool, 1);
  }

  @Handles(quick)
  async quick({ id }: Payload): Promise<void> {
    runs.push(id);
  }

  @Handles(single)
  async single({ id }: Payload): Promise<void> {
    runs.push(id);
  }

  @Handles(failing)
  async fail({ id }: Payload): Promise<void> {
    runs.push(id);
    if (runsOf(id) === 1) throw new Error('the first run fails');
  }

  @Handles(shared)
  async shared({ id }: Payload): Promise<void> {
    await this.tasks.awaitRequests('one');
    runs.push(id);
  }

  @Handles(long)
  async long({ id }: Payload, { signal }: TaskContext): Promise<void> {
    runs.push(id);
    await new Promise<void>((opened, stopped) => {
      gates.set(id, opened);
      signal.addEventListener('abort', () => {
        aborted.push(id);
        if (id !== STUBBORN) stopped(new Error('told to stop'));
      });
    });
  }
}

@Module({})
class Composition {
  static of(url: string, ROLE: string): DynamicModule {
    const settings = readSettings(Settings, { ROLE });
    return {
      module: Composition,
      imports: [ConfigModule.of(settings), DatabaseModule.connect(url, 10, SOURCES), HealthModule, EngineModule],
      providers: [
        {
          provide: Handling,
          useFactory: (...parts: ConstructorParameters<typeof Handling>) => new Handling(...parts),
          inject: [Workers, Tasks],
        },
      ],
    };
  }
}

let database: TestDatabase;
const open = new Set<INestApplicationContext>();

async function start(ROLE = 'all', url = database.url): Promise<INestApplicationContext> {
  const app = await NestFactory.createApplicationContext(Composition.of(url, ROLE), {
    logger: false,
    abortOnError: false,
  });
  open.add(app);
  return app;
}

async function stop(app: INestApplicationContext): Promise<void> {
  open.delete(app);
  await app.close();
}

async function jobs(app: INestApplicationContext): Promise<{ attempts: number; locked_by: string | null }[]> {
  return app
    .get(Database)
    .pool.query('SELECT * FROM graphile_worker.jobs')
    .then(({ rows }) => rows);
}

const enqueue = (app: INestApplicationContext, ...rest: Parameters<Tasks['enqueue']>) =>
  app.get(Tasks).enqueue(...rest);
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds);

beforeAll(async () => {
  database = await createDatabase();
});

afterEach(async () => {
  for (const finish of gates.values()) finish();
  await Promise.all([...open].map(stop));
  const cleaner = await start('api');
  await cleaner.get(Database).pool.query('DELETE FROM graphile_worker._private_jobs');
  await stop(cleaner);
  runs.splice(0);
  gates.clear();
  aborted.splice(0);
});

afterAll(() => database?.drop());

describe('tasks', () => {
  it('run when their transaction is committed, not before, and not at all when it is rolled back', async () => {
    const app = await start();
    const db = app.get(Database);
    await expect(
      db.transaction(async () => {
        await enqueue(app, quick, { id: 'rolled back' });
        throw new Error('the state change fails');
      }),
    ).rejects.toThrow('the state change fails');
    expect(await jobs(app)).toEqual([]);
    await db.transaction(async () => {
      await enqueue(app, quick, { id: 'committed' });
      expect(await jobs(app)).toEqual([]);
      expect(runs).toEqual([]);
    });
    await waitFor(() => runsOf('committed'));
    await waitFor(async () => (await jobs(app)).length === 0);
    expect(runs).toEqual(['committed']);
  });

  it('run at their time: in order, never early, and without waiting for a look at the queue', async () => {
    const app = await start();
    const moments = Array.from({ length: 10 }, (_, index) => soon(400 + index * 110));
    const late: number[] = [];
    for (const [index, runAt] of [...moments.entries()].reverse()) {
      await enqueue(app, single, { id: String(index) }, { runAt });
    }
    for (const [index, moment] of moments.entries()) {
      await waitFor(() => runsOf(String(index)));
      late.push(Date.now() - moment.getTime());
    }
    expect(runs).toEqual(moments.map((_, index) => String(index)));
    console.info(`milliseconds late: ${late.join(' ')}`);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
    // Polling alone, once a second with one slot, is half a second late on average.
    expect(late.reduce((sum, one) => sum + one)).toBeLessThan(3000);
  });

  it('run at their time when it came while no worker was there, or was set before one came', async () => {
    const producer = await start('api');
    await enqueue(producer, quick, { id: 'past' }, { runAt: soon(-3_600_000) });
    await enqueue(producer, quick, { id: 'to come' }, { runAt: soon(1000) });
    await start('worker');
    await waitFor(() => runsOf('to come'));
    expect(runs).toEqual(['past', 'to come']);
  });

  it('wait while they lie in the future', async () => {
    const app = await start();
    await enqueue(app, quick, { id: 'tomorrow' }, { runAt: soon(86_400_000) });
    await enqueue(app, quick, { id: 'now' });
    await waitFor(() => runsOf('now'));
    await waitFor(async () => (await jobs(app)).length === 1);
    expect(runs).toEqual(['now']);
  });

  it('replace each other by their key while they wait', async () => {
    const app = await start();
    await enqueue(app, quick, { id: 'first' }, { key: 'one', runAt: soon(86_400_000) });
    await enqueue(app, quick, { id: 'second' }, { key: 'one', runAt: soon(86_400_000) });
    expect(await jobs(app)).toHaveLength(1);
    await enqueue(app, quick, { id: 'third' }, { key: 'one' });
    await waitFor(() => runsOf('third'));
    await waitFor(async () => (await jobs(app)).length === 0);
    expect(runs).toEqual(['third']);
  });

  it('do not replace one that runs already: both run', async () => {
    const app = await start();
    await enqueue(app, long, { id: 'first' }, { key: 'one' });
    await waitFor(() => gates.get('first'));
    await enqueue(app, long, { id: 'second' }, { key: 'one' });
    await waitFor(() => gates.get('second'));
    expect(runs).toEqual(['first', 'second']);
  });

  it('run once for many that ask: none of them waits for another, and all have committed by then', async () => {
    const producer = await start('api');
    const db = producer.get(Database);
    await db.run(ASK);
    let finish = () => {};
    const finished = new Promise<void>((done) => (finish = done));
    const slow = db.transaction(async () => {
      await db.run(ASK);
      await finished;
    });
    await db.transaction(() => db.run(ASK));
    expect(await jobs(producer)).toHaveLength(1);
    await start('worker');
    await waitFor(async () => (await db.pool.query(WAITING)).rowCount);
    expect(runs).toEqual([]);
    const late = db.run(ASK);
    finish();
    await Promise.all([slow, late]);
    await waitFor(async () => (await jobs(producer)).length === 0);
    expect(runs).toEqual(['shared', 'shared']);
  });

  it('run in the order of their priority', async () => {
    const producer = await start('api');
    for (const priority of [5, -5, 0]) await enqueue(producer, single, { id: `priority ${priority}` }, { priority });
    await start('worker');
    await waitFor(() => runs.length === 3);
    expect(runs).toEqual(['priority -5', 'priority 0', 'priority 5']);
  });

  it('run again when they fail', async () => {
    const app = await start();
    await enqueue(app, failing, { id: 'twice' });
    await waitFor(() => runsOf('twice') === 2);
    await waitFor(async () => (await jobs(app)).length === 0);
  });

  it('are run by no process of the role api', async () => {
    const app = await start('api');
    await enqueue(app, quick, { id: 'not here' });
    const worker = await start('worker');
    await waitFor(() => runsOf('not here'));
    await stop(worker);
    await enqueue(app, quick, { id: 'nor there' });
    expect((await jobs(app)).map(({ locked_by }) => locked_by)).toEqual([null]);
  });

  it('are run once each by two processes', async () => {
    const [one] = await Promise.all([start(), start('worker')]);
    const ids = Array.from({ length: 200 }, (_, index) => `shared ${index}`);
    await Promise.all(ids.map((id) => enqueue(one, quick, { id })));
    await waitFor(async () => (await jobs(one)).length === 0);
    expect([...runs].sort()).toEqual([...ids].sort());
  });
});

describe('pools', () => {
  it('never wait for each other', async () => {
    const app = await start();
    for (const index of [1, 2, 3, 4]) await enqueue(app, long, { id: `long ${index}` });
    await waitFor(() => gates.size === LONG_SLOTS);
    await enqueue(app, quick, { id: 'quick' });
    await waitFor(() => runsOf('quick'));
    expect(gates.size).toBe(LONG_SLOTS);
    for (const finish of gates.values()) finish();
    await waitFor(() => gates.size === 4);
  });
});

describe('a worker that stops', () => {
  it('waits for what runs, and takes nothing new', async () => {
    const worker = await start('worker');
    const producer = await start('api');
    await enqueue(producer, long, { id: 'running' });
    const finish = await waitFor(() => gates.get('running'));
    let stopped = false;
    const closing = stop(worker).then(() => (stopped = true));
    await waitFor(() =>
      worker
        .get(Health)
        .ready()
        .then(
          () => false,
          () => true,
        ),
    );
    await enqueue(producer, quick, { id: 'late' });
    await enqueue(producer, quick, { id: 'due while it stops' }, { runAt: soon(200) });
    await new Promise((passed) => setTimeout(passed, 500));
    expect([stopped, runs]).toEqual([false, ['running']]);
    finish();
    await closing;
    expect(runs).toEqual(['running']);
    expect(aborted).not.toContain('running');
    expect(await jobs(producer)).toHaveLength(2);
  });

  it('tells what runs longer to stop, ends all the same, and another worker takes it over', async () => {
    const worker = await start('worker');
    const producer = await start('api');
    for (const id of ['too long', STUBBORN]) await enqueue(producer, long, { id });
    await waitFor(() => gates.size === 2);
    await stop(worker);
    expect([...runs].sort()).toEqual([STUBBORN, 'too long']);
    expect(aborted).toEqual(expect.arrayContaining(['too long', STUBBORN]));
    expect(await jobs(producer)).toEqual([
      expect.objectContaining({ attempts: 0, locked_by: null }),
      expect.objectContaining({ attempts: 0, locked_by: null }),
    ]);
    await start('worker');
    await waitFor(() => runsOf('too long') === 2 && runsOf(STUBBORN) === 2);
  });
});

describe('a worker that died', () => {
  it('leaves its tasks to the others', async () => {
    const producer = await start('api');
    await enqueue(producer, quick, { id: 'left behind' });
    await producer
      .get(Database)
      .pool.query("UPDATE graphile_worker._private_jobs SET locked_by = 'pool-dead', locked_at = now()");
    await start('worker');
    await waitFor(() => runsOf('left behind'), { timeout: 5000 });
  });
});

describe('a worker that lives', () => {
  it('puts back what was given to it and never arrived', async () => {
    const worker = await start('worker');
    await enqueue(worker, long, { id: 'running' });
    await waitFor(() => gates.get('running'));
    const db = worker.get(Database);
    await enqueue(worker, quick, { id: 'lost on its way' }, { runAt: soon(3_600_000) });
    await db.pool.query(`UPDATE graphile_worker._private_jobs SET run_at = now(), attempts = 1,
      locked_at = now() - interval '10 seconds', locked_by = (
        SELECT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL)
      WHERE locked_by IS NULL`);
    await waitFor(() => runsOf('lost on its way'), { timeout: 15_000 });
    expect(runsOf('running')).toBe(1);
  });

  it('does not end a task that was given to another meanwhile', async () => {
    const worker = await start('worker');
    await enqueue(worker, long, { id: 'taken away' });
    const finish = await waitFor(() => gates.get('taken away'));
    const db = worker.get(Database);
    jest.spyOn(worker.get(Listener), 'session', 'get').mockReturnValue(undefined);
    await db.pool.query("UPDATE graphile_worker._private_jobs SET locked_by = 'another'");
    finish();
    await stop(worker);
    const [left] = await jobs(await start('api'));
    expect(left).toMatchObject({ locked_by: 'another', attempts: 1 });
  });
});

describe('a database that goes away and comes back', () => {
  it('neither ends a worker nor loses a task', async () => {
    const proxy = new DatabaseProxy(database.url);
    await proxy.join();
    const app = await start('all', proxy.url);
    await enqueue(app, long, { id: 'running' });
    const finish = await waitFor(() => gates.get('running'));
    await proxy.cut();
    finish();
    await new Promise((passed) => setTimeout(passed, 1500));
    await proxy.join();
    await waitFor(() =>
      enqueue(app, quick, { id: 'afterwards' }).then(
        () => true,
        () => false,
      ),
    );
    await waitFor(() => runsOf('afterwards'));
    await waitFor(async () => {
      gates.get('running')?.();
      return (await jobs(app)).length === 0;
    });
    await stop(app);
    await proxy.cut();
  });
});
