// Changes the case of the text in a chunk.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CHANGES = {
  upper: (text) => text.toUpperCase(),
  lower: (text) => text.toLowerCase(),
  title: (text) => text.toLowerCase().replace(/(?<![\p{L}\p{M}\p{N}'])\p{L}/gu, (letter) => letter.toUpperCase()),
};

const { TASK_DIR, TASK_RESULTS_DIR, APP_PARAMS } = process.env;
const change = CHANGES[JSON.parse(APP_PARAMS).case ?? 'upper'];
const text = readFileSync(join(TASK_DIR, 'data.bin'), 'utf8');
writeFileSync(join(TASK_RESULTS_DIR, 'hello_world_processed.txt'), change(text));
