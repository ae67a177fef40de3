import type { Readable } from 'node:stream';

/** What is known of a stored file. */
export interface StoredFile {
  /** Bytes. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
}

/** Part of a file: places of bytes from 0, the last one included. */
export interface ByteRange {
  first: number;
  last: number;
}

/** A stream went on after the bytes that it may have. */
export class TooLargeError extends Error {
  constructor(readonly limit: number) {
    super(`larger than ${limit} bytes`);
  }
}

/**
 * Where files are kept: the one way to them. Keys are paths of safe names joined by `/`. A file is there as a whole or
 * not at all, whatever is interrupted; what is stored under a key again replaces it.
 */
export abstract class ObjectStore {
  /** Never holds more than a few pieces in memory. @param limit in bytes @throws TooLargeError */
  abstract write(key: string, source: Readable, limit: number): Promise<StoredFile>;

  /** Takes a local file over: it is gone afterwards. */
  abstract take(key: string, path: string): Promise<StoredFile>;

  /** The size in bytes. @throws ObjectMissingError */
  abstract size(key: string): Promise<number>;

  /** @param range within the file; all of it when left out @throws ObjectMissingError */
  abstract read(key: string, range?: ByteRange): Promise<Readable>;

  /** Copies a stored file to a local path. @throws ObjectMissingError */
  abstract copy(key: string, path: string): Promise<void>;

  /** Deletes the file of this key and all files below it; those that are not there are no matter. */
  abstract delete(key: string): Promise<void>;
}

export class ObjectMissingError extends Error {
  constructor(key: string) {
    super(`there is no object ${key}`);
  }
}
