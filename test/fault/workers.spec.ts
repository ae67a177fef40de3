import { expectNothingLost, newestJob, spread } from '../support/fault/aftermath';
import { Fleet, SLOTS } from '../support/fault/fleet';
import { form, TEST_TIME } from '../support/fault/form';
import type { Arrival } from '../support/fault/held-target';
import type { Load } from '../support/fault/load';
import { waitFor } from '../support/wait-for';

/** Milliseconds within which the work of a dead process runs elsewhere; 5,000 by the platform specification, section 6. */
const RECOVERY = form.recovery;

describe('a worker', () => {
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
    await fleet.target.release();
    await fleet.revive();
  }, TEST_TIME);

  /** Waits until what a worker has left behind runs elsewhere: milliseconds from the given moment. */
  const recoveries = async (cut: Arrival[], since: number) => {
    const again = () => cut.map(({ jobId }) => fleet.target.nextRun(jobId, since));
    await waitFor(() => again().every(Boolean), { what: 'what was cut off to run again', timeout: 2 * RECOVERY });
    return again().map((run) => run!.at - since);
  };

  it(
    'that is killed again and again loses nothing, and its work runs elsewhere within 5 s',
    async () => {
      const creating = load.create(form.items);
      const first: number[] = [];
      const all: number[] = [];
      for (let kill = 0; kill < form.kills; kill++) {
        await fleet.busy();
        const victim = fleet.workers[kill % fleet.workers.length];
        const killed = Date.now();
        await victim.kill();
        const times = await recoveries(await fleet.target.release(SLOTS), killed);
        first.push(Math.min(...times));
        all.push(...times);
        // While one is missing nothing ends: there is to be enough to do for every kill.
        fleet.target.hold();
        await victim.start();
      }
      await fleet.target.release();
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(
        `SIGKILL x ${form.kills}: first item elsewhere after ${spread(first)}; every item ${spread(all)}; ${duplicates} duplicates`,
      );
      expect(duplicates).toBeLessThanOrEqual(form.kills * SLOTS);
      expect(Math.max(...all)).toBeLessThan(RECOVERY);
    },
    TEST_TIME,
  );

  it(
    'that is told to end under load finishes what it has begun, or puts it back uncounted',
    async () => {
      const creating = load.create(form.items);
      const times: number[] = [];
      for (let drain = 0; drain < form.drains; drain++) {
        await fleet.busy();
        const ending = fleet.workers[drain % fleet.workers.length];
        const began = Date.now();
        const exit = ending.terminate();
        await fleet.target.release();
        expect(await exit).toBe(0);
        times.push(Date.now() - began);
        await ending.start();
      }
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(`SIGTERM of short work x ${form.drains}: ended after ${spread(times)}; ${duplicates} duplicates`);
      expect(Math.max(...times)).toBeLessThan(10_000);
      expect(duplicates).toBe(0);
    },
    TEST_TIME,
  );

  it(
    'that is told to end while its work takes long puts that back, and others take it',
    async () => {
      const taken = fleet.busy();
      await load.create(SLOTS * fleet.workers.length);
      await taken;
      const [ending] = fleet.workers;
      const began = Date.now();
      const exit = await ending.terminate();
      const ended = Date.now();
      const times = await recoveries(await fleet.target.release(SLOTS), ended);
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(
        `SIGTERM of long work: ended after ${ended - began} ms; put back, it ran elsewhere after ${spread(times)}; ${duplicates} duplicates`,
      );
      await ending.start();
      expect(exit).toBe(0);
      expect(ended - began).toBeLessThan(10_000);
      expect(times.length).toBe(SLOTS);
      expect(duplicates).toBe(SLOTS);
      expect(Math.max(...times)).toBeLessThan(RECOVERY);
    },
    TEST_TIME,
  );

  it(
    'that lies still for a while has no second say about what others have done meanwhile',
    async () => {
      const creating = load.create(form.items);
      await fleet.busy();
      const [paused] = fleet.workers;
      const began = Date.now();
      paused.signal('SIGSTOP');
      await fleet.target.release();
      await new Promise((passed) => setTimeout(passed, form.pause));
      paused.signal('SIGCONT');
      const continued = Date.now();
      const meanwhile = fleet.target.arrivals.filter(({ attempt, at }) => attempt > 1 && at > began && at < continued);
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], since);
      const taken = meanwhile.length
        ? `${meanwhile.length} ran elsewhere meanwhile, the first after ${meanwhile[0].at - began} ms`
        : 'nobody took its work';
      console.info(`SIGSTOP for ${form.pause} ms: ${taken}; ${duplicates} duplicates`);
      await waitFor(() => fleet.isReady(paused), { what: 'the worker to be ready again' });
      expect(duplicates).toBeLessThanOrEqual(SLOTS);
    },
    TEST_TIME,
  );

  it(
    'still runs what an API process has accepted right before it was killed',
    async () => {
      const creating = load.create(form.items);
      for (let kill = 1; kill <= form.kills; kill++) {
        await waitFor(() => load.accepted.length >= (kill * form.items) / (form.kills + 1), { timeout: 60_000 });
        await fleet.api.kill();
        await fleet.api.start();
      }
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], since);
      console.info(
        `SIGKILL of the API x ${form.kills}: ${load.unanswered} requests unanswered; ${duplicates} duplicates`,
      );
      expect(duplicates).toBe(0);
    },
    TEST_TIME,
  );
});
