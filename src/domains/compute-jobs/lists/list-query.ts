import { Fields } from '../requests/fields';

const SORT_KEYS = ['createdAt', 'name', 'state', 'startedAt', 'endedAt'] as const;
const ORDER = new RegExp(`^(${SORT_KEYS.join('|')})(?: (asc|desc))?$`);
const DEFAULT_ORDER = 'createdAt desc';
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

/** Which part of a list is asked for. */
export interface ListPart {
  limit: number;
  offset: number;
  orderBy: (typeof SORT_KEYS)[number];
  descending: boolean;
}

export interface ListQuery extends ListPart {
  /** What is for everyone instead of what is the caller's. */
  isPublic: boolean;
}

/** Names of the fields in the order in which violations are listed. */
export const LIST_FIELDS = ['pagination', 'orderBy'];

type Read = (name: 'limit' | 'offset') => unknown;

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
  const part = readListPart(fields, (name) => fields.value(`pagination.${name}`) ?? fields.value(name));
  const isPublic = fields.value('isPublic') ?? 'false';
  if (isPublic !== 'true' && isPublic !== 'false') fields.refuse('isPublic', 'must be a boolean');
  fields.violations.refuse([...LIST_FIELDS, 'isPublic']);
  return { ...part, isPublic: isPublic === 'true' };
}

/** Reads the part of a list that a body asks for: its `pagination` is an object. */
export function readListBody(fields: Fields): ListPart {
  const pagination = fields.nested('pagination');
  return readListPart(fields, (name) => pagination?.value(name) ?? fields.value(name));
}

function readListPart(fields: Fields, read: Read): ListPart {
  const limit = toCount(fields, 'limit', read) ?? DEFAULT_LIMIT;
  const offset = toCount(fields, 'offset', read) ?? 0;
  const sent = fields.value('orderBy') ?? DEFAULT_ORDER;
  const order = typeof sent === 'string' ? ORDER.exec(sent) : null;
  if (!order) fields.refuse('orderBy', `must be one of ${SORT_KEYS.join(', ')}`);
  const [, orderBy, direction] = order ?? ORDER.exec(DEFAULT_ORDER)!;
  return {
    limit: Math.min(limit, MAX_LIMIT),
    offset,
    orderBy: orderBy as ListPart['orderBy'],
    descending: direction === 'desc',
  };
}

function toCount(fields: Fields, name: 'limit' | 'offset', read: Read): number | undefined {
  const value = read(name);
  if (value === undefined) return undefined;
  const isText = typeof value === 'string' || typeof value === 'number';
  if (isText && /^[0-9]{1,18}$/.test(String(value))) return Number(value);
  return fields.refuse(`pagination.${name}`, 'must be an integer of 0 or more');
}
