import type { LeasePhase } from '../jobs/transitions';
import { ANSWER_TO_STALE, judge } from './judgement';
import type { FlightReport, Step } from './judgement';

const TABLE: [FlightReport, Step[], Step[], Step[]][] = [
  ['accepted', ['accept'], [], []],
  ['rejected', ['reject'], ['reject'], []],
  ['started', ['start'], ['start'], []],
  ['progress', ['start', 'progress'], ['start', 'progress'], ['progress']],
  ['completed', ['start', 'complete'], ['start', 'complete'], ['complete']],
  ['failed', ['reject'], ['reject'], ['fail']],
];
const PHASES: LeasePhase[] = ['ASSIGNED', 'ACCEPTED', 'FLYING'];

describe('reports of the device that holds the lease', () => {
  it.each(TABLE)('%s', (report, ...steps) => {
    expect(PHASES.map((phase) => judge(phase, report))).toEqual(steps);
  });

  it('under another lease earn an order to whoever could fly', () => {
    expect(TABLE.map(([report]) => ANSWER_TO_STALE[report])).toEqual([
      'cancel',
      undefined,
      'abort',
      'abort',
      undefined,
      undefined,
    ]);
  });
});
