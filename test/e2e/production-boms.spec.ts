import type { Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const PLATE = { partType: ' Steel plate ', requiredQuantityPerBuild: 4, contributingJobIds: ['job_a', 'job_b'] };
const BOLT = { partType: 'Bolt M8', requiredQuantityPerBuild: 0.5 };

describe('bills of materials', () => {
  let server: Server;
  let api: Client;
  let other: Client;

  beforeAll(async () => {
    server = await sharedServer();
    ({ api } = await Shop.open(server));
    other = (await Shop.open(server)).api;
  });

  afterAll(() => server?.stop());

  const made = async (by = api, entries: object[] = [PLATE, BOLT]) =>
    (await by.post('/api/bom', { name: 'Widget', entries })).body as {
      id: string;
      entries: { id: string }[];
      createdAt: string;
      updatedAt: string;
    };

  it('creates one', async () => {
    const { status, body } = await api.post('/api/bom', { name: ' Widget ', entries: [PLATE, BOLT] });
    expect(status).toBe(201);
    const entry = { id: expect.stringMatching(/^entry_[A-Za-z0-9_-]{12}$/), bomId: body.id };
    expect(Object.keys(body)).toEqual(['id', 'name', 'entries', 'createdAt', 'updatedAt']);
    expect(body).toEqual({
      id: expect.stringMatching(/^bom_[A-Za-z0-9_-]{12}$/),
      name: 'Widget',
      entries: [
        { ...entry, partType: 'Steel plate', requiredQuantityPerBuild: 4, contributingJobIds: ['job_a', 'job_b'] },
        { ...entry, partType: 'Bolt M8', requiredQuantityPerBuild: 0.5, contributingJobIds: [] },
      ],
      createdAt: expect.stringMatching(TIME),
      updatedAt: body.createdAt,
    });
    expect(Object.keys(body.entries[0])).toEqual([
      'id',
      'bomId',
      'partType',
      'requiredQuantityPerBuild',
      'contributingJobIds',
    ]);
    const { summary, ...bom } = (await api.get(`/api/bom/${body.id}`)).body;
    expect(bom).toEqual(body);
    expect(summary.bomId).toBe(body.id);
  });

  const ENTRIES: [message: string, entries: unknown][] = [
    ['entries must have at least one item', null],
    ['entries must have at least one item', {}],
    ['entries must have at least one item', []],
    ['entries must have at most 1000 items', Array(1001).fill(BOLT)],
    ['entries[0].partType is required', [{ requiredQuantityPerBuild: 0 }]],
    ['entries[1].partType is required', [BOLT, 'plate']],
    ['entries[0].partType is required', [{ ...BOLT, partType: ' ' }]],
    ['entries[0].partType must be at most 500 characters', [{ ...BOLT, partType: 'x'.repeat(501) }]],
    ['entries[0].requiredQuantityPerBuild must be greater than 0', [{ partType: 'p' }]],
    ['entries[1].requiredQuantityPerBuild must be greater than 0', [BOLT, { ...BOLT, requiredQuantityPerBuild: 0 }]],
    ['entries[0].requiredQuantityPerBuild must be greater than 0', [{ ...BOLT, requiredQuantityPerBuild: -1 }]],
    ['entries[0].requiredQuantityPerBuild must be greater than 0', [{ ...BOLT, requiredQuantityPerBuild: '4' }]],
    ['entries[0].requiredQuantityPerBuild must be at most 2147483647', [{ ...BOLT, requiredQuantityPerBuild: 3e9 }]],
    ['entries[0].contributingJobIds must be an array of strings', [{ ...BOLT, contributingJobIds: 'job_a' }]],
    ['entries[0].contributingJobIds must be an array of strings', [{ ...BOLT, contributingJobIds: [5] }]],
    [
      'entries[0].contributingJobIds must have at most 1000 items',
      [{ ...BOLT, contributingJobIds: Array(1001).fill('') }],
    ],
  ];

  it.each([
    ['name is required', {}],
    ['name is required', { name: ' ', entries: [BOLT] }],
    ['name must be at most 500 characters', { name: 'x'.repeat(501), entries: [BOLT] }],
    ['entries must have at least one item', { name: 'B' }],
    ...ENTRIES.map(([message, entries]): [string, object] => [message, { name: 'B', entries }]),
  ])('refuses to create with "%s"', async (message, request) => {
    const { status, body } = await api.post('/api/bom', request);
    expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
  });

  it('keeps what a change leaves out, and no version of what it replaces', async () => {
    const before = await made();
    const renamed = await api.put(`/api/bom/${before.id}`, { name: ' Gadget ' });
    expect(renamed.status).toBe(200);
    expect(renamed.body).toEqual({ ...before, name: 'Gadget', updatedAt: renamed.body.updatedAt });
    expect(Date.parse(renamed.body.updatedAt as string)).toBeGreaterThan(Date.parse(before.updatedAt));
    const { body } = await api.put(`/api/bom/${before.id}`, { entries: [BOLT] });
    expect(body).toMatchObject({ name: 'Gadget', entries: [{ partType: 'Bolt M8' }] });
    expect(body.entries).toHaveLength(1);
    expect(before.entries.map(({ id }) => id)).not.toContain(body.entries[0].id);
    expect((await api.get(`/api/bom/${before.id}/versions`)).body).toEqual([]);
  });

  it.each([
    ['name is required', { name: null }],
    ['name is required', { name: '' }],
    ...ENTRIES.map(([message, entries]): [string, object] => [message, { entries }]),
  ])('refuses to change with "%s"', async (message, request) => {
    const before = await made();
    const { status, body } = await api.put(`/api/bom/${before.id}`, request);
    expect([status, body.message]).toEqual([400, message]);
    expect((await api.get(`/api/bom/${before.id}`)).body).toMatchObject(before);
  });

  it('edits, keeping the old entries as numbered versions', async () => {
    const first = await made();
    const edit = (entries: object[], changeDescription: string, userId?: string) =>
      api.post(`/api/bom/${first.id}/edit`, { entries, changeDescription, userId });
    const second = await edit([BOLT], ' No plates ', 'user_x');
    expect(second.status).toBe(200);
    expect(Object.keys(second.body)).toEqual(['id', 'name', 'entries', 'createdAt', 'updatedAt']);
    expect(second.body).toMatchObject({ id: first.id, name: 'Widget', entries: [{ partType: 'Bolt M8' }] });
    await edit([PLATE], 'Plates again');
    const { status, body } = await api.get(`/api/bom/${first.id}/versions`);
    expect(status).toBe(200);
    const version = { id: expect.stringMatching(/^bomv_[A-Za-z0-9_-]{12}$/), bomId: first.id };
    const createdAt = expect.stringMatching(TIME) as string;
    expect(body).toEqual([
      {
        ...version,
        versionNumber: 1,
        entriesSnapshot: first.entries,
        changeDescription: 'No plates',
        changedBy: 'user_x',
        createdAt,
      },
      {
        ...version,
        versionNumber: 2,
        entriesSnapshot: second.body.entries,
        changeDescription: 'Plates again',
        changedBy: 'anonymous',
        createdAt,
      },
    ]);
    const paged = await api.get(`/api/bom/${first.id}/versions?limit=1`);
    const [, next] = /^<(.+)>; rel="next"$/.exec(paged.headers.get('link') ?? '') ?? [];
    expect((await api.get(next)).body).toEqual([body[1]]);
    const audit = (await api.get('/api/audit?action=bom_edited')).body as { metadata: { bomId: string } }[];
    expect(audit.filter(({ metadata }) => metadata.bomId === first.id)).toMatchObject([
      {
        userId: 'anonymous',
        metadata: { bomId: first.id, changeDescription: 'Plates again', versionNumber: 2 },
      },
      { userId: 'user_x', metadata: { bomId: first.id, changeDescription: 'No plates', versionNumber: 1 } },
    ]);
  });

  it.each([
    ['entries must have at least one item', {}],
    ...ENTRIES.map(([message, entries]): [string, object] => [message, { entries, changeDescription: 'c' }]),
    ['changeDescription is required', { entries: [BOLT] }],
    ['changeDescription is required', { entries: [BOLT], changeDescription: ' ' }],
    ['changeDescription must be at most 10000 characters', { entries: [BOLT], changeDescription: 'x'.repeat(10_001) }],
    ['userId must be a string', { entries: [BOLT], changeDescription: 'c', userId: 5 }],
  ])('refuses to edit with "%s"', async (message, request) => {
    const { id } = await made();
    const { status, body } = await api.post(`/api/bom/${id}/edit`, request);
    expect([status, body.message]).toEqual([400, message]);
    expect((await api.get(`/api/bom/${id}/versions`)).body).toEqual([]);
  });

  it('numbers parallel edits without a gap, each with the entries of the one before', async () => {
    const { id } = await made();
    const parts = Array.from({ length: 10 }, (_, index) => ({ ...BOLT, partType: `P${index}` }));
    const answers = await Promise.all(
      parts.map((part) => api.post(`/api/bom/${id}/edit`, { entries: [part], changeDescription: part.partType })),
    );
    expect(answers.map(({ status }) => status)).toEqual(parts.map(() => 200));
    const versions = (await api.get(`/api/bom/${id}/versions`)).body as {
      versionNumber: number;
      changeDescription: string;
      entriesSnapshot: { partType: string }[];
    }[];
    expect(versions.map(({ versionNumber }) => versionNumber)).toEqual(parts.map((_, index) => index + 1));
    versions.slice(1).forEach(({ entriesSnapshot }, index) => {
      expect(entriesSnapshot.map(({ partType }) => partType)).toEqual([versions[index].changeDescription]);
    });
  });

  it('sums up what the jobs of each entry have made', async () => {
    const own = await Shop.open(server);
    const [one, two] = [await own.route(['Milling']), await own.route(['Turning'])];
    await own.fill(one, { completed: 2, scrapped: 1, inProgress: 1 });
    await own.fill(two, { completed: 1, inProgress: 1 });
    const entry = (partType: string, requiredQuantityPerBuild: number, contributingJobIds?: string[]) => ({
      partType,
      requiredQuantityPerBuild,
      contributingJobIds,
    });
    const { id } = await made(own.api, [
      entry('both', 4, [one.jobId, two.jobId]),
      entry('twice', 4, [one.jobId, one.jobId, 'job_unknown']),
      entry('enough', 0.5, [two.jobId]),
      entry('unknown', 4, ['job_unknown']),
      entry('none', 4),
    ]);
    const total = (partType: string, required: number, completed: number, inProgress: number, outstanding: number) => ({
      partType,
      requiredQuantityPerBuild: required,
      totalCompleted: completed,
      totalInProgress: inProgress,
      totalOutstanding: outstanding,
    });
    const { body, text } = await own.api.get(`/api/bom/${id}`);
    expect(Object.keys(body)).toEqual(['id', 'name', 'entries', 'createdAt', 'updatedAt', 'summary']);
    expect(body.summary).toEqual({
      bomId: id,
      bomName: 'Widget',
      entries: [
        total('both', 4, 3, 3, 1),
        total('twice', 4, 2, 2, 2),
        total('enough', 0.5, 1, 1, 0),
        total('unknown', 4, 0, 0, 4),
        total('none', 4, 0, 0, 0),
      ],
    });
    expect(Object.keys(JSON.parse(text).summary.entries[0] as object)).toEqual(Object.keys(total('', 0, 0, 0, 0)));
    const { id: ofOther } = await made(other, [entry('foreign', 4, [one.jobId])]);
    expect((await other.get(`/api/bom/${ofOther}`)).body.summary.entries).toEqual([total('foreign', 4, 0, 0, 4)]);
  });

  it('lists in order of creation, by pages and by search', async () => {
    const { api: own } = await Shop.open(server);
    for (const name of ['A frame', 'B wheel', 'C FRAME']) await own.post('/api/bom', { name, entries: [BOLT] });
    const list = async (query = '') => (await own.get(`/api/bom${query}`)).body as { name: string; id: string }[];
    expect((await list()).map(({ name }) => name)).toEqual(['A frame', 'B wheel', 'C FRAME']);
    expect((await list('?q=frame')).map(({ name }) => name)).toEqual(['A frame', 'C FRAME']);
    const [first] = await list();
    expect(Object.keys(first)).toEqual(['id', 'name', 'entries', 'createdAt', 'updatedAt']);
    const page = await own.get('/api/bom?limit=2');
    const [, next] = /^<(.+)>; rel="next"$/.exec(page.headers.get('link') ?? '') ?? [];
    expect((await own.get(next)).body).toEqual((await list()).slice(2));
  });

  it('has no versions behind the last number that there can be', async () => {
    const { id } = await made();
    const cursor = Buffer.from(`[${Number.MAX_SAFE_INTEGER}]`).toString('base64url');
    const { status, body } = await api.get(`/api/bom/${id}/versions?cursor=${cursor}`);
    expect([status, body]).toEqual([200, []]);
  });

  it('shows another tenant nothing', async () => {
    const { id } = await made();
    const answers = [
      await other.get(`/api/bom/${id}`),
      await other.put(`/api/bom/${id}`, { name: null }),
      await other.post(`/api/bom/${id}/edit`, {}),
      await other.get(`/api/bom/${id}/versions`),
    ];
    for (const { status, body } of answers) expect([status, body.message]).toEqual([404, `BOM not found: ${id}`]);
    expect((await (await Shop.open(server)).api.get('/api/bom')).body).toEqual([]);
  });

  it('tells of every change', async () => {
    const own = await Shop.open(server);
    const { id } = await made(own.api);
    await own.api.put(`/api/bom/${id}`, { name: 'Gadget' });
    await own.api.post(`/api/bom/${id}/edit`, { entries: [BOLT], changeDescription: 'c' });
    expect(await own.events()).toMatchObject([
      { type: 'bom.created', subject: id, data: { name: 'Widget' } },
      { type: 'bom.updated', subject: id, data: { name: 'Gadget' } },
      { type: 'bom.edited', subject: id, data: { name: 'Gadget' } },
    ]);
  });
});
