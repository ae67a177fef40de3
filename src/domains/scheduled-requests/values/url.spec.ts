import fc from 'fast-check';
import { parseUrl } from './url';

const hosts = {
  covers: (hostname: string) => ['allowed.test', 'localhost', '127.0.0.1'].includes(hostname),
  refusesLiteral: (hostname: string) => ['127.0.0.2', '10.0.0.1', '[::1]', '168.63.129.16'].includes(hostname),
};
const read = (value: unknown) => parseUrl(value, hosts);

const BLANK = "can't be blank";
const NOT_A_URL = 'is not a valid URL';
const HTTPS = 'must use https';
const CREDENTIALS = 'must not contain credentials';
const TOO_LONG = 'should be at most 2048 character(s)';
const PRIVATE = 'must not point to a private or reserved address';

describe('parseUrl', () => {
  it.each([
    'https://example.com',
    'HTTPS://Example.com:8443/a%20b?c=d#e',
    'https://1.1.1.1/',
    'https://пример.рф/ü',
    'http://allowed.test/',
    'http://localhost:3000/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://notlocalhost/',
    'https://example.com/' + 'a'.repeat(2028),
    'https://@example.com/',
  ])('takes %s as it is', (url) => expect(read(url)).toEqual({ value: url }));

  it.each<[unknown, string]>([
    [1, 'is invalid'],
    [['https://example.com'], 'is invalid'],
    ['', BLANK],
    [' \t', BLANK],
    [' https://example.com', NOT_A_URL],
    ['https://exa mple.com', NOT_A_URL],
    ['https://example.com/\n', NOT_A_URL],
    ['https://example.com/\u0000', NOT_A_URL],
    ['https://example.com/\u0085', NOT_A_URL],
    ['https://example.com/\u00a0', NOT_A_URL],
    ['example.com', NOT_A_URL],
    ['//example.com', NOT_A_URL],
    ['https://', NOT_A_URL],
    ['https://example.com:65536', NOT_A_URL],
    ['https://256.1.1.1/', NOT_A_URL],
    ['https://[::1', NOT_A_URL],
    ['https:example.com', NOT_A_URL],
    ['https:/example.com', NOT_A_URL],
    ['https:///example.com', NOT_A_URL],
    ['https:\\\\example.com', NOT_A_URL],
    ['https://example.com:0/', NOT_A_URL],
    ['http:allowed.test', NOT_A_URL],
    ['http://example.com', HTTPS],
    ['http://user@example.com', HTTPS],
    ['ftp://allowed.test/', HTTPS],
    ['mailto:a@example.com', HTTPS],
    ['javascript:alert(1)', HTTPS],
    ['localhost:3000', HTTPS],
    ['https://user@example.com', CREDENTIALS],
    ['https://:secret@127.0.0.2', CREDENTIALS],
    ['https://example.com/' + 'a'.repeat(2029), TOO_LONG],
    ['https://127.0.0.2/' + 'a'.repeat(2048), TOO_LONG],
    ['https://127.0.0.2/', PRIVATE],
    ['https://0x7f.2/', PRIVATE],
    ['https://2130706434/', PRIVATE],
    ['https://１２７.０.０.２/', PRIVATE],
    ['https://10.1', PRIVATE],
    ['https://[0:0::1]/', PRIVATE],
    ['https://168.63.129.16/', PRIVATE],
    ['https://LOCALHOST./', PRIVATE],
    ['https://a.localhost/', PRIVATE],
    ['https://a.localhost.:443/', PRIVATE],
  ])('refuses %j: %s', (value, error) => expect(read(value)).toEqual({ error }));

  it('never throws', () => {
    const value = fc.oneof(fc.webUrl(), fc.string({ unit: 'binary' }), fc.jsonValue());
    fc.assert(fc.property(value, (sent) => expect(read(sent)).toBeDefined()));
  });
});
