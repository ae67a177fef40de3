import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../../kernel/config/settings';
import { packFolder } from '../packages/archive/pack-folder';
import { hashOf } from '../packages/blobs';
import type { Blobs } from '../packages/blobs';
import { CodeFolders } from '../packages/code-folders';
import { readPackage } from '../packages/package-content';
import { removeFolder } from '../packages/read-only-folders';

describe('the sample archives', () => {
  it.each(['apps/hello-world', 'apps/word-count', 'engines/split-lines', 'engines/merge-counts'])(
    '%s is packed alike every time, can be read, unpacked and run',
    async (sample) => {
      const bytes = await packFolder(join(__dirname, sample));
      expect((await packFolder(join(__dirname, sample))).equals(bytes)).toBe(true);
      const { manifest, entrypoint } = await readPackage(bytes, sample.startsWith('apps') ? 'app' : 'engine');
      const data = mkdtempSync(join(tmpdir(), 'quintet-samples-'));
      const folders = new CodeFolders(
        { DATA_DIR: data } as Settings,
        { read: () => Promise.resolve(bytes) } as unknown as Blobs,
      );
      const { name, version } = manifest;
      const folder = await folders.folderOf({ owner: 'o', name, version, hash: hashOf(bytes) });
      expect(readdirSync(folder)).toEqual([entrypoint]);
      // Without its environment it starts, and fails.
      expect(() => execFileSync(process.execPath, [join(folder, entrypoint)], { env: {}, stdio: 'pipe' })).toThrow(
        /undefined/,
      );
      await removeFolder(data);
    },
  );
});

describe('the sample programs', () => {
  let root: string;
  const folder = (name: string) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  const run = (sample: string, env: Record<string, string>) =>
    execFileSync(process.execPath, [join(__dirname, sample, 'app/main.mjs')], { env, cwd: root, stdio: 'pipe' });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'quintet-samples-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it.each([
    ['{"case":"upper"}', "ÉCOLE D'ÉTÉ, 2ND DAY\n"],
    ['{"case":"lower"}', "école d'été, 2nd day\n"],
    ['{"case":"title"}', "École D'été, 2nd Day\n"],
    ['{}', "ÉCOLE D'ÉTÉ, 2ND DAY\n"],
  ])('hello-world changes the case by %s', (params, text) => {
    const TASK_DIR = folder('task');
    const TASK_RESULTS_DIR = folder('results');
    writeFileSync(join(TASK_DIR, 'data.bin'), "École d'été, 2nd DAY\n");
    run('apps/hello-world', { TASK_DIR, TASK_RESULTS_DIR, APP_PARAMS: params });
    expect(readdirSync(TASK_RESULTS_DIR)).toEqual(['hello_world_processed.txt']);
    expect(readFileSync(join(TASK_RESULTS_DIR, 'hello_world_processed.txt'), 'utf8')).toBe(text);
  });

  it('word-count counts the words of all chunks', () => {
    const SOURCE_DIR = folder('source');
    const CHUNKS_DIR = folder('chunks');
    const flat = folder('flat');
    const OUTPUT_DIR = folder('output');
    const lines = Array.from({ length: 25 }, (_, index) => `The line, the ${index} constructor __proto__`);
    writeFileSync(join(SOURCE_DIR, 'input.txt'), lines.join('\n'));
    run('engines/split-lines', { SOURCE_DIR, CHUNKS_DIR, PARTITIONER_PARAMS: '{"lines":10}' });
    expect(readdirSync(CHUNKS_DIR).sort()).toEqual(['data_0.bin', 'data_1.bin', 'data_2.bin']);
    for (const index of [0, 1, 2]) {
      const TASK_DIR = folder(`task-${index}`);
      writeFileSync(join(TASK_DIR, 'data.bin'), readFileSync(join(CHUNKS_DIR, `data_${index}.bin`)));
      const TASK_RESULTS_DIR = folder(`results-${index}`);
      run('apps/word-count', { TASK_DIR, TASK_RESULTS_DIR, APP_PARAMS: '{}' });
      writeFileSync(join(flat, `00000${index}_counts.json`), readFileSync(join(TASK_RESULTS_DIR, 'counts.json')));
    }
    run('engines/merge-counts', { TASK_RESULTS_DIR: flat, OUTPUT_DIR, ASSEMBLER_PARAMS: '{}' });
    const counts = JSON.parse(readFileSync(join(OUTPUT_DIR, 'counts.json'), 'utf8')) as Record<string, number>;
    expect(counts).toMatchObject({ the: 50, line: 25, constructor: 25, proto: 25, 24: 1 });
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(150);
  });

  it('split-lines makes one chunk of an empty input and refuses a senseless number', () => {
    const SOURCE_DIR = folder('source');
    const CHUNKS_DIR = folder('chunks');
    writeFileSync(join(SOURCE_DIR, 'input.txt'), '');
    run('engines/split-lines', { SOURCE_DIR, CHUNKS_DIR, PARTITIONER_PARAMS: '{}' });
    expect(readFileSync(join(CHUNKS_DIR, 'data_0.bin'), 'utf8')).toBe('');
    expect(() => run('engines/split-lines', { SOURCE_DIR, CHUNKS_DIR, PARTITIONER_PARAMS: '{"lines":0}' })).toThrow();
  });
});
