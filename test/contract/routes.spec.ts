import type { FastifyInstance } from 'fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openApp } from '../support/app';

/** Everything that may be called without a credential; a route is added here on purpose or not at all. */
const PUBLIC = [
  'GET /api/health',
  'GET /api/v2/shared_jobs/:token',
  'GET /api/v2/shared_jobs/:token/results',
  'GET /docs',
  'GET /docs/*',
  'GET /health/live',
  'GET /health/ready',
  'GET /openapi.json',
  'GET /openapi.yaml',
  'GET /openapi/*',
  'GET /v1/auth/docs/swagger.json',
  'GET /v1/customer/docs/swagger.json',
  'GET /v1/customer/files/:token',
  'GET /v1/dev/docs/swagger.json',
  'GET /v1/wallet/docs/swagger.json',
  'GET /v3/map',
  'GET /v3/map/:file',
  'GET /v3/share/:shareCode',
  'POST /platform/v1/auth/token',
  'POST /v1/auth/access_token',
  'POST /v3/alarms/:secret',
  'POST /v3/auth/token',
  'POST /v3/devices/enrol',
  'PUT /v1/customer/uploads/:token',
];

/** HEAD goes with GET; of QUERY Fastify wants a Content-Type that it is not shown, so that no route answers it. */
const LEFT_OUT = ['HEAD', 'QUERY'];

const isPublic = (route: string) =>
  PUBLIC.some((known) => (known.endsWith('*') ? route.startsWith(known.slice(0, -1)) : route === known));

describe('the route table', () => {
  let app: NestFastifyApplication;
  let close: () => Promise<void>;
  const routes: { method: string; url: string }[] = [];

  beforeAll(async () => {
    ({ app, close } = await openApp());
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) if (!LEFT_OUT.includes(one)) routes.push({ method: one, url });
    });
    await app.init();
    await fastify.ready();
  });

  afterAll(() => close());

  it('is not empty', () => {
    expect(routes.length).toBeGreaterThan(5);
  });

  it('answers 401 on every route that is not public', async () => {
    const open: string[] = [];
    for (const { method, url } of routes) {
      const path = url.replace(/:[A-Za-z_]+/g, 'x').replace(/\*/g, 'x');
      const { statusCode, headers } = await app.inject({
        method: method as 'GET',
        url: path,
        payload: method === 'GET' ? undefined : '{"',
      });
      const guarded = statusCode === 401 && headers['www-authenticate'] === 'Bearer';
      if (!guarded && !isPublic(`${method} ${url}`)) open.push(`${method} ${url} answered ${statusCode}`);
      if (guarded && isPublic(`${method} ${url}`)) open.push(`${method} ${url} should be public`);
    }
    expect(open).toEqual([]);
  });
});
