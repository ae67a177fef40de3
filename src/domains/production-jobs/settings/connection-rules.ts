import { codePoints } from '../../../kernel/http/common-rules';

export const PROJECT_KEY = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;
/** What a header can carry, as a bearer's token is one. */
export const TOKEN = /^[\x21-\x7e]{1,4000}$/;

const MAX_URL = 1000;

/** Whether a text is empty or an http or https URL; one with credentials in it is neither. */
export function isBaseUrl(value: unknown): boolean {
  if (value === '') return true;
  if (typeof value !== 'string' || codePoints(value) > MAX_URL || !/^https?:\/\/[^\s\p{Cc}]+$/iu.test(value))
    return false;
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}

/** Scheme, host and port of a base URL: whom a token is meant for. */
export function originOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).origin : '';
}
