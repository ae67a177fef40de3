import { chmod, lstat, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { flatten, inNaturalOrder } from './file-names';
import { findFiles } from './found-files';
import type { FoundFile } from './found-files';
import { inBatches } from './in-batches';
import type { StepFile } from './step';

type OnSkipped = (path: string, why: string) => void;

/** The chunks that a partitioner left, in order; moved to names that are safe. */
export async function collectChunks(folder: string, to: string, onSkipped: OnSkipped): Promise<StepFile[]> {
  const found = await findFiles(folder, false, onSkipped);
  return move(
    inNaturalOrder(found, ({ parts }) => parts[0]),
    found.map((_, number) => `${number}`),
    to,
  );
}

/** The files of an input, which no program has made, in order. */
export async function sourceFiles(folder: string): Promise<StepFile[]> {
  const names = inNaturalOrder(await readdir(folder), (name) => name);
  return inBatches(names, async (name) => {
    const path = join(folder, name);
    return { name, path, size: (await lstat(path)).size };
  });
}

/** The files that an app or assembler left, under the names that they are given; moved likewise. */
export async function collectResults(folder: string, to: string, onSkipped: OnSkipped): Promise<StepFile[]> {
  const found = await findFiles(folder, true, onSkipped);
  const keyed = found.map((file) => ({ file, key: file.parts.join('/') }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  const files = keyed.map(({ file }) => file);
  const moved = await move(files, flatten(files.map(({ parts }) => parts)), to);
  return moved.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A link would be moved itself, not what it leads to. */
async function move(files: FoundFile[], names: string[], to: string): Promise<StepFile[]> {
  return inBatches(files, async ({ path: from, size }, index) => {
    const path = join(to, `${index}`);
    await rename(from, path);
    // The program may have taken the right to read it away.
    await chmod(path, 0o600);
    return { name: names[index], path, size };
  });
}
