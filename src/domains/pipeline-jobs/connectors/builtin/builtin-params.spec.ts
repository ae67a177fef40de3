import { ItemError } from '../../items/item-error';
import { readParams } from './builtin-params';

describe('readParams', () => {
  it.each([
    [null, {}],
    [{}, {}],
    [{ retriever: {}, answers: {} }, {}],
    [{ retriever: null, answers: null }, {}],
    [{ retriever: { top_k: 1, filters: null } }, { topK: 1 }],
    [
      { retriever: { top_k: 100 }, answers: { top_k: 0 } },
      { topK: 100, answers: 0 },
    ],
    [{ retriever: { filters: { a: 1 } } }, { filters: { a: 1 } }],
  ])('%j', (params, expected) =>
    expect(readParams(params)).toEqual({ topK: undefined, answers: undefined, filters: null, ...expected }),
  );

  it.each([
    [{ top_k: 5 }, 'params takes retriever, answers'],
    [{ retriever: 5 }, 'params.retriever is an object'],
    [{ retriever: { topk: 5 } }, 'params.retriever takes top_k, filters'],
    [{ retriever: { top_k: 0 } }, 'params.retriever.top_k is an integer from 1 to 100'],
    [{ retriever: { top_k: 101 } }, 'params.retriever.top_k is an integer from 1 to 100'],
    [{ retriever: { top_k: '5' } }, 'params.retriever.top_k is an integer from 1 to 100'],
    [{ retriever: { top_k: null } }, 'params.retriever.top_k is an integer from 1 to 100'],
    [{ retriever: { filters: [] } }, 'params.retriever.filters is an object'],
    [{ answers: [] }, 'params.answers is an object'],
    [{ answers: { top_k: 11 } }, 'params.answers.top_k is an integer from 0 to 10'],
    [{ answers: { top_k: 1.5 } }, 'params.answers.top_k is an integer from 0 to 10'],
    [JSON.parse('{"__proto__":{}}') as object, 'params takes retriever, answers'],
  ])('%j is refused', (params, message) =>
    expect(() => readParams(params as never)).toThrow(new ItemError('invalid_params', message)),
  );
});
