import fc from 'fast-check';
import type { JobArgs } from './job-args';
import { redactArgs, REDACTED, redactMembers, redactUrl } from './redaction';

describe('redactMembers', () => {
  it.each([
    ...[
      'authorization',
      'Proxy-Authorization',
      'COOKIE',
      'set-cookie',
      'auth',
      'X-Auth',
      'access_token',
      'client-secret',
    ],
    ...['userPassword', 'X-Api-Key', 'api_key', 'APIKEY', 'webhook-signature', 'x-amz-credential', 'sessionid'],
  ])('hides %s', (name) => expect(redactMembers({ [name]: 'x' })).toEqual({ [name]: REDACTED }));

  it.each(['author', 'x-authority', 'my-cookie', 'key', 'accept'])('shows %s', (name) =>
    expect(redactMembers({ [name]: ['x'] })).toEqual({ [name]: ['x'] }),
  );

  it('keeps __proto__ a key', () =>
    expect(JSON.stringify(redactMembers(JSON.parse('{"__proto__":1}') as Record<string, number>))).toBe(
      '{"__proto__":1}',
    ));
});

describe('redactUrl', () => {
  it.each([
    ['https://h.test/token=1?a=%20b&c#token=2', 'https://h.test/token=1?a=%20b&c#token=2'],
    ['https://h.test/?a=1&Token=s=t&b=2#x', 'https://h.test/?a=1&Token=[REDACTED]&b=2#x'],
    ['https://h.test/?%74oken=s&api%5Fkey=s', 'https://h.test/?%74oken=[REDACTED]&api%5Fkey=[REDACTED]'],
    ['https://h.test/?token&secret=', 'https://h.test/?token&secret=[REDACTED]'],
    ['https://h.test/#a?token=1', 'https://h.test/#a?token=1'],
    ['', ''],
  ])('%s becomes %s', (url, expected) => expect(redactUrl(url)).toBe(expected));

  it('changes no other URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true }), (url) => {
        expect(redactUrl(url)).toBe(url);
      }),
    );
  });
});

it('redacts the args wherever they hold a name', () => {
  const args: JobArgs = {
    body: { token: 'of the user' },
    callback_url: 'https://c.test/?token=1',
    headers: { Authorization: 'Bearer x', 'x-a': 'b' },
    method: 'post',
    query: { secret: ['a'], page: 1 },
    url: 'https://h.test/?session=1',
    webhook_url: 'https://w.test/?auth=1',
  };
  const redacted = redactArgs(JSON.stringify(args));
  expect(Object.keys(JSON.parse(redacted) as object)).toEqual(Object.keys(args));
  expect(JSON.parse(redacted)).toEqual({
    body: { token: 'of the user' },
    callback_url: 'https://c.test/?token=[REDACTED]',
    headers: { Authorization: REDACTED, 'x-a': 'b' },
    method: 'post',
    query: { secret: REDACTED, page: 1 },
    url: 'https://h.test/?session=[REDACTED]',
    webhook_url: 'https://w.test/?auth=[REDACTED]',
  });
  const plain =
    '{"body":{"2":1.0,"1":2},"headers":{},"method":"get","query":{"2": [1.0],"1":2},"url":"https://h.test"}';
  expect(redactArgs(plain)).toBe(plain.replace('"2": [', '"2":['));
});
