import { isDeeperThan, isJsonObject } from '../../../kernel/http/json';
import { optional } from '../../../kernel/http/rules';
import type { Rule } from '../../../kernel/http/rules';
import { CERT_TYPES } from './cert.entity';

/** Levels: deeper JSON could not be written out again. */
const MAX_DEPTH = 100;

export function certType(): Rule {
  return (value, field) =>
    CERT_TYPES.some((type) => type === value) ? undefined : `${field} must be one of: ${CERT_TYPES.join(', ')}`;
}

/** An optional object of any content. */
export function metadata(): Rule {
  return optional((value, field) => {
    if (!isJsonObject(value)) return `${field} must be an object`;
    return isDeeperThan(value, MAX_DEPTH) ? `${field} must be at most ${MAX_DEPTH} levels deep` : undefined;
  });
}
