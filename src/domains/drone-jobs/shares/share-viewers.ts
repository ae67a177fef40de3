import { Injectable } from '@nestjs/common';
import type { StreamTopic } from '../streams/streams';

/** A place among the viewers of a share. */
export interface Viewer {
  topic: StreamTopic;
  /** Aborted when the share is revoked or expires. */
  signal: AbortSignal;
  /** Gives the place away. */
  leave(): Promise<void>;
}

/** Counts who watches by shares, in all processes together. */
@Injectable()
export class ShareViewers {
  /** `unknown` for a share that is not there, or dead. */
  admit(_code: string): Promise<Viewer | 'unknown' | 'full'> {
    throw new Error('to be built');
  }
}
