import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { runQuietly } from './run-quietly.mjs';

/**
 * Whether node_modules holds what package-lock.json asks for, development tools included, by the record that npm leaves
 * at the end of every complete install. Optional packages may lack: they are those of other platforms.
 */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const entry = found[path];
    return entry ? entry.version === version && entry.integrity === integrity : Boolean(optional);
  });
}

/** Installs what package-lock.json asks for, whatever NODE_ENV and npm's settings leave out. */
export async function install(root, shareWith) {
  console.error('Installing dependencies (once) ...');
  const options = [
    '--include=dev',
    '--include=optional',
    '--engine-strict=false',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const [command, ...args] = [...npm(), 'ci', ...options];
  await runQuietly(command, args, { cwd: root, env: { ...process.env, SCARF_ANALYTICS: 'false' } }, shareWith);
}

/** The npm that runs this, else the one on the PATH. */
function npm() {
  const running = process.env.npm_execpath;
  return running && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT' || error instanceof SyntaxError) return {};
    throw error;
  }
}
