const FIRST_SIZE = 16_384;

/**
 * Collects up to a number of bytes by copying them. Keeping the chunks themselves would let a sender of one-byte
 * chunks cost a hundred times the bytes that it sends.
 */
export class CappedBuffer {
  private buffer = Buffer.alloc(0);
  private length = 0;

  constructor(private readonly maxBytes: number) {}

  /** Takes what fits; false when that was not all of it. */
  append(chunk: Buffer): boolean {
    const taken = Math.min(chunk.length, this.maxBytes - this.length);
    this.reserve(this.length + taken);
    chunk.copy(this.buffer, this.length, 0, taken);
    this.length += taken;
    return taken === chunk.length;
  }

  contents(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private reserve(size: number): void {
    if (size <= this.buffer.length) return;
    const grown = Buffer.alloc(Math.min(this.maxBytes, Math.max(size, this.buffer.length * 2, FIRST_SIZE)));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}
