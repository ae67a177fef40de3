import { stringify } from 'csv-stringify/sync';
import { jobOf } from '../jobs/job-row';
import type { JobRow } from '../jobs/job-row';
import { progressOf } from '../progress/progress';
import type { TalliedJob } from '../progress/progress';

export const EXPORT_COLUMNS = [
  'id',
  'name',
  'goalQuantity',
  'jiraTicketKey',
  'jiraTicketSummary',
  'jiraPartNumber',
  'jiraPriority',
  'jiraEpicLink',
  'jiraLabels',
  'dueDate',
  'completed',
  'scrapped',
  'inProgress',
  'progressPercent',
  'createdAt',
  'updatedAt',
] as const;

export const LABEL_SEPARATOR = ';';

/**
 * Text as a cell holds it: what a spreadsheet would take for a formula gets an apostrophe, and so does text that already
 * looks like that, so that `fromCell` gives each one back.
 */
export const toCell = (text: string) => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** The text that a cell holds. */
export const fromCell = (cell: string) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

/** RFC 4180: lines end with CRLF; single line feeds are quoted too. */
export const linesOf = (records: readonly (readonly unknown[])[]) =>
  stringify([...records], { record_delimiter: 'windows', quoted_match: /[\r\n]/ });

/** The cells of a job, one for each of `EXPORT_COLUMNS`. */
export function recordOf(row: JobRow & TalliedJob): unknown[] {
  const { jiraLabels, ...job } = jobOf(row);
  const progress = progressOf(row);
  const cells: Partial<Record<string, unknown>> = {
    ...job,
    jiraLabels: jiraLabels?.join(LABEL_SEPARATOR),
    completed: progress.completedSerials,
    scrapped: progress.scrappedSerials,
    inProgress: progress.inProgressSerials,
    progressPercent: progress.progressPercent,
  };
  return EXPORT_COLUMNS.map((column) => {
    const value = cells[column];
    return typeof value === 'string' ? toCell(value) : value;
  });
}
