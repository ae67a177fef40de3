import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { v7 as uuidv7 } from 'uuid';
import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import { answer, document, jobWith } from '../support/pipeline-items';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';
const FILES = ['a.txt', 'b.txt'].map((name) => ({ id: uuidv7(), name }));
const CSV = { accept: 'text/csv' };
const FINISH = "UPDATE pipeline.items SET status = 'SUCCEEDED' WHERE job_id = $1 AND status = 'RUNNING'";
const HEAD =
  'group_name,query_label,absolute_query_index,query,file_id,file_name,status,answer,document_names,score,error,duration,' +
  'attempts';

describe('results of a pipeline job', () => {
  let server: Server;
  let tenant: PipelineTenant;

  beforeAll(async () => {
    server = await startServer();
    tenant = await pipelineTenant(server);
  });

  afterAll(() => server?.stop());

  it('are there for a job that was never started, and none', async () => {
    const { path } = await jobWith(server, tenant, []);
    expect((await tenant.api.get(`${path}/results`)).body).toEqual({ data: [], has_more: false, total: 0 });
    expect((await tenant.api.get(`${path}/results`, CSV)).text).toBe(`${HEAD}\r\n`);
    expect((await tenant.api.get(`${path}/results/export?format=jsonl`)).text).toBe('');
  });

  it('are shown with every field, alone and in a list', async () => {
    const lease = uuidv7();
    const { job, path, items } = await jobWith(server, tenant, [
      {
        query: 'Who?',
        group_name: 'g',
        query_label: 'l',
        absolute_query_index: 7,
        file_id: FILES[0].id,
        file_name: FILES[0].name,
        lease,
        duration: 0.25,
        finished_at: '2026-01-02T03:04:05.678Z',
        answers: [answer('Ada')],
        documents: [document('a.txt')],
        score: 0.75,
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, cost: null },
      },
    ]);
    const { status, body, text } = await tenant.api.get(`${path}/results/${items[0]}`);
    expect([status, body]).toEqual([
      200,
      {
        result_id: items[0],
        job_id: job,
        query_id: lease,
        query: 'Who?',
        filters: null,
        params: null,
        group_name: 'g',
        query_label: 'l',
        query_index: 0,
        absolute_query_index: 7,
        file: FILES[0],
        status: 'SUCCEEDED',
        error: null,
        answers: [answer('Ada')],
        documents: [expect.objectContaining({ content: 'text' })],
        duration: 0.25,
        attempts: 1,
        started_at: null,
        finished_at: '2026-01-02T03:04:05.678Z',
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, cost: null },
        review: null,
      },
    ]);
    const list = await tenant.api.get(`${path}/results`);
    expect(list.text).toBe(`{"data":[${text}],"has_more":false,"total":1}`);
    expect((await tenant.api.get(`${path}/results/export?format=jsonl`)).text).toBe(`${text}\n`);
  });

  describe('in a list', () => {
    let path: string;
    let ids: Map<string, string>;

    beforeAll(async () => {
      const of = (position: number, file: number, changes: object) => ({
        position,
        query: `${position}${file}`,
        file_id: FILES[file].id,
        file_name: FILES[file].name,
        ...changes,
      });
      const found = await jobWith(server, tenant, [
        of(1, 1, { score: 0.9, duration: 3, query_label: 'x' }),
        of(1, 0, { status: 'FAILED', error: { type: 'timeout', message: 'm', status_code: null }, duration: 1 }),
        of(0, 1, { score: 0.5, duration: 2, group_name: "it's", review: { verdict: 'wrong', note: null } }),
        of(0, 0, { score: 0.5, duration: 4 }),
        of(2, 0, { status: 'PENDING', attempts: 0 }),
        of(2, 1, { status: 'RUNNING' }),
        of(3, 0, { status: 'CANCELLED' }),
      ]);
      path = `${found.path}/results`;
      ids = new Map(['11', '10', '01', '00', '20', '21', '30'].map((query, index) => [query, found.items[index]]));
    });

    async function page(parameters: string, of = path): Promise<unknown> {
      const { status, body } = await tenant.api.get(`${of}${parameters}`);
      if (status !== 200) return body;
      return [body.data.map(({ query }: { query: string }) => query).join(' '), body.has_more, body.total];
    }

    it.each([
      ['', ['00 01 10 11', false, 4]],
      ['?order=DESC', ['10 11 00 01', false, 4]],
      ['?limit=3', ['00 01 10', true, 4]],
      ['?limit=3&page_number=2', ['11', false, 4]],
      ['?limit=2&page_number=2', ['10 11', false, 4]],
      [`?page_number=${Number.MAX_SAFE_INTEGER}`, ['', false, 4]],
      ['?field=file_name', ['00 10 01 11', false, 4]],
      ['?field=file_name&order=DESC', ['01 11 00 10', false, 4]],
      ['?field=duration', ['10 01 11 00', false, 4]],
      ['?field=duration&order=DESC', ['00 11 01 10', false, 4]],
      ['?field=score', ['00 01 11 10', false, 4]],
      ['?field=score&order=DESC', ['11 00 01 10', false, 4]],
      ['?field=status', ['10 00 01 11', false, 4]],
      ['?status=ALL', ['00 01 10 11 20 21 30', false, 7]],
      ['?status=PENDING,RUNNING', ['20 21', false, 2]],
      ['?status=PENDING,ALL', ['00 01 10 11 20 21 30', false, 7]],
      ["?filter=status eq 'FAILED'", ['10', false, 1]],
      ["?filter=group_name eq 'it''s'", ['01', false, 1]],
      ["?filter=query_label ne 'x'", ['00 01 10', false, 3]],
      ["?filter=query ge '01' and not (absolute_query_index gt 0)", ['01', false, 1]],
      ["?filter=file/name eq 'a.txt'", ['00 10', false, 2]],
      ["?filter=error/type eq 'timeout' or review/verdict eq 'wrong'", ['01 10', false, 2]],
      ["?filter=error/type ne 'timeout'&status=ALL", ['00 01 11 20 21 30', false, 6]],
      ["?filter=error/type eq null and file/name eq 'b.txt'", ['01 11', false, 2]],
    ])('%s', async (parameters, expected) => {
      expect(await page(encodeURI(parameters).replaceAll("'", '%27'))).toEqual(expected);
    });

    it.each([
      ['after=00', '01 10 11', false],
      ['after=00&limit=2', '01 10', true],
      ['before=11', '00 01 10', false],
      ['before=11&limit=2', '01 10', true],
      ['before=00', '', false],
      ['after=11', '', false],
      ['after=00&order=DESC', '01', false],
      ['before=00&order=DESC', '10 11', false],
      ['after=01&field=score', '11 10', false],
      ['after=11&field=score&order=DESC', '00 01 10', false],
      ['before=10&field=score&limit=2', '01 11', true],
      ['after=20', '', false],
      ['before=20&limit=1', '11', true],
      ['after=10&status=ALL&limit=2', '11 20', true],
    ])('next to a result: %s', async (parameters, queries, more) => {
      const query = parameters.replace(/=(\d\d)/, (_, of: string) => `=${ids.get(of)}`);
      expect(await page(`?${query}`)).toEqual([queries, more, parameters.includes('ALL') ? 7 : 4]);
    });

    it('with parameters that are checked', async () => {
      const details = async (query: string) => {
        const { status, body } = await tenant.api.get(path + query);
        return [
          status,
          ...body.detail.map(({ loc, msg }: { loc: string[]; msg: string }) => `${loc.join('.')}: ${msg}`),
        ];
      };
      expect(await details('?field=x&order=x&status=DONE&limit=0&filter=x%20eq%201')).toEqual([
        422,
        'query.limit: Input should be greater than or equal to 1',
        "query.field: Input should be 'absolute_query_index', 'file_name', 'status', 'duration' or 'score'",
        "query.order: Input should be 'ASC' or 'DESC'",
        "query.status: Input should be 'PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED' or 'ALL'",
        'query.filter: Value error, invalid filter: unknown field x',
      ]);
      const id = ids.get('00');
      expect(await details(`?page_number=1&after=${id}`)).toEqual([
        422,
        'query: Value error, page_number cannot be combined with before or after',
      ]);
      expect(await details(`?after=${id}&before=${id}`)).toEqual([
        422,
        'query: Value error, before and after cannot be combined',
      ]);
      expect(await details('/export')).toEqual([422, 'query.format: Field required']);
      expect(await details('/export?format=xml')).toEqual([422, "query.format: Input should be 'csv' or 'jsonl'"]);
      expect(await page(`?after=${UNKNOWN}`)).toEqual({ errors: ['Cursor not found'] });
      const other = await jobWith(server, tenant, [{}]);
      expect(await page(`?before=${other.items[0]}`)).toEqual({ errors: ['Cursor not found'] });
    });

    it('and whole, in the order of the list, as CSV or lines of JSON', async () => {
      const queries = (csv: string) =>
        parse<{ query: string }>(csv, { columns: true })
          .map(({ query }) => query)
          .join(' ');
      const list = await tenant.api.get(`${path}?limit=1&field=score&order=DESC`, CSV);
      expect(queries(list.text)).toBe('11 00 01 10');
      expect(list.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(list.headers.get('content-disposition')).toContain('attachment');
      expect(queries((await tenant.api.get(`${path}?filter=absolute_query_index%20eq%201`, CSV)).text)).toBe('10 11');
      expect(queries((await tenant.api.get(`${path}/export?format=csv&status=ALL`)).text)).toBe('00 01 10 11 20 21 30');
      const lines = await tenant.api.get(`${path}/export?format=jsonl&status=PENDING`);
      expect(lines.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
      expect(JSON.parse(lines.text)).toMatchObject({ result_id: ids.get('20'), status: 'PENDING' });
    });
  });

  it('are cells that a spreadsheet takes for nothing but text', async () => {
    const file = { file_id: FILES[0].id, file_name: '+x.txt' };
    const { path } = await jobWith(server, tenant, [
      {
        ...file,
        query: '=1+1',
        group_name: '@g',
        query_label: '\tl',
        answers: [answer('-say "hi",\nthen \u{1f600}'), answer('second')],
        documents: [document('=a.txt'), document('b.txt'), document(null), document('=a.txt')],
        score: -0.5,
        duration: 1.5,
        attempts: 2,
      },
      { status: 'FAILED', query: "it's", error: { type: 'upstream', message: 'a\r\nb', status_code: 500 } },
    ]);
    const { text } = await tenant.api.get(`${path}/results`, CSV);
    expect(text).toBe(
      [
        HEAD,
        `'@g,'\tl,0,'=1+1,${file.file_id},'+x.txt,SUCCEEDED,"'-say ""hi"",\nthen \u{1f600}",'=a.txt; b.txt,-0.5,,1.5,2`,
        `,,1,it's,,,FAILED,,,,"upstream: a\r\nb",,1`,
        '',
      ].join('\r\n'),
    );
  });

  it('are found in their own job and workspace alone, by their own tenant', async () => {
    const mine = await jobWith(server, tenant, [{}]);
    const second = await jobWith(server, tenant, [{}]);
    const stranger = await pipelineTenant(server);
    const errors = async (path: string, api = tenant.api) => (await api.get(path)).body.errors;
    for (const rest of ['/results', '/results/export?format=csv', '/progress', '/stats', `/compare?with=${mine.job}`]) {
      expect(await errors(`${tenant.jobs}/${UNKNOWN}${rest}`)).toEqual(['Job not found']);
      expect(await errors(`${stranger.jobs}/${mine.job}${rest}`, stranger.api)).toEqual(['Job not found']);
      expect(await errors(mine.path + rest, stranger.api)).toEqual(['Workspace not found']);
    }
    const result = `/results/${mine.items[0]}`;
    expect(await errors(`${second.path}${result}`)).toEqual(['Result not found']);
    expect(await errors(`${mine.path}/results/${UNKNOWN}`)).toEqual(['Result not found']);
    expect(await errors(`${tenant.jobs}/${UNKNOWN}${result}`)).toEqual(['Job not found']);
    expect(await errors(mine.path + result, stranger.api)).toEqual(['Workspace not found']);
  });

  it('are exported in flat memory, 50,000 of them, while the job goes on', async () => {
    const { job, path } = await jobWith(server, tenant, []);
    await server.query(
      `INSERT INTO pipeline.items (id, job_id, ordinal, position, query, query_index, absolute_query_index, status,
         answers, documents)
       SELECT gen_random_uuid(), $1, n, n, 'q', 0, n, CASE WHEN n % 100 = 0 THEN 'RUNNING' ELSE 'SUCCEEDED' END,
         json_build_array(json_build_object('answer', n::text)),
         json_build_array(json_build_object('id', 'd', 'content', repeat(md5(n::text), 160)))
       FROM generate_series(0, 49999) n`,
      [job],
    );
    const before = await residentBytes(server);
    let peak = 0;
    const watch = setInterval(() => void residentBytes(server).then((bytes) => (peak = Math.max(peak, bytes))), 20);
    const headers = { authorization: `Bearer ${tenant.key}` };
    const response = await fetch(`${server.url}${path}/results/export?format=jsonl&status=ALL`, { headers });
    let lines = 0;
    let bytes = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      if (bytes === 0) await server.query(FINISH, [job]);
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines++;
    }
    clearInterval(watch);
    expect([response.status, lines]).toEqual([200, 50_000]);
    expect(bytes).toBeGreaterThan(250_000_000);
    expect(peak - before).toBeLessThan(150_000_000);
  });
});

async function residentBytes({ pid }: Server): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
}
