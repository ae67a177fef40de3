import type { Fields } from '../../requests/fields';
import { UNSTORABLE, isStorable } from '../../requests/storable';

const MOST = 1000;

/** Reads a list of texts; undefined for an empty one, which says as little as none. */
export function readTexts(fields: Fields, name: string): string[] | undefined {
  const list = fields.value(name);
  if (list === undefined) return undefined;
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
    return fields.refuse(name, 'must be a list of strings');
  }
  if (list.length > MOST) return fields.refuse(name, `must hold at most ${MOST} strings`);
  if (!list.every(isStorable)) return fields.refuse(name, UNSTORABLE);
  return list.length > 0 ? list : undefined;
}
