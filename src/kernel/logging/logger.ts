import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { redactText } from './redact-text';

const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'client_secret'];
/** Where database errors carry the values of a row. */
const ROW_VALUES = ['parameters', 'detail', 'where'];

/** Who tells of Nest's own start, and who tells of its failure before throwing it on. */
const NEST_CONTEXTS = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory', 'NestApplication']);
const NEST_REPORTERS = new Set(['ExceptionHandler', 'NestApplication']);

/**
 * The process's log: one JSON object a line on standard output. Known secret fields and database rows are redacted, and
 * whatever else looks like a secret, wherever it is in the line.
 */
export function createLogger(level: string): Logger {
  const paths = [...SECRETS, ...ROW_VALUES].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const redact = { paths, censor: '[REDACTED]' };
  return pino({ level, base: { pid: process.pid }, redact, hooks: { streamWrite: redactText } });
}

/**
 * Lets Nest's own `Logger` write to pino: the last string is the context, an object carries fields. What Nest tells of
 * its own start is for debugging.
 */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = (message: unknown, ...rest: unknown[]) => this.write('info', message, rest);
  error = (message: unknown, ...rest: unknown[]) => this.write('error', message, rest);
  warn = (message: unknown, ...rest: unknown[]) => this.write('warn', message, rest);
  debug = (message: unknown, ...rest: unknown[]) => this.write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]) => this.write('trace', message, rest);
  fatal = (message: unknown, ...rest: unknown[]) => this.write('fatal', message, rest);

  private write(
    level: 'info' | 'error' | 'warn' | 'debug' | 'trace' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    const context = rest.at(-1);
    if (level === 'info' && NEST_CONTEXTS.has(String(context))) level = 'debug';
    if (level === 'error' && NEST_REPORTERS.has(String(context))) level = 'debug';
    const text = rest.find((part) => typeof part === 'string' && part !== context);
    if (message instanceof Error) this.logger[level]({ context, err: message }, message.message);
    else if (typeof message === 'object') this.logger[level]({ context, ...message }, text as string | undefined);
    else this.logger[level]({ context }, [message, text].filter((part) => part !== undefined).join(' '));
  }
}
