import { expectNothingLost } from '../support/fault/aftermath';
import { Fleet, SLOTS } from '../support/fault/fleet';
import { form } from '../support/fault/form';
import { waitFor } from '../support/wait-for';

const ROUNDS = 2;
const ITEMS = 2000;
/** Milliseconds that a creator rests after a job: together they create less than the workers can do. */
const REST = 400;
const TIME = 600_000;

describe('all faults, one after the other under one load', () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await Fleet.start();
  }, TIME);

  afterAll(() => fleet?.stop());

  const passed = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const restart = async (end: () => Promise<unknown>, server = fleet.workers[1]) => {
    await end();
    await server.start();
  };
  const line = async (which: 'apiLine' | 'workerLine') => {
    fleet[which].freeze();
    await passed(form.pause);
    fleet[which].thaw();
  };

  /** What happens, and how many open requests it can cut off at most. */
  const faults: Record<string, { slots: number; strike(): Promise<unknown> }> = {
    'SIGKILL of a worker': { slots: SLOTS, strike: () => restart(() => fleet.workers[1].kill()) },
    'SIGTERM of a worker': { slots: SLOTS, strike: () => restart(() => fleet.workers[1].terminate()) },
    'SIGSTOP of a worker': {
      slots: SLOTS,
      strike: async () => {
        fleet.workers[2].signal('SIGSTOP');
        await passed(form.pause);
        fleet.workers[2].signal('SIGCONT');
      },
    },
    'SIGKILL of the API': { slots: 0, strike: () => restart(() => fleet.api.kill(), fleet.api) },
    'PostgreSQL stopped': {
      slots: 3 * SLOTS,
      strike: async () => {
        await fleet.cluster.stopImmediately();
        await passed(form.outage);
        await fleet.cluster.start();
      },
    },
    'sessions ended': { slots: 3 * SLOTS, strike: () => fleet.cluster.terminateBackends() },
    'half-open line of a worker': { slots: SLOTS, strike: () => line('workerLine') },
    'half-open line of the API': { slots: 0, strike: () => line('apiLine') },
  };

  it(
    'lose nothing',
    async () => {
      const load = fleet.load();
      const creating = load.create(Infinity, REST);
      const names = Array.from({ length: ROUNDS }, () => Object.keys(faults)).flat();
      let bound = 0;
      for (const name of names) {
        const { arrivals } = fleet.target;
        const ran = arrivals.length;
        await waitFor(() => arrivals.length > ran + SLOTS, { what: `jobs to run before: ${name}`, timeout: 40_000 });
        const began = Date.now();
        await faults[name].strike();
        const struck = Date.now();
        const before = arrivals.length;
        await waitFor(() => arrivals.length > before, { what: `a job to run after: ${name}`, timeout: 40_000 });
        console.info(`${name}: ${struck - began} ms; the next run ${arrivals[before].at - struck} ms later`);
        bound += faults[name].slots;
      }
      await waitFor(() => load.accepted.length >= ITEMS, { what: `${ITEMS} jobs`, timeout: TIME });
      load.stop();
      await creating;
      const duplicates = await expectNothingLost(fleet, [load], 0);
      console.info(
        `${load.accepted.length} jobs, ${names.length} faults: ${duplicates} duplicates; ${load.unanswered} creates unanswered`,
      );
      expect([fleet.api, ...fleet.workers].filter(({ running }) => !running).map(({ output }) => output)).toEqual([]);
      expect(duplicates).toBeLessThanOrEqual(bound);
    },
    TIME,
  );
});
