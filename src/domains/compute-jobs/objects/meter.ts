import { createHash } from 'node:crypto';
import { TooLargeError } from './object-store';
import type { StoredFile } from './object-store';

/** Counts and hashes the bytes of a file on their way. */
export class Meter {
  private readonly hash = createHash('sha256');
  private size = 0;

  /** @param limit in bytes */
  constructor(private readonly limit: number) {}

  /** @throws TooLargeError */
  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.limit) throw new TooLargeError(this.limit);
    this.hash.update(chunk);
  }

  /** A stage of a pipeline, which hands on what passes. @throws TooLargeError */
  async *measure(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.add(chunk);
      yield chunk;
    }
  }

  result(): StoredFile {
    return { size: this.size, sha256: this.hash.digest('hex') };
  }
}
