import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { surfaces } from '../../src/app.module';
import { startServer } from '../support/server';
import type { Server } from '../support/server';
import { Answers, isBelowRouting } from './answers';
import type { FuzzAnswer } from './answers';
import { readDocument } from './openapi';
import type { Document } from './openapi';
import { check, isWanted } from './replay';
import { Service } from './service';
import { Walker } from './walker';
import type { WalkRequest, Whose } from './walker';

interface Step {
  who: number;
  operation: number;
  /** Whether to make something. */
  makes: boolean;
  whose: Whose[];
  pick: number;
}

const NAME = 'walks';
const LIMIT = 60 * 60_000;

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat(1),
  operation: fc.nat(),
  makes: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  whose: fc.array(fc.constantFrom<Whose>('own', 'own', 'other', 'nobody'), { minLength: 1, maxLength: 2 }),
  pick: fc.nat(),
});

/** Steps of one list are taken at once. */
const walk = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 40, size: 'max' });

describe('random walks of two tenants', () => {
  let server: Server;
  let service: Service;
  let document: Document;
  let answers: Answers;
  let walkers: Walker[];

  beforeAll(async () => {
    server = await startServer({ env: { NODE_OPTIONS: '--max-old-space-size=256' } });
    service = new Service(server, 4);
    document = readDocument((await server.stranger().get('/openapi.json')).text);
    answers = new Answers(document);
    const scopes = surfaces.scopes.filter((scope) => !scope.startsWith('platform:'));
    const tenants = await Promise.all(['ann', 'bob'].map((name) => server.tenant(name, scopes)));
    walkers = tenants.map(({ key, tenant }) => new Walker(tenant, key, document));
    for (const who of [0, 1]) {
      for (const operation of lists()) await take({ who, operation, makes: false, whose: ['own'], pick: 0 });
    }
  });

  afterAll(async () => {
    console.info(`${service.requests} requests, ${JSON.stringify(service.statuses)}`);
    await service?.close();
    await server?.stop();
  });

  const lists = () =>
    document.operations.flatMap(({ method, path }, index) => (method === 'GET' && !path.includes('{') ? [index] : []));

  async function take({ who, operation: number, makes, whose, pick }: Step): Promise<string[]> {
    const choice = makes ? document.operations.filter(({ method }) => method === 'POST') : document.operations;
    const operation = choice[number % choice.length];
    const [walker, other] = [walkers[who], walkers[1 - who]];
    const request = walker.request(operation, other, whose, pick);
    const answer = await service.send(request, walker.key);
    const faults = isBelowRouting(answer) ? [] : answers.faultsOf(operation, request, answer);
    if (answer.text.includes(other.mark)) faults.push(`it shows what belongs to ${other.mark}`);
    const bare = request.body === undefined;
    const tells = answer.status < 400 || (bare && ![403, 404].includes(answer.status));
    if (request.foreign.length > 0 && tells && (await isTold(walker, request, answer))) {
      faults.push('what belongs to the other is there');
    }
    if (answer.status < 300) walker.see(operation, answer.text);
    if (answer.status < 300 && operation.method === 'DELETE') walker.forget(request);
    if (faults.length === 0) return [];
    return [
      `${walker.mark}: ${faults.join(', ')}\n  ${operation.method} ${request.target} ${request.body?.toString()}\n  ${answer.status} ${answer.text}`,
    ];
  }

  /** Whether the answer differs from the one about ids that nobody has: some routes answer an empty list for those. */
  async function isTold(walker: Walker, request: WalkRequest, answer: FuzzAnswer): Promise<boolean> {
    const nobody = randomUUID();
    const anonymous = (text: string) =>
      request.foreign.reduce((all, id) => all.replaceAll(decodeURIComponent(id), nobody), text);
    const target = request.foreign.reduce((all, id) => all.replaceAll(id, nobody), request.target);
    const other = await service.send({ ...request, target }, walker.key);
    return other.status !== answer.status || anonymous(other.text) !== anonymous(answer.text);
  }

  it(
    'show neither what belongs to the other, and never fail',
    async () => {
      if (!isWanted(NAME)) return;
      const property = fc.asyncProperty(walk, async (steps) => {
        for (const together of steps) {
          const faults = [...(await Promise.all(together.map(take))).flat(), ...service.complaints()];
          if (faults.length > 0) throw new Error(faults.join('\n'));
        }
      });
      expect([...(await check(NAME, property, 0.2)), ...(await service.faults())].join('\n')).toBe('');
    },
    LIMIT,
  );

  it(
    'reach nothing of the other by any operation',
    async () => {
      const faults: string[] = [];
      const all = async (makes: boolean, whose: Whose[]) => {
        for (const operation of document.operations.keys()) {
          for (const who of [0, 1]) faults.push(...(await take({ who, operation, makes, whose, pick: 0 })));
        }
      };
      await all(true, ['own']);
      for (const whose of [['other'], ['own', 'other'], ['other', 'own']] as Whose[][]) await all(false, whose);
      expect([...faults, ...service.complaints()].join('\n')).toBe('');
    },
    LIMIT,
  );
});
