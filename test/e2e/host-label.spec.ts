import { request } from 'node:http';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const JOB = { url: 'https://example.com/hook', runs_at: '2099-01-01T00:00:00Z' };

interface Seen {
  status: number;
  body: { data?: { id?: string }; errors?: object; statusMessage?: string; status?: number };
}

describe('a Host that begins with scheduler.', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { ROLE: 'api' } });
  });

  afterAll(() => server?.stop());

  /** A request to a path under a Host of the test's choice, which fetch would not let it choose. */
  function ask(method: string, host: string, path: string, body?: object, key = server.key): Promise<Seen> {
    const { hostname, port } = new URL(server.url);
    const headers = { host: host.replace('PORT', port), authorization: `Bearer ${key}`, connection: 'close' };
    const typed = body ? { ...headers, 'content-type': 'application/json' } : headers;
    return new Promise((answered, failed) => {
      const sent = request({ hostname, port, method, path, headers: typed }, (response) => {
        let text = '';
        response.on('data', (chunk) => (text += String(chunk)));
        response.on('end', () => answered({ status: response.statusCode!, body: JSON.parse(text) as Seen['body'] }));
      });
      sent.on('error', failed);
      sent.end(body && JSON.stringify(body));
    });
  }

  it.each(['scheduler.localhost:PORT', 'scheduler.localhost', 'SCHEDULER.example.com:443'])(
    'reaches the scheduler by %s',
    async (host) => {
      const { status, body } = await ask('POST', host, '/api/jobs', JOB);
      expect([status, typeof body.data?.id]).toEqual([201, 'string']);
    },
  );

  it('reaches the same jobs by the prefix, with the label or without', async () => {
    const made = await ask('POST', 'scheduler.localhost:PORT', '/api/jobs', JOB);
    const id = made.body.data!.id!;
    for (const [host, path] of [
      ['scheduler.localhost:PORT', `/api/jobs/${id}`],
      ['scheduler.localhost:PORT', `/scheduler/api/jobs/${id}?x=1`],
      ['localhost:PORT', `/scheduler/api/jobs/${id}`],
      ['127.0.0.1:PORT', `/scheduler/api/jobs/${id}`],
    ]) {
      const { status, body } = await ask('GET', host, path);
      expect([host, path, status, body.data?.id]).toEqual([host, path, 200, id]);
    }
  });

  it.each(['localhost:PORT', '127.0.0.1:PORT', 'scheduler', 'my.scheduler.localhost', '[::1]:PORT'])(
    'leaves the bare path to production under %s',
    async (host) => {
      const { status, body } = await ask('POST', host, '/api/jobs', { name: 'A' });
      expect([status, body.statusMessage]).toEqual([400, 'Bad Request']);
    },
  );

  it('wants the scopes of the scheduler and answers in its shape, for unknown routes too', async () => {
    const producer = await server.tenant(undefined, ['production:write']);
    const { status, body } = await ask('POST', 'scheduler.localhost:PORT', '/api/jobs', JOB, producer.key);
    expect([status, Object.keys(body)]).toEqual([403, ['errors']]);
    for (const path of ['/nothing', '/platform/v1/api-keys', '/api/%zz']) {
      const unknown = await ask('GET', 'scheduler.localhost:PORT', path);
      expect([path, unknown.status, Object.keys(unknown.body)]).toEqual([path, 404, ['errors']]);
    }
  });
});
