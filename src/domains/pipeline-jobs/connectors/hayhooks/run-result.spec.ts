import { UnknownShape } from '../upstream';
import { readRunResult } from './run-result';

const DOCUMENT = { id: 'd', content: 'text' };
const texts = (result: unknown, output?: string) => {
  const { answers, documents } = readRunResult({ result }, output);
  return [answers.map(({ answer }) => answer), documents.map(({ id }) => id)];
};

describe('readRunResult', () => {
  it.each<[string, unknown, string[], string[]]>([
    ['a text', 'yes', ['yes'], []],
    ['answers', { answers: [{ data: 'yes', query: 'q' }], replies: ['no'] }, ['yes'], []],
    ['no answers', { answers: [] }, [], []],
    ['answers of a component', { llm: { replies: ['no'] }, builder: { answers: ['yes'] } }, ['yes'], []],
    ['the component that comes first by name', { b: { answers: ['b'] }, a: { answers: ['a'] } }, ['a'], []],
    ['replies', { llm: { replies: ['yes', { role: 'assistant', content: [{ text: 'too' }] }] } }, ['yes', 'too'], []],
    ['documents besides', { llm: { replies: ['yes'] }, retriever: { documents: [DOCUMENT] } }, ['yes'], ['d']],
    ['documents alone', { documents: [DOCUMENT] }, [], ['d']],
  ])('finds %s', (_, result, answers, documents) => expect(texts(result)).toEqual([answers, documents]));

  it('looks where it is told to', () => {
    const result = { answers: ['no'], llm: { out: [{ text: 'yes' }], list: ['a', 'b'] }, documents: [DOCUMENT] };
    expect(texts(result, 'llm.out.0.text')).toEqual([['yes'], ['d']]);
    expect(texts(result, 'llm.list')).toEqual([['a', 'b'], ['d']]);
    expect(() => texts(result, 'llm.nope')).toThrow(UnknownShape);
  });

  it.each([[null], [{ answer: 'x' }], [{ result: null }], [{ result: {} }], [{ result: { a: 1 } }], [{ result: 5 }]])(
    'finds nothing in %j',
    (answer) => expect(() => readRunResult(answer)).toThrow(UnknownShape),
  );

  it.each<[string, unknown]>([
    ['the answers', { answers: [{ data: 'x', query: 'q', meta: { usage: usage() } }] }],
    ['the generator', { llm: { replies: ['x'], meta: [{ usage: usage() }] } }],
    ['the messages', { llm: { replies: [{ content: 'x', meta: { usage: usage() } }] } }],
  ])('takes the usage of %s', (_, result) => {
    expect(readRunResult({ result }).usage).toEqual({ ...usage(), cost: null });
  });
});

function usage() {
  return { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
}
