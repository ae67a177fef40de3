import { strToU8, zipSync } from 'fflate';
import PDFDocument from 'pdfkit';
import { formOf, pipelineTenant, upload } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';
const FILES = '/api/v1/workspaces/default/files';
const UUID = /^[0-9a-f-]{36}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const MIB = 1024 * 1024;

/** A PDF with these pages. */
async function pdfOf(...pages: string[]): Promise<Buffer<ArrayBuffer>> {
  const document = new PDFDocument({ autoFirstPage: false });
  for (const page of pages) document.addPage().text(page);
  document.end();
  return Buffer.concat(await document.toArray()) as Buffer<ArrayBuffer>;
}

describe('files of pipeline jobs', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { PIPELINE_MAX_FILE_MIB: '1' } });
  });

  afterAll(() => server?.stop());

  /** What a workspace says of its index, what its index is, and what the texts make of it. */
  const sums = async ({ workspace }: PipelineTenant) => {
    const [row] = await server.query<Record<string, string>>(
      `SELECT w.chunks::text AS said_chunks, w.terms::text AS said_terms,
         (SELECT count(*)::text FROM pipeline.chunks WHERE workspace_id = w.id) AS chunks,
         (SELECT coalesce(sum(length), 0)::text FROM pipeline.chunks WHERE workspace_id = w.id) AS terms,
         (SELECT coalesce(sum(tf), 0)::text FROM pipeline.postings WHERE workspace_id = w.id) AS occurrences
       FROM pipeline.workspaces w WHERE w.id = $1`,
      [workspace],
    );
    expect([row.said_chunks, row.said_terms, row.said_terms]).toEqual([row.chunks, row.terms, row.occurrences]);
    return { chunks: Number(row.chunks), terms: Number(row.terms) };
  };
  const events = async ({ api }: PipelineTenant, subject: string) =>
    (await api.get(`/platform/v1/events?type=quintet.pipeline.file.*&subject=${subject}`)).body.data.map(
      ({ type, data }: { type: string; data: object }) => [type.split('.').at(-1), data],
    );
  const list = async ({ api }: PipelineTenant, query = '') => (await api.get(FILES + query)).body;
  const names = async (tenant: PipelineTenant, query = '') =>
    (await list(tenant, query)).data.map(({ name }: { name: string }) => name);

  it('are stored, listed, read and found once they are uploaded', async () => {
    const tenant = await pipelineTenant(server);
    const { api, workspace } = tenant;
    const bytes = Buffer.from([0x47, 0x72, 0xf6, 0xdf, 0x65, 0x2e, 0, 0x0a]);
    const { status, body } = await upload(api, 'Größe 1.TXT', bytes, { meta: { year: 2026 } });
    expect([status, body]).toEqual([201, { file_id: expect.stringMatching(UUID) }]);
    const { file_id } = body;
    const item = {
      file_id,
      name: 'Größe 1.TXT',
      url: `${server.url}${FILES}/${file_id}`,
      size: 8,
      characters: 7,
      meta: { year: 2026 },
      created_at: expect.stringMatching(TIME),
      languages: null,
    };
    expect(await list(tenant)).toEqual({ data: [item], has_more: false, total: 1 });

    const read = await fetch(`${server.url}${FILES}/${file_id}`, { headers: { authorization: tenant.key } });
    expect(Buffer.from(await read.arrayBuffer())).toEqual(bytes);
    expect(Object.fromEntries(read.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '8',
      'x-content-type-options': 'nosniff',
      'content-disposition': expect.stringMatching(/^attachment; filename=.*Gr%C3%B6%C3%9Fe%201\.TXT$/),
    });
    const found = await server.query(
      `SELECT file_id, tf FROM pipeline.postings p JOIN pipeline.chunks c ON c.id = chunk_id
       WHERE p.workspace_id = $1 AND term = 'größe'`,
      [workspace],
    );
    expect(found).toEqual([{ file_id, tf: 1 }]);
    expect(await sums(tenant)).toEqual({ chunks: 1, terms: 1 });

    expect((await api.delete(`${FILES}/${file_id}`)).status).toBe(204);
    const gone = await api.get(`${FILES}/${file_id}`);
    expect([gone.status, gone.body]).toEqual([404, { errors: ['File not found'] }]);
    expect(await sums(tenant)).toEqual({ chunks: 0, terms: 0 });
    const data = { workspace_id: workspace, file_id, name: 'Größe 1.TXT' };
    expect(await events(tenant, file_id as string)).toEqual([
      ['created', { ...data, size: 8 }],
      ['deleted', data],
    ]);
  });

  it('become the same text when they are large', async () => {
    const tenant = await pipelineTenant(server);
    const words = 'words of it \u{1f600} go on. '.repeat(40);
    const numbers = Array.from({ length: 400 }, (_, number) => number);
    const cases: [string, string, string, (number: number) => string][] = [
      [
        'a.md',
        numbers.map((number) => `# Part ${number}\n\n${words}`).join('\n\n'),
        numbers.map((number) => `# Part ${number}\n\n${words}`).join('\n\n'),
        (number) => `# Part ${number}\n\n${words.trim()}`,
      ],
      [
        'a.html',
        numbers.map((number) => `<h1>Part ${number}</h1><p>${words}</p>`).join(''),
        numbers.map((number) => `Part ${number}\n\n${words.trim()}`).join('\n\n'),
        (number) => `Part ${number}\n\n${words.trim()}`,
      ],
    ];
    for (const [name, content, text, part] of cases) {
      const { status, body } = await upload(tenant.api, name, content);
      expect([name, status]).toEqual([name, 201]);
      const stored = (await list(tenant)).data.find(({ file_id }: { file_id: string }) => file_id === body.file_id);
      expect(stored).toMatchObject({ size: Buffer.byteLength(content), characters: [...text].length });
      const documents = (await tenant.api.get(`${FILES}/${body.file_id}/documents?limit=100&page_number=4`)).body;
      expect([name, documents.total]).toEqual([name, numbers.length]);
      documents.data.forEach((document: { content: string; meta: { split_idx_start: number } }, index: number) => {
        expect(document.content).toBe(part(300 + index));
        const start = document.meta.split_idx_start;
        expect([...text].slice(start, start + 8).join('')).toBe([...document.content].slice(0, 8).join(''));
      });
      expect((await sums(tenant)).chunks).toBe(numbers.length);
      await tenant.api.delete(FILES);
    }
  });

  it('become text by their type', async () => {
    const { api } = await pipelineTenant(server);
    const html = '<title>Lease</title><script>x()</script><h1>Parties</h1><p>The tenant is <b>Ada</b>.</p>';
    const xml = '<w:document><w:p><w:r><w:t>The tenant is Ada.</w:t></w:r></w:p></w:document>';
    const cases: [string, string | Buffer<ArrayBuffer>, string[]][] = [
      ['a.pdf', await pdfOf('The tenant is Ada.', 'Page two.'), ['The tenant is Ada.\n\nPage two.']],
      ['a.docx', Buffer.from(zipSync({ 'word/document.xml': strToU8(xml) })), ['The tenant is Ada.']],
      ['a.html', html, ['Lease\n\nParties\n\nThe tenant is Ada.']],
      ['a.csv', 'name,role\nAda,tenant\n', ['name: Ada; role: tenant']],
      ['a.json', '{"tenant":{"name":"Ada"}}', ['tenant:\n  name: Ada']],
      ['a.md', '# One\n\na \u{1f600}\n\n# Two\n\nb', ['# One\n\na \u{1f600}', '# Two\n\nb']],
      ['empty.txt', '', []],
    ];
    for (const [name, content, texts] of cases) {
      const { status, body } = await upload(api, name, content, { meta: { year: 2026, file_id: 'x' } });
      expect([name, status]).toEqual([name, 201]);
      const documents = (await api.get(`${FILES}/${body.file_id}/documents`)).body;
      expect([documents.total, documents.has_more]).toEqual([texts.length, false]);
      expect(documents.data.map(({ content: text }: { content: string }) => text)).toEqual(texts);
    }
    for (const type of ['pdf', 'docx']) {
      const broken = await upload(api, `a.${type}`, 'no such thing');
      expect([broken.status, broken.body]).toEqual([400, { errors: [`File is no readable ${type}`] }]);
    }
    const { file_id } = (await upload(api, 'b.md', '# One\n\na \u{1f600}\n\n# Two\n\nb', { meta: { k: 1 } })).body;
    const { data } = (await api.get(`${FILES}/${file_id}/documents?limit=1&page_number=2`)).body;
    expect(data).toEqual([
      {
        id: `${file_id}_1`,
        content: '# Two\n\nb',
        content_type: 'text',
        meta: { k: 1, file_id, file_name: 'b.md', split_id: 1, split_idx_start: 12 },
        score: null,
        file: { id: file_id, name: 'b.md' },
        embedding: null,
        result_id: expect.stringMatching(UUID),
      },
    ]);
  });

  it('are refused with what is wrong', async () => {
    const { api } = await pipelineTenant(server);
    const text = new File(['x'], 'a.txt');
    const missing = { detail: [{ type: 'missing', loc: ['body', 'file'], msg: 'Field required' }] };
    const mode = {
      type: 'enum',
      loc: ['query', 'write_mode'],
      msg: "Input should be 'KEEP', 'OVERWRITE' or 'FAIL'",
    };
    const cases: [Record<string, string | File>, string, number, object][] = [
      [{}, '', 422, missing],
      [{ meta: '{}' }, '?write_mode=keep', 422, { detail: [mode, ...missing.detail] }],
      [
        { file: 'x' },
        '',
        422,
        {
          detail: [
            {
              type: 'value_error',
              loc: ['body', 'file'],
              msg: "Value error, Expected UploadFile, received: <class 'str'>",
            },
          ],
        },
      ],
      [{ file: text, meta: '[]' }, '', 400, { errors: ['meta must be a JSON object'] }],
      [{ file: text, meta: '{' }, '', 400, { errors: ['meta must be a JSON object'] }],
      [{ file: text, meta: '{"a":[[]]}' }, '', 400, { errors: ['meta is not valid'] }],
      [{ file: new File(['x'], 'a.exe') }, '', 415, { errors: ['File type not supported: .exe'] }],
      [{ file: text }, '?file_name=a.EXE', 415, { errors: ['File type not supported: .exe'] }],
      [{ file: text }, '?file_name=', 400, { errors: ['File name must have 1 to 255 characters'] }],
      [{ file: text }, `?file_name=${'x'.repeat(256)}`, 400, { errors: ['File name must have 1 to 255 characters'] }],
      [{ file: new File(['x'.repeat(MIB + 1)], 'a.txt') }, '', 413, { errors: ['Request body is too large'] }],
      [{ file: new File(['x'.repeat(4 * MIB)], 'a.txt') }, '', 413, { errors: ['Request body is too large'] }],
    ];
    for (const [parts, query, status, body] of cases) {
      const answer = await api.raw('POST', FILES + query, await formOf(parts));
      expect([query, answer.status, answer.body]).toEqual([query, status, body]);
    }
    for (const type of ['application/json', 'text/plain', '']) {
      const answer = await api.raw('POST', FILES, { body: '{"file":"x"}', headers: { 'content-type': type } });
      expect([answer.status, answer.body]).toEqual([422, missing]);
    }
    const broken = { body: '--x\r\n', headers: { 'content-type': 'multipart/form-data; boundary=y' } };
    const answer = await api.raw('POST', FILES, broken);
    expect([answer.status, answer.body]).toEqual([400, { errors: ['Body is not valid multipart form data'] }]);
    const elsewhere = '/api/v1/workspaces/nope/files';
    expect((await api.raw('POST', elsewhere, await formOf({}))).status).toBe(422);
    expect((await api.raw('POST', elsewhere, await formOf({ file: text }))).body).toEqual({
      errors: ['Workspace not found'],
    });
    expect((await api.get(FILES)).body.total).toBe(0);
  });

  it('of the largest size are taken', async () => {
    const tenant = await pipelineTenant(server);
    const text = 'lorem ipsum dolor sit amet '.repeat(40_000).slice(0, MIB);
    expect((await upload(tenant.api, 'a.txt', text)).status).toBe(201);
    expect((await sums(tenant)).chunks).toBeGreaterThan(700);
    expect((await tenant.api.delete(FILES)).status).toBe(204);
    expect(await sums(tenant)).toEqual({ chunks: 0, terms: 0 });
  });

  it('of one name are kept, replaced or refused, however many come at once', async () => {
    const tenant = await pipelineTenant(server);
    const { api } = tenant;
    const many = (query: string) =>
      Promise.all(Array.from({ length: 8 }, (_, index) => upload(api, `x${index}.md`, `text ${index} a`, { query })));
    const statuses = async (query: string) => (await many(query)).map(({ status }) => status).sort();
    expect(await statuses('?file_name=kept.md')).toEqual(Array(8).fill(201));
    expect(await statuses('?file_name=once.md&write_mode=FAIL')).toEqual([201, ...Array(7).fill(409)]);
    expect(await statuses('?file_name=last.md&write_mode=OVERWRITE')).toEqual(Array(8).fill(201));
    expect(await names(tenant, '?field=name&order=ASC&limit=100')).toEqual([
      ...Array(8).fill('kept.md'),
      'last.md',
      'once.md',
    ]);
    expect((await sums(tenant)).chunks).toBe(10);
    const refused = await upload(api, 'a', '', { query: '?file_name=a/kept.md&write_mode=FAIL' });
    expect([refused.status, refused.body]).toEqual([409, { errors: ["A file named 'kept.md' already exists"] }]);

    const [{ file_id }] = (await list(tenant)).data;
    const removed = await Promise.all([
      api.delete(FILES),
      api.delete(FILES),
      api.delete(`${FILES}/${file_id}`),
      many('?write_mode=OVERWRITE&file_name=kept.md'),
    ]);
    expect(removed.slice(0, 2)).toMatchObject([{ status: 204 }, { status: 204 }]);
    await sums(tenant);
  });

  it('are made once by requests with one Idempotency-Key, whatever their boundaries', async () => {
    const tenant = await pipelineTenant(server);
    const headers = { 'idempotency-key': 'k' };
    const first = await upload(tenant.api, 'a.txt', 'x', { headers });
    const second = await upload(tenant.api, 'a.txt', 'x', { headers });
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect((await upload(tenant.api, 'a.txt', 'y', { headers })).status).toBe(409);
    expect((await list(tenant)).total).toBe(1);
  });

  it('are listed by name, text, filter and place', async () => {
    const tenant = await pipelineTenant(server);
    const { api } = tenant;
    const contents: [string, string, object][] = [
      ['one.txt', 'The tenant is Ada.', { year: 2024, kind: 'lease', at: { city: 'Oslo' } }],
      ['TWO.txt', 'The landlord is GRACE, 100%', { year: 2025, kind: 'lease' }],
      ['three.txt', 'Nobody', { year: 2026 }],
    ];
    for (const [name, content, meta] of contents) await upload(api, name, content, { meta });
    const cases: [string, string[]][] = [
      ['', ['three.txt', 'TWO.txt', 'one.txt']],
      ['?order=ASC', ['one.txt', 'TWO.txt', 'three.txt']],
      ['?field=size&order=ASC', ['three.txt', 'one.txt', 'TWO.txt']],
      ['?name=T', ['three.txt', 'TWO.txt', 'one.txt']],
      ['?name=Wo', ['TWO.txt']],
      ['?name=%25', []],
      ['?content=grace', ['TWO.txt']],
      ['?content=100%25', ['TWO.txt']],
      ['?content=the', ['TWO.txt', 'one.txt']],
      ['?name=o&content=tenant', ['one.txt']],
      ["?filter=name eq 'one.txt'", ['one.txt']],
      ['?filter=size lt 10', ['three.txt']],
      ["?filter=year ge 2025 and kind eq 'lease'", ['TWO.txt']],
      ["?filter=meta/kind ne 'lease'", ['three.txt']],
      ["?filter=at/city eq 'Oslo'", ['one.txt']],
      ['?filter=created_at gt 2020-01-01T00:00:00Z and not (year eq 2026)', ['TWO.txt', 'one.txt']],
      ['?limit=1&page_number=2', ['TWO.txt']],
    ];
    for (const [query, expected] of cases) expect([query, await names(tenant, query)]).toEqual([query, expected]);

    for (const order of ['ASC', 'DESC']) {
      const seen: string[] = [];
      let next = '';
      for (let page; page === undefined || page.has_more;) {
        page = await list(tenant, `?limit=1&order=${order}${next}`);
        expect(page.total).toBe(3);
        const [file] = page.data;
        seen.push(file.name as string);
        next = `&after_value=${file.created_at}&after_file_id=${file.file_id}`;
      }
      expect([order, seen]).toEqual([order, await names(tenant, `?order=${order}`)]);
    }
    const [newest, middle] = (await list(tenant)).data;
    expect(await names(tenant, `?after=${middle.file_id}`)).toEqual(['one.txt']);
    expect(await names(tenant, `?before=${middle.file_id}`)).toEqual(['three.txt']);

    const together = 'Value error, after_value and after_file_id must be used together';
    const refused: [string, string][] = [
      [`?after_value=${newest.created_at}`, together],
      [`?after_file_id=${newest.file_id}`, together],
      ['?after_value=x&after_file_id=y', 'Input should be a valid datetime'],
      ['?field=meta', "Input should be 'created_at', 'name' or 'size'"],
      ['?name=%00', 'Value error, null characters are not allowed'],
    ];
    for (const [query, msg] of refused) {
      const answer = await api.get(FILES + query);
      expect([query, answer.status, answer.body.detail[0].msg]).toEqual([query, 422, msg]);
    }
    expect((await api.get(`${FILES}?filter=name eq`)).body.detail[0]).toMatchObject({
      loc: ['query', 'filter'],
      msg: expect.stringMatching(/^Value error, invalid filter: /),
    });
  });

  it('have a meta that can be replaced and changed', async () => {
    const { api } = await pipelineTenant(server);
    const { file_id } = (await upload(api, 'a.txt', 'x', { meta: { a: 1, b: { c: [1] } } })).body;
    const meta = `${FILES}/${file_id}/meta`;
    expect((await api.get(meta)).body).toEqual({ a: 1, b: { c: [1] } });
    const changed = await api.patch(meta, { a: null, d: 'x' });
    expect([changed.status, changed.body]).toEqual([200, { b: { c: [1] }, d: 'x' }]);
    const replaced = await api.put(meta, { e: null });
    expect([replaced.status, replaced.body]).toEqual([200, { e: null }]);
    expect((await api.get(FILES)).body.data[0].meta).toEqual({ e: null });
    const changes = await Promise.all(Array.from({ length: 8 }, (_, index) => api.patch(meta, { [`k${index}`]: 1 })));
    expect(changes.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(Object.keys((await api.get(meta)).body as object)).toHaveLength(9);

    for (const send of [api.put, api.patch]) {
      for (const invalid of [{ a: [{}] }, { a: 'x'.repeat(33_000) }, { 'a\u0000': 1 }, { a: '\ud800' }]) {
        const answer = await send(meta, invalid);
        expect([answer.status, answer.body]).toEqual([400, { errors: ['meta is not valid'] }]);
      }
      expect((await send(meta, [])).body.detail[0]).toMatchObject({ type: 'model_attributes_type', loc: ['body'] });
      expect((await send(meta)).body.detail[0]).toMatchObject({ type: 'missing', loc: ['body'] });
    }
    const huge = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`k${index}`, 'x'.repeat(32_000)]));
    expect((await api.put(meta, huge)).status).toBe(200);
    expect((await api.patch(meta, { more: 'x'.repeat(30_000) })).body).toEqual({ errors: ['meta is not valid'] });
  });

  it('are counted in their workspace, and go with it', async () => {
    const { api, job } = await pipelineTenant(server);
    const { workspace_id } = (await api.post('/api/v1/workspaces', { name: 'a b', language: 'german' })).body;
    const files = '/api/v1/workspaces/a%20b';
    const empty = { file_count: 0, character_count: 0, pipeline_count: 0, job_count: 0 };
    expect((await api.get(`${files}/stats`)).body).toEqual(empty);
    await upload(api, 'a.txt', 'Häuser \u{1f600}', { workspace: 'a b' });
    await upload(api, 'b.txt', 'Haus', { workspace: 'a b' });
    const terms = await server.query('SELECT DISTINCT term FROM pipeline.postings WHERE workspace_id = $1', [
      workspace_id,
    ]);
    expect(terms).toEqual([{ term: 'haus' }]);
    await server.query(
      `INSERT INTO pipeline.pipelines
         (id, tenant_id, workspace_id, name, status, query_yaml, config, supports_per_file, created_by)
       SELECT gen_random_uuid(), tenant_id, id, 'p', 'UNDEPLOYED', '', '{"connector":"builtin"}', true, '{}'
       FROM pipeline.workspaces WHERE id = $1`,
      [workspace_id],
    );
    const [{ id: pipeline_id }] = await server.query<{ id: string }>(
      'SELECT id FROM pipeline.pipelines WHERE workspace_id = $1',
      [workspace_id],
    );
    const created = await api.post(
      `/api/v2/workspaces/${workspace_id}/jobs`,
      job({ pipeline_id, queries: [{ query: 'q' }] }),
    );
    expect(created.status).toBe(201);
    expect((await api.get(`${files}/stats`)).body).toEqual({
      file_count: 2,
      character_count: 12,
      pipeline_count: 1,
      job_count: 1,
    });

    const setStatus = (status: string) =>
      server.query('UPDATE pipeline.jobs SET status = $2 WHERE workspace_id = $1', [workspace_id, status]);
    await setStatus('STARTED');
    const held = await api.delete(files);
    expect([held.status, held.body]).toEqual([409, { errors: ['Workspace has a started job'] }]);
    await setStatus('ENDED');
    expect((await api.delete(files)).status).toBe(204);
    for (const table of ['files', 'chunks', 'postings', 'jobs', 'pipelines', 'query_sets']) {
      const left = await server.query(`SELECT 1 FROM pipeline.${table} WHERE workspace_id = $1`, [workspace_id]);
      expect([table, left]).toEqual([table, []]);
    }
    const gone = await api.delete(files);
    expect([gone.status, gone.body]).toEqual([404, { errors: ['Workspace not found'] }]);
    const kept = await api.delete('/api/v1/workspaces/default');
    expect([kept.status, kept.body]).toEqual([409, { errors: ["Workspace 'default' cannot be deleted"] }]);
    const { data } = (await api.get(`/platform/v1/events?subject=${workspace_id}`)).body;
    expect(data.map(({ type }: { type: string }) => type)).toEqual([
      'quintet.pipeline.workspace.created',
      'quintet.pipeline.workspace.deleted',
    ]);
  });

  it('survive that their workspace is removed while they come', async () => {
    const { api } = await pipelineTenant(server);
    await api.post('/api/v1/workspaces', { name: 'brief' });
    const answers = await Promise.all([
      ...Array.from({ length: 6 }, (_, index) => upload(api, `${index}.txt`, 'some text', { workspace: 'brief' })),
      api.delete('/api/v1/workspaces/brief'),
      ...Array.from({ length: 6 }, (_, index) => upload(api, `${index}.txt`, 'some text', { workspace: 'brief' })),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => ![201, 204, 404].includes(status))).toEqual([]);
    expect((await api.get('/api/v1/workspaces/brief')).status).toBe(404);
  });

  it('of another tenant are hidden exactly as what is missing, on every route', async () => {
    const owner = await pipelineTenant(server);
    const stranger = await pipelineTenant(server);
    await owner.api.post('/api/v1/workspaces', { name: 'hidden' });
    const { file_id } = (await upload(owner.api, 'a.txt', 'x', { workspace: 'hidden' })).body;
    const form = await formOf({ file: new File(['x'], 'a.txt') });
    const json = (body: object) => ({ body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
    const routes: [string, string, object?][] = [
      ['GET', '/stats'],
      ['DELETE', ''],
      ['POST', '/files', form],
      ['GET', '/files'],
      ['DELETE', '/files'],
      ['GET', `/files/${file_id}`],
      ['DELETE', `/files/${file_id}`],
      ['GET', `/files/${file_id}/meta`],
      ['PUT', `/files/${file_id}/meta`, json({})],
      ['PATCH', `/files/${file_id}/meta`, json({})],
      ['GET', `/files/${file_id}/documents`],
    ];
    for (const [method, path, request] of routes) {
      const ask = (workspace: string, file: string) =>
        stranger.api.raw(method, `/api/v1/workspaces/${workspace}${path.replace(file_id as string, file)}`, request);
      const foreign = await ask('hidden', file_id as string);
      const absent = await ask('missing', UNKNOWN);
      expect([method, path, foreign.status, foreign.body]).toEqual([method, path, 404, absent.body]);
      if (!path.includes(file_id as string)) continue;
      const file = await ask('default', file_id as string);
      expect([method, path, file.status, file.body]).toEqual([method, path, 404, { errors: ['File not found'] }]);
      expect((await ask('default', 'x')).status).toBe(422);
    }
    const after = await stranger.api.get(`${FILES}?after=${file_id}`);
    expect([after.status, after.body]).toEqual([404, { errors: ['Cursor not found'] }]);
    expect((await owner.api.get('/api/v1/workspaces/hidden/files')).body.total).toBe(1);
  });
});
