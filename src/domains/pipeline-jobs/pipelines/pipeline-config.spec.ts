import { hasErrors, judgeConfig, keepSecrets } from './pipeline-config';

const HAYHOOKS = { connector: 'hayhooks', url: 'http://h', pipeline: 'p' };
const DEEPSET = { connector: 'deepset-search', url: 'http://h', workspace: 'w', pipeline: 'p' };
const OPENAI = { connector: 'openai-compatible', url: 'http://h/v1', model: 'm' };

const found = (value: Record<string, unknown>) =>
  judgeConfig(value).problems.map(({ code, json_pointer }) => `${code} ${json_pointer}`);

describe('judgeConfig', () => {
  it.each<[string, Record<string, unknown>]>([
    ['builtin', { connector: 'builtin', top_k: 100, answers: 0, timeout_seconds: 0.1, max_attempts: 10 }],
    ['builtin with the others', { connector: 'builtin', backoff_seconds: 60, max_concurrency: 200, top_k: 1 }],
    ['hayhooks', HAYHOOKS],
    ['hayhooks with all', { ...HAYHOOKS, inputs: { query: 'q' }, defaults: { a: [1] }, output: 'a.b', headers: { A: 'b' } }],
    ['deepset-search', { ...DEEPSET, api_key: 'k', file_scope: 'name' }],
    ['openai-compatible', { ...OPENAI, api_key: 'k', system_prompt: 's', top_k: 3, input_price: 0.5, output_price: 0 }],
  ])('takes %s', (_, value) => {
    expect(judgeConfig(value)).toEqual({ config: value, problems: [] });
  });

  it.each<[Record<string, unknown>, string[]]>([
    [{}, ['MISSING_FIELD /connector']],
    [{ connector: null }, ['MISSING_FIELD /connector']],
    [{ connector: 'x' }, ['UNKNOWN_CONNECTOR /connector']],
    [{ connector: 5, components: {} }, ['UNKNOWN_CONNECTOR /connector']],
    [{ connector: 'constructor' }, ['UNKNOWN_CONNECTOR /connector']],
    [{ components: {}, connections: [] }, ['UNSUPPORTED_PIPELINE /components']],
    [{ connector: 'builtin', top_k: 0, answers: 11 }, ['INVALID_VALUE /top_k', 'INVALID_VALUE /answers']],
    [{ connector: 'builtin', top_k: '5', answers: 1.5 }, ['INVALID_VALUE /top_k', 'INVALID_VALUE /answers']],
    [{ connector: 'builtin', timeout_seconds: 601 }, ['INVALID_VALUE /timeout_seconds']],
    [{ connector: 'builtin', max_attempts: 0 }, ['INVALID_VALUE /max_attempts']],
    [{ connector: 'builtin', backoff_seconds: 0 }, ['INVALID_VALUE /backoff_seconds']],
    [{ connector: 'builtin', max_concurrency: 201 }, ['INVALID_VALUE /max_concurrency']],
    [{ connector: 'builtin', url: 'x', 'a/b~c': 1 }, ['UNKNOWN_FIELD /url', 'UNKNOWN_FIELD /a~1b~0c']],
    [{ connector: 'hayhooks' }, ['MISSING_FIELD /url', 'MISSING_FIELD /pipeline']],
    [{ connector: 'hayhooks', url: null, pipeline: 'p' }, ['MISSING_FIELD /url']],
    [{ ...HAYHOOKS, url: 'ftp://h' }, ['INVALID_URL /url']],
    [{ ...HAYHOOKS, url: 'http://a:b@h' }, ['INVALID_URL /url']],
    [{ ...HAYHOOKS, url: 'h' }, ['INVALID_URL /url']],
    [{ ...HAYHOOKS, url: 5 }, ['INVALID_URL /url']],
    [{ ...HAYHOOKS, pipeline: '..' }, ['INVALID_VALUE /pipeline']],
    [{ ...HAYHOOKS, pipeline: '' }, ['INVALID_VALUE /pipeline']],
    [{ ...HAYHOOKS, inputs: { query: 1, other: 'x' } }, ['INVALID_VALUE /inputs/query', 'UNKNOWN_FIELD /inputs/other']],
    [{ ...HAYHOOKS, inputs: 'q', defaults: [] }, ['INVALID_VALUE /inputs', 'INVALID_VALUE /defaults']],
    [{ ...HAYHOOKS, headers: { Host: 'x', 'a b': 'c', X: 'a\nb' } }, [
      'INVALID_VALUE /headers/Host',
      'INVALID_VALUE /headers/a b',
      'INVALID_VALUE /headers/X',
    ]],
    [{ ...DEEPSET, file_scope: 'ids', api_key: 5 }, ['INVALID_VALUE /file_scope', 'INVALID_VALUE /api_key']],
    [{ connector: 'deepset-search' }, ['MISSING_FIELD /url', 'MISSING_FIELD /workspace', 'MISSING_FIELD /pipeline']],
    [{ ...OPENAI, input_price: -1 }, ['INVALID_VALUE /input_price']],
  ])('of %j finds %j', (value, problems) => expect(found(value)).toEqual(problems));

  it('drops what is not known, and what is null', () => {
    const { config } = judgeConfig({ connector: 'builtin', top_k: 3, answers: null, other: 1 });
    expect(config).toEqual({ connector: 'builtin', top_k: 3 });
  });

  it('refuses nothing by a warning alone', () => {
    expect(hasErrors(judgeConfig({ connector: 'builtin', other: 1 }))).toBe(false);
    expect(hasErrors(judgeConfig({ connector: 'builtin', top_k: 0 }))).toBe(true);
  });
});

describe('keepSecrets', () => {
  const stored = { connector: 'hayhooks', api_key: 'k', headers: { Authorization: 'a', 'X-B': 'b' } };

  it('puts the stored secrets in place of the hidden ones', () => {
    const given = { connector: 'hayhooks', api_key: '***', headers: { authorization: '***', 'X-B': 'new' } };
    expect(keepSecrets({ config: given, problems: [] }, stored)).toEqual({
      config: { connector: 'hayhooks', api_key: 'k', headers: { authorization: 'a', 'X-B': 'new' } },
      problems: [],
    });
  });

  it('says which are not there', () => {
    const given = { connector: 'hayhooks', api_key: '***', headers: { 'X-C': '***' } };
    for (const known of [undefined, { connector: 'builtin' }]) {
      const { problems } = keepSecrets({ config: given, problems: [] }, known);
      expect(problems.map(({ code, json_pointer }) => `${code} ${json_pointer}`)).toEqual([
        'INVALID_VALUE /api_key',
        'INVALID_VALUE /headers/X-C',
      ]);
    }
  });
});
