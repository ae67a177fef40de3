import type { Client } from '../support/client';
import { expectRefusal } from '../support/production-checks';
import { Shop, typesOf } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const TAKEN = 'A tag with this name already exists';
const BAD_COLOR = 'Color must be a valid hex color (e.g. #ef4444)';

describe('production tags', () => {
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

  const makeTag = async (name: string): Promise<string> => (await api.post('/api/tags', { name })).body.id as string;
  const makeJob = async (): Promise<string> =>
    (await api.post('/api/jobs', { name: 'J', goalQuantity: 10 })).body.id as string;
  const namesOf = (body: unknown): string[] => (body as { name: string }[]).map(({ name }) => name);

  it('are made, listed by name in pages, found, renamed and deleted', async () => {
    const made = await api.post('/api/tags', { name: ' rush ', color: '#EF4444' });
    expect(made.status).toBe(201);
    expect(Object.keys(made.body)).toEqual(['id', 'name', 'color', 'createdAt', 'updatedAt']);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^tag_[A-Za-z0-9_-]{12}$/),
      name: 'rush',
      color: '#EF4444',
      createdAt: expect.stringMatching(TIME),
      updatedAt: made.body.createdAt,
    });
    const id = made.body.id as string;
    expect((await api.post('/api/tags', { name: 'Alpha', color: null })).body.color).toBe('#8b5cf6');
    await makeTag('ärger');
    await makeTag('Beta');
    const order = ['Alpha', 'Beta', 'rush', 'ärger'];
    expect(namesOf((await api.get('/api/tags')).body)).toEqual(order);
    const first = await api.get('/api/tags?limit=3');
    expect(namesOf(first.body)).toEqual(order.slice(0, 3));
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.get('link')!)![1];
    expect(namesOf((await api.get(next)).body)).toEqual(order.slice(3));
    expect(namesOf((await api.get('/api/tags?q=RUSH')).body)).toEqual(['rush']);
    const badCursor = `/api/tags?cursor=${Buffer.from('[1]').toString('base64url')}`;
    expectRefusal(await api.get(badCursor), 400, 'cursor is invalid');

    const changed = await api.put(`/api/tags/${id}`, { name: 'RUSH' });
    expect([changed.status, changed.body]).toEqual([
      200,
      { ...made.body, name: 'RUSH', updatedAt: expect.stringMatching(TIME) },
    ]);
    expect((await api.put(`/api/tags/${id}`, { color: '#000000' })).body).toMatchObject({
      name: 'RUSH',
      color: '#000000',
    });
    const { status, text } = await api.delete(`/api/tags/${id}`);
    expect([status, text]).toEqual([204, '']);
    expectRefusal(await api.delete(`/api/tags/${id}`), 404, `Tag not found: ${id}`);
    expect(typesOf(await shop.events(id))).toEqual(['tag.created', 'tag.updated', 'tag.updated', 'tag.deleted']);
  });

  it.each([
    [{}, 'name is required'],
    [{ name: null }, 'name is required'],
    [{ name: ' ' }, 'name is required'],
    [{ name: 5, color: 'red' }, 'name is required'],
    [{ name: 'x'.repeat(31) }, 'Tag name must be 30 characters or fewer'],
    [{ name: 'a\u0000' }, 'name must not contain null characters'],
    [{ name: 'A', color: 'red' }, BAD_COLOR],
    [{ name: 'A', color: '#fff' }, BAD_COLOR],
    [{ name: 'A', color: '#ef444g' }, BAD_COLOR],
    [{ name: 'A', color: '#ef4444\n' }, BAD_COLOR],
    [{ name: 'A', color: 5 }, BAD_COLOR],
    [{ name: 'ÄNGSTLICH' }, TAKEN],
  ])('refuses %j', async (request, message) => {
    await makeTag('ängstlich');
    const id = await makeTag('other');
    expectRefusal(await api.post('/api/tags', request), 400, message);
    expectRefusal(await api.put('/api/tags/tag_absent', request), 404, 'Tag not found: tag_absent');
    if ('name' in request) expectRefusal(await api.put(`/api/tags/${id}`, request), 400, message);
  });

  it('lets one of many have a name', async () => {
    const racing = await Promise.all(['Rush', 'rush', 'RUSH', 'rUsh'].map((name) => api.post('/api/tags', { name })));
    expect(racing.map(({ status }) => status).sort()).toEqual([201, 400, 400, 400]);
  });

  it('are set whole on a job, which shows them', async () => {
    const [a, b, c] = [await makeTag('a'), await makeTag('b'), await makeTag('c')];
    const job = await makeJob();
    expect((await api.get(`/api/jobs/${job}/tags`)).body).toEqual([]);
    const set = await api.put(`/api/jobs/${job}/tags`, { tagIds: [c, a, c] });
    expect([set.status, namesOf(set.body)]).toEqual([200, ['a', 'c']]);
    expect((await api.get(`/api/jobs/${job}/tags`)).body).toEqual(set.body);
    const shown = (await api.get('/api/jobs')).body[0];
    expect(Object.keys(shown)).toEqual(['id', 'name', 'goalQuantity', 'tags', 'createdAt', 'updatedAt']);
    expect(shown.tags).toEqual(set.body);
    expect((await api.get(`/api/jobs/${job}`)).headers.get('etag')).toBe('"2"');
    expect(namesOf((await api.put(`/api/jobs/${job}/tags`, { tagIds: [b, c] })).body)).toEqual(['b', 'c']);
    expect((await api.put(`/api/jobs/${job}/tags`, { tagIds: [] })).body).toEqual([]);
    expect((await api.get(`/api/jobs/${job}`)).body).not.toHaveProperty('tags');
    expect(typesOf(await shop.events(job))).toEqual(['job.created', 'job.tagged', 'job.tagged', 'job.tagged']);
  });

  it('refuses what is no list of tags of the tenant, and changes nothing', async () => {
    const mine = await makeTag('mine');
    const job = await makeJob();
    await api.put(`/api/jobs/${job}/tags`, { tagIds: [mine] });
    const theirs = (await server.client((await server.tenant()).key).post('/api/tags', { name: 'x' })).body
      .id as string;
    const cases: [unknown, number, string][] = [
      [{}, 400, 'tagIds must be an array of strings'],
      [{ tagIds: null }, 400, 'tagIds must be an array of strings'],
      [{ tagIds: 'tag' }, 400, 'tagIds must be an array of strings'],
      [{ tagIds: [5] }, 400, 'tagIds must be an array of strings'],
      [{ tagIds: Array<string>(51).fill(mine) }, 400, 'tagIds must have at most 50 items'],
      [{ tagIds: [mine, 'tag_absent', theirs] }, 404, 'Tag not found: tag_absent'],
      [{ tagIds: [theirs] }, 404, `Tag not found: ${theirs}`],
    ];
    for (const [body, status, message] of cases) {
      expectRefusal(await api.put(`/api/jobs/${job}/tags`, body), status, message);
      expectRefusal(await api.put('/api/jobs/job_absent/tags', body), 404, 'Job not found: job_absent');
    }
    expect(namesOf((await api.get(`/api/jobs/${job}/tags`)).body)).toEqual(['mine']);
    expectRefusal(await api.get('/api/jobs/job_absent/tags'), 404, 'Job not found: job_absent');
  });

  it('are deleted from under jobs only by force', async () => {
    const tag = await makeTag('used');
    const jobs = [await makeJob(), await makeJob()];
    for (const job of jobs) await api.put(`/api/jobs/${job}/tags`, { tagIds: [tag] });
    for (const force of ['', '?force=false', '?force=']) {
      expectRefusal(
        await api.delete(`/api/tags/${tag}${force}`),
        400,
        'Tag is assigned to 2 job(s). Pass force=true to remove it from all jobs.',
        { code: 'TAG_IN_USE', affectedJobCount: 2 },
      );
    }
    const other = server.client((await server.tenant()).key);
    expectRefusal(await other.delete(`/api/tags/${tag}?force=true`), 404, `Tag not found: ${tag}`);
    expect((await other.get('/api/tags')).body).toEqual([]);
    expect((await api.delete(`/api/tags/${tag}?force=true`)).status).toBe(204);
    for (const job of jobs) expect((await api.get(`/api/jobs/${job}/tags`)).body).toEqual([]);
  });

  it('end, change jobs and lose jobs at once without a fault', async () => {
    for (let round = 0; round < 5; round++) {
      const tags = await Promise.all(['p', 'q', 'r'].map(makeTag));
      const jobs = await Promise.all([1, 2, 3, 4].map(makeJob));
      await Promise.all(jobs.map((job) => api.put(`/api/jobs/${job}/tags`, { tagIds: tags })));
      const answers = await Promise.all([
        ...tags.map((tag) => api.delete(`/api/tags/${tag}?force=true`)),
        ...jobs.map((job) => api.put(`/api/jobs/${job}/tags`, { tagIds: [...tags].reverse() })),
        ...jobs.slice(2).map((job) => api.delete(`/api/jobs/${job}`)),
      ]);
      for (const { status, text } of answers) expect([text, [200, 204, 404].includes(status)]).toEqual([text, true]);
      const left = await server.query('SELECT FROM production.job_tags WHERE tag_id = ANY ($1)', [tags]);
      expect(left).toEqual([]);
      for (const job of jobs.slice(0, 2)) await api.delete(`/api/jobs/${job}`);
    }
  });
});
