import { Secrets } from '../../../kernel/auth/secrets';
import { ComputeSettings } from '../compute.settings';
import { SecretBox } from './secret-box';

const box = (jwtSecret: string, COMPUTE_SECRET_KEY?: string) =>
  new SecretBox(new Secrets(jwtSecret), Object.assign(new ComputeSettings(), { COMPUTE_SECRET_KEY }));

describe('SecretBox', () => {
  it('opens what a server of the same secret has sealed', () => {
    const sealed = box('a').seal('pässword');
    expect(box('a').open(sealed)).toBe('pässword');
    expect(sealed).not.toContain('ssword');
    expect(box('a').seal('pässword')).not.toBe(sealed);
  });

  it('opens nothing of another secret, and nothing that was changed', () => {
    const sealed = box('a').seal('text');
    const changed = Buffer.from(sealed, 'base64');
    changed[changed.length - 1] ^= 1;
    expect(() => box('b').open(sealed)).toThrow();
    expect(() => box('a').open(changed.toString('base64'))).toThrow();
    expect(() => box('a').open('')).toThrow();
  });

  it('goes by COMPUTE_SECRET_KEY where it is set', () => {
    const key = 'k'.repeat(32);
    expect(box('b', key).open(box('a', key).seal('text'))).toBe('text');
    expect(() => box('a').open(box('a', key).seal('text'))).toThrow();
  });
});
