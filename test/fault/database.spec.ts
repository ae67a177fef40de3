import { expectNothingLost, newestJob, spread } from '../support/fault/aftermath';
import { Fleet, SLOTS } from '../support/fault/fleet';
import { form, TEST_TIME } from '../support/fault/form';
import type { Load } from '../support/fault/load';
import { waitFor } from '../support/wait-for';

const RECOVERY = form.restart;

const COMPLETED = 'SELECT 1 FROM scheduled.jobs WHERE completed_at > to_timestamp($1 / 1000.0) LIMIT 1';
const TAKEN_UP = 'SELECT 1 FROM scheduled.jobs WHERE attempted_at > to_timestamp($1 / 1000.0) LIMIT 1';

describe('PostgreSQL', () => {
  let fleet: Fleet;
  let load: Load;
  let since: number;

  beforeAll(async () => {
    fleet = await Fleet.start();
  }, TEST_TIME);

  afterAll(() => fleet?.stop());

  beforeEach(async () => {
    since = await newestJob(fleet);
    load = fleet.load();
  });

  afterEach(async () => {
    load.stop();
    await fleet.cluster.start();
    await fleet.target.release();
    const ended = [fleet.api, ...fleet.workers].filter(({ running }) => !running);
    expect(ended.map(({ output }) => output)).toEqual([]);
    await fleet.revive();
  }, TEST_TIME);

  const slots = () => SLOTS * fleet.workers.length;
  /** Milliseconds from the moment until the state. */
  const until = async (what: string, from: number, state: () => boolean | Promise<boolean>) => {
    await waitFor(state, { what, timeout: 2 * RECOVERY });
    return Date.now() - from;
  };
  const found = (sql: string, from: number) => async () => (await fleet.cluster.query(sql, [from])).length > 0;

  it(
    'that is stopped at once and started again loses nothing: 503 meanwhile, and soon all works',
    async () => {
      const creating = load.create(form.items);
      const times: Record<'created' | 'started' | 'completed', number[]> = { created: [], started: [], completed: [] };
      for (let outage = 0; outage < form.outages; outage++) {
        await fleet.busy();
        await fleet.cluster.stopImmediately();
        // What is answered now cannot be recorded.
        await fleet.target.release();
        const refused = total(load);
        const insisting = load.create(slots());
        await waitFor(() => total(load) > refused, { what: 'creates to be refused' });
        await new Promise((passed) => setTimeout(passed, form.outage));
        await fleet.cluster.start();
        const back = Date.now();
        const accepted = load.accepted.length;
        const [created, started, completed] = await Promise.all([
          until('a create to be accepted', back, () => load.accepted.length > accepted),
          until('a job to be taken up', back, found(TAKEN_UP, back)),
          until('a job to be completed', back, found(COMPLETED, back)),
        ]);
        times.created.push(created);
        times.started.push(started);
        times.completed.push(completed);
        await insisting;
      }
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(
        `PostgreSQL stopped x ${form.outages}, ${total(load)} creates refused, the slowest answer after ${load.slowest} ms.` +
          ` Once it was back, first create after ${spread(times.created)}; first start ${spread(times.started)};` +
          ` first completion ${spread(times.completed)}; ${duplicates} duplicates`,
      );
      expect(total(load)).toBeGreaterThan(0);
      expect(duplicates).toBeLessThanOrEqual(form.outages * slots());
      expect(Math.max(...Object.values(times).flat())).toBeLessThan(RECOVERY);
    },
    TEST_TIME,
  );

  it(
    'whose sessions all end, several times under load, loses nothing',
    async () => {
      const creating = load.create(form.items);
      const times: number[] = [];
      for (let termination = 0; termination < form.terminations; termination++) {
        await fleet.busy();
        await fleet.target.release();
        await fleet.cluster.terminateBackends();
        const ended = Date.now();
        times.push(await until('a job to be completed', ended, found(COMPLETED, ended)));
      }
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(
        `all sessions ended x ${form.terminations}: first completion after ${spread(times)};` +
          ` ${total(load)} creates refused; ${duplicates} duplicates`,
      );
      expect(duplicates).toBeLessThanOrEqual(form.terminations * slots());
      expect(Math.max(...times)).toBeLessThan(RECOVERY);
    },
    TEST_TIME,
  );

  it(
    'to which a worker has a half-open line: its work runs elsewhere, and what it says late changes nothing',
    async () => {
      const taken = fleet.busy();
      await load.create(slots());
      await taken;
      const frozen = Date.now();
      fleet.workerLine.freeze();
      const again = () => fleet.target.arrivals.filter(({ attempt, at }) => attempt > 1 && at > frozen);
      try {
        await fleet.target.release();
        await waitFor(() => again().length >= SLOTS, {
          what: 'the work of the worker to run elsewhere',
          timeout: RECOVERY,
        });
      } finally {
        console.info(`half-open line of a worker: ran elsewhere after ${spread(again().map(({ at }) => at - frozen))}`);
        fleet.workerLine.thaw();
      }
      const thawed = Date.now();
      const ready = await until('the worker to be ready', thawed, () => fleet.isReady(fleet.workers[0]));
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(`once it is whole, the worker is ready after ${ready} ms; ${duplicates} duplicates`);
      expect(duplicates).toBe(SLOTS);
      expect(ready).toBeLessThan(RECOVERY);
    },
    TEST_TIME,
  );

  it(
    'to which the API has a half-open line: 503 soon, and 201 soon after',
    async () => {
      await load.create(slots());
      fleet.apiLine.freeze();
      const frozen = Date.now();
      const creating = load.create(1);
      let noticed: number;
      try {
        noticed = await until('a create to be refused', frozen, () => total(load) > 0);
      } finally {
        fleet.apiLine.thaw();
      }
      const thawed = Date.now();
      await creating;
      const created = Date.now() - thawed;
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(
        `half-open line of the API: first 503 after ${noticed} ms; once it is whole, first 201 after ${created} ms; ${duplicates} duplicates`,
      );
      expect(noticed).toBeLessThan(RECOVERY);
      expect(created).toBeLessThan(RECOVERY);
      expect(duplicates).toBe(0);
    },
    TEST_TIME,
  );
});

const total = ({ refusals }: Load) => [...refusals.values()].reduce((sum, count) => sum + count, 0);
