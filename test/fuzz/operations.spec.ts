import fc from 'fast-check';
import { surfaces } from '../../src/app.module';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { waitFor } from '../support/wait-for';
import { Answers, isBelowRouting } from './answers';
import { readDocument } from './openapi';
import type { Document, Operation } from './openapi';
import { check, isWanted } from './replay';
import { fillIn, Requests } from './requests';
import type { Draft, FuzzRequest } from './requests';
import { Service } from './service';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const LIMIT = 60 * 60_000;

describe('fuzzed requests', () => {
  let server: Server;
  let service: Service;
  let document: Document;
  /** Those with fewer parameters first, as routes are found. */
  let operations: Operation[];
  let answers: Answers;
  let requests: Requests;
  /** Rows after the last request that was let through. */
  let rows: Record<string, number>;

  beforeAll(async () => {
    // Nothing runs in the background, so that rows come from requests alone; a leak ends the process.
    server = await startServer({
      env: { ROLE: 'api', DRONE_RATE_CREATE_PER_MIN: '0', NODE_OPTIONS: '--max-old-space-size=256' },
    });
    service = new Service(server);
    await service.watchRows();
    document = readDocument((await server.stranger().get('/openapi.json')).text);
    const parameters = ({ path }: Operation) => path.split('{').length;
    operations = document.operations.toSorted((one, other) => parameters(one) - parameters(other));
    answers = new Answers(document);
    requests = new Requests(document);
    await server.client().get('/api/v1/workspaces');
    rows = await service.rows();
  });

  afterAll(async () => {
    console.info(
      `${service.requests} requests, ${Math.round(service.memory() / 2 ** 20)} MiB, ${JSON.stringify(service.statuses)}`,
    );
    await service?.close();
    await server?.stop();
  });

  const show = ({ method, target, headers, body }: FuzzRequest) =>
    [
      `${method} ${target.slice(0, 300)} ${JSON.stringify(headers).slice(0, 300)}`,
      body && `${body.length} bytes: ${JSON.stringify(body.subarray(0, 1500).toString('latin1'))}`,
    ]
      .filter(Boolean)
      .join('\n  ');

  async function judge(draft: Draft): Promise<void> {
    const request = fillIn(draft, service.id);
    const answer = await service.send(request).catch((error: Error) => {
      throw new Error(`${error.message}\n  ${show(request)}`);
    });
    const operation = isBelowRouting(answer) ? undefined : operations.find((one) => isOnRoute(one, request));
    const faults = operation
      ? answers.faultsOf(operation, request, answer)
      : answers.faultsAnywhere(request, answer, request.method === 'HEAD');
    if (request.method !== 'GET') {
      const after = await service.rows();
      if (answer.status >= 400) faults.push(...changes(rows, after).map((change) => `refused, yet ${change}`));
      rows = after;
    }
    faults.push(...service.complaints());
    if (faults.length > 0)
      throw new Error(`${faults.join('\n  ')}\n  ${show(request)}\n  ${answer.status} ${answer.text.slice(0, 500)}`);
  }

  it.each(surfaces.documented.map(({ name }) => name))(
    'of %s are answered as documented',
    async (surface) => {
      const failures: string[] = [];
      for (const operation of document.operations.filter((one) => one.surface === surface)) {
        if (!isWanted(operation.id)) continue;
        failures.push(...(await check(operation.id, fc.asyncProperty(requests.of(operation), judge))));
      }
      expect([...failures, ...(await service.faults())].join('\n\n')).toBe('');
    },
    LIMIT,
  );

  it(
    'by other methods and to unknown paths are refused in the words of the surface',
    async () => {
      const name = 'other methods';
      if (!isWanted(name)) return;
      const strange = fc
        .tuple(
          fc.constantFrom(...document.operations),
          fc.constantFrom(...METHODS),
          fc.constantFrom('', '', '/', '/x', '//', '/%00', '/..'),
        )
        .chain(([operation, method, more]) =>
          requests.of({ ...operation, method }).map((draft) => ({ ...draft, path: [...draft.path, more] })),
        )
        // Node does not say which method it refused: an answer to HEAD would have a body.
        .map((draft) => (draft.method === 'HEAD' ? { ...draft, query: [], headers: {} } : draft))
        .filter(({ method, path }) => method !== 'HEAD' || /^[!-~]{1,8000}$/.test(path.join('')))
        .filter(({ method, body }) => !(method === 'TRACE' && body));
      expect((await check(name, fc.asyncProperty(strange, judge), 5)).join('\n\n')).toBe('');
    },
    LIMIT,
  );

  it(
    'leave behind only what can be worked on',
    async () => {
      const worker = await startServer({ beside: server, env: { ROLE: 'worker' } });
      const working = new Service(worker);
      try {
        await waitFor(
          async () => {
            const [{ untried }] = await server.query<{ untried: number }>(
              `SELECT count(*)::int AS untried FROM graphile_worker._private_jobs
             WHERE attempts = 0 AND run_at < now() - interval '5 seconds'`,
            );
            return untried === 0;
          },
          { what: 'every task that is due to be tried', timeout: 120_000 },
        );
        expect(await working.faults()).toEqual([]);
      } finally {
        await worker.terminate();
      }
    },
    LIMIT,
  );
});

/** Whether a request is one of the operation: its parameters are no more than one segment each, and can be read. */
function isOnRoute({ path, method }: Operation, request: FuzzRequest): boolean {
  if (method !== request.method) return false;
  const { host = '127.0.0.1' } = request.headers;
  const address = request.target.split(/[?#]/, 1)[0];
  if (surfaces.rewrite(address, host) !== surfaces.rewrite(address, '127.0.0.1')) return false;
  const expected = new RegExp(`^${path.replaceAll(/[.]/g, '\\.').replaceAll(/\{[^}]+\}/g, '[^/]{1,4096}')}/?$`);
  if (!expected.test(address)) return false;
  try {
    decodeURIComponent(address);
    return true;
  } catch {
    return false;
  }
}

function changes(before: Record<string, number>, after: Record<string, number>): string[] {
  return Object.keys(after)
    .filter((table) => before[table] !== after[table])
    .map((table) => `${table} went from ${before[table]} to ${after[table]} rows`);
}
