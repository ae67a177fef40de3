import {
  isFinal,
  isOver,
  JOB_STATES,
  mayBecome,
  SCHEDULE_STATES,
  scheduleMayBecome,
  scheduleStatesBefore,
  statesBefore,
} from './transitions';

it('lets a job go the ways of the contract and no others', () => {
  const ways = JOB_STATES.flatMap((from) =>
    JOB_STATES.filter((to) => mayBecome(from, to)).map((to) => `${from} > ${to}`),
  );
  expect(ways.sort()).toEqual([
    'available > available',
    'available > cancelled',
    'available > executing',
    'executing > cancelled',
    'executing > completed',
    'executing > discarded',
    'executing > executing',
    'executing > retryable',
    'retryable > cancelled',
    'retryable > executing',
  ]);
});

it('ends in completed, discarded or cancelled', () => {
  expect(JOB_STATES.filter(isFinal)).toEqual(['completed', 'discarded', 'cancelled']);
});

it('writes the states before another for SQL', () => {
  expect(statesBefore('executing')).toBe("'available', 'retryable', 'executing'");
});

it('lets a schedule go the ways of the contract and no others', () => {
  const ways = SCHEDULE_STATES.flatMap((from) =>
    SCHEDULE_STATES.filter((to) => scheduleMayBecome(from, to)).map((to) => `${from} > ${to}`),
  );
  expect(ways.sort()).toEqual([
    'active > cancelled',
    'active > completed',
    'active > paused',
    'paused > active',
    'paused > cancelled',
  ]);
  expect(SCHEDULE_STATES.filter(isOver)).toEqual(['completed', 'cancelled']);
  expect(scheduleStatesBefore('cancelled')).toBe("'active', 'paused'");
});
