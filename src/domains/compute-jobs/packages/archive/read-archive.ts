import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { ArchiveRefusal, MAX_UNPACKED_BYTES, notAnArchive, unpacksToTooMuch } from './archive-refusal';
import type { ArchiveEntry, ArchiveTree } from './archive-tree';

/** Bytes that are handed on at once. */
const SLICE = 64 * 1024;
/** Bytes between the contents of two entries: headers, long names, padding. tar-stream would hold any number of them. */
const MAX_BETWEEN = 1024 * 1024;
const MAX_HEADERS = 64 * 1024 * 1024;
/** Milliseconds; of some damaged archives tar-stream takes no more, and never says so. */
const MAX_SILENCE = 30_000;

/**
 * Reads a tar, gzipped or not, entry by entry; the tree has each of them by then. A content has to be read before the next
 * entry is asked for, or it is left out.
 * @throws ArchiveRefusal
 */
export async function* readArchive(
  bytes: Buffer,
  tree: ArchiveTree,
): AsyncGenerator<{ entry: ArchiveEntry; content: AsyncIterable<Buffer> }> {
  // Old tars have no magic number.
  const tar = extract({ allowUnknownFormat: true });
  const meter = new Meter();
  const source = Readable.from(meter.measure(inflated(bytes)));
  source.on('error', (error) => tar.destroy(error));
  const timer = setTimeout(() => tar.destroy(notAnArchive()), MAX_SILENCE);
  source.on('data', () => timer.refresh());
  try {
    for await (const content of source.pipe(tar)) {
      const { header } = content;
      const entry = tree.add(header);
      if (header.type !== 'directory') meter.expect(header.size ?? 0);
      if (entry) yield { entry, content: legible(content) };
      content.resume();
    }
  } catch (error) {
    throw refusalOf(error);
  } finally {
    clearTimeout(timer);
    source.destroy();
    tar.destroy();
  }
}

async function* legible(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The bytes are at hand: whatever else fails, they are no tar. */
function refusalOf(error: unknown): ArchiveRefusal {
  return error instanceof ArchiveRefusal ? error : notAnArchive();
}

function inflated(bytes: Buffer): Readable {
  const source = Readable.from(slices(bytes));
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? source.pipe(createGunzip({ chunkSize: SLICE })) : source;
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += SLICE) yield bytes.subarray(start, start + SLICE);
}

/** Ends an archive that is larger than its entries say, as soon as it is. */
class Meter {
  private passed = 0;
  private allowed = MAX_BETWEEN;

  /** A content of so many bytes follows. */
  expect(size: number): void {
    this.allowed = this.passed + size + MAX_BETWEEN;
  }

  async *measure(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      this.passed += chunk.length;
      if (this.passed > Math.min(this.allowed, MAX_UNPACKED_BYTES + MAX_HEADERS)) throw unpacksToTooMuch();
      yield chunk;
    }
  }
}
