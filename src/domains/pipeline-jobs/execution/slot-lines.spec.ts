import { setImmediate as turn } from 'node:timers/promises';
import type { Outcome } from './outcomes';
import type { SlotRequest } from './round-plan';
import type { Rounds } from './rounds';
import { SlotLines } from './slot-lines';

const request = (slot: number, length = 0): SlotRequest => ({
  slot,
  turn: 0,
  outcome: { stored: 'x'.repeat(length) } as Outcome,
  goesOn: true,
});

describe('SlotLines', () => {
  let log: string[];
  let refuse: (slots: number[]) => Error | undefined;
  let lines: SlotLines;

  beforeEach(() => {
    log = [];
    refuse = () => undefined;
    const hold = async (job: string, requests: SlotRequest[]) => {
      const slots = requests.map(({ slot }) => slot);
      log.push(`${job}: ${slots.join(' ')}`);
      await turn();
      const error = refuse(slots);
      if (error) throw error;
      return slots.map((slot) => ({ accepted: slot % 2 === 0 }));
    };
    lines = new SlotLines({ hold } as unknown as Rounds);
  });

  const ask = (job: string, ...requests: SlotRequest[]) =>
    Promise.allSettled(requests.map((one) => lines.ask(job, one)));

  it('serves those together that come at the same time or while others are served, each job for itself', async () => {
    const first = ask('a', request(1), request(2));
    const other = ask('b', request(1));
    while (log.length === 0) await turn();
    const second = ask('a', request(3), request(4));
    expect((await first).map((one) => one.status === 'fulfilled' && one.value.accepted)).toEqual([false, true]);
    await Promise.all([second, other]);
    expect(log.filter((line) => line.startsWith('a'))).toEqual(['a: 1 2', 'a: 3 4']);
    expect(log).toContain('b: 1');
    await ask('a', request(5));
    expect(log.at(-1)).toBe('a: 5');
  });

  it('serves no slot twice at once, and no more text than fits', async () => {
    await ask('a', request(1), request(2), request(1), request(3, 3 << 20), request(4, 3 << 20), request(5, 9 << 20));
    expect(log).toEqual(['a: 1 2', 'a: 1 3', 'a: 4', 'a: 5']);
  });

  it('serves each alone when together they fail: one that cannot be stored harms no other', async () => {
    refuse = (slots) => (slots.includes(2) ? new Error('no') : undefined);
    const answers = await ask('a', request(1), request(2), request(3));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a: 1 2 3', 'a: 1', 'a: 2', 'a: 3']);
  });

  it('tells all of a database that is away', async () => {
    refuse = () => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    const answers = await ask('a', request(1), request(2));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log).toEqual(['a: 1 2']);
  });
});
