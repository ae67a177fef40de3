import { Logger as NestsOwnLogger } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { createLogger, NestLogger } from './logger';

const lines: string[] = [];

jest.mock('pino', () => {
  const { pino } = jest.requireActual<typeof import('pino')>('pino');
  return { pino: (options: object) => pino(options, { write: (line: string) => lines.push(line) }) };
});

beforeEach(() => lines.splice(0));

const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the log', () => {
  const logger = createLogger('info');

  it.each(['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'client_secret'])(
    'redacts %s at the top and below',
    (name) => {
      logger.info({ [name]: 's3cret', a: { [name]: 's3cret', kept: 1, b: { [name]: ['s3cret'] } } }, 'text');
      expect(lines.join()).not.toContain('s3cret');
      expect(logged()).toMatchObject([{ [name]: '[REDACTED]', a: { [name]: '[REDACTED]', kept: 1 }, msg: 'text' }]);
    },
  );

  it('leaves what is logged as it was', () => {
    const fields = { headers: { authorization: 'x' } };
    logger.info(fields);
    expect(fields).toEqual({ headers: { authorization: 'x' } });
  });

  it('keeps the values of a failed statement to itself', () => {
    const driverError = Object.assign(new Error('null value in column "x"'), {
      code: '23502',
      detail: 'Failing row contains (s3cret).',
      where: 'JSON data, line 1: {"password":"s3cret"',
    });
    logger.error({ err: new QueryFailedError('INSERT INTO t VALUES ($1)', ['s3cret'], driverError) }, 'failed');
    logger.error({ err: driverError }, 'failed');
    expect(lines.join()).not.toContain('s3cret');
    expect(lines.join()).toContain('23502');
  });

  it('is one JSON object a line, with its process', () => {
    logger.info({ text: 'a\nb' }, 'c\nd');
    expect(lines).toHaveLength(1);
    expect(lines[0].trimEnd()).not.toContain('\n');
    expect(logged()[0]).toMatchObject({ level: 30, pid: process.pid, text: 'a\nb', msg: 'c\nd' });
  });

  it('says nothing below its level', () => {
    createLogger('warn').info('nothing');
    createLogger('silent').fatal('nothing');
    expect(lines).toEqual([]);
  });
});

describe('NestLogger', () => {
  NestsOwnLogger.overrideLogger(new NestLogger(createLogger('debug')));
  const nest = new NestsOwnLogger('http');

  it('writes text with its context', () => {
    nest.log('hello');
    nest.warn('careful');
    nest.debug('detail');
    expect(logged()).toMatchObject([
      { level: 30, context: 'http', msg: 'hello' },
      { level: 40, context: 'http', msg: 'careful' },
      { level: 20, context: 'http', msg: 'detail' },
    ]);
  });

  it('writes fields, an error and a text in one line', () => {
    nest.error({ err: new Error('broken'), requestId: 'r' }, 'request failed');
    expect(logged()).toMatchObject([
      { level: 50, context: 'http', requestId: 'r', msg: 'request failed', err: { message: 'broken' } },
    ]);
  });

  it('writes an error alone by its message', () => {
    nest.error(new Error('broken'));
    expect(logged()).toMatchObject([{ level: 50, msg: 'broken', err: { message: 'broken' } }]);
  });

  it('redacts like the log that it writes to', () => {
    nest.warn({ headers: { authorization: 's3cret' } }, 'text');
    expect(lines.join()).not.toContain('s3cret');
  });

  it('keeps what Nest tells of its own start for debugging', () => {
    new NestsOwnLogger('RouterExplorer').log('Mapped {/x, GET} route');
    new NestsOwnLogger('RouterExplorer').warn('odd');
    expect(logged()).toMatchObject([
      { level: 20, context: 'RouterExplorer' },
      { level: 40, context: 'RouterExplorer' },
    ]);
  });

  it('leaves a failed start to whom it is thrown to', () => {
    new NestsOwnLogger('ExceptionHandler').error(new Error('no start'));
    new NestsOwnLogger('NestApplication').error('no port');
    expect(logged().map(({ level }) => level)).toEqual([20, 20]);
  });
});
