import { randomBytes, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads a secret of this folder, made on first need. Processes that start together agree on one: the file comes into
 * being with its content, by a link, so that none reads it half written.
 */
function generatedOnce(folder: string, file: string, make: () => string): string {
  const path = join(folder, file);
  const draft = `${path}.${randomUUID()}`;
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(draft, make(), { flag: 'wx', mode: 0o600 });
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8').trim();
}

export const developmentJwtSecret = (dataDir: string) =>
  generatedOnce(dataDir, 'jwt-secret', () => randomBytes(48).toString('base64url'));

export const developmentApiKey = (dataDir: string) =>
  generatedOnce(dataDir, 'api-key', () => `sk_${randomBytes(32).toString('base64url')}`);
