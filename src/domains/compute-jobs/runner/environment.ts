import type { SecretValue, Step } from './step';

/** What every program finds in its environment, whatever its role. */
export function environmentOf(step: Step, numChunks: number): Record<string, string> {
  return {
    ...Object.fromEntries(step.secrets.flatMap(variablesOf)),
    SECRETS: JSON.stringify(step.secrets),
    SHARED_CACHE_DIR: step.sharedCache,
    USER_CACHE_DIR: step.userCache,
    QUINTET_JOB_ID: step.jobId,
    QUINTET_TASK_ID: step.taskId,
    QUINTET_ATTEMPT: String(step.attempt),
    QUINTET_NUM_CHUNKS: String(numChunks),
    LANG: 'C.UTF-8',
    PYTHONUNBUFFERED: '1',
  };
}

function variablesOf({ id, secretType, accessKey, secretKey }: SecretValue): [string, string][] {
  const name = id.replaceAll('-', '_');
  if (secretType === 'other') return [[name, secretKey]];
  return [
    [`${name}_ACCESS_KEY`, accessKey ?? ''],
    [`${name}_SECRET_KEY`, secretKey],
  ];
}
