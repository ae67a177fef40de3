import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { create as contentDisposition } from 'content-disposition';
import { Failure } from '../../../kernel/errors/failure';
import { Links, expiredLink } from '../data-sources/links';
import { readRange } from './byte-range';
import { ObjectMissingError, ObjectStore } from './object-store';

/** A file, or a part of it, as it is answered. */
export interface FileAnswer {
  status: number;
  headers: Record<string, string>;
  content: Readable;
}

/** Hands out files by signed links. */
@Injectable()
export class LinkedFiles {
  constructor(
    private readonly links: Links,
    private readonly store: ObjectStore,
  ) {}

  /**
   * A link to a file that is gone counts as expired.
   * @throws Failure `forbidden`; 416 for a range that lies beyond the file
   */
  async open(token: string, requested: IncomingHttpHeaders): Promise<FileAnswer> {
    const { key, name } = this.links.readFile(token);
    try {
      return await this.answer(key, contentDisposition(name), requested);
    } catch (error) {
      throw error instanceof ObjectMissingError ? expiredLink() : error;
    }
  }

  private async answer(key: string, disposition: string, requested: IncomingHttpHeaders): Promise<FileAnswer> {
    const size = await this.store.size(key);
    // Files have no tag that the condition could hold for.
    const range = requested['if-range'] === undefined ? readRange(requested.range, size) : undefined;
    if (range === 'unsatisfiable') throw unsatisfiable(size);
    const { first, last } = range ?? { first: 0, last: size - 1 };
    return {
      status: range ? 206 : 200,
      headers: {
        'content-disposition': disposition,
        'content-length': String(last - first + 1),
        'accept-ranges': 'bytes',
        ...(range && { 'content-range': `bytes ${first}-${last}/${size}` }),
      },
      content: await this.store.read(key, range),
    };
  }
}

const unsatisfiable = (size: number) =>
  new Failure('bad-request', 'range not satisfiable', {
    status: 416,
    headers: { 'content-range': `bytes */${size}` },
  });
