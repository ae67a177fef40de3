import { assertSendable, isHeaderValue, isReservedHeader, isToken } from './header-rules';

describe('header rules', () => {
  it('knows tokens', () => {
    for (const name of ['X-Key', 'a', "!#$%&'*+-.^_`|~09"]) expect(isToken(name)).toBe(true);
    for (const name of ['', 'a b', 'a:', 'ä', 'a\r\n', 'a/b', '(a)', 'a\0']) expect(isToken(name)).toBe(false);
  });

  it.each([
    'Host',
    'content-length',
    'Transfer-Encoding',
    'CONNECTION',
    'keep-alive',
    'proxy-authorization',
    'Proxy-Connection',
    'proxy-anything',
    'te',
    'trailer',
    'upgrade',
    'expect',
  ])('reserves %s', (name) => {
    expect(isReservedHeader(name)).toBe(true);
    expect(() => assertSendable('GET', { [name]: '1' })).toThrow(`The header ${name} is reserved`);
  });

  it('leaves other names to the caller', () => {
    for (const name of ['authorization', 'x-host', 'hosts', 'proxy', 'tea', 'content-type']) {
      expect(isReservedHeader(name)).toBe(false);
    }
  });

  it('knows values', () => {
    for (const value of ['', 'a\tb', 'é', '\x80\xff']) expect(isHeaderValue(value)).toBe(true);
    for (const value of ['a\r', 'a\nb', '\0', '\x01', '\x7f', '\u0100', '🙂']) expect(isHeaderValue(value)).toBe(false);
  });

  it('names what a caller should have refused, and no value', () => {
    expect(() => assertSendable('GE T', {})).toThrow('The method is not a token');
    expect(() => assertSendable('GET', { 'a b': '1' })).toThrow('The header name "a b" is not a token');
    expect(() => assertSendable('GET', { key: 'secret\n' })).toThrow(/^The value of the header key is invalid$/);
  });
});
