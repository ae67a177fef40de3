import { refusalOfId } from './secret-id';

const PATTERN = 'must match [A-Za-z_][A-Za-z0-9_-]{0,63}';

describe('the id of a secret', () => {
  it.each(['a', '_', 'A-b_9', 'x'.repeat(64), 'path', 'MY_PATH', 'PATHS', 'LDAP', 'NODE', 'QUINTET', 'LD'])(
    'may be %s',
    (id) => expect(refusalOfId(id)).toBeUndefined(),
  );

  it.each(['', '9a', '-a', 'a b', 'a.b', 'ä', 'x'.repeat(65), 'a\n', 'a\u0000', 'a='])('must match: %j', (id) => {
    expect(refusalOfId(id)).toBe(PATTERN);
  });

  it.each([
    ...['PATH', 'HOME', 'LD_PRELOAD', 'LD_', 'PYTHON', 'PYTHONPATH', 'NODE_OPTIONS', 'QUINTET_JOB_ID', 'QUINTET_X'],
    ...['SOURCE_DIR', 'CHUNKS_DIR', 'PARTITIONER_PARAMS', 'TASK_DIR', 'TASK_RESULTS_DIR', 'APP_PARAMS'],
    ...['CHUNK_NUMBER', 'RESULTS_DIR', 'OUTPUT_DIR', 'ASSEMBLER_PARAMS', 'SHARED_CACHE_DIR', 'USER_CACHE_DIR'],
    ...['SECRETS', 'LANG', 'TMPDIR', 'FAILED_CHUNKS'],
    ...['LD-PRELOAD', 'TASK-RESULTS_DIR', 'NODE-OPTIONS'],
  ])('is reserved: %s', (id) => {
    expect(refusalOfId(id)).toBe('is reserved');
  });
});
