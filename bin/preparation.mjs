import { fileURLToPath } from 'node:url';

import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { exclusively } from './lock.mjs';

/** Installs and builds what is missing or out of date. Processes that need it at the same time do it once. */
export async function prepare(root = fileURLToPath(new URL('..', import.meta.url))) {
  if (isInstalled(root) && isBuilt(root)) return;
  await exclusively(root, async (shareWith) => {
    if (!isInstalled(root)) await install(root, shareWith);
    if (!isBuilt(root)) await build(root, shareWith);
  });
}
