import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller } from '../../../kernel/auth/caller';
import type { Connectors } from '../connectors/connectors';
import type { Question } from '../connectors/connector';
import { ItemError } from '../items/item-error';
import type { FoundPipelines } from '../pipelines/found-pipelines';
import { SearchService } from './search.service';

const CALLER = { tenantId: 't' } as Caller;
const PLACE = { workspace: 'default', name: 'builtin' };
const PIPELINE = { tenantId: 't', workspaceId: 'w', status: 'DEPLOYED', config: { connector: 'a' }, inputs: null };
const BODY = { queries: ['q'], debug: null, view_prompts: null, filters: null, params: null, files: null };

describe('SearchService', () => {
  const reply = Object.assign(new EventEmitter(), { closed: false });
  const connectors = { ask: jest.fn() };

  function search(queries: string[], pipeline: object = PIPELINE) {
    const pipelines = { find: () => Promise.resolve(pipeline) } as unknown as FoundPipelines;
    const service = new SearchService(pipelines, connectors as unknown as Connectors);
    return service.search(CALLER, PLACE, { ...BODY, queries }, reply as unknown as ServerResponse);
  }

  beforeEach(() => {
    reply.closed = false;
    connectors.ask.mockReset();
  });

  it('asks a few questions at once and answers in their order', async () => {
    let asked = 0;
    let most = 0;
    connectors.ask.mockImplementation(async (_config, _inputs, { query }: Question) => {
      most = Math.max(most, ++asked);
      await nextTurn();
      asked--;
      return { answers: [query], documents: [], usage: null };
    });
    const queries = Array.from({ length: 10 }, (_, index) => `q${index}`);
    const { results } = await search(queries);
    expect(results.map(({ query, answers }) => [query, answers])).toEqual(queries.map((query) => [query, [query]]));
    expect(new Set(results.map((result) => result.query_id)).size).toBe(10);
    expect(most).toBe(4);
  });

  it('asks with the config that was deployed', async () => {
    connectors.ask.mockResolvedValue({ answers: [], documents: [], usage: null });
    await search(['q'], { ...PIPELINE, deployedConfig: { connector: 'b' }, inputs: ['query'] });
    expect(connectors.ask.mock.calls[0].slice(0, 2)).toEqual([{ connector: 'b' }, ['query']]);
  });

  it('asks nothing of a pipeline that is not deployed', async () => {
    await expect(search(['q'], { ...PIPELINE, status: 'UNDEPLOYED' })).rejects.toThrow('Pipeline is not deployed');
    expect(connectors.ask).not.toHaveBeenCalled();
  });

  it.each([
    ['connection', 591, undefined],
    ['internal', 591, undefined],
    ['invalid_filter', 400, ['body', 'filters']],
    ['invalid_params', 400, ['body', 'params']],
  ] as const)('an error of type %s ends it', async (type, status, loc) => {
    connectors.ask.mockRejectedValue(new ItemError(type, 'so'));
    const data = loc && [{ type: 'value_error', loc, msg: 'Value error, so' }];
    await expect(search(['q', 'r'])).rejects.toMatchObject({ status, data });
  });

  it('ends the questions that are under way when one fails or nobody waits any more', async () => {
    const signals: AbortSignal[] = [];
    const untilAborted = (signal: AbortSignal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    connectors.ask.mockImplementation((_config, _inputs, { query }: Question, signal: AbortSignal) => {
      signals.push(signal);
      return query === 'bad' ? Promise.reject(new ItemError('timeout', 'late')) : untilAborted(signal);
    });
    await expect(search(['good', 'bad'])).rejects.toThrow('late');
    const left = search(['good']);
    await nextTurn();
    reply.closed = true;
    reply.emit('close');
    await expect(left).rejects.toMatchObject({ status: 499 });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
  });
});
