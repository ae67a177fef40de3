/** How urgent a job may be. */
export const PRIORITIES = [
  'EXECUTION_PRIORITY_UNDEFINED',
  'EXECUTION_PRIORITY_CHEAP',
  'EXECUTION_PRIORITY_BALANCED',
  'EXECUTION_PRIORITY_FAST',
] as const;

export type Priority = (typeof PRIORITIES)[number];

/** Classes in the queue, far enough apart that no step of one overtakes another; lower runs first. */
const CLASSES: Record<Priority, number> = {
  EXECUTION_PRIORITY_UNDEFINED: 0,
  EXECUTION_PRIORITY_CHEAP: 2000,
  EXECUTION_PRIORITY_BALANCED: 0,
  EXECUTION_PRIORITY_FAST: -2000,
};

/** SQL of a step's place in the queue: later chunks stand behind, so no small job starves behind a large one. */
export const queuePriority = (priority: string, chunkNumber: string): string =>
  `(CASE ${priority} ${Object.entries(CLASSES)
    .map(([name, place]) => `WHEN '${name}' THEN ${place}`)
    .join(' ')} END + least(1000, ${chunkNumber} / 32))`;
