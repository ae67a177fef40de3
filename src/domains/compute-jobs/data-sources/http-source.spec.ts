import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secrets } from '../../../kernel/auth/secrets';
import { AddressGuard } from '../../../kernel/outbound/address-guard';
import { AllowList } from '../../../kernel/outbound/allow-list';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import type { OutboundFailure } from '../../../kernel/outbound/outbound-error';
import { ComputeSettings } from '../compute.settings';
import { DataSourceError } from './data-source-error';
import { HttpSource } from './http-source';
import { SecretBox } from './secret-box';

jest.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal: AbortSignal }) => {
    waits.push(ms);
    signal.throwIfAborted();
    return Promise.resolve(value);
  },
}));
const waits: number[] = [];

const LIMIT = 1000;
const JOB = { tenantId: 'tenant', id: 'job' };
const settings = Object.assign(new ComputeSettings(), { COMPUTE_MAX_UPLOAD_BYTES: LIMIT });
const secrets = new SecretBox(new Secrets('a'.repeat(32)), settings);
const client = new OutboundClient(new AddressGuard(AllowList.parse('127.0.0.1')));
const source = new HttpSource(client, secrets, settings);

describe('HttpSource', () => {
  let folder: string;
  let server: Server;
  let origin: string;
  let answer: (response: ServerResponse, request: IncomingMessage, number: number) => unknown;
  let requests: IncomingMessage[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      answer(response, request, requests.length);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await client.onApplicationShutdown();
    server.closeAllConnections();
    server.close();
  });
  beforeEach(async () => {
    requests = [];
    waits.splice(0);
    folder = await mkdtemp(join(tmpdir(), 'quintet-source-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const save = (params: object = {}, signal = new AbortController().signal) =>
    source.save({ url: `${origin}/a/input.txt?x=y/z`, ...params }, JOB, folder, signal);
  const saved = async () => {
    const names = await readdir(folder);
    return [names, names.length === 1 ? await readFile(join(folder, names[0]), 'utf8') : undefined];
  };
  /** The message of the DataSourceError that it must be. */
  const reason = (failing: Promise<unknown>) =>
    failing.then(
      () => 'nothing',
      (error: unknown) => (error instanceof DataSourceError ? error.message : error),
    );

  it.each([
    [{}, 'input.txt'],
    [{ name: 'own.csv' }, 'own.csv'],
    [{ name: '../../x' }, 'x'],
    [{ path: '/' }, 'data.bin'],
    [{ path: '/a%2Fb%20%C3%A9.txt' }, 'b é.txt'],
    [{ path: '/%zz' }, '%zz'],
    [{ path: '/..%2f..%2fpasswd' }, 'passwd'],
  ])('saves what %j names as %s', async ({ path, ...params }: { path?: string; name?: string }, name) => {
    answer = (response) => response.end('content');
    await save({ ...params, ...(path && { url: origin + path }) });
    expect(await saved()).toEqual([[name], 'content']);
  });

  it.each([
    [404, 1],
    [401, 1],
    [304, 1],
    [408, 4],
    [429, 4],
    [500, 4],
    [503, 4],
  ])('says HTTP %d after %d requests', async (status, times) => {
    answer = (response) => response.writeHead(status).end('no');
    expect(await reason(save())).toBe(`HTTP ${status}`);
    expect(requests).toHaveLength(times);
    expect(waits).toEqual([500, 1000, 2000].slice(0, times - 1));
    expect(await saved()).toEqual([[], undefined]);
  });

  it('comes through after failures, and keeps nothing of them', async () => {
    answer = (response, _, number) => {
      if (number === 1) return response.writeHead(503).end();
      if (number === 2) return response.socket!.destroy();
      if (number === 3) {
        response.writeHead(200, { 'content-length': 100 });
        return response.write('half', () => response.socket!.destroy());
      }
      return response.end('content');
    };
    await save();
    expect(await saved()).toEqual([['input.txt'], 'content']);
    expect(requests).toHaveLength(4);
  });

  it.each([
    ['announced', (response: ServerResponse) => response.end('x'.repeat(LIMIT + 1))],
    ['not announced', (response: ServerResponse) => response.write('x') && response.end('x'.repeat(LIMIT))],
  ])('takes no more than it may, %s, and does not try again', async (_, large) => {
    answer = large;
    expect(await reason(save())).toBe(`larger than ${LIMIT} bytes`);
    expect(requests).toHaveLength(1);
    expect(await saved()).toEqual([[], undefined]);
    answer = (response) => response.end('x'.repeat(LIMIT));
    await save();
    expect((await saved())[1]).toHaveLength(LIMIT);
  });

  it.each(['http://127.0.0.2/', 'https://10.0.0.1/', 'ftp://127.0.0.1/', 'https://u:p@example.com/'])(
    'follows no redirect to %s',
    async (location) => {
      answer = (response) => response.writeHead(302, { location }).end();
      expect(await reason(save())).toBe('address not allowed');
      expect(requests).toHaveLength(1);
    },
  );

  it('follows 5 redirects and no more', async () => {
    answer = (response, { url }) => {
      const left = Number(new URL(url!, origin).searchParams.get('left'));
      if (left === 0) response.end('content');
      else response.writeHead(302, { location: `/other/name?left=${left - 1}` }).end();
    };
    await save({ url: `${origin}/first.txt?left=5` });
    expect(await saved()).toEqual([['first.txt'], 'content']);
    expect(await reason(save({ url: `${origin}/first.txt?left=6` }))).toBe('HTTP 302');
  });

  it.each([
    [{ username: 'ada', password: 'sécret' }, 'Basic ' + Buffer.from('ada:sécret').toString('base64')],
    [{ username: 'ada' }, 'Basic ' + Buffer.from('ada:').toString('base64')],
    [{ password: 'x' }, 'Basic ' + Buffer.from(':x').toString('base64')],
    [{}, undefined],
  ])('signs in as %j', async ({ username, password }: { username?: string; password?: string }, expected) => {
    answer = (response) => response.end();
    await save({ username, sealedPassword: password && secrets.seal(password) });
    expect(requests[0].headers.authorization).toBe(expected);
  });

  it('does not sign in elsewhere', async () => {
    const seen: unknown[] = [];
    const other = createServer(({ headers }, response) => {
      seen.push(headers.authorization);
      response.end('content');
    });
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    answer = (response) => response.writeHead(307, { location }).end();
    await save({ username: 'ada' });
    expect([requests[0].headers.authorization, seen]).toEqual([expect.stringMatching(/^Basic /), [undefined]]);
    other.closeAllConnections();
    other.close();
  });

  it.each<[OutboundFailure, string, number]>([
    ['timeout', 'timed out', 4],
    ['dns', 'connection failed', 4],
    ['tls', 'connection failed', 4],
    ['connection', 'connection failed', 4],
    ['blocked', 'address not allowed', 1],
  ])('says of %s: %s', async (code, message, times) => {
    const stream = jest.spyOn(client, 'stream').mockRejectedValue(new OutboundError(code, 'secret detail'));
    expect(await reason(save())).toBe(message);
    expect(stream).toHaveBeenCalledTimes(times);
    stream.mockRestore();
  });

  it('stops with the signal, which is no fault of the source', async () => {
    const stop = new AbortController();
    const cause = new Error('stopped');
    answer = (response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => stop.abort(cause));
    };
    await expect(save({}, stop.signal)).rejects.toBe(cause);
    expect(await saved()).toEqual([[], undefined]);
  });

  describe('looking', () => {
    const look = (params: object = {}) => source.look({ url: `${origin}/a/input.txt?key=secret`, ...params });

    it('tells name, path and size, announced or counted', async () => {
      answer = (response) => response.end('12345');
      expect(await look()).toEqual({ name: 'input.txt', path: '/a/input.txt', size: 5 });
      answer = (response) => response.write('123') && response.end('4567');
      expect(await look({ name: 'own' })).toEqual({ name: 'own', path: '/a/input.txt', size: 7 });
    });

    it('says why there is nothing, at the first request', async () => {
      answer = (response) => response.writeHead(503).end();
      expect(await reason(look())).toBe('HTTP 503');
      expect(requests).toHaveLength(1);
      answer = (response) => response.write('x') && response.end('x'.repeat(LIMIT));
      expect(await reason(look())).toBe(`larger than ${LIMIT} bytes`);
      expect(requests).toHaveLength(2);
      answer = (response) => response.socket!.destroy();
      expect(await reason(look())).toBe('connection failed');
    });

    it('takes 30 s at most', async () => {
      const timeout = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
      expect(await reason(look())).toBe('timed out');
      expect(timeout).toHaveBeenCalledWith(30_000);
      timeout.mockRestore();
    });
  });
});
