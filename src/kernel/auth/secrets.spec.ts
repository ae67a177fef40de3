import { Secrets } from './secrets';

const secret = (text: string) => new Secrets(text.repeat(32));

describe('Secrets', () => {
  it('derives the same 256 bit key in every process of the same secret', () => {
    const key = secret('a').derive('webhooks');
    expect(key).toHaveLength(32);
    expect(secret('a').derive('webhooks')).toEqual(key);
    // Recorded: stored data would be lost with another derivation.
    expect(key.toString('hex')).toBe('cfedffe68a6d3701a5820f47200e684623cc0e5b45948785565ba04059566999');
  });

  it('derives another key for every purpose and every secret', () => {
    const keys = [
      secret('a').derive('one'),
      secret('a').derive('two'),
      secret('a').derive(''),
      secret('b').derive('one'),
    ].map((key) => key.toString('hex'));
    expect(new Set(keys).size).toBe(4);
    expect(keys.join()).not.toContain(Buffer.from('a'.repeat(8)).toString('hex'));
  });

  it.each(['', 'text', '{"key":"sk_\u0000 ü 😀"}', 'x'.repeat(100_000)])('opens what it sealed', (text) => {
    const sealed = secret('a').seal('webhooks', text);
    expect(secret('a').open('webhooks', sealed)).toBe(text);
    if (text !== '') expect(Buffer.from(sealed, 'base64').includes(text)).toBe(false);
    expect(secret('a').seal('webhooks', text)).not.toBe(sealed);
  });

  it('opens nothing of another secret or purpose, and nothing that was changed', () => {
    const sealed = secret('a').seal('webhooks', 'text');
    expect(() => secret('b').open('webhooks', sealed)).toThrow();
    expect(() => secret('a').open('other', sealed)).toThrow();
    const bytes = Buffer.from(sealed, 'base64');
    for (const index of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[index] ^= 1;
      expect(() => secret('a').open('webhooks', changed.toString('base64'))).toThrow();
    }
    for (const text of ['', 'AAAA', bytes.subarray(0, 20).toString('base64')]) {
      expect(() => secret('a').open('webhooks', text)).toThrow();
    }
  });
});
