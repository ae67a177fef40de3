import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../../../kernel/errors/failure';
import { codePoints } from '../../../../kernel/http/common-rules';
import { textOf } from './text-of';
import { partsOf } from './text-parts';
import type { FirstWord, ThreadData } from './text-reading';

const { ending, bytes } = workerData as ThreadData;
const port = parentPort!;

textOf(ending, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)).then(
  (extracted) => {
    const parts = partsOf(extracted);
    port.on('message', () => port.postMessage(parts.next().value));
    const text = new TextEncoder().encode(extracted.text);
    const first: FirstWord = { text, characters: codePoints(extracted.text) };
    port.postMessage(first, [text.buffer]);
  },
  (error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    const first: FirstWord = { refusal: error.message };
    port.postMessage(first);
  },
);
