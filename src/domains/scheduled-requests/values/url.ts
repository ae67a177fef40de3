import type { Parsed } from './parsed';
import { characterCount } from './text';

/** What the outbound guard knows about hosts. They are spelled as `URL.hostname` spells them, IPv6 in brackets. */
export interface HostRules {
  /** Whether OUTBOUND_ALLOW exempts the host. */
  covers(hostname: string): boolean;
  /** Whether the host is a literal address that is not public unicast. */
  refusesLiteral(hostname: string): boolean;
}

export const REFUSED_HOST = 'must not point to a private or reserved address';
const NOT_A_URL = 'is not a valid URL';
const MAX_CHARACTERS = 2048;
const WHITESPACE_OR_CONTROL = /[\s\p{Cc}]/u;
/** WHATWG also takes `https:host` and backslashes; we do not. */
const HAS_HOST = /^https?:\/\/[^/\\?#]/i;

/** Reads a URL that a request may go to, as far as that can be told without the network. The text stays as sent. */
export function parseUrl(value: unknown, hosts: HostRules): Parsed<string> {
  if (typeof value !== 'string') return { error: 'is invalid' };
  if (value.trim() === '') return { error: "can't be blank" };
  if (WHITESPACE_OR_CONTROL.test(value) || !URL.canParse(value)) return { error: NOT_A_URL };
  const url = new URL(value);
  const exempt = hosts.covers(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && exempt)) return { error: 'must use https' };
  if (!HAS_HOST.test(value) || url.port === '0') return { error: NOT_A_URL };
  if (url.username !== '' || url.password !== '') return { error: 'must not contain credentials' };
  if (characterCount(value) > MAX_CHARACTERS) return { error: `should be at most ${MAX_CHARACTERS} character(s)` };
  if (!exempt && (isLoopbackName(url.hostname) || hosts.refusesLiteral(url.hostname))) return { error: REFUSED_HOST };
  return { value };
}

/** `localhost` and all below it, with or without root dots. */
function isLoopbackName(hostname: string): boolean {
  return /(^|\.)localhost\.*$/.test(hostname);
}
