import { rm } from 'node:fs/promises';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { completedJob, put, waitingJob } from '../support/compute-files';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const JOBS = '/v1/customer/jobs';
const EXPIRED = { code: 7, message: 'invalid or expired link', details: [] };

describe('results of compute jobs', () => {
  let server: Server;
  let api: Client;

  beforeAll(async () => {
    server = await startServer();
    api = server.client();
  });
  afterAll(() => server?.stop());

  const results = async (id: string): Promise<{ name: string; link: string }[]> =>
    (await api.get(`${JOBS}/${id}/results`)).body.results;
  const pathOf = (link: string) => new URL(link).pathname;
  const fetchLink = (link: string, headers = {}, method = 'GET') =>
    server.stranger().raw(method, pathOf(link), { headers });
  const linkTo = async (content: string | Buffer, name = 'a.txt') =>
    (await results(await completedJob(server, api, { [name]: content })))[0].link;

  describe('the list', () => {
    it('is by name, with a link to each', async () => {
      const id = await completedJob(server, api, { 'b.txt': 'b', a: 'a', 'B.txt': 'B', 'ä.txt': 'ä' });
      const { status, body } = await api.get(`${JOBS}/${id}/results`);
      expect([status, Object.keys(body)]).toEqual([200, ['results']]);
      expect(body.results.map(({ name }: { name: string }) => name)).toEqual(['B.txt', 'a', 'b.txt', 'ä.txt']);
      for (const { name, link } of body.results) {
        expect(link).toMatch(new RegExp(`^${server.url}/v1/customer/files/[\\w-]+\\.[\\w-]+\\.[\\w-]+$`));
        expect((await (await fetch(link)).text()).normalize()).toBe(name.split('.')[0]);
      }
      expect(await results(id)).toEqual(body.results);
    });

    it('has links to the address that the client used', async () => {
      const id = await completedJob(server, api, { a: 'a' });
      const { body } = await api.get(`/v1/computing/jobs/${id}/results`, { host: 'quintet.example:1' });
      expect(body.results[0].link).toMatch(/^http:\/\/[^/]+\/v1\/customer\/files\//);
    });

    it.each([
      ['a new job', "state = 'JOB_STATE_NEW', files_expire_at = NULL"],
      ['a running job', "state = 'JOB_STATE_DOWNLOADING', files_expire_at = NULL"],
      ['a failed job', "state = 'JOB_STATE_FAILED'"],
      ['a job whose files have expired', "files_expire_at = now() - interval '1 second'"],
    ])('is empty for %s', async (_, assignments) => {
      const id = await completedJob(server, api, { a: 'a' });
      await server.query(`UPDATE compute.jobs SET ${assignments} WHERE id = $1`, [id]);
      const { status, body } = await api.get(`${JOBS}/${id}/results`);
      expect([status, body]).toEqual([200, { results: [] }]);
    });

    it('is empty for a job without a file, and shows outputs only', async () => {
      expect(await results(await completedJob(server, api, {}))).toEqual([]);
      const { id, upload } = await waitingJob(api);
      await put(server, upload, 'abc');
      await server.query(
        "UPDATE compute.jobs SET state = 'JOB_STATE_COMPLETE', files_expire_at = 'infinity' WHERE id = $1",
        [id],
      );
      expect(await results(id)).toEqual([]);
    });

    it('is not there for unknown jobs, deleted ones, and those of others', async () => {
      const id = await completedJob(server, api, { a: 'a' });
      const other = server.client((await server.tenant()).key);
      const deleted = await completedJob(server, api, { a: 'a' });
      await server.query('UPDATE compute.jobs SET deleted_at = now() WHERE id = $1', [deleted]);
      for (const [client, one] of [
        [other, id],
        [api, deleted],
        [api, 'nope'],
        [api, '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b'],
      ] as const) {
        const { status, body } = await client.get(`${JOBS}/${one}/results`);
        expect([status, body]).toEqual([404, { code: 5, message: `job not found: ${one}`, details: [] }]);
      }
    });

    it('needs the read scope', async () => {
      const id = await completedJob(server, api, { a: 'a' });
      const writer = server.client((await server.tenant(undefined, ['compute:write'])).key);
      expect((await writer.get(`${JOBS}/${id}/results`)).body.message).toBe('missing scope compute:read');
    });
  });

  describe('a link', () => {
    it('gives the file to whoever has it, as an attachment', async () => {
      const content = Buffer.from([0, 255, 10, 13, 128]);
      const answer = await fetch(await linkTo(content, 'counts.json'));
      expect(Buffer.from(await answer.arrayBuffer()).equals(content)).toBe(true);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename=counts.json',
        'content-length': '5',
        'accept-ranges': 'bytes',
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
      });
    });

    it('tells of it for HEAD', async () => {
      const { status, headers, text } = await fetchLink(await linkTo('abc'), {}, 'HEAD');
      expect([status, headers.get('content-length'), headers.get('content-disposition'), text]).toEqual([
        200,
        '3',
        'attachment; filename=a.txt',
        '',
      ]);
    });

    it('works by the other path, and for an empty file', async () => {
      const link = await linkTo('');
      const { status, headers, text } = await server.stranger().get(pathOf(link).replace('customer', 'computing'));
      expect([status, headers.get('content-length'), text]).toEqual([200, '0', '']);
    });

    it.each([
      ['a b".txt', 'attachment; filename="a b\\".txt"'],
      ['日本.txt', 'attachment; filename="??.txt"; filename*=UTF-8\'\'%E6%97%A5%E6%9C%AC.txt'],
      ['../../x\r\ny: z', 'attachment; filename="xy: z"'],
    ])('names %j safely', async (name, disposition) => {
      expect((await fetchLink(await linkTo('abc', name))).headers.get('content-disposition')).toBe(disposition);
    });

    it.each([
      ['bytes=1-3', 206, 'bcd', 'bytes 1-3/6'],
      ['bytes=4-', 206, 'ef', 'bytes 4-5/6'],
      ['bytes=-2', 206, 'ef', 'bytes 4-5/6'],
      ['bytes=0-99', 206, 'abcdef', 'bytes 0-5/6'],
      ['bytes=0-1,3-4', 200, 'abcdef', null],
      ['rows=1-2', 200, 'abcdef', null],
    ])('answers the range %s with %d', async (range, status, text, contentRange) => {
      const answer = await fetchLink(await linkTo('abcdef'), { range });
      const { headers } = answer;
      expect([answer.status, answer.text, headers.get('content-range'), headers.get('content-length')]).toEqual([
        status,
        text,
        contentRange,
        String(text.length),
      ]);
    });

    it('gives all of it where the range depends on a tag, and nothing beyond the end', async () => {
      const link = await linkTo('abcdef');
      expect((await fetchLink(link, { range: 'bytes=1-2', 'if-range': '"x"' })).text).toBe('abcdef');
      const { status, body, headers } = await fetchLink(link, { range: 'bytes=6-' });
      expect([status, body, headers.get('content-range'), headers.get('content-disposition')]).toEqual([
        416,
        { code: 3, message: 'range not satisfiable', details: [] },
        'bytes */6',
        null,
      ]);
    });

    it.each([
      ['changed', (link: string) => link.slice(0, -1) + (link.endsWith('A') ? 'B' : 'A')],
      ['cut', (link: string) => link.slice(0, -5)],
      ['no token', (link: string) => link.replace(/[^/]+$/, 'x')],
      [
        'unsigned',
        (link: string) => link.replace(/[^/.]+(\.[^/.]+\.)[^/.]+$/, 'eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0$1'),
      ],
    ])('opens nothing when it is %s', async (_, change) => {
      const { status, body, headers } = await fetchLink(change(await linkTo('abc')));
      expect([status, body]).toEqual([403, EXPIRED]);
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    });

    it('opens nothing once it has expired, its file is gone, or it is for uploads', async () => {
      const id = await completedJob(server, api, { a: 'a' });
      await server.query("UPDATE compute.jobs SET files_expire_at = now() + interval '1 second' WHERE id = $1", [id]);
      const [{ link }] = await results(id);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      const gone = await linkTo('abc');
      await rm(join(server.dataDir, 'objects/jobs'), { recursive: true });
      const { upload } = await waitingJob(api);
      for (const path of [pathOf(link), pathOf(gone), upload.replace('uploads', 'files')]) {
        for (const method of ['GET', 'HEAD']) {
          const { status, body } = await server.stranger().raw(method, path);
          expect([status, body]).toEqual([403, method === 'GET' ? EXPIRED : '']);
        }
      }
    });

    it('gives a large file to several at once, and bears clients that go away', async () => {
      const content = Buffer.alloc(30_000_000, 'abc');
      const link = await linkTo(content);
      const leaving = await new Promise<IncomingMessage>((resolve) => get(link, { agent: false }, resolve));
      leaving.on('error', () => undefined).destroy();
      const answers = await Promise.all(
        [1, 2, 3].map(async () => Buffer.from(await (await fetch(link)).arrayBuffer())),
      );
      expect(answers.every((answer) => answer.equals(content))).toBe(true);
    });
  });
});
