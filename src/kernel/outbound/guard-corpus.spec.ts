import type { LookupAddress } from 'node:dns';
import { isIPv6 } from 'node:net';
import { AddressGuard } from './address-guard';
import { AllowList } from './allow-list';
import { serveHttp, type LocalServer } from './fixtures/local-server';
import { REFUSED_ANSWERS, REFUSED_HOSTS } from './fixtures/refused-hosts';
import { OutboundClient, type OutboundRequest } from './outbound-client';

/** The guard as it is in the service, but for the names, whose answers come one after the other; the last one stays. */
function guardOf(answers: string[][], allow = ''): AddressGuard {
  let asked = 0;
  const resolve = async () =>
    answers[Math.min(asked++, answers.length - 1)].map((address): LookupAddress => ({
      address,
      family: isIPv6(address) ? 6 : 4,
    }));
  return new AddressGuard(AllowList.parse(allow), resolve);
}

const clientOf = (answers: string[][], allow?: string) => new OutboundClient(guardOf(answers, allow));

describe('the corpus of refused targets', () => {
  const clients: OutboundClient[] = [];
  let server: LocalServer;
  let location: string;

  const send = (client: OutboundClient, url: string, request: Partial<OutboundRequest> = {}) => {
    clients.push(client);
    return client.request({ method: 'GET', url, timeoutMs: 5000, maxBytes: 1000, ...request });
  };
  const blocked = (sending: Promise<unknown>) => expect(sending).rejects.toMatchObject({ code: 'blocked' });

  beforeAll(async () => {
    server = await serveHttp((_request, response) => response.writeHead(302, { location }).end());
  });
  beforeEach(() => {
    server.connections.length = 0;
  });
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown())));
  afterAll(() => server.close());

  it('has more than 60 spellings', () => {
    expect(new Set(REFUSED_HOSTS).size).toBe(REFUSED_HOSTS.length);
    expect(REFUSED_HOSTS.length).toBeGreaterThan(60);
  });

  it.each(REFUSED_HOSTS)('https://%s/ is sent nothing, on whatever port', async (host) => {
    const client = clientOf([['8.8.8.8']]);
    await blocked(send(client, `https://${host}:${server.port}/`));
    await blocked(send(client, `http://${host}:${server.port}/`, { schemes: ['http', 'https'] }));
    expect(server.connections).toEqual([]);
  });

  // Others cannot stand in a header.
  it.each(REFUSED_HOSTS.filter((host) => /^[!-~]+$/.test(host)))(
    'a redirect to https://%s/ is not followed, where redirects are wanted',
    async (host) => {
      location = `https://${host}/`;
      const client = clientOf([['127.0.0.1']], 'redirector.test');
      await blocked(send(client, `http://redirector.test:${server.port}/`, { redirects: 3 }));
      expect(server.connections).toHaveLength(1);
    },
  );

  it.each(REFUSED_ANSWERS.map((answer) => [answer]))('a name that resolves to %j is sent nothing', async (answer) => {
    const client = clientOf([answer]);
    await blocked(send(client, `https://name.test:${server.port}/`));
    await blocked(send(client, `http://name.test:${server.port}/`, { schemes: ['http', 'https'] }));
    expect(server.connections).toEqual([]);
  });

  it.each(REFUSED_ANSWERS.map((answer) => [answer]))(
    'a name rebound to %j once it was accepted is too',
    async (answer) => {
      const guard = guardOf([['8.8.8.8'], answer]);
      expect(await guard.resolvesToRefused('rebinding.test')).toBe(false);
      await blocked(send(new OutboundClient(guard), `https://rebinding.test:${server.port}/`));
      expect(server.connections).toEqual([]);
    },
  );
});
