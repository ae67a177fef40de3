// Counts the words of a chunk: runs of letters, digits and apostrophes, in lower case.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { TASK_DIR, TASK_RESULTS_DIR } = process.env;
const text = readFileSync(join(TASK_DIR, 'data.bin'), 'utf8').toLowerCase();
const counts = new Map();
for (const [word] of text.matchAll(/[\p{L}\p{M}\p{N}'’]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
writeFileSync(join(TASK_RESULTS_DIR, 'counts.json'), JSON.stringify(Object.fromEntries(counts)));
