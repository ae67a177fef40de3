import { createHash } from 'node:crypto';
import { readFile, stat, utimes } from 'node:fs/promises';
import { request as send } from 'node:http';
import type { ClientRequest, OutgoingHttpHeaders } from 'node:http';
import { filesIn, put, uploadsOf, waitingJob } from '../support/compute-files';
import { answerIn, Line } from '../support/line';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const LIMIT = 300_000_000;
const ASIDE = 'objects-aside';
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe('uploading the input of a compute job', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { COMPUTE_MAX_UPLOAD_BYTES: String(LIMIT), HTTP_BODY_SECONDS: '1' } });
  });
  afterAll(() => server?.stop());

  const newJob = (params?: object) => waitingJob(server.client(), params);
  const uploads = (id: string) => uploadsOf(server, id);
  const filesOf = (id: string) => filesIn(server, `objects/jobs/${id}`);
  const aside = () => filesIn(server, ASIDE);
  const set = (id: string, assignments: string) =>
    server.query(`UPDATE compute.jobs SET ${assignments} WHERE id = $1`, [id]);
  /** A PUT under way. */
  const begin = (path: string, headers: OutgoingHttpHeaders): ClientRequest =>
    send(server.url + path, { method: 'PUT', headers, agent: false }).on('error', () => undefined);
  const someAside = () => waitFor(async () => (await aside()).length > 0, { what: 'the upload to begin' });
  const noneAside = () => waitFor(async () => (await aside()).length === 0, { what: 'nothing to be left aside' });

  it.each([
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '',
  ])('takes the bytes as they are, sent as %j', async (type) => {
    const { id, upload } = await newJob();
    const content = Buffer.from('{"not json \u0000 \r\n--x');
    const { status, text, headers } = await put(server, upload, content, type && { 'content-type': type });
    expect([status, text, headers.get('content-length')]).toEqual([200, '', '0']);
    const [stored] = await uploads(id);
    expect(stored).toMatchObject({ name: 'data.bin', size: String(content.length), sha256: sha256(content) });
    const [file] = await filesOf(id);
    expect((await readFile(file)).equals(content)).toBe(true);
  });

  it('takes an empty file', async () => {
    const { id, upload } = await newJob();
    expect((await server.stranger().raw('PUT', upload)).status).toBe(200);
    expect(await uploads(id)).toMatchObject([{ size: '0', sha256: sha256('') }]);
  });

  it('takes it by the other path too', async () => {
    const { id, upload } = await newJob();
    expect((await put(server, upload.replace('/customer/', '/computing/'), 'abc')).status).toBe(200);
    expect(await uploads(id)).toMatchObject([{ size: '3' }]);
  });

  it.each([
    ['attachment; filename="../in put.csv"', 'in put.csv'],
    ["attachment; filename*=UTF-8''%e2%82%ac.txt", '€.txt'],
    ['nonsense', 'data.bin'],
  ])('is named by %s', async (disposition, name) => {
    const { id, upload } = await newJob();
    await put(server, upload, 'abc', { 'content-disposition': disposition });
    expect(await uploads(id)).toMatchObject([{ name }]);
  });

  it('replaces what was put before, which has to be told to be complete again', async () => {
    const { id, upload } = await newJob();
    await put(server, upload, 'first');
    const [first] = await set(id, 'upload_completed_at = now()').then(() => uploads(id));
    expect((await put(server, upload, 'second')).status).toBe(200);
    const stored = await uploads(id);
    expect(stored).toMatchObject([{ size: '6', sha256: sha256('second') }]);
    expect(stored[0].key).not.toBe(first.key);
    expect(await filesOf(id)).toHaveLength(1);
    const [job] = await server.query('SELECT uploaded_at, upload_completed_at FROM compute.jobs WHERE id = $1', [id]);
    expect(job).toEqual({ uploaded_at: expect.any(Date), upload_completed_at: null });
  });

  it('tells of each in the event log', async () => {
    const { id, upload } = await newJob();
    await put(server, upload, 'abc');
    const events = await server.query(
      "SELECT data FROM platform.events WHERE subject = $1 AND type = 'quintet.compute.job.updated'",
      [id],
    );
    expect(events).toEqual([{ data: { jobId: id, state: 'JOB_STATE_NEW' } }]);
  });

  it.each<[string, string, number, object]>([
    [
      'has been started',
      "state = 'JOB_STATE_STARTED'",
      409,
      { code: 9, message: 'job is in state JOB_STATE_STARTED, not JOB_STATE_NEW' },
    ],
    ['is scheduled', 'submitted_at = now()', 409, { code: 9, message: 'job is scheduled; abort it first' }],
    [
      'gets its input elsewhere',
      `data_source = '{"descriptor":"bypass"}'`,
      409,
      { code: 9, message: 'data source is not a file' },
    ],
    ['gets no input', 'data_source = NULL', 409, { code: 9, message: 'data source is not a file' }],
    [
      'was deleted',
      'deleted_at = now()',
      404,
      { code: 5, message: expect.stringMatching(/^job not found: [0-9a-f-]{36}$/) },
    ],
  ])('is refused when the job %s', async (_, assignments, status, body) => {
    const { id, upload } = await newJob();
    await set(id, assignments);
    const answer = await put(server, upload, 'abc');
    expect([answer.status, answer.body]).toEqual([status, { details: [], ...body }]);
    expect([await uploads(id), await filesOf(id)]).toEqual([[], []]);
  });

  it('is refused at its end when the job was started meanwhile', async () => {
    const { id, upload } = await newJob();
    const under = begin(upload, { 'content-length': 6 });
    under.write('abc');
    await someAside();
    await set(id, "state = 'JOB_STATE_STARTED'");
    const answered = new Promise((resolve) => under.once('response', ({ statusCode }) => resolve(statusCode)));
    under.end('def');
    expect(await answered).toBe(409);
    expect([await uploads(id), await filesOf(id), await aside()]).toEqual([[], [], []]);
  });

  it.each([
    ['changed', (path: string) => path.slice(0, -2)],
    [
      'of another kind',
      (path: string) => path.replace(/[^/]+$/, 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiYXVkIjoidXBsb2FkIn0.'),
    ],
    ['no token', (path: string) => path.replace(/[^/]+$/, '%00')],
  ])('is refused by a link that is %s', async (_, change) => {
    const { upload } = await newJob();
    const { status, body } = await put(server, change(upload), 'abc');
    expect([status, body]).toEqual([403, { code: 7, message: 'invalid or expired link', details: [] }]);
  });

  it.each<[OutgoingHttpHeaders, string | Buffer]>([
    [{ 'content-length': LIMIT + 1 }, 'x'],
    [{ 'transfer-encoding': 'chunked' }, Buffer.alloc(LIMIT + 1)],
  ])('is refused when it is too large: %j', async (headers, body) => {
    const { id, upload } = await newJob();
    const under = begin(upload, headers);
    const answered = new Promise<string>((resolve) =>
      under.once('response', (response) => {
        let text = `${response.statusCode} `;
        response.on('data', (data) => (text += String(data))).on('end', () => resolve(text));
      }),
    );
    under.write(body);
    expect(await answered).toBe(
      `413 ${JSON.stringify({ code: 8, message: `request body exceeds ${LIMIT} bytes`, details: [] })}`,
    );
    under.destroy();
    await noneAside();
    expect([await uploads(id), await filesOf(id)]).toEqual([[], []]);
  });

  it('leaves nothing of a client that goes away, and keeps what was there', async () => {
    const { id, upload } = await newJob();
    await put(server, upload, 'before');
    for (const headers of [{ 'content-length': '1000' }, { 'transfer-encoding': 'chunked' }]) {
      const under = begin(upload, headers);
      under.write('x'.repeat(500));
      await someAside();
      under.destroy();
      await noneAside();
    }
    expect(await uploads(id)).toMatchObject([{ sha256: sha256('before') }]);
    expect(await filesOf(id)).toHaveLength(1);
  });

  it('leaves nothing of a client that says nothing for too long', async () => {
    const { id, upload } = await newJob();
    const line = await Line.to(server.url);
    line.say(`PUT ${upload} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc`);
    const { status, body, head } = answerIn(await line.end());
    expect([status, body]).toEqual([408, { code: 3, message: 'Request Timeout', details: [] }]);
    expect(head).toContain('connection: close');
    await noneAside();
    expect(await uploads(id)).toEqual([]);
  });

  it('takes a slow client who goes on', async () => {
    const { id, upload } = await newJob();
    const under = begin(upload, { 'content-length': 8 });
    const answered = new Promise((resolve) => under.once('response', ({ statusCode }) => resolve(statusCode)));
    for (const letter of 'abcdefgh') {
      under.write(letter);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    expect(await answered).toBe(200);
    expect(await uploads(id)).toMatchObject([{ sha256: sha256('abcdefgh') }]);
  });

  it('takes no more than the length that was announced', async () => {
    const { id, upload } = await newJob();
    const line = await Line.to(server.url);
    line.say(`PUT ${upload} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcdef`);
    expect(answerIn(await line.end())).toMatchObject({ status: 400, body: { message: 'Bad Request' } });
    await noneAside();
    for (const stored of await uploads(id)) expect(stored.sha256).toBe(sha256('abc'));
  });

  it('ends with one whole file when several are put at once', async () => {
    const { id, upload } = await newJob();
    const contents = Array.from({ length: 12 }, (_, index) => Buffer.alloc(200_000, String(index)));
    const answers = await Promise.all(contents.map((content) => put(server, upload, content)));
    expect(answers.map(({ status }) => status)).toEqual(contents.map(() => 200));
    const stored = await uploads(id);
    expect(stored).toHaveLength(1);
    expect(contents.map(sha256)).toContain(stored[0].sha256);
    const [file, ...others] = await filesOf(id);
    expect([sha256(await readFile(file)), others]).toEqual([stored[0].sha256, []]);
  });

  it('does not go through memory', async () => {
    const { id, upload } = await newJob();
    const memory = async (name: string) =>
      Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(await readFile(`/proc/${server.pid}/status`, 'utf8'))![1]) * 1024;
    const before = await memory('VmRSS');
    const size = 250_000_000;
    expect((await put(server, upload, Buffer.alloc(size, 'x'))).status).toBe(200);
    expect(await uploads(id)).toMatchObject([{ size: String(size) }]);
    expect((await memory('VmHWM')) - before).toBeLessThan(size / 2);
  });

  it('leaves nothing of a server that is killed but a file aside, which goes later', async () => {
    const { id, upload } = await newJob();
    const under = begin(upload, { 'content-length': 1000 });
    under.write('x'.repeat(500));
    await someAside();
    await waitFor(async () => (await stat((await aside())[0])).size > 0);
    await server.kill();
    under.destroy();
    const [left] = await aside();
    expect([await uploads(id), await filesOf(id)]).toEqual([[], []]);
    const longAgo = new Date(Date.now() - 3_700_000);
    await utimes(left, longAgo, longAgo);
    await server.start();
    await noneAside();
    expect((await put(server, upload, 'again')).status).toBe(200);
    expect(await uploads(id)).toMatchObject([{ sha256: sha256('again') }]);
  });

  it('is forgotten when the job is not run for long', async () => {
    const [old, fresh, planned] = [await newJob(), await newJob(), await newJob()];
    for (const { upload } of [old, fresh, planned]) await put(server, upload, 'abc');
    await set(old.id, "uploaded_at = now() - interval '49 hours', upload_completed_at = now()");
    await set(planned.id, "uploaded_at = now() - interval '49 hours', submitted_at = now()");
    await server.terminate();
    await server.start();
    await waitFor(async () => (await filesOf(old.id)).length === 0, { what: 'the upload to go' });
    expect(await uploads(old.id)).toEqual([]);
    const rows = await server.query('SELECT uploaded_at, upload_completed_at FROM compute.jobs WHERE id = $1', [
      old.id,
    ]);
    expect(rows).toEqual([{ uploaded_at: null, upload_completed_at: null }]);
    for (const { id } of [fresh, planned]) {
      expect(await uploads(id)).toHaveLength(1);
      expect(await filesOf(id)).toHaveLength(1);
    }
  });
});
