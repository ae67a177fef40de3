import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { developmentApiKey, developmentJwtSecret } from './development-secrets';

jest.mock('node:fs', () => {
  const actual = jest.requireActual<typeof fs>('node:fs');
  return { ...actual, writeFileSync: jest.fn(actual.writeFileSync) };
});
const { openSync, writeSync, closeSync } = jest.requireActual<typeof fs>('node:fs');

describe('development secrets', () => {
  let folder: string;

  beforeEach(() => {
    folder = join(fs.mkdtempSync(join(tmpdir(), 'quintet-secrets-')), 'data');
  });

  afterEach(() => fs.rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('are made once, and make their folder', () => {
    const secret = developmentJwtSecret(folder);
    expect(secret).toMatch(/^[A-Za-z0-9_-]{64}$/);
    expect(developmentJwtSecret(folder)).toBe(secret);
    const key = developmentApiKey(folder);
    expect(key).toMatch(/^sk_[A-Za-z0-9_-]{43}$/);
    expect(developmentApiKey(folder)).toBe(key);
  });

  it('are files that only their owner may read, and nothing else is left behind', () => {
    developmentJwtSecret(folder);
    developmentApiKey(folder);
    developmentApiKey(folder);
    expect(fs.readdirSync(folder).sort()).toEqual(['api-key', 'jwt-secret']);
    for (const file of fs.readdirSync(folder)) expect(fs.statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  it('are read as they were written by hand', () => {
    fs.mkdirSync(folder);
    fs.writeFileSync(join(folder, 'jwt-secret'), 'by hand\n');
    expect(developmentJwtSecret(folder)).toBe('by hand');
  });

  it('are the same for a process that starts while another is writing', () => {
    let second = '';
    jest.mocked(fs.writeFileSync).mockImplementationOnce((path, text, options) => {
      const { flag, mode } = options as { flag: string; mode: number };
      const file = openSync(path as string, flag, mode);
      second = developmentJwtSecret(folder);
      writeSync(file, text as string);
      closeSync(file);
    });
    const first = developmentJwtSecret(folder);
    expect(second).toHaveLength(64);
    expect(first).toBe(second);
  });

  it('say so where they cannot be kept', () => {
    fs.writeFileSync(folder, 'a file, no folder');
    expect(() => developmentJwtSecret(folder)).toThrow(/EEXIST|ENOTDIR/);
  });
});
