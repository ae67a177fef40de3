import { addFiles, pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const FILES = [
  { name: 'a', meta: { n: 1, t: 'x', b: true, l: ['p', 'q'], o: { city: 'Ulm', n: 5 }, d: '2024-03-01', m: 1 } },
  { name: 'b', meta: { n: 2.5, t: 'y', b: false, l: [], o: {}, d: '2024-03-01T12:00:00+02:00', m: 'x' } },
  { name: 'c', meta: { n: -3, t: "it's", z: null, d: '2023-12-31T23:59:59.5Z', m: null } },
  { name: 'd', meta: { '': 0, 'a.b': 1, "'; DROP SCHEMA pipeline CASCADE; --": 1 } },
];

const is = (field: unknown, operator: unknown, value: unknown) => ({ field, operator, value });
const all = (operator: unknown, ...conditions: unknown[]) => ({ operator, conditions });
/** One request that will fail; two queries of it make two. */
const INVALID = 'invalid';

describe('filters of queries', () => {
  let server: Server;
  let tenant: PipelineTenant;
  let ids: Record<string, string>;

  beforeAll(async () => {
    server = await startServer();
    tenant = await pipelineTenant(server);
    await addFiles(server, tenant, FILES);
    const rows = await server.query<{ id: string; name: string }>('SELECT id, name FROM pipeline.files');
    ids = Object.fromEntries(rows.map(({ id, name }) => [name, id]));
  });

  afterAll(() => server?.stop());

  /** The names of the files that a filter lets through, found by leaving out one after the other. */
  async function matching(filters: unknown): Promise<string> {
    const count = async (filter: unknown) => {
      const { status, body } = await tenant.create(
        { execution_mode: 'PER_FILE', queries: [{ query: 'q', filters: filter }] },
        '?dry_run=1',
      );
      expect(status).toBe(201);
      return body.total_requests as number;
    };
    const found: string[] = [];
    for (const { name } of FILES) if (await count(all('AND', is('file_name', '==', name), filters))) found.push(name);
    return (await count(filters)) === found.length ? found.join('') : INVALID;
  }

  it.each<[unknown, string]>([
    [{}, 'abcd'],
    [is('meta.n', '==', 1), 'a'],
    [is('n', '==', 1.0), 'a'],
    [is('n', '==', '1'), ''],
    [is('t', '==', "it's"), 'c'],
    [is('b', '==', true), 'a'],
    [is('b', '==', 1), ''],
    [is('l', '==', ['p', 'q']), 'a'],
    [is('l', '==', ['q', 'p']), ''],
    [is('o', '==', { n: 5, city: 'Ulm' }), 'a'],
    [is('meta.o.city', '==', 'Ulm'), 'a'],
    [is('o.city', '!=', 'Ulm'), 'bcd'],
    [is('l.0', '==', 'p'), ''],
    [is('', '==', 0), 'd'],
    [is('meta.', '==', 0), 'd'],
    [is("'; DROP SCHEMA pipeline CASCADE; --", '==', 1), 'd'],
    [is('z', '==', null), 'abcd'],
    [is('n', '==', null), 'd'],
    [is('n', '!=', null), 'abc'],
    [is('n', '!=', 1), 'bcd'],
    [is('n', '>', 1), 'b'],
    [is('n', '>=', 1), 'ab'],
    [is('n', '<', 1), 'c'],
    [is('n', '<=', 2.5), 'abc'],
    [is('n', '>', null), ''],
    [is('nope', '>', 1), ''],
    [is('d', '>', '2024-01-01'), 'ab'],
    [is('d', '>=', '2024-03-01T10:00:00Z'), 'b'],
    [is('d', '<', '2024-03-01T09:00'), 'ac'],
    [is('d', '<=', '2023-12-31 23:59:59.500000+00:00'), 'c'],
    [is('n', 'in', [1, -3, '2.5']), 'ac'],
    [is('n', 'in', [null]), 'd'],
    [is('n', 'in', []), ''],
    [is('n', 'not in', [1]), 'bcd'],
    [is('n', 'not in', [1, null]), 'bc'],
    [is('file_name', 'in', ['a', 'd']), 'ad'],
    [is('meta.file_name', '==', 'b'), 'b'],
    [all('AND', is('n', '>', 0), is('t', '==', 'y')), 'b'],
    [all('OR', is('n', '==', 1), is('t', '==', 'y')), 'ab'],
    [all('NOT', is('n', '>', 0), is('t', '==', 'y')), 'acd'],
    [all('NOT', all('OR', is('n', '==', 1), is('n', '==', 2.5))), 'cd'],
    [all('AND'), 'abcd'],
    [all('OR'), ''],
    [all('NOT'), ''],
    [all('AND', {}), 'abcd'],
    [all('AND', is('file_name', '==', 'a'), is('m', '>', 0)), 'a'],
    [all('OR', is('m', '!=', 1), is('m', '>', 0)), 'abcd'],
  ])('%j lets through %j', async (filter, names) => expect(await matching(filter)).toBe(names));

  it('read times as the database does', async () => {
    const own = await pipelineTenant(server);
    const texts = ['2024-02-29', '2023-02-29', '2024-01-31', '2024-04-31', '0000-01-01', '0001-01-01', '9999-12-31'];
    for (const time of ['T00:00', ' 23:59:59.999999', 'T24:00', 'T23:60', 'T23:59:60', 'T00', 'T00:00:00.1234567']) {
      texts.push(`2024-01-01${time}`, `2024-01-01${time}Z`, `2024-01-01${time}+1400`, `2024-01-01${time}-14:59`);
      texts.push(`2024-01-01${time}+15:00`, `2024-01-01${time}+02:60`, `2024-01-01${time}z`, `2024-01-01${time}+02`);
    }
    await addFiles(server, own, [
      { name: 'f', meta: Object.fromEntries(texts.map((text, index) => [`t${index}`, text])) },
    ]);
    const count = async (filters: object) =>
      (
        await own.create(
          { execution_mode: 'PER_FILE', queries: [{ query: 'q', filters }, { query: 'q' }] },
          '?dry_run=1',
        )
      ).body.total_requests as number;
    for (const [index, text] of texts.entries()) {
      // A valid condition that matches nothing makes no request; an invalid one makes one.
      const readByDatabase = (await count(is(`meta.t${index}`, '<', '0001-01-01'))) === 1;
      const readFromFilter = (await count(is('nope', '<', text))) === 1;
      expect([text, readFromFilter]).toEqual([text, readByDatabase]);
    }
  });

  it('find a file by its id', async () => {
    expect(await matching(is('file_id', '==', ids.c))).toBe('c');
    expect(await matching(is('meta.file_id', 'not in', [ids.c, ids.d]))).toBe('ab');
  });

  it.each<[unknown]>([
    [is('m', '>', 0)],
    [all('NOT', is('m', '>', 0))],
    [is('b', '>', 0)],
    [is('l', '<', 3)],
    [is('t', '>', '2024-01-01')],
    [is('n', '>', '2024-01-01')],
    [is('d', '>', 5)],
    [is('n', '>', true)],
    [is('n', '>', [1])],
    [is('n', '>', 'x')],
    [is('d', '>', '2024-02-30')],
    [is('d', '>', '2024-01-01T25:00')],
    [is('d', '>', '0000-01-01')],
    [is('n', 'in', 1)],
    [is('n', 'not in', { a: 1 })],
    [is('n', '=', 1)],
    [is('n', 'constructor', 1)],
    [is(5, '==', 1)],
    [{ field: 'n', operator: '==' }],
    [{ field: 'n', value: 1 }],
    [{ operator: 'AND' }],
    [all('and', is('n', '==', 1))],
    [all('AND', null)],
    [all('AND', [is('n', '==', 1)])],
    [{ operator: 'OR', conditions: is('n', '==', 1) }],
    [{ n: 1 }],
  ])('%j is invalid: one request that fails', async (filters) => {
    const query = { query: 'q', filters };
    const valid = { query: 'q', filters: is('n', '==', 1) };
    for (const queries of [[query], [query, query], [query, valid]]) {
      const { body } = await tenant.create({ execution_mode: 'PER_FILE', queries }, '?dry_run=1');
      expect(body.total_requests).toBe(queries.length);
    }
  });

  it('are counted for thousands of queries', async () => {
    const queries = Array.from({ length: 3_000 }, (_, index) => ({ query: 'q', filters: is('n', '<', index - 1.5) }));
    const { body } = await tenant.create({ execution_mode: 'PER_FILE', queries }, '?dry_run=1');
    const expected = queries.reduce(
      (sum, { filters }) => sum + [1, 2.5, -3].filter((n) => n < (filters.value as number)).length,
      0,
    );
    expect(body.total_requests).toBe(expected);
  });

  it('are counted however many conditions one has', async () => {
    const conditions = Array.from({ length: 15_000 }, (_, index) => is('n', '==', index));
    const { status, body } = await tenant.create(
      { execution_mode: 'PER_FILE', queries: [{ query: 'q', filters: all('OR', ...conditions) }] },
      '?dry_run=1',
    );
    expect([status, body.total_requests]).toEqual([201, 1]);
  });
});
