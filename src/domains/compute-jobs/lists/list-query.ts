import { Fields } from '../requests/fields';

const SORT_KEYS = ['createdAt', 'name', 'state', 'startedAt', 'endedAt'] as const;
const ORDER = new RegExp(`^(${SORT_KEYS.join('|')})(?: (asc|desc))?$`);
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** Which part of a list is asked for. */
export interface ListQuery {
  limit: number;
  offset: number;
  orderBy: (typeof SORT_KEYS)[number];
  descending: boolean;
  /** What is for everyone instead of what is the caller's. */
  isPublic: boolean;
}

/** Names of the fields in the order in which violations are listed. */
export const LIST_FIELDS = ['pagination', 'orderBy'];

/**
 * Reads the query of a list: `pagination.limit` or plain `limit`, likewise `offset`, `orderBy`, `isPublic`. Of a parameter
 * that is repeated the last counts.
 * @throws Failure `invalid`
 */
export function readListQuery(query: object): ListQuery {
  const fields = Fields.of(
    Object.fromEntries(
      Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.at(-1) : value]),
    ),
  );
  const part = readListPart(fields);
  const isPublic = fields.value('isPublic') ?? 'false';
  if (isPublic !== 'true' && isPublic !== 'false') fields.refuse('isPublic', 'must be a boolean');
  fields.violations.refuse([...LIST_FIELDS, 'isPublic']);
  return { ...part, isPublic: isPublic === 'true' };
}

/** Reads the part of a list that a body asks for; its `pagination` is an object. */
export function readListBody(fields: Fields): ListQuery {
  return readListPart(fields, fields.nested('pagination'));
}

function readListPart(fields: Fields, pagination?: Fields): ListQuery {
  const limit = readCount(fields, 'limit', pagination) ?? DEFAULT_LIMIT;
  const offset = readCount(fields, 'offset', pagination) ?? 0;
  const order = ORDER.exec(String(fields.value('orderBy') ?? 'createdAt desc'));
  if (!order) fields.refuse('orderBy', `must be one of ${SORT_KEYS.join(', ')}`);
  return {
    limit: Math.min(limit, MAX_LIMIT),
    offset,
    orderBy: (order?.[1] ?? 'createdAt') as ListQuery['orderBy'],
    descending: order?.[2] === 'desc',
    isPublic: false,
  };
}

function readCount(fields: Fields, name: string, pagination?: Fields): number | undefined {
  const value = pagination?.value(name) ?? fields.value(`pagination.${name}`) ?? fields.value(name);
  if (value === undefined) return undefined;
  if (/^[0-9]{1,18}$/.test(String(value))) return Number(value);
  return fields.refuse(`pagination.${name}`, 'must be an integer of 0 or more');
}
