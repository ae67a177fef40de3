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
});
