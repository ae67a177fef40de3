import type { Answer, Client } from '../support/client';
import { expectRefusal } from '../support/production-checks';
import { Shop, typesOf } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

describe('PATCH /api/jobs/priorities', () => {
  let server: Server;
  let shop: Shop;
  let api: Client;

  beforeAll(async () => {
    server = await sharedServer();
  });
  beforeEach(async () => {
    shop = await Shop.open(server);
    api = shop.api;
  });
  afterAll(() => server?.stop());

  const make = async (name: string, goalQuantity = 10): Promise<string> =>
    (await api.post('/api/jobs', { name, goalQuantity })).body.id as string;
  const rank = (priorities: unknown): Promise<Answer> => api.patch('/api/jobs/priorities', { priorities });
  const ranking = (...ids: string[]) => ids.map((jobId, index) => ({ jobId, priority: index + 1 }));
  const shown = ({ body }: Answer) =>
    (body as { name: string; priority?: number }[]).map(({ name, priority }) => [name, priority]);

  it('ranks every active job; completed ones become 0', async () => {
    const [a, b, done, never] = [await make('a'), await make('b'), await make('done', 1), await make('never', 1)];
    const all = await rank([
      { jobId: b, priority: 2 },
      { jobId: done, priority: 3 },
      { jobId: a, priority: 1 },
      { jobId: never, priority: 4 },
    ]);
    expect([all.status, shown(all)]).toEqual([
      200,
      [
        ['a', 1],
        ['b', 2],
        ['done', 3],
        ['never', 4],
      ],
    ]);
    await shop.pathWith(done, { completed: 1 });
    await shop.pathWith(never, { completed: 3 });
    const again = await rank(ranking(b, a));
    expect(shown(again)).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    expect(shown(await api.get('/api/jobs'))).toEqual([
      ['b', 1],
      ['a', 2],
      ['done', 0],
      ['never', 0],
    ]);
    const reopened = await api.put(`/api/jobs/${done}`, { goalQuantity: 2 });
    expect(reopened.body.priority).toBe(0);
    expect((await rank(ranking(done, a, b))).status).toBe(200);
    await rank(ranking(done, a, b));
    expect(typesOf(await shop.events(a))).toEqual(['job.created', 'job.prioritized', 'job.prioritized']);
  });

  it('refuses what is no ranking, in this order, and changes nothing', async () => {
    const [a, b, done] = [await make('a'), await make('b'), await make('done', 1)];
    await shop.pathWith(done, { completed: 1 });
    await rank(ranking(a, b));
    const empty = 'Priorities list must not be empty';
    const cases: [unknown, number, string][] = [
      [undefined, 400, empty],
      [null, 400, empty],
      [{}, 400, empty],
      [[], 400, empty],
      [[5], 400, 'priorities[0].jobId is required'],
      [[{ jobId: a, priority: 1 }, { priority: 2 }], 400, 'priorities[1].jobId is required'],
      [ranking(a), 400, 'Priority list must include all 2 active jobs, got 1'],
      [ranking(a, a, 'job_absent'), 400, 'Priority list must include all 2 active jobs, got 3'],
      [ranking(a, b, done), 400, 'Priority list must include all 2 active jobs, got 3'],
      [ranking(a, a), 400, 'Duplicate job IDs in priority list'],
      [ranking(done, 'job_absent'), 404, 'Job not found: job_absent'],
      [ranking(a, `${b}\u0000`), 404, `Job not found: ${b}\u0000`],
      [ranking(a, done), 400, `Job ${done} is completed and cannot be prioritized`],
      [[a, b].map((jobId) => ({ jobId, priority: 7 })), 400, 'Duplicate priority values in priority list'],
      [[a, b].map((jobId, n) => ({ jobId, priority: n })), 400, 'Priorities must be sequential from 1 to 2'],
      [[a, b].map((jobId, n) => ({ jobId, priority: n + 1.5 })), 400, 'Priorities must be sequential from 1 to 2'],
      [[a, b].map((jobId, n) => ({ jobId, priority: `${n + 1}` })), 400, 'Priorities must be sequential from 1 to 2'],
    ];
    for (const [priorities, status, message] of cases) expectRefusal(await rank(priorities), status, message);
    expectRefusal(await api.patch('/api/jobs/priorities', []), 400, 'Request body must be a JSON object');
    expect(shown(await api.get('/api/jobs'))).toEqual([
      ['a', 1],
      ['b', 2],
      ['done', 0],
    ]);
  });

  it('keeps ranks whole when many rank, change and delete at once', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 12; n++) ids.push(await make(`j${n}`));
    const shuffled = (n: number) => [...ids.slice(n), ...ids.slice(0, n)];
    const answers = await Promise.all([
      ...ids.map((_, n) => rank(ranking(...shuffled(n)))),
      ...ids.map((id) => api.put(`/api/jobs/${id}`, { goalQuantity: 5 })),
    ]);
    for (const { status, text } of answers) expect([status, text]).toEqual([200, expect.anything()]);
    const ranks = (await api.get('/api/jobs')).body.map(({ priority }: { priority: number }) => priority);
    expect(ranks).toEqual(ids.map((_, n) => n + 1));
    const racing = await Promise.all([
      ...ids.slice(1).map((_, n) => rank(ranking(...shuffled(n)))),
      api.delete(`/api/jobs/${ids[0]}`),
    ]);
    expect(racing.at(-1)!.status).toBe(204);
    for (const { status } of racing.slice(0, -1)) expect([200, 400, 404]).toContain(status);
  });
});
