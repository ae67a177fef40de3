import { Fields } from '../requests/fields';
import type { Role } from '../steps/transitions';
import { LOG_LEVELS } from './log-line.entity';
import type { LogLevel } from './log-line.entity';

/** Who writes lines, as the API calls them. */
export const SERVICES = ['partitioner', 'assembler', 'taskrunner'] as const;
export type Service = (typeof SERVICES)[number];

export const ROLE_OF: Record<Service, Role> = { partitioner: 'partitioner', assembler: 'assembler', taskrunner: 'app' };

const MAX_ID = 128;

/** Whose lines are asked for; all where nothing is said. */
export interface LogQuery {
  jobId: string;
  taskIds?: string[];
  levels?: LogLevel[];
  services?: Service[];
}

/** @throws Failure `body-not-object`, `invalid` */
export function readLogQuery(body: unknown): LogQuery {
  const fields = Fields.of(body);
  const query = {
    jobId: fields.requiredText('jobId', MAX_ID),
    taskIds: readList(fields, 'taskIds', isText, 'must hold task ids'),
    levels: readList(fields, 'levels', isOneOf(LOG_LEVELS), 'must hold log levels'),
    services: readList(fields, 'services', isOneOf(SERVICES), 'must hold services'),
  };
  fields.violations.refuse(['jobId', 'taskIds', 'levels', 'services']);
  return { ...query, jobId: query.jobId! };
}

function readList<T>(
  fields: Fields,
  name: string,
  belongs: (item: unknown) => item is T,
  rule: string,
): T[] | undefined {
  const value = fields.value(name);
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every(belongs)) return fields.refuse(name, rule);
  return value.length > 0 ? value : undefined;
}

function isText(item: unknown): item is string {
  return typeof item === 'string';
}

function isOneOf<T extends string>(choices: readonly T[]) {
  return (item: unknown): item is T => choices.some((choice) => choice === item);
}
