import { codePoints } from '../../../kernel/http/common-rules';
import { isJsonObject } from '../../../kernel/http/json';
import { isHeaderValue, isReservedHeader, isToken } from '../../../kernel/outbound/header-rules';
import type { ConfigCode } from './config-problems';

/** What is wrong with a value, or with a part of it. */
export interface Fault {
  code: ConfigCode;
  message: string;
  /** Keys that lead to the part. */
  path: string[];
}

/** Judges the value of one field. */
export type Check = (value: unknown) => Fault[];

const MAX_TEXT = 500;
const MAX_URL = 2000;
const MAX_HEADERS = 50;
const MAX_SECRET = 8192;

const invalid = (message: string, ...path: string[]): Fault => ({ code: 'INVALID_VALUE', message, path });

const where =
  (fits: (value: unknown) => boolean, message: string): Check =>
  (value) =>
    fits(value) ? [] : [invalid(message)];

export function number(min: number, max: number): Check {
  const fits = (value: unknown) => typeof value === 'number' && value >= min && value <= max;
  return where(fits, `Should be a number from ${min} to ${max}`);
}

export function integer(min: number, max: number): Check {
  const fits = (value: unknown) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return where(fits, `Should be an integer from ${min} to ${max}`);
}

export function text(maxLength = MAX_TEXT): Check {
  const fits = (value: unknown) => typeof value === 'string' && value !== '' && codePoints(value) <= maxLength;
  return where(fits, `Should be a text of 1 to ${maxLength} characters`);
}

export function oneOf(...values: string[]): Check {
  return where((value) => values.includes(value as string), `Should be ${values.join(' or ')}`);
}

export const anyObject: Check = where(isJsonObject, 'Should be a mapping');

/** One path segment below the URL of a service. */
export const segment: Check = (value) =>
  value === '.' || value === '..' ? [invalid('Should be a name')] : text()(value);

export const url: Check = (value) => {
  const fault = (message: string): Fault[] => [{ code: 'INVALID_URL', message, path: [] }];
  if (typeof value !== 'string' || value.length > MAX_URL || !URL.canParse(value)) return fault('Should be a URL');
  const { protocol, username, password } = new URL(value);
  if (protocol !== 'http:' && protocol !== 'https:') return fault('Should begin with http:// or https://');
  return username || password ? fault('Should not contain credentials') : [];
};

/** Goes into a header. */
export const secret: Check = where(
  (value) => typeof value === 'string' && value !== '' && value.length <= MAX_SECRET && isHeaderValue(value),
  `Should be a text of 1 to ${MAX_SECRET} characters that fits into a header`,
);

export const headers: Check = (value) => {
  if (!isJsonObject(value)) return anyObject(value);
  const entries = Object.entries(value);
  if (entries.length > MAX_HEADERS) return [invalid(`Should have at most ${MAX_HEADERS} headers`)];
  return entries.flatMap(([name, content]) => {
    if (!isToken(name) || isReservedHeader(name)) return [invalid('This header cannot be set', name)];
    return secret(content).map((fault) => ({ ...fault, path: [name] }));
  });
};

/** A mapping with known keys, each of which may be left out. */
export function mapping(fields: Record<string, Check>): Check {
  return (value) => {
    if (!isJsonObject(value)) return anyObject(value);
    return Object.entries(value).flatMap(([name, content]) => {
      if (!Object.hasOwn(fields, name)) return [{ code: 'UNKNOWN_FIELD', message: 'This field is not known', path: [name] }];
      return fields[name](content).map((fault) => ({ ...fault, path: [name, ...fault.path] }));
    });
  };
}
