/** How far the units of a path are. */
export interface PathProgress {
  name: string;
  /** Units that finished it. */
  completed: number;
  /** Units in progress at each step, in order. */
  steps: { name: string; count: number }[];
}

/** What a push adds to a ticket's description. @param day YYYY-MM-DD */
export function pushText(paths: PathProgress[], day: string): string {
  return paths
    .map(({ name, steps, completed }) => {
      const head = ['Date', ...steps.map((step) => step.name), 'Completed'];
      const row = [day, ...steps.map((step) => step.count), completed];
      return `\n\n*${name}*\n|| ${head.join(' || ')} ||\n| ${row.join(' | ')} |`;
    })
    .join('');
}

/** The comment that tells of a job. */
export function summaryText(jobName: string, paths: PathProgress[]): string {
  const parts = paths.map(({ name, steps, completed }) => {
    const lines = steps.map((step) => `\n- ${step.name}: ${step.count} parts`);
    return `\n\n*${name}:*${lines.join('')}\n- Completed: ${completed}`;
  });
  return `*Status Summary for ${jobName}*${parts.join('')}`;
}

/** The comment that tells of a note. */
export function noteText(stepName: string | null, serialIds: string[], text: string): string {
  return `${stepName ?? 'Unknown Step'} - ${serialIds.join(', ')}: ${text}`;
}
