import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads a secret of this folder, made on first need. Processes that start together agree on one. */
function generatedOnce(folder: string, file: string, make: () => string): string {
  const path = join(folder, file);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(path, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}

export const developmentJwtSecret = (dataDir: string) =>
  generatedOnce(dataDir, 'jwt-secret', () => randomBytes(48).toString('base64url'));

export const developmentApiKey = (dataDir: string) =>
  generatedOnce(dataDir, 'api-key', () => `sk_${randomBytes(32).toString('base64url')}`);
