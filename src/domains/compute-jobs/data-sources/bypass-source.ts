import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputFile, InputSource } from './input-source';

const NAME = 'bypass.txt';
const CONTENT = 'bypass\n';

/** For programs that need no input. */
export const bypassSource: InputSource = {
  save(_params, _job, folder): Promise<void> {
    return writeFile(join(folder, NAME), CONTENT);
  },

  look(): Promise<InputFile> {
    return Promise.resolve({ name: NAME, path: NAME, size: CONTENT.length });
  },
};
