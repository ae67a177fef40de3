import type { Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Fill } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const KEYS = [
  'totalGoal',
  'totalCompleted',
  'percentComplete',
  'pathProgress',
  'jobId',
  'jobName',
  'goalQuantity',
  'totalSerials',
  'completedSerials',
  'inProgressSerials',
  'scrappedSerials',
  'producedQuantity',
  'orderedQuantity',
  'progressPercent',
];

describe('progress of production jobs', () => {
  let server: Server;
  let shop: Shop;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
    shop = await Shop.open(server);
    api = shop.api;
  });
  afterAll(() => server?.stop());

  const cases: [string, number, (Fill & { goal: number })[], object][] = [
    ['no path', 10, [], { totalGoal: 0, percentComplete: 0, totalSerials: 0, progressPercent: 0, pathProgress: [] }],
    [
      'some of everything, forced ones too',
      20,
      [
        { goal: 9, inProgress: 2, completed: 1, forced: 2, scrapped: 1 },
        { goal: 6, inProgress: 1, completed: 2 },
      ],
      {
        totalGoal: 15,
        totalCompleted: 5,
        percentComplete: (5 / 15) * 100,
        totalSerials: 9,
        completedSerials: 5,
        inProgressSerials: 3,
        scrappedSerials: 1,
        producedQuantity: 9,
        orderedQuantity: 20,
        progressPercent: (5 / 19) * 100,
      },
    ],
    ['over the goal', 2, [{ goal: 2, completed: 5 }], { percentComplete: 250, progressPercent: 250 }],
    ['all scrapped', 2, [{ goal: 2, scrapped: 2 }], { percentComplete: 0, progressPercent: 0 }],
    ['more scrapped than ordered', 2, [{ goal: 2, scrapped: 3, completed: 1 }], { progressPercent: 100 }],
    ['a path without a goal', 4, [{ goal: 0, completed: 1 }], { percentComplete: 0, progressPercent: 25 }],
  ];

  it('is told in both shapes, alike in the list and of each', async () => {
    const ids: string[] = [];
    for (const [name, goalQuantity, paths] of cases) {
      const id = (await api.post('/api/jobs', { name, goalQuantity })).body.id as string;
      for (const { goal, ...units } of paths) {
        const { pathId } = await shop.pathWith(id, units, { name: 'Path' });
        await server.query('UPDATE production.paths SET goal_quantity = $2 WHERE id = $1', [pathId, goal]);
      }
      ids.push(id);
    }
    const singles = await Promise.all(
      ids.map(async (id) => (await api.get(`/api/jobs/${id}`)).body.progress as object),
    );
    for (const [index, [name, goalQuantity, paths, expected]] of cases.entries()) {
      expect(Object.keys(singles[index])).toEqual(KEYS);
      expect(singles[index]).toMatchObject({ jobId: ids[index], jobName: name, goalQuantity, ...expected });
      expect(singles[index]).toHaveProperty('pathProgress.length', paths.length);
    }
    expect(singles[1]).toMatchObject({
      pathProgress: [
        {
          pathId: expect.stringMatching(/^path_/),
          pathName: 'Path',
          goal: 9,
          completed: 3,
          percentComplete: (3 / 9) * 100,
        },
        { goal: 6, completed: 2, percentComplete: (2 / 6) * 100 },
      ],
    });
    const list = await api.get('/api/jobs/progress');
    expect([list.status, list.body]).toEqual([200, singles]);
    const page = await api.get('/api/jobs/progress?limit=4');
    expect(page.body).toEqual(singles.slice(0, 4));
    const next = /^<(.+)>; rel="next"$/.exec(page.headers.get('link')!)![1];
    expect((await api.get(next)).body).toEqual(singles.slice(4));
  });
});
