import { QueryFailedError } from 'typeorm';
import { isDatabaseAway, isForeignKeyViolation, isUniqueViolation } from './database-errors';

const postgres = (code: string, constraint?: string) => Object.assign(new Error('refused'), { code, constraint });
const byTypeOrm = (error: Error) => new QueryFailedError('SELECT 1', [], error);

describe('isDatabaseAway', () => {
  it.each(['08000', '08003', '08006', '57P01', '57P02', '57P03', '53300'])('%s of PostgreSQL: yes', (code) => {
    expect(isDatabaseAway(postgres(code))).toBe(true);
    expect(isDatabaseAway(byTypeOrm(postgres(code)))).toBe(true);
  });

  it.each([
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ])('%s of the network: yes', (code) => expect(isDatabaseAway(postgres(code))).toBe(true));

  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('%s: yes', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
    expect(isDatabaseAway(byTypeOrm(new Error(message)))).toBe(true);
  });

  it.each(['23505', '42P01', '42601', '22P02', '40001', '57014', '53100', ''])('%s of PostgreSQL: no', (code) => {
    expect(isDatabaseAway(postgres(code))).toBe(false);
  });

  it.each([undefined, null, 'ECONNREFUSED', { code: 'ECONNREFUSED' }, new Error('broken')])('%s: no', (error) => {
    expect(isDatabaseAway(error)).toBe(false);
  });
});

describe('isUniqueViolation', () => {
  it('knows the rule by its name', () => {
    for (const error of [postgres('23505', 'jobs_key'), byTypeOrm(postgres('23505', 'jobs_key'))]) {
      expect(isUniqueViolation(error)).toBe(true);
      expect(isUniqueViolation(error, 'jobs_key')).toBe(true);
      expect(isUniqueViolation(error, 'other_key')).toBe(false);
    }
  });

  it('is nothing else', () => {
    for (const error of [postgres('23503'), new Error('23505'), '23505', undefined]) {
      expect(isUniqueViolation(error)).toBe(false);
    }
  });
});

describe('isForeignKeyViolation', () => {
  it('is that and nothing else', () => {
    expect(isForeignKeyViolation(byTypeOrm(postgres('23503')))).toBe(true);
    expect(isForeignKeyViolation(postgres('23505'))).toBe(false);
    expect(isForeignKeyViolation(undefined)).toBe(false);
  });
});
