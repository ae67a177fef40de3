import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const example = readFileSync(join(root, '.env.example'), 'utf8');

/** Every variable that a settings class declares. */
const variables = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /settings\.ts$/.test(path))
  .flatMap((path) => [...readFileSync(join(root, 'src', path), 'utf8').matchAll(/^ {2}([A-Z][A-Z0-9_]+)[?:= ]/gm)])
  .map(([, name]) => name);

describe('.env.example', () => {
  it.each(variables)('lists %s', (name) => {
    expect(example).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });

  it('lists nothing that is not read', () => {
    const listed = [...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(listed.filter((name) => !variables.includes(name))).toEqual([]);
  });
});
