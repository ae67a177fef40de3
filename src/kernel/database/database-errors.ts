import { QueryFailedError } from 'typeorm';

interface PostgresError extends Error {
  code?: string;
  constraint?: string;
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const LOST =
  /connection terminated|connection ended|timeout exceeded when trying to connect|not queryable|query read timeout|pool is draining/i;

function driverError(error: unknown): PostgresError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as PostgresError;
  return error instanceof Error ? (error as PostgresError) : undefined;
}

/** Whether an error means that PostgreSQL could not be reached or was going away: the work itself may be fine. */
export function isDatabaseAway(error: unknown): boolean {
  const cause = driverError(error);
  if (!cause) return false;
  const code = cause.code ?? '';
  return CONNECTION_CODES.has(code) || /^(080(00|01|03|04|06|07)|57P|53300)/.test(code) || LOST.test(cause.message);
}

/** Whether PostgreSQL gave a statement up that waited too long, or in a circle: the same may succeed next time. */
export function isDatabaseBusy(error: unknown): boolean {
  const { code } = driverError(error) ?? {};
  return code === '57014' || code === '55P03' || code === '40P01';
}

/** Whether a unique rule refused a row; with a name, whether it was that rule. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const cause = driverError(error);
  return cause?.code === '23505' && (constraint === undefined || cause.constraint === constraint);
}

/** Whether a foreign key refused a row. */
export function isForeignKeyViolation(error: unknown): boolean {
  return driverError(error)?.code === '23503';
}
