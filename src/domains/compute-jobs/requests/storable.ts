import { hasLoneSurrogate, hasNull } from '../../../kernel/http/common-rules';
import { isJsonObject } from '../../../kernel/http/json';
import type { Violations } from './violations';

/** What is said of text that PostgreSQL cannot store. */
export const UNSTORABLE = 'must not contain U+0000 or an unpaired surrogate';

/** JSON can write numbers that no double holds, and no JSON could be answered for them. */
const UNWRITABLE = 'must be a finite number';

export function isStorable(text: string): boolean {
  return !hasNull(text) && !hasLoneSurrogate(text);
}

/**
 * Notes every value below a field that cannot be stored as sent, in document order. For a key that is at fault its object
 * is named. Recursive: the nesting of a request is bounded when it is parsed.
 */
export function refuseUnstorable(value: unknown, field: string, violations: Violations): void {
  if (typeof value === 'string' && !isStorable(value)) violations.add(field, UNSTORABLE);
  if (typeof value === 'number' && !Number.isFinite(value)) violations.add(field, UNWRITABLE);
  if (Array.isArray(value)) value.forEach((item, index) => refuseUnstorable(item, `${field}.${index}`, violations));
  if (!isJsonObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (isStorable(key)) refuseUnstorable(member, `${field}.${key}`, violations);
    else violations.add(field, UNSTORABLE);
  }
}
