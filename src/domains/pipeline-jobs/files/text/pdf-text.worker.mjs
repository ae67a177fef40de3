import { parentPort, workerData } from 'node:worker_threads';
import { extractText, getDocumentProxy } from 'unpdf';

const pdf = await getDocumentProxy(new Uint8Array(workerData), { verbosity: 0, isEvalSupported: false });
const { text } = await extractText(pdf, { mergePages: false });
parentPort.postMessage(text.join('\n\n'));
