import { WebSocket } from 'ws';
import { makeGroup } from '../support/drones';
import { sharedServer } from '../support/shared-server';
import type { Server } from '../support/server';

describe('drone: the map', () => {
  let server: Server;

  beforeAll(async () => {
    server = await sharedServer();
  });

  afterAll(() => server?.stop());

  it('is a page for everybody, that takes nothing from outside and is not kept', async () => {
    const guest = server.stranger();
    const page = await guest.get('/v3/map');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toMatch(/https?:|\bsk_\w/);
    const policy = page.headers.get('content-security-policy')!;
    const nonce = /script-src 'nonce-([^']{24})'/.exec(policy)![1];
    expect(policy.split('; ')).toEqual([
      `default-src 'none'`,
      `style-src 'nonce-${nonce}'`,
      `script-src 'nonce-${nonce}'`,
      `connect-src 'self'`,
      'img-src data:',
      `base-uri 'none'`,
      `form-action 'none'`,
      `frame-ancestors 'none'`,
    ]);
    const tags = page.text.match(/<(script|link rel="stylesheet")[^>]*>/g)!;
    expect(tags.length).toBeGreaterThan(2);
    for (const tag of tags) expect(tag).toContain(`nonce="${nonce}"`);
    expect((await guest.get('/v3/map')).text).not.toContain(nonce);
    const told = ['cache-control', 'referrer-policy', 'x-content-type-options'].map((name) => page.headers.get(name));
    expect(told).toEqual(['no-store', 'no-referrer', 'nosniff']);
  });

  it('loads its own files and no others', async () => {
    const guest = server.stranger();
    const script = await guest.get('/v3/map/map.mjs');
    expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
    const style = await guest.get('/v3/map/page.css');
    expect([style.status, style.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    for (const name of ['map.html', 'nope.mjs', '..%2fmap.controller.js', '%2e%2e', 'constructor', '__proto__.css']) {
      const { status, body } = await guest.get(`/v3/map/${name}`);
      expect([name, status, body.message]).toEqual([name, 404, 'Route not found']);
    }
  });

  it('gets streams with a credential that is in no address', async () => {
    const { key } = await server.tenant();
    const url = `${server.url.replace('http', 'ws')}/v3/devices/${await makeGroup(server.client(key))}/status/ws`;
    const opened = (...protocols: string[]) =>
      new Promise<string>((end) => {
        const socket = new WebSocket(url, protocols);
        socket.once('open', () => {
          end(socket.protocol);
          socket.terminate();
        });
        socket.once('error', (error) => end(error.message));
      });
    expect(await opened(`quintet.bearer.${key}`, 'quintet.stream')).toBe('quintet.stream');
    expect(await opened('quintet.stream', 'quintet.bearer.sk_wrong')).toBe('Unexpected server response: 401');
    expect(await opened('quintet.stream')).toBe('Unexpected server response: 401');
  });
});
