// Adds up the counts that the tasks made, by word in alphabetical order.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { TASK_RESULTS_DIR, OUTPUT_DIR } = process.env;
const total = new Map();
for (const name of readdirSync(TASK_RESULTS_DIR)) {
  const counts = JSON.parse(readFileSync(join(TASK_RESULTS_DIR, name), 'utf8'));
  for (const [word, count] of Object.entries(counts)) total.set(word, (total.get(word) ?? 0) + count);
}
const sorted = [...total].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(join(OUTPUT_DIR, 'counts.json'), JSON.stringify(Object.fromEntries(sorted), null, 2));
