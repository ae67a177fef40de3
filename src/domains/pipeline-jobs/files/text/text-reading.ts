import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { codePoints } from '../../../../kernel/http/common-rules';
import { badRequest } from '../../refusals';
import { isTextType, textOf } from './text-of';
import { partsOf } from './text-parts';
import type { TextPart } from './text-parts';

/** Bytes of a file that is read in this thread: a larger one would hold everybody up. */
const MAX_HERE = 256 * 1024;
/** It can be a thousand times as large as it looks. */
const PACKED = '.docx';
const MEMORY = { maxOldGenerationSizeMb: 2048 };

/** The text of a file, read as it is needed. To be closed. */
export interface TextReading {
  /** UTF-8. */
  text: Buffer;
  /** Unicode code points. */
  characters: number;
  /** In order, some at a time. To be asked for once. */
  parts(): AsyncIterable<TextPart[]> | Iterable<TextPart[]>;
  close(): void;
}

/** What a thread of its own says first. */
export type FirstWord = { text: Uint8Array; characters: number } | { refusal: string };

export interface ThreadData {
  ending: string;
  bytes: Uint8Array;
}

/**
 * Reads a file by the ending of its name, in lower case; undefined for a type that is not known.
 * @throws Failure `invalid`, 400, when it is not what its name says
 */
export async function readText(ending: string, bytes: Buffer): Promise<TextReading | undefined> {
  if (!isTextType(ending)) return undefined;
  return bytes.length > MAX_HERE || ending === PACKED ? readApart(ending, bytes) : readHere(ending, bytes);
}

async function readHere(ending: string, bytes: Buffer): Promise<TextReading> {
  const extracted = await textOf(ending, bytes);
  const { text } = extracted;
  return {
    text: Buffer.from(text),
    characters: codePoints(text),
    parts: () => partsOf(extracted),
    close: () => undefined,
  };
}

async function readApart(ending: string, given: Buffer): Promise<TextReading> {
  const bytes = new Uint8Array(given);
  const worker = new Worker(join(__dirname, 'text-reading.worker.js'), {
    workerData: { ending, bytes } satisfies ThreadData,
    transferList: [bytes.buffer],
    resourceLimits: MEMORY,
    env: {},
  });
  const ended = new AbortController();
  worker.on('error', (error) => ended.abort(error)).on('exit', () => ended.abort());
  const said = async <T>() => (await once(worker, 'message', { signal: ended.signal }))[0] as T;
  const close = () => void worker.terminate();
  try {
    const first = await said<FirstWord>();
    if ('refusal' in first) throw badRequest(first.refusal);
    const { buffer, byteOffset, byteLength } = first.text;
    return { text: Buffer.from(buffer, byteOffset, byteLength), characters: first.characters, parts, close };
  } catch (error) {
    close();
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_OUT_OF_MEMORY') throw error;
    throw badRequest(`File is no readable ${ending.slice(1)}`);
  }

  async function* parts(): AsyncGenerator<TextPart[]> {
    for (;;) {
      const next = said<TextPart[] | undefined>();
      worker.postMessage('next');
      const batch = await next;
      if (!batch) return;
      yield batch;
    }
  }
}
