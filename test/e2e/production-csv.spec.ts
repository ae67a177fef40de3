import type { Answer, Client } from '../support/client';
import { expectRefusal } from '../support/production-checks';
import { Shop, typesOf } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const COLUMNS =
  'id,name,goalQuantity,jiraTicketKey,jiraTicketSummary,jiraPartNumber,jiraPriority,jiraEpicLink,jiraLabels,dueDate,' +
  'completed,scrapped,inProgress,progressPercent,createdAt,updatedAt';
const HEADER = 'name,goalQuantity';

describe('production jobs as CSV', () => {
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

  const importCsv = (body: string, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    api.raw('POST', `/api/jobs/import${query}`, { body, headers: { 'content-type': 'text/csv', ...headers } });
  const jobs = async () => (await api.get('/api/jobs')).body as Record<string, unknown>[];

  it('are exported by RFC 4180, with formulas made harmless', async () => {
    const first = await api.post('/api/jobs', {
      name: '=HYPERLINK("x")',
      goalQuantity: 3,
      jiraTicketKey: 'PI-1',
      jiraTicketSummary: 'two\nlines, and "quotes"',
      jiraPartNumber: '-1',
      jiraPriority: '@high',
      jiraEpicLink: '\tTab',
      jiraLabels: ['+a', 'b'],
      dueDate: '2030-01-02',
    });
    await shop.pathWith(first.body.id as string, { inProgress: 1, completed: 2, scrapped: 1 });
    const second = await api.post('/api/jobs', { name: 'ü plain', goalQuantity: 3 });
    await shop.pathWith(second.body.id as string, { completed: 1 });
    const { status, headers, text } = await api.get('/api/jobs/export.csv');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toBe('attachment; filename="jobs.csv"');
    const times = ({ body }: Answer) => `${body.createdAt},${body.updatedAt}`;
    expect(text).toBe(
      `${COLUMNS}\r\n` +
        `${first.body.id},"'=HYPERLINK(""x"")",3,PI-1,"two\nlines, and ""quotes""",'-1,'@high,'\tTab,'+a;b,` +
        `2030-01-02,2,1,1,100,${times(first)}\r\n` +
        `${second.body.id},ü plain,3,,,,,,,,1,0,0,${(1 / 3) * 100},${times(second)}\r\n`,
    );
  });

  it('come back from an export as they were', async () => {
    const given = [
      { name: '=1+1', goalQuantity: 1 },
      { name: "'=1+1", goalQuantity: 2, jiraTicketSummary: ' spaces \r\n"kept" ', jiraLabels: ['a', '-b'] },
      { name: 'C,"D"', goalQuantity: 2147483647, jiraTicketKey: '\rX', jiraPriority: '@', dueDate: '2030-12-31' },
    ];
    for (const job of given) await api.post('/api/jobs', job);
    const exported = (await api.get('/api/jobs/export.csv')).text;
    shop = await Shop.open(server);
    api = shop.api;
    const { status, body } = await importCsv(exported);
    expect([status, body.created, body.failed]).toEqual([200, 3, 0]);
    const found = await jobs();
    expect(found).toEqual(given.map((job) => expect.objectContaining(job)));
    expect(body.results).toEqual(found.map(({ id }, index) => ({ row: index + 2, success: true, jobId: id })));
    expect(typesOf(await shop.events(found[0].id as string))).toEqual(['job.created']);
  });

  it('are exported whole, however many they are', async () => {
    const lines = Array.from({ length: 1201 }, (_, n) => `job ${n},5`);
    const imported = await importCsv(`${HEADER}\r\n${lines.join('\r\n')}`);
    expect([imported.status, imported.body.created]).toEqual([200, 1201]);
    const { text } = await api.get('/api/jobs/export.csv');
    const names = text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[1]);
    expect(names).toEqual(lines.map((_, n) => `job ${n}`));
    expect((await server.client((await server.tenant()).key).get('/api/jobs/export.csv')).text).toBe(`${COLUMNS}\r\n`);
  });

  const mixed = `${HEADER},dueDate\r\nA,5,\r\nB,0,\r\nC,7,2030-02-30\r\nD,8,2030-01-01\r\n`;
  const errors = ['Row 3: goalQuantity must be greater than 0', 'Row 4: dueDate must be a date (YYYY-MM-DD)'];
  const outcome = (ids: unknown[]) => ({
    created: 2,
    failed: 2,
    results: [
      { row: 2, success: true, ...(ids[0] ? { jobId: ids[0] } : {}) },
      { row: 3, success: false, error: errors[0] },
      { row: 4, success: false, error: errors[1] },
      { row: 5, success: true, ...(ids[1] ? { jobId: ids[1] } : {}) },
    ],
  });

  it('are imported all or none', async () => {
    expectRefusal(await importCsv(mixed), 400, errors[0]);
    expectRefusal(await importCsv(mixed, '?partial=false&dryRun='), 400, errors[0]);
    expect(await jobs()).toEqual([]);
  });

  it('are imported in part when that is asked for', async () => {
    const { status, body } = await importCsv(mixed, '?partial=true');
    const found = await jobs();
    expect(found.map(({ name }) => name)).toEqual(['A', 'D']);
    expect([status, body]).toEqual([200, outcome(found.map(({ id }) => id))]);
  });

  it('are only judged by a dry run', async () => {
    for (const query of ['?dryRun=true', '?dryRun=true&partial=true']) {
      const { status, body } = await importCsv(mixed, query);
      expect([status, body]).toEqual([200, outcome([])]);
    }
    expect(await jobs()).toEqual([]);
  });

  it('get a path of the template that is named', async () => {
    const steps = [
      { name: 'Cut', location: 'Hall 1' },
      { name: 'Mill', optional: true, dependencyType: 'preferred' },
    ];
    const template = (await api.post('/api/templates', { name: 'Route', steps })).body.id as string;
    const other = server.client((await server.tenant()).key);
    const foreign = (await other.post('/api/templates', { name: 'X', steps })).body.id as string;
    const file = (...ids: string[]) =>
      `${HEADER},templateId\r\n${ids.map((id, n) => `J${n},${n + 5},${id}`).join('\r\n')}`;
    expectRefusal(await importCsv(file(template, foreign)), 400, `Row 3: TemplateRoute not found: ${foreign}`);
    expect(await jobs()).toEqual([]);
    const { status, body } = await importCsv(file(template, '', template));
    expect([status, body.created]).toEqual([200, 3]);
    const [first, bare, last] = await Promise.all(
      (await jobs()).map(async ({ id }) => (await api.get(`/api/jobs/${id as string}`)).body),
    );
    expect(bare.paths).toEqual([]);
    expect(last.paths).toMatchObject([{ name: 'Route', goalQuantity: 7, jobId: last.id }]);
    expect(first.paths).toMatchObject([
      {
        id: expect.stringMatching(/^path_[A-Za-z0-9_-]{12}$/),
        name: 'Route',
        goalQuantity: 5,
        advancementMode: 'strict',
        steps: [
          { name: 'Cut', order: 0, location: 'Hall 1', optional: false, dependencyType: 'physical' },
          { name: 'Mill', order: 1, optional: true, dependencyType: 'preferred' },
        ],
      },
    ]);
    expect(typesOf(await shop.events(first.paths[0].id as string))).toEqual(['path.created']);
  });

  it('are imported once by one Idempotency-Key', async () => {
    const answers = [];
    for (let n = 0; n < 2; n++) answers.push(await importCsv(`${HEADER}\r\nA,1`, '', { 'idempotency-key': 'once' }));
    expect(answers[1].text).toBe(answers[0].text);
    expect(await jobs()).toHaveLength(1);
    const changed = await importCsv(`${HEADER}\r\nA,2`, '', { 'idempotency-key': 'once' });
    expectRefusal(changed, 409, 'Idempotency-Key was already used with a different request');
  });

  it('are not imported from what is no such file', async () => {
    const noColumns = 'CSV must have the columns name and goalQuantity';
    expectRefusal(await importCsv(''), 400, noColumns);
    expectRefusal(await importCsv('name\r\nA'), 400, noColumns);
    expectRefusal(await importCsv(`${HEADER}\r\n"A,5`), 400, 'Request body is not valid CSV');
    expectRefusal(await importCsv(mixed, '?dryRun=maybe'), 400, 'dryRun must be one of: true, false');
    const json = await api.post('/api/jobs/import', { name: 'A' });
    expectRefusal(json, 415, 'Content-Type must be one of: text/csv');
    const large = await importCsv(`${HEADER}\r\n${'x'.repeat(5 * 1024 * 1024)}`);
    expect([large.status, large.body.message]).toEqual([413, 'Request body is too large']);
    const much = await importCsv(`${HEADER},jiraTicketSummary\r\n${`A,5,${'x'.repeat(900)}\r\n`.repeat(2000)}`);
    expect([much.status, much.body.created]).toEqual([200, 2000]);
  });
});
