import { randomBytes } from 'node:crypto';
import { SecretBox } from './secret-box';

const box = new SecretBox(randomBytes(32));

it('opens what it sealed', () => {
  expect(box.open(box.seal('whsec_ü', 'tenant'), 'tenant')).toBe('whsec_ü');
  expect(box.seal('whsec_x', 'tenant')).not.toEqual(box.seal('whsec_x', 'tenant'));
  expect(box.seal('whsec_x', 'tenant').includes('whsec_x')).toBe(false);
});

it('opens nothing else', () => {
  const sealed = box.seal('whsec_x', 'tenant');
  expect(box.open(sealed, 'another tenant')).toBeUndefined();
  expect(new SecretBox(randomBytes(32)).open(sealed, 'tenant')).toBeUndefined();
  for (const at of [0, 12, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] ^= 1;
    expect(box.open(changed, 'tenant')).toBeUndefined();
  }
  expect(box.open(Buffer.alloc(0), 'tenant')).toBeUndefined();
});
