// Makes one chunk of every `lines` lines of the input files, whatever their size.
import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const { SOURCE_DIR, CHUNKS_DIR, PARTITIONER_PARAMS } = process.env;
const { lines = 100 } = JSON.parse(PARTITIONER_PARAMS);
if (!Number.isInteger(lines) || lines < 1) {
  console.error('params.partitioner.lines must be an integer of 1 or more');
  process.exit(1);
}

let chunks = 0;
let held = [];

function writeChunk() {
  writeFileSync(join(CHUNKS_DIR, `data_${chunks++}.bin`), held.map((line) => `${line}\n`).join(''));
  held = [];
}

for (const name of readdirSync(SOURCE_DIR).sort()) {
  for await (const line of createInterface({ input: createReadStream(join(SOURCE_DIR, name)), crlfDelay: Infinity })) {
    held.push(line);
    if (held.length === lines) writeChunk();
  }
}
if (held.length > 0 || chunks === 0) writeChunk();
