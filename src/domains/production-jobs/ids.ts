import { randomBytes } from 'node:crypto';

type Prefix =
  | 'job'
  | 'path'
  | 'step'
  | 'tag'
  | 'cert'
  | 'ca'
  | 'cfile'
  | 'tmpl'
  | 'bom'
  | 'entry'
  | 'bomv'
  | 'note'
  | 'plib'
  | 'lloc'
  | 'user'
  | 'time'
  | 'insp'
  | 'comp';

/** A new id: a prefix and 12 characters of `A-Za-z0-9_-`, 72 random bits. */
export const newId = (prefix: Prefix) => `${prefix}_${randomBytes(9).toString('base64url')}`;

/** An id as it may be looked up: PostgreSQL cannot even compare text with U+0000, so that becomes an id of nothing. */
export const lookedUp = (id: string) => (id.includes('\u0000') ? '' : id);
