import { progressOf } from './progress';
import type { PathTally } from './progress';

const tally = (fields: Partial<PathTally>): PathTally => ({
  id: 'path_a',
  name: 'A',
  goal: 10,
  total: 0,
  completed: 0,
  scrapped: 0,
  ...fields,
});

const progress = (goal: number, ...tallies: PathTally[]) =>
  progressOf({ id: 'job_a', name: 'J', goal_quantity: goal, path_tallies: tallies });

describe('progress', () => {
  it('holds both shapes, in the published order', () => {
    const found = progress(
      40,
      tally({ goal: 30, total: 25, completed: 10, scrapped: 4 }),
      tally({ id: 'path_b', name: 'B', goal: 0, total: 2, completed: 2 }),
    );
    expect(JSON.stringify(found)).toBe(
      JSON.stringify({
        totalGoal: 30,
        totalCompleted: 12,
        percentComplete: 40,
        pathProgress: [
          { pathId: 'path_a', pathName: 'A', goal: 30, completed: 10, percentComplete: (10 / 30) * 100 },
          { pathId: 'path_b', pathName: 'B', goal: 0, completed: 2, percentComplete: 0 },
        ],
        jobId: 'job_a',
        jobName: 'J',
        goalQuantity: 40,
        totalSerials: 27,
        completedSerials: 12,
        inProgressSerials: 11,
        scrappedSerials: 4,
        producedQuantity: 27,
        orderedQuantity: 40,
        progressPercent: (12 / 36) * 100,
      }),
    );
  });

  it.each([
    ['without paths', 10, [], 0, 0],
    ['over the goal', 10, [tally({ total: 15, completed: 15 })], 150, 150],
    ['all scrapped', 3, [tally({ total: 3, scrapped: 3 })], 0, 0],
    ['scrapped over the goal, one completed', 3, [tally({ total: 5, completed: 1, scrapped: 4 })], 10, 100],
    ['unrounded', 3, [tally({ goal: 3, total: 3, completed: 1 })], (1 / 3) * 100, (1 / 3) * 100],
  ] as const)('%s', (_, goal, tallies, percentComplete, progressPercent) => {
    expect(progress(goal, ...tallies)).toMatchObject({ percentComplete, progressPercent });
  });
});
