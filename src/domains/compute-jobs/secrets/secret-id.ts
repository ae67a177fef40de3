const ID = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** Variables of a program that no secret may take the place of; those of the server's own, of loaders and interpreters. */
const RESERVED = new Set([
  'APP_PARAMS',
  'ASSEMBLER_PARAMS',
  'CHUNKS_DIR',
  'CHUNK_NUMBER',
  'FAILED_CHUNKS',
  'HOME',
  'LANG',
  'OUTPUT_DIR',
  'PARTITIONER_PARAMS',
  'PATH',
  'RESULTS_DIR',
  'SECRETS',
  'SHARED_CACHE_DIR',
  'SOURCE_DIR',
  'TASK_DIR',
  'TASK_RESULTS_DIR',
  'TMPDIR',
  'USER_CACHE_DIR',
]);
const RESERVED_PREFIX = /^(LD_|PYTHON|NODE_|QUINTET_)/;

/** What is wrong with the id of a secret, of which the names of variables are made; undefined for a good one. */
export function refusalOfId(id: string): string | undefined {
  if (!ID.test(id)) return 'must match [A-Za-z_][A-Za-z0-9_-]{0,63}';
  // Variables have no dashes: an underscore stands for each.
  const variable = id.replaceAll('-', '_');
  return RESERVED.has(variable) || RESERVED_PREFIX.test(variable) ? 'is reserved' : undefined;
}
