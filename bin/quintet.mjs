#!/usr/bin/env node
// The command line: node bin/quintet.mjs.
import { createRequire } from 'node:module';

import { USAGE, UsageError } from './usage.mjs';

const require = createRequire(import.meta.url);

/** The commands of the scheduler need no build, those of compute jobs run what the server runs. */
async function main(argv) {
  if (argv.length === 1 && ['--help', '-h', 'help'].includes(argv[0])) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const [domain, ...rest] = argv;
  if (domain !== 'compute') return (await import('./scheduler.mjs')).scheduler(argv);
  const { prepared } = await import('./prepare.mjs');
  await prepared;
  return require('../dist/domains/compute-jobs/command-line/main.js').compute(rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const isUsage = error instanceof UsageError || error.name === 'UsageError';
  const reason = error.cause?.code ?? error.cause?.message ?? error.message;
  process.stderr.write(isUsage ? `quintet: ${error.message}\n\n${USAGE}\n` : `quintet: ${reason}\n`);
  process.exitCode = 1;
}
