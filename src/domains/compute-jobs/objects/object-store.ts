import type { Readable } from 'node:stream';

/** What is known of a stored file. */
export interface StoredFile {
  /** Bytes. */
  size: number;
  /** In hexadecimal. */
  sha256: string;
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
  /** @param limit in bytes @throws TooLargeError */
  abstract write(key: string, source: Readable, limit: number): Promise<StoredFile>;

  /** Takes a local file over: it is gone afterwards. */
  abstract take(key: string, path: string): Promise<StoredFile>;

  /** @throws ObjectMissingError */
  abstract read(key: string): Promise<Readable>;

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
