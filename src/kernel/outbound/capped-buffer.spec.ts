import { CappedBuffer } from './capped-buffer';

describe('CappedBuffer', () => {
  it('keeps what fits and tells when something did not', () => {
    const buffer = new CappedBuffer(5);
    expect(buffer.append(Buffer.from('abc'))).toBe(true);
    expect(buffer.append(Buffer.from('de'))).toBe(true);
    expect(buffer.append(Buffer.alloc(0))).toBe(true);
    expect(buffer.append(Buffer.from('f'))).toBe(false);
    expect(buffer.contents().toString()).toBe('abcde');
  });

  it('keeps the bytes and not the chunks', () => {
    const buffer = new CappedBuffer(100_000);
    const chunk = Buffer.from('x');
    for (let sent = 0; sent < 70_000; sent++) buffer.append(chunk);
    chunk.fill('y');
    expect(buffer.contents().toString()).toBe('x'.repeat(70_000));
  });

  it('takes nothing under a cap of 0', () => {
    const buffer = new CappedBuffer(0);
    expect(buffer.append(Buffer.from('a'))).toBe(false);
    expect(buffer.contents()).toHaveLength(0);
  });
});
