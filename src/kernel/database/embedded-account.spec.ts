import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canEnter, isRoot, ownerOf, substituteForRoot } from './embedded-account';

const stranger = { uid: 54321, gid: 54321 };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quintet-account-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  [
    'nobody:x:65534:65534::/:/bin/false\npostgres:x:101:104:a,b:/var/lib/postgresql:/bin/bash\n',
    { uid: 101, gid: 104 },
  ],
  ['root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n', { uid: 65534, gid: 65533 }],
])('puts postgres, else nobody, in the place of root, and nobody else in that of a user', (passwd, account) => {
  const path = join(folder, 'passwd');
  writeFileSync(path, passwd);
  expect(substituteForRoot(path)).toEqual(isRoot() ? account : undefined);
});

it('knows a folder that another user may enter from one below a private folder', () => {
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  chmodSync(inner, 0o755);
  chmodSync(folder, 0o711);
  expect(canEnter(stranger, inner)).toBe(canEnter(stranger, tmpdir()));
  chmodSync(folder, 0o700);
  expect(canEnter(stranger, inner)).toBe(false);
  expect(canEnter(ownerOf(folder), folder)).toBe(canEnter(ownerOf(folder), tmpdir()));
});
