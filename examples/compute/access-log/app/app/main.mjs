// Sums up an access log in the common format, line by line, however long it is.
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { readEntry } from './entry.mjs';

const { TASK_DIR, TASK_RESULTS_DIR, APP_PARAMS } = process.env;
const { top = 10 } = JSON.parse(APP_PARAMS);
const paths = new Map();
let requests = 0;
let unreadable = 0;

for await (const line of createInterface({ input: createReadStream(join(TASK_DIR, 'data.bin')) })) {
  const entry = readEntry(line);
  if (!entry) {
    unreadable += line ? 1 : 0;
    continue;
  }
  const sum = paths.get(entry.path) ?? { path: entry.path, requests: 0, errors: 0, bytes: 0 };
  sum.requests += 1;
  sum.errors += entry.status >= 400 ? 1 : 0;
  sum.bytes += entry.bytes;
  paths.set(entry.path, sum);
  requests += 1;
}

const byRequests = [...paths.values()].sort((a, b) => b.requests - a.requests || (a.path < b.path ? -1 : 1));
const summary = { requests, unreadable, paths: byRequests.slice(0, top) };
writeFileSync(join(TASK_RESULTS_DIR, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
console.log(`${requests} requests of ${paths.size} paths`);
