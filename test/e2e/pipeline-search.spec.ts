import { randomUUID } from 'node:crypto';
import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { indexFiles } from '../support/pipeline-index';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const PATH = '/api/v1/workspaces/default/pipelines/builtin/search';

const LEASE = [
  '# Lease \u{1f600}\n\nThis contract is about the flat at Ulm. The tenant is Adler Timber Works. Rent is paid monthly.\n\n',
  '## Notice period\n\nEither party may end the contract. Three months of notice have to be given, in writing.\n\n',
  '## Deposit\n\nA deposit of three rents is kept apart.\n',
];
const BEES = ['Bees are kept in hives. A colony of bees needs stores for the winter, and a queen.\n'];
const BUILD = ['The file package.json names what a build needs, see docs/build or write to dev@example.com.\n'];

interface Found {
  answers: {
    answer: string;
    context: string;
    document_id: string;
    score: number;
    offsets_in_context: { start: number; end: number }[];
    offsets_in_document: { start: number; end: number }[];
  }[];
  documents: { id: string; content: string; score: number; meta: Record<string, unknown> }[];
}

const cut = (text: string, { start, end }: { start: number; end: number }) => [...text].slice(start, end).join('');

describe('search of a pipeline', () => {
  let server: Server;
  let tenant: PipelineTenant;
  let lease: string;
  let bees: string;

  beforeAll(async () => {
    server = await startServer();
    tenant = await pipelineTenant(server);
    [lease, bees] = await indexFiles(server, tenant, [
      { name: 'lease.md', parts: LEASE, meta: { kind: 'contract', year: 2024, tags: ['a'] } },
      { name: 'bees.txt', parts: BEES, meta: { kind: 'book', year: 2020 } },
      { name: 'build.txt', parts: BUILD, meta: { year: 'unknown' } },
    ]);
  });

  afterAll(() => server?.stop());

  const search = (body: object, on = tenant) => on.api.post(PATH, body);

  async function find(query: string, more: object = {}): Promise<Found> {
    const { status, body } = await search({ queries: [query], ...more });
    expect(status).toBe(200);
    return body.results[0] as Found;
  }

  const names = ({ documents }: Found) =>
    documents.map(({ meta }) => `${String(meta.file_name)} ${String(meta.split_id)}`);

  it('answers every question in order, in the published shape', async () => {
    const queries = ['Who is the tenant?', 'nothing of this kind whatsoever', 'Who is the tenant?'];
    const { status, body } = await search({ queries, debug: true, view_prompts: true });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['query_id', 'results']);
    expect(body.results.map(({ query }: { query: string }) => query)).toEqual(queries);
    const [first, second] = body.results;
    expect(second).toEqual({
      query_id: expect.any(String),
      query: queries[1],
      answers: [],
      documents: [],
      prompts: null,
    });
    const file = { id: lease, name: 'lease.md' };
    const score = expect.any(Number);
    expect(first.documents).toEqual([
      {
        id: `${lease}_0`,
        content: LEASE[0],
        content_type: 'text',
        meta: {
          kind: 'contract',
          year: 2024,
          tags: ['a'],
          file_id: lease,
          file_name: 'lease.md',
          split_id: 0,
          split_idx_start: 0,
        },
        score,
        file,
        embedding: null,
        result_id: expect.any(String),
      },
    ]);
    expect(first.answers).toEqual([
      {
        answer: 'The tenant is Adler Timber Works.',
        type: 'extractive',
        score: first.documents[0].score,
        context: 'This contract is about the flat at Ulm. The tenant is Adler Timber Works. Rent is paid monthly.',
        document_id: `${lease}_0`,
        document_ids: [`${lease}_0`],
        file,
        files: [file],
        offsets_in_context: [{ start: 40, end: 73 }],
        offsets_in_document: [{ start: 51, end: 84 }],
        meta: {},
        prompt: null,
        result_id: expect.any(String),
      },
    ]);
  });

  it('counts offsets in code points, documents in the text of the file', async () => {
    const { answers, documents } = await find('contract notice tenant deposit');
    expect(answers.length).toBe(3);
    for (const { answer, context, document_id, offsets_in_context, offsets_in_document } of answers) {
      const document = documents.find(({ id }) => id === document_id)!;
      expect(cut(context, offsets_in_context[0])).toBe(answer);
      expect(cut(document.content, offsets_in_document[0])).toBe(answer);
    }
    for (const { content, meta } of documents) {
      expect(
        [...LEASE.join('')]
          .slice(meta.split_idx_start as number)
          .join('')
          .startsWith(content),
      ).toBe(true);
    }
  });

  it('prefers a sentence to the heading above it', async () => {
    const { answers } = await find('notice period');
    expect(answers[0].answer).toBe('Three months of notice have to be given, in writing.');
  });

  it.each([
    ['any word is enough', 'penguin bees volcano', ['bees.txt 0']],
    ['words are stemmed', 'hive COLONIES', ['bees.txt 0']],
    ['punctuation parts words', 'package', ['build.txt 0']],
    ['in the query too', 'x/json', ['build.txt 0']],
    ['paths are words', 'docs', ['build.txt 0']],
    ['addresses are words', 'example', ['build.txt 0']],
    ['operators are none', '!bees & (volcano | <-> :*', ['bees.txt 0']],
    ['stop words alone find nothing', 'who is the', []],
    ['nor does nothing', '', []],
    ['nor do signs', '?! \u{1f600}', []],
  ])('%s: %j', async (_, query, expected) => expect(names(await find(query))).toEqual(expected));

  it('ranks by BM25 over the workspace', async () => {
    const own = await pipelineTenant(server);
    await indexFiles(server, own, [
      { name: 'b', parts: ['apple apple pear', 'apple'] },
      { name: 'a', parts: ['apple'] },
      { name: 'c', parts: ['plum plum plum plum plum'] },
    ]);
    const { body } = await search({ queries: ['apple apple pears'] }, own);
    const [found] = body.results as Found[];
    const mean = (3 + 1 + 1 + 5) / 4;
    const idf = (frequency: number) => Math.log(1 + (4 - frequency + 0.5) / (frequency + 0.5));
    const gain = (weight: number, tf: number, length: number) =>
      (weight * tf * 2.2) / (tf + 1.2 * (0.25 + (0.75 * length) / mean));
    const score = (sum: number) => 1 / (1 + Math.exp(-sum / 8));
    expect(names(found)).toEqual(['b 0', 'a 0', 'b 1']);
    const sums = [gain(idf(3), 2, 3) + gain(idf(1), 1, 3), gain(idf(3), 1, 1), gain(idf(3), 1, 1)];
    found.documents.forEach((document, index) => expect(document.score).toBeCloseTo(score(sums[index]), 8));
  });

  it('looks only at files that it may look at, and weighs terms as before', async () => {
    const { documents } = await find('contract queen');
    expect(documents.length).toBe(3);
    const scores = Object.fromEntries(documents.map(({ id, score }) => [id, score]));
    for (const more of [{ files: [bees] }, { filters: { field: 'meta.kind', operator: '==', value: 'book' } }]) {
      const only = await find('contract queen', more);
      expect(only.documents.map(({ id, score }) => [id, score])).toEqual([[`${bees}_0`, scores[`${bees}_0`]]]);
    }
    expect(names(await find('contract queen', { files: [] }))).toEqual([]);
    expect(names(await find('contract queen', { files: [randomUUID()] }))).toEqual([]);
    const both = { files: [lease], filters: { field: 'kind', operator: '==', value: 'book' } };
    expect(names(await find('contract queen', both))).toEqual([]);
  });

  it('takes parameters for these questions', async () => {
    const one = await find('contract deposit', { params: { retriever: { top_k: 1 } } });
    expect([one.documents.length, one.answers.length]).toEqual([1, 1]);
    const none = await find('contract deposit', { params: { answers: { top_k: 0 } } });
    expect([none.documents.length, none.answers.length]).toEqual([3, 0]);
    const filters = { field: 'kind', operator: '==', value: 'book' };
    const params = { retriever: { filters } };
    expect(names(await find('contract queen', { params }))).toEqual(['bees.txt 0']);
    const disjoint = { params, filters: { ...filters, operator: '!=' } };
    expect(names(await find('contract queen', disjoint))).toEqual([]);
  });

  it.each<[object, string, string]>([
    [{ filters: { field: 'year', operator: '~', value: 1 } }, 'filters', 'Value error, operator is unknown'],
    [
      { filters: { field: 'year', operator: '>', value: 1 } },
      'filters',
      'Value error, the filter compares what cannot be compared',
    ],
    [{ queries: ['the'], filters: { a: 1 } }, 'filters', 'Value error, conditions is a list'],
    [{ params: { top_k: 3 } }, 'params', 'Value error, params takes retriever, answers'],
    [{ params: { retriever: { filters: { a: 1 } } } }, 'filters', 'Value error, conditions is a list'],
  ])('%j is refused', async (more, field, msg) => {
    const { status, body } = await search({ queries: ['contract'], ...more });
    expect([status, body]).toEqual([422, { detail: [{ type: 'value_error', loc: ['body', field], msg }] }]);
  });

  it('speaks the language of the workspace', async () => {
    const { body } = await tenant.api.post('/api/v1/workspaces', { name: 'deutsch', language: 'german' });
    const workspace = { ...tenant, workspace: body.workspace_id as string };
    await indexFiles(server, workspace, [{ name: 'haus.txt', parts: ['Die Häuser stehen am Fluss.'] }]);
    await server.query(
      `INSERT INTO pipeline.pipelines (id, tenant_id, workspace_id, name, status, query_yaml, config, deployed_config,
         supports_per_file, created_by)
       SELECT gen_random_uuid(), tenant_id, $1, 'p', status, query_yaml, config, '{"connector":"builtin","top_k":1}', true,
         created_by FROM pipeline.pipelines WHERE id = $2`,
      [workspace.workspace, tenant.pipeline],
    );
    const answer = await tenant.api.post('/api/v1/workspaces/deutsch/pipelines/p/search', {
      queries: ['ein Haus', 'die'],
    });
    const found = answer.body.results as Found[];
    expect(found.map(names)).toEqual([['haus.txt 0'], []]);
    expect(found[0].answers[0].answer).toBe('Die Häuser stehen am Fluss.');
  });

  it('sees nothing of another tenant', async () => {
    const other = await pipelineTenant(server);
    const { body } = await search({ queries: ['contract'], files: [lease] }, other);
    expect(body.results[0].documents).toEqual([]);
    await indexFiles(server, other, [{ name: 'x', parts: ['contract'] }]);
    const [found] = (await search({ queries: ['contract'] }, other)).body.results as Found[];
    expect(names(found)).toEqual(['x 0']);
    expect(found.documents[0].score).toBeCloseTo(1 / (1 + Math.exp(-Math.log(1 + 0.5 / 1.5) / 8)), 8);
  });

  it('refuses in the order of all routes', async () => {
    const at = (workspace: string, pipeline: string, body: object = { queries: [] }) =>
      tenant.api.post(`/api/v1/workspaces/${workspace}/pipelines/${pipeline}/search`, body);
    expect((await server.stranger().post(PATH, 5)).status).toBe(401);
    const writer = await server.tenant(tenant.tenant, ['pipeline:write']);
    const forbidden = await server.client(writer.key).post(PATH, {});
    expect([forbidden.status, forbidden.body]).toEqual([403, { errors: ['Missing scope: pipeline:read'] }]);
    const reader = await server.tenant(tenant.tenant, ['pipeline:read']);
    expect((await server.client(reader.key).post(PATH, { queries: [] })).status).toBe(200);
    expect((await at('nope', 'nope', {})).status).toBe(422);
    expect((await at('nope', 'builtin')).body).toEqual({ errors: ['Workspace not found'] });
    expect((await at('default', 'nope')).body).toEqual({ errors: ['Pipeline not found'] });
    const other = await pipelineTenant(server);
    await server.query(`UPDATE pipeline.pipelines SET status = 'UNDEPLOYED' WHERE id = $1`, [other.pipeline]);
    const refused = await search({ queries: ['q'] }, other);
    expect([refused.status, refused.body]).toEqual([409, { errors: ['Pipeline is not deployed'] }]);
  });

  it('takes long questions, and many of them', async () => {
    const long = `bees ${'word '.repeat(100_000)}`;
    expect(names(await find(long))).toEqual(['bees.txt 0']);
    const { status, body } = await search({ queries: Array<string>(100).fill('bees') });
    expect([status, body.results.length]).toEqual([200, 100]);
  });

  it('shows how long searches take, and how much there is to search', async () => {
    const { text } = await server.client().get('/metrics');
    expect(text).toMatch(/^quintet_pipeline_search_seconds_count [1-9]/m);
    const [{ chunks }] = await server.query<{ chunks: string }>('SELECT count(*) AS chunks FROM pipeline.chunks');
    expect(text).toMatch(new RegExp(`^quintet_pipeline_chunks ${chunks}$`, 'm'));
  });
});
