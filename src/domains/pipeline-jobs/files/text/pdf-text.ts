import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { badRequest } from '../../refusals';
import type { ExtractedText } from './extracted-text';

/** Milliseconds; a transaction may be open meanwhile, which waits for 15 s. */
const TIMEOUT = 10_000;
const MEMORY = { maxOldGenerationSizeMb: 512 };

/**
 * The text of a PDF, page by page. Read in a thread of its own, which is ended when it takes too long or too much memory.
 * @throws Failure `invalid`, 400
 */
export async function pdfText(bytes: Buffer): Promise<ExtractedText> {
  const worker = new Worker(join(__dirname, 'pdf-text.worker.mjs'), {
    workerData: bytes,
    resourceLimits: MEMORY,
    env: {},
    stdout: true,
    stderr: true,
  });
  try {
    const text = await new Promise<string>((read, failed) => {
      worker.once('message', read).once('error', failed).once('exit', failed);
      setTimeout(failed, TIMEOUT).unref();
    });
    return { text: text.toWellFormed().replaceAll('\0', ''), headings: [] };
  } catch {
    throw badRequest('File is no readable pdf');
  } finally {
    void worker.terminate();
  }
}
