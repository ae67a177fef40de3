import { Failure } from '../../../kernel/errors/failure';
import { ConfigProblems } from './config-problems';
import { QueryYaml } from './query-yaml';

async function refusal(text: string): Promise<unknown> {
  try {
    await QueryYaml.read(text);
    return undefined;
  } catch (error) {
    const { status, data } = error as Failure;
    return [
      status,
      (data as ConfigProblems).details.map(({ code }) => code),
      (data as ConfigProblems).details[0].message,
    ];
  }
}

describe('QueryYaml', () => {
  it.each([
    ['YAML', 'connector: builtin # why\ntop_k: 5\n', { connector: 'builtin', top_k: 5 }],
    ['JSON', '{"connector": "builtin", "top_k": 5}', { connector: 'builtin', top_k: 5 }],
    ['aliases', 'a: &x [1, 2]\nb: *x\n', { a: [1, 2], b: [1, 2] }],
    ['keys that are no texts', '1: a\n', { '1': 'a' }],
    ['prototype keys as plain data', '{"__proto__": {"a": 1}}', JSON.parse('{"__proto__":{"a":1}}')],
  ])('reads %s', async (_, text, value) => expect((await QueryYaml.read(text)).value).toEqual(value));

  it.each([
    ['nothing', '', 'The text is not a mapping'],
    ['a list', '- a', 'The text is not a mapping'],
    ['a text', 'hello', 'The text is not a mapping'],
    ['two documents', 'a: 1\n---\nb: 2\n', expect.stringContaining('Line 2')],
    ['what is no YAML', 'a: [1\nb: 2', expect.stringMatching(/^Line \d+, column \d+: /)],
    ['keys given twice', 'a: 1\nb:\n  c: 1\n  c: 2\n', 'Line 3, column 3: Map keys must be unique'],
    ['a tag of its own', 'a: !secret b', 'Line 1, column 12: Custom tags are not allowed'],
    ['a binary', 'a: !!binary aGk=', expect.stringContaining('Custom tags are not allowed')],
    ['a tag on a mapping', 'a: !x {b: 1}', expect.stringContaining('Custom tags are not allowed')],
    ['an alias for nothing', 'a: *x', expect.stringContaining('Line 1, column 4')],
    ['21 aliases', `a: &x 1\nb: [${Array(21).fill('*x').join(', ')}]`, expect.stringContaining('more than 20 aliases')],
    ['a ring', 'a: &x [*x, *x]', expect.any(String)],
    ['a NUL', 'a: "\\0"', 'null characters are not allowed'],
    ['33 levels', `a: ${'['.repeat(32)}${']'.repeat(32)}`, 'nested deeper than 32 levels'],
    ['very many levels', `a: ${'['.repeat(50_000)}`, expect.stringMatching(/nested too deep$/)],
    ['over 100 KiB', `a: ${'x'.repeat(100 * 1024)}`, 'The text is larger than 100 KiB'],
  ])('refuses %s', async (_, text, message) => expect(await refusal(text)).toEqual([422, ['YAML_ERROR'], message]));

  it('takes 20 aliases', async () => {
    expect(await refusal(`a: &x 1\nb: [${Array(20).fill('*x').join(', ')}]`)).toBeUndefined();
  });

  it('lets others have their turn while it reads a long text', async () => {
    let reading = true;
    let turns = 0;
    const turn = () => {
      turns++;
      if (reading) setImmediate(turn);
    };
    setImmediate(turn);
    const { value } = await QueryYaml.read(`a: [${'1,'.repeat(50_000)}]`).finally(() => (reading = false));
    expect([(value.a as unknown[]).length, turns > 20]).toEqual([50_000, true]);
  });

  it('does not grow by aliases of aliases', async () => {
    const lines = Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`);
    expect(await refusal(`a0: &a0 [x]\n${lines.join('\n')}`)).toEqual([422, ['YAML_ERROR'], expect.any(String)]);
  });

  it.each([
    ['none', 'connector: builtin\n', 'connector: builtin\n'],
    ['a plain one', '# mine\napi_key: abc # secret\nurl: x\n', '# mine\napi_key: "***" # secret\nurl: x\n'],
    ['a quoted one', `api_key: 'a b'\n`, 'api_key: "***"\n'],
    ['one in JSON', '{"api_key":"abc","url":"x"}', '{"api_key":"***","url":"x"}'],
    ['a block', 'api_key: |-\n  abc\nurl: x\n', 'api_key: "***"\nurl: x\n'],
    ['an anchor', 'k: &k abc\napi_key: *k\n', 'k: &k "***"\napi_key: *k\n'],
    ['headers', 'headers:\n  A: abc\n  B: d e\n', 'headers:\n  A: "***"\n  B: "***"\n'],
    ['headers by an alias', 'h: &h {A: abc}\nheaders: *h\n', 'h: &h {A: "***"}\nheaders: *h\n'],
    ['a hidden one', 'api_key: "***"\n', 'api_key: "***"\n'],
  ])('hides %s', async (_, text, hidden) => {
    expect((await QueryYaml.read(text)).hidden()).toBe(hidden);
    expect((await QueryYaml.read(hidden)).hidden()).toBe(hidden);
  });
});
