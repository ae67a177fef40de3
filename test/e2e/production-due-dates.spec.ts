import type { Client } from '../support/client';
import { Shop, typesOf } from '../support/production-shop';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

describe('due dates of production jobs', () => {
  let server: Server;
  let shop: Shop;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
    await startServer({ beside: server }).then((second) => (other = second));
    shop = await Shop.open(server);
    api = shop.api;
  });
  let other: Server | undefined;
  afterAll(async () => {
    await other?.stop();
    await server?.stop();
  });

  const make = async (fields: object): Promise<string> =>
    (await api.post('/api/jobs', { name: 'J', goalQuantity: 2, ...fields })).body.id as string;
  const told = async (id: string) => typesOf(await shop.events(id)).filter((type) => type === 'job.overdue').length;
  const waitTold = (id: string, times: number) =>
    waitFor(async () => (await told(id)) === times, { what: `job.overdue ${times} times`, timeout: 15_000 });
  const looked = (id: string) =>
    waitFor(
      async () =>
        (await server.query('SELECT FROM production.jobs WHERE id = $1 AND NOT due_watched', [id])).length === 1,
      { what: 'a look at the job', timeout: 15_000 },
    );

  it('are shown with whether they are past', async () => {
    const cases: [string, boolean][] = [
      [day(-1), true],
      [day(0), false],
      [day(1), false],
    ];
    for (const [dueDate, overdue] of cases) {
      const { body } = await api.post('/api/jobs', { name: 'J', goalQuantity: 2, dueDate });
      expect(body).toMatchObject({ dueDate, overdue });
      expect((await api.get(`/api/jobs/${body.id}`)).body).toMatchObject({ dueDate, overdue });
      await shop.pathWith(body.id as string, { completed: 2 });
      expect((await api.get(`/api/jobs/${body.id}`)).body).toMatchObject({ dueDate, overdue: false });
    }
  });

  it('are told once when they have passed, once more for another date, and not again for an old one', async () => {
    const id = await make({ dueDate: day(-1) });
    const [{ data }] = await waitTold(id, 1).then(() =>
      server.query<{ data: object }>(
        "SELECT data FROM platform.events WHERE subject = $1 AND type = 'quintet.production.job.overdue'",
        [id],
      ),
    );
    expect(data).toEqual({ jobId: id, name: 'J', dueDate: day(-1), goalQuantity: 2, completed: 0 });
    await api.put(`/api/jobs/${id}`, { dueDate: day(-2) });
    await waitTold(id, 2);
    await api.put(`/api/jobs/${id}`, { dueDate: day(-1) });
    await looked(id);
    expect(await told(id)).toBe(2);
    await api.put(`/api/jobs/${id}`, { goalQuantity: 3 });
    await looked(id);
    expect(await told(id)).toBe(2);
  });

  it('are not told of completed jobs, until units are missing again', async () => {
    const [raised, lost] = [await make({}), await make({})];
    await shop.pathWith(raised, { completed: 2 });
    const [unit] = await shop.fill(await shop.route(['Milling'], { jobId: lost }), { completed: 2 });
    for (const id of [raised, lost]) await api.put(`/api/jobs/${id}`, { dueDate: day(-1) });
    for (const id of [raised, lost]) await looked(id);
    expect([await told(raised), await told(lost)]).toEqual([0, 0]);
    await api.put(`/api/jobs/${raised}`, { goalQuantity: 3 });
    expect((await api.delete(`/api/serials/${unit}`)).status).toBe(200);
    await waitTold(raised, 1);
    await waitTold(lost, 1);
  });

  it('to come are not told', async () => {
    const [today, past] = [await make({ dueDate: day(0) }), await make({ dueDate: day(-1) })];
    await waitTold(past, 1);
    expect(await told(today)).toBe(0);
  });
});
