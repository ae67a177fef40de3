import type { Question } from '../connector';
import { inputFor, runInputs } from './run-inputs';
import type { HayhooksConfig } from './run-inputs';

const CONFIG: HayhooksConfig = { connector: 'hayhooks', url: 'http://h', pipeline: 'p' };
const FILE = { id: 'f', name: 'a.txt' };
const FILTER = { field: 'meta.a', operator: '==', value: 1 };
const IN_FILE = { field: 'meta.file_id', operator: '==', value: 'f' };

const question = (changes: Partial<Question> = {}): Question => ({
  tenantId: 't',
  workspaceId: 'w',
  query: 'who?',
  filters: null,
  params: null,
  file: null,
  fileIds: null,
  ...changes,
});
const inputs = (declared: string[], changes: Partial<Question> = {}, config: Partial<HayhooksConfig> = {}) =>
  runInputs({ ...CONFIG, ...config }, declared, question(changes));

describe('inputFor', () => {
  it('takes the configured name, else the first that is known', () => {
    expect(inputFor('query', CONFIG, ['text', 'question'])).toBe('question');
    expect(inputFor('query', { ...CONFIG, inputs: { query: 'text' } }, ['text', 'question'])).toBe('text');
    expect(inputFor('query', { ...CONFIG, inputs: { query: 'nope' } }, ['query'])).toBeUndefined();
    expect(inputFor('files', CONFIG, ['filters'])).toBeUndefined();
  });
});

describe('runInputs', () => {
  it.each<[string, object, object]>([
    ['the query alone', inputs(['query']), { query: 'who?' }],
    ['nothing that is optional', inputs(['query', 'filters', 'files', 'top_k']), { query: 'who?' }],
    ['filters', inputs(['prompt', 'filters'], { filters: FILTER }), { prompt: 'who?', filters: FILTER }],
    ['no empty filters', inputs(['query'], { filters: {} }), { query: 'who?' }],
    [
      'a file by both',
      inputs(['query', 'filters', 'files'], { file: FILE }),
      { query: 'who?', filters: IN_FILE, files: ['f'] },
    ],
    [
      'a file besides filters',
      inputs(['query', 'filters'], { file: FILE, filters: FILTER }),
      { query: 'who?', filters: { operator: 'AND', conditions: [FILTER, IN_FILE] } },
    ],
    [
      'a file alone, which the filters let through',
      inputs(['query', 'files'], { file: FILE, filters: FILTER }),
      { query: 'who?', files: ['f'] },
    ],
    [
      'files of a search',
      inputs(['query', 'files', 'filters'], { fileIds: ['a', 'b'], filters: FILTER }),
      { query: 'who?', files: ['a', 'b'], filters: FILTER },
    ],
    [
      'files of a search by filters',
      inputs(['query', 'filters'], { fileIds: ['a'] }),
      { query: 'who?', filters: { field: 'meta.file_id', operator: 'in', value: ['a'] } },
    ],
    [
      'params, defaults, null',
      inputs(['query', 'a', 'b', 'c', 'd'], { params: { a: 1 } }, {
        defaults: { a: 2, b: 3, x: 4 },
        required_inputs: ['query', 'c'],
      }),
      { query: 'who?', a: 1, b: 3, c: null },
    ],
    ['inputs of other names', inputs(['x', 'y'], { filters: FILTER }, { inputs: { query: 'x', filters: 'y' } }), {
      x: 'who?',
      y: FILTER,
    }],
    ['a prototype key as plain data', Object.entries(inputs(['query', '__proto__'], { params: JSON.parse('{"__proto__":1}') })), [
      ['query', 'who?'],
      ['__proto__', 1],
    ]],
  ])('sends %s', (_, sent, expected) => expect(sent).toEqual(expected));

  it.each<[string, string[], Partial<Question>]>([
    ['no input for the query', ['x'], {}],
    ['params that are not declared', ['query'], { params: { top_k: 1 } }],
    ['a query by params', ['query'], { params: { query: 'x' } }],
    ['filters without an input', ['query', 'files'], { filters: FILTER }],
    ['a file without an input', ['query'], { file: FILE }],
    ['files of a search without an input', ['query'], { fileIds: ['f'] }],
  ])('refuses %s', (_, declared, changes) => {
    expect(() => inputs(declared, changes)).toThrow(expect.objectContaining({ type: 'invalid_params' }));
  });
});
