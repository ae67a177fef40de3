import type { Workers } from '../../../engine/workers';
import type { PipelineSettings } from '../pipeline.settings';
import type { Calls } from './calls';
import type { ClaimedItem } from './claimed-item';
import type { PipelineMetrics } from './pipeline-metrics';
import type { SlotRequest } from './round-plan';
import type { SlotAnswer } from './rounds';
import { SlotHandler } from './slot-handler';
import type { SlotLines } from './slot-lines';

const ENTRY = { job: 'job', slot: 3, turn: 7 };
const item = (id: string) => ({ id, lease: `lease of ${id}`, config: { connector: 'stub' } }) as ClaimedItem;
const given = (id: string): SlotAnswer => ({ accepted: true, item: item(id) });
const NOTHING: SlotAnswer = { accepted: true };
const REFUSED: SlotAnswer = { accepted: false };
const away = () => Object.assign(new Error('away'), { code: 'ECONNRESET' });

describe('SlotHandler', () => {
  let replies: (SlotAnswer | Error)[];
  let asked: SlotRequest[];
  let mayGoOn: boolean;
  let stopped: boolean;
  let handler: SlotHandler;

  beforeEach(() => {
    jest.useFakeTimers();
    [replies, asked, mayGoOn, stopped] = [[], [], true, false];
    const ask = (_job: string, request: SlotRequest) => {
      asked.push(request);
      const reply = replies.shift()!;
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply);
    };
    const make = () => Promise.resolve(stopped ? undefined : { answers: [], documents: [], usage: null });
    const metrics = { whileRunning: (work: () => unknown) => work() };
    handler = new SlotHandler(
      { ask } as unknown as SlotLines,
      { make } as unknown as Calls,
      metrics as PipelineMetrics,
      { setSlots: () => undefined } as unknown as Workers,
      {} as PipelineSettings,
    );
  });

  afterEach(() => jest.useRealTimers());

  async function handle(...answers: (SlotAnswer | Error)[]): Promise<string> {
    replies = answers;
    const context = { signal: new AbortController().signal, mayGoOn: () => mayGoOn };
    const handled = handler.handle(ENTRY, context).then(
      () => 'done',
      () => 'failed',
    );
    await jest.advanceTimersByTimeAsync(1_000);
    return handled;
  }

  const wishes = () => asked.map(({ outcome, goesOn }) => [outcome?.lease, goesOn]);

  it('runs item after item, and brings the outcome of each with the wish for the next', async () => {
    expect(await handle(given('a'), given('b'), NOTHING)).toBe('done');
    expect(asked[0]).toEqual({ ...ENTRY, goesOn: true });
    expect(wishes()).toEqual([
      [undefined, true],
      ['lease of a', true],
      ['lease of b', true],
    ]);
  });

  it('wants no further item when others wait', async () => {
    mayGoOn = false;
    expect(await handle(given('a'), NOTHING)).toBe('done');
    expect(wishes().at(-1)).toEqual(['lease of a', false]);
  });

  it('ends without a word when its item is no longer its own', async () => {
    stopped = true;
    expect(await handle(given('a'))).toBe('done');
    expect(asked).toHaveLength(1);
    stopped = false;
    expect(await handle(given('a'), REFUSED)).toBe('done');
  });

  it('has its entry run once more when it cannot know whether a lost try has given it an item', async () => {
    expect(await handle(given('a'), away(), REFUSED)).toBe('failed');
    expect(wishes().slice(1)).toEqual([
      ['lease of a', true],
      ['lease of a', false],
    ]);
    expect(await handle(given('a'), away(), NOTHING)).toBe('done');
  });
});
