import { answerIn, Line } from '../support/line';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';

const MANY = Array.from({ length: 250 }, (_, index) => `X-${index}: 1`).join('\r\n');
const LONG = `X: ${'x'.repeat(20_000)}`;

/** What every surface answers with this status and these words. */
const SHAPES = {
  '/platform/v1/api-keys': (status: number, text: string) => ({
    type: 'about:blank',
    status,
    title: text,
    detail: text,
  }),
  '/v3/jobs/create': (code: number, message: string) => ({ success: false, code, message, error: 'invalid_request' }),
  '/api/jobs': (statusCode: number, message: string) => ({ statusCode, message, statusMessage: message }),
  '/v1/customer/jobs': (_status: number, message: string) => ({ code: 3, message, details: [] }),
  '/v1/computing/jobs': (_status: number, message: string) => ({ code: 3, message, details: [] }),
  '/api/v2/workspaces/x/jobs': (_status: number, text: string) => ({ errors: [text] }),
  '/scheduler/api/jobs': (_status: number, detail: string) => ({ errors: { detail } }),
};
const shapes = Object.entries(SHAPES);

describe('limits of HTTP', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({
      env: { ROLE: 'api', HTTP_HEADERS_SECONDS: '1', HTTP_BODY_SECONDS: '1', HTTP_KEEP_ALIVE_SECONDS: '1' },
    });
  });

  afterAll(() => server?.stop());

  const exchange = async (text: string) => answerIn(await (await Line.to(server.url)).say(text).end());

  describe.each(shapes)('in the shape of %s', (path, shape) => {
    it.each([
      [400, 'Bad Request', 'Content-Length: x', ''],
      [400, 'Bad Request', 'Content-Length: 2\r\nContent-Length: 3', '{}'],
      [400, 'Bad Request', 'Content-Length: 2\r\nTransfer-Encoding: chunked', '{}'],
      [400, 'Bad Request', 'Transfer-Encoding: chunked, nonsense', '{}'],
      [400, 'Bad Request', 'No colon', ''],
      [400, 'Bad Request', 'Bad name: 1', ''],
      [431, 'Request Header Fields Too Large', LONG, ''],
      [431, 'Request Header Fields Too Large', `${MANY}\r\nConnection: close`, ''],
    ])('%d %s', async (status, text, line, body) => {
      const answer = await exchange(`POST ${path} HTTP/1.1\r\nHost: x\r\n${line}\r\n\r\n${body}`);
      expect(answer).toMatchObject({ status, body: shape(status, text) });
      expect(answer.head).toMatch(/x-request-id: req-[0-9a-f]{16}/);
      expect(answer.head).toContain('connection: close');
    });

    it('408 for a body that pauses', async () => {
      const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.key}\r\nContent-Type: application/json`;
      const answer = await exchange(`${head}\r\nContent-Length: 100\r\n\r\n{"name":`);
      expect(answer).toMatchObject({ status: 408, body: shape(408, 'Request Timeout') });
      expect(answer.head).toContain('connection: close');
    });
  });

  it('knows the surface of a host label and of a percent-encoded path', async () => {
    const scheduled = await exchange('POST /api/jobs HTTP/1.1\r\nHost: scheduler.test:1\r\nContent-Length: x\r\n\r\n');
    expect(scheduled.body).toEqual({ errors: { detail: 'Bad Request' } });
    expect((await server.stranger().get('/v1/%63ustomer/nothing')).body).toMatchObject({ code: 5 });
    expect((await server.stranger().get('/%61pi/nothing')).body).toMatchObject({ statusCode: 404 });
    expect((await server.stranger().get('/%76%33/%zz')).status).toBe(404);
  });

  it.each(['NONSENSE / HTTP/1.1', 'GET / HTTP/9.9', 'GET', '\u0000', '\u0016\u0003\u0001', 'get /api/jobs HTTP/1.1'])(
    'answers %j, which is no HTTP, with a problem',
    async (text) => {
      const answer = await exchange(`${text}\r\nHost: x\r\n\r\n`);
      expect(answer).toMatchObject({ status: 400, body: { type: 'about:blank', status: 400, title: 'Bad Request' } });
      expect(answer.head).toContain('content-type: application/problem+json');
    },
  );

  it('cuts off heads that dribble in, and connections that say nothing', async () => {
    const dribbling = (await Line.to(server.url)).say('GET /health/live HTTP/1.1\r\nHost: x\r\n');
    const silent = await Line.to(server.url);
    const dribble = setInterval(() => dribbling.say('X: 1\r\n'), 200);
    expect(answerIn(await dribbling.end())).toMatchObject({ status: 408, body: { title: 'Request Timeout' } });
    clearInterval(dribble);
    expect(await silent.end()).toBe('');
  });

  it('ends an idle connection', async () => {
    const line = (await Line.to(server.url)).say('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(answerIn(await line.end())).toMatchObject({ status: 200, head: expect.stringContaining('timeout=1') });
  });

  it('never writes a refusal into the midst of an answer', async () => {
    const good = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';
    const received = await (await Line.to(server.url)).say(`${good}NONSENSE\r\n\r\n`).end();
    for (const one of received.split(/(?=HTTP\/1\.1 )/)) expect(answerIn(one).body).toHaveProperty('status');
  });

  it('serves beside many idle connections, and refuses those beyond the limit', async () => {
    const few = await startServer({ beside: server, env: { HTTP_MAX_CONNECTIONS: '60', HTTP_HEADERS_SECONDS: '60' } });
    const lines = await Promise.all(Array.from({ length: 50 }, () => Line.to(few.url)));
    expect((await few.client().post('/api/jobs', { name: 'A', goalQuantity: 1 })).status).toBe(201);
    lines.push(...(await Promise.all(Array.from({ length: 30 }, () => Line.to(few.url)))));
    await waitFor(() => lines.filter(({ closed }) => closed).length >= 20);
    for (const { socket } of lines) socket.destroy();
    await waitFor(() =>
      few
        .client()
        .get('/health/live')
        .then(
          ({ status }) => status === 200,
          () => false,
        ),
    );
    expect(await few.terminate()).toBe(0);
  });
});
