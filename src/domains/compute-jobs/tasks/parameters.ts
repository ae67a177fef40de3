/** Of paths. */
export const JOB_ID = {
  name: 'id',
  description: 'Id of the job.',
  schema: { type: 'string', format: 'uuid' },
  example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
} as const;

export const TASK = {
  name: 'task',
  description: 'Id of the task, or the number of its chunk.',
  schema: { type: 'string' },
  example: '0',
} as const;
