import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SOURCES = resolve(__dirname, '../../src');
const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'));

function repeated(pattern: RegExp): string[] {
  const names = sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name));
  expect(names.length).toBeGreaterThan(100);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

describe('names that no two things may have', () => {
  it('prepared statements: a connection that has one refuses another of its name', () => {
    expect(repeated(/name: '([^']+)',\s*text:/g)).toEqual([]);
  });

  it('DTOs of bodies and answers: the OpenAPI document would describe both with one of them', () => {
    expect(repeated(/class (\w+(?<!Query)Dto)\b/g)).toEqual([]);
  });
});
