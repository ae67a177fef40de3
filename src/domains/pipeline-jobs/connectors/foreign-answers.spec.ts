import { toAnswer, toDocument } from './foreign-answers';

const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);
const FILE = { id: 'f', name: 'a.txt' };
const NONE = {
  type: 'generative',
  score: null,
  context: null,
  document_id: null,
  document_ids: [],
  file: null,
  files: [],
  offsets_in_context: [],
  offsets_in_document: [],
  meta: {},
  prompt: null,
  result_id: UUID,
};
const DOCUMENT = { id: 'd', content: 'text', meta: { file_id: 'f', file_name: 'a.txt', x: 1 }, score: 0.5 };

describe('toAnswer', () => {
  it.each<[string, unknown, object]>([
    ['a text', 'yes', { ...NONE, answer: 'yes' }],
    ['a message', { role: 'assistant', content: [{ text: 'y' }, { text: 'es' }] }, { ...NONE, answer: 'yes' }],
    ['an older message', { _role: 'assistant', _content: [{ text: 'yes' }], _meta: {} }, { ...NONE, answer: 'yes' }],
    ['the oldest message', { role: 'assistant', content: 'yes' }, { ...NONE, answer: 'yes' }],
    [
      'a generated answer',
      { data: 'yes', query: 'q', documents: [DOCUMENT], meta: { a: 1 } },
      { ...NONE, answer: 'yes', document_ids: ['d'], file: FILE, files: [FILE], meta: { a: 1 } },
    ],
    [
      'what to_dict makes of it',
      { type: 'haystack.dataclasses.answer.GeneratedAnswer', init_parameters: { data: 'yes', query: 'q', documents: [] } },
      { ...NONE, answer: 'yes' },
    ],
    [
      'an extracted answer',
      {
        data: 'yes',
        query: 'q',
        score: 0.9,
        document: DOCUMENT,
        context: 'oh yes',
        document_offset: { start: 5, end: 8 },
        context_offset: { start: 3, end: 6 },
      },
      {
        ...NONE,
        answer: 'yes',
        type: 'extractive',
        score: 0.9,
        context: 'oh yes',
        document_id: 'd',
        document_ids: ['d'],
        file: FILE,
        files: [FILE],
        offsets_in_context: [{ start: 3, end: 6 }],
        offsets_in_document: [{ start: 5, end: 8 }],
      },
    ],
    [
      'an answer of a search',
      {
        answer: 'yes',
        type: 'other',
        score: 1,
        document_ids: ['d', 'e'],
        file: FILE,
        files: [FILE, FILE],
        offsets_in_context: [{ start: 0, end: 3 }],
        prompt: 'p',
        result_id: 'r',
      },
      {
        ...NONE,
        answer: 'yes',
        type: 'other',
        score: 1,
        document_ids: ['d', 'e'],
        file: FILE,
        files: [FILE],
        offsets_in_context: [{ start: 0, end: 3 }],
        prompt: 'p',
        result_id: 'r',
      },
    ],
  ])('reads %s', (_, given, answer) => expect(toAnswer(given)).toEqual(answer));

  it.each([[5], [null], [{}], [{ data: null, query: 'q' }], [{ content: [] }]])('finds none in %j', (given) => {
    expect(toAnswer(given)).toBeUndefined();
  });
});

describe('toDocument', () => {
  it('reads what is there', () => {
    expect(toDocument({ ...DOCUMENT, embedding: [1], extra: 1 })).toEqual({
      ...DOCUMENT,
      content_type: 'text',
      file: FILE,
      embedding: null,
      result_id: UUID,
    });
    expect(toDocument({})).toMatchObject({ id: UUID, content: null, meta: {}, score: null, file: null });
    expect(toDocument('x')).toBeUndefined();
  });
});
