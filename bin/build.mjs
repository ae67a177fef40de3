import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runQuietly } from './run-quietly.mjs';

const CONFIGURATION = ['ormconfig.ts', 'nest-cli.json', '.swcrc', 'tsconfig.json', 'tsconfig.build.json'];

/** Whether dist comes from the sources as they are now, by names, sizes and times of change. */
export function isBuilt(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === fingerprint(root);
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Compiles the sources into an empty dist: entities and migrations are found by their files, so no old one may stay. */
export async function build(root, shareWith) {
  console.error('Building ...');
  const dist = join(root, 'dist');
  const sources = fingerprint(root);
  for (const name of readdirSync(dist)) if (name !== '.lock') rmSync(join(dist, name), { recursive: true });
  const nest = join(root, 'node_modules', '@nestjs', 'cli', 'bin', 'nest.js');
  await runQuietly(process.execPath, [nest, 'build'], { cwd: root }, shareWith);
  writeFileSync(stampPath(root), sources);
}

const stampPath = (root) => join(root, 'dist', '.stamp');

function fingerprint(root) {
  const hash = createHash('sha256');
  for (const path of [...sourceFiles(join(root, 'src')), ...CONFIGURATION.map((name) => join(root, name))].sort()) {
    const stats = statSync(path, { throwIfNoEntry: false });
    hash.update(JSON.stringify([path.slice(root.length), stats?.size, stats?.mtimeMs]));
  }
  return hash.digest('hex');
}

function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.spec.ts') ? [] : [path];
  });
}
