import { isIsoTime } from '../files/iso-time';

/** Puts a value beside a statement and says what stands for it in there: `$7`, `:filter_0`. */
export type Placeholder = (value: unknown) => string;

/** Makes a condition in SQL, true or false and never null. What a user wrote goes through the placeholder alone. */
export type FilterCondition = (placeholder: Placeholder) => string;

export type Literal =
  | { kind: 'text' | 'time' | 'uuid'; value: string }
  | { kind: 'number'; value: number }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null'; value: null };

const OPERATORS = { eq: '=', ne: '=', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;
export type Comparison = keyof typeof OPERATORS;

export function isComparison(word: string): word is Comparison {
  return Object.hasOwn(OPERATORS, word);
}

/** What a filter can ask about: the condition, or undefined where the field cannot be compared with the literal so. */
export type FilterField = (comparison: Comparison, literal: Literal) => FilterCondition | undefined;

/** The field that a path like `file/name` leads to. */
export type FilterFields = (path: string[]) => FilterField | undefined;

/** Fields by their paths, each written with slashes. */
export function fieldsOf(fields: Record<string, FilterField>): FilterFields {
  return (path) => {
    const key = path.join('/');
    return Object.hasOwn(fields, key) ? fields[key] : undefined;
  };
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param sql of the column, as its statement calls it; the same holds for the other kinds */
export function textColumn(sql: string): FilterField {
  return column(sql, asText, ({ kind, value }) => (kind === 'text' ? value : undefined));
}

export function numberColumn(sql: string): FilterField {
  return column(`CAST(${sql} AS float8)`, asNumber, ({ kind, value }) => (kind === 'number' ? value : undefined));
}

export function uuidColumn(sql: string): FilterField {
  return column(sql, asUuid, ({ kind, value }) =>
    (kind === 'uuid' || kind === 'text') && UUID.test(value) ? value : undefined,
  );
}

/** Compared by the milliseconds that the API shows. */
export function timeColumn(sql: string): FilterField {
  return column(`date_trunc('milliseconds', ${sql})`, asTime, ({ kind, value }) =>
    (kind === 'time' || kind === 'text') && isIsoTime(value) ? value : undefined,
  );
}

/** What stands at a place of a `jsonb` column. A value of another type than the literal compares as an absent one. */
export function jsonField(sql: string, path: string[]): FilterField {
  return (comparison, literal) => {
    if (literal.kind === 'boolean' && comparison !== 'eq' && comparison !== 'ne') return undefined;
    return (placeholder) => {
      const found = `${sql} #> CAST(${placeholder(path)} AS text[])`;
      if (literal.kind === 'null') return nullness(comparison, `nullif(${found}, 'null')`);
      const { type, as } = JSON_KINDS[literal.kind];
      const value = `CASE jsonb_typeof(${found}) WHEN '${type}' THEN ${sql} #>> CAST(${placeholder(path)} AS text[]) END`;
      return compared(comparison, as(value), as(placeholder(literal.value)));
    };
  };
}

const asText = (sql: string) => `CAST(${sql} AS text)`;
const asNumber = (sql: string) => `CAST(${sql} AS float8)`;
const asNumeric = (sql: string) => `CAST(${sql} AS numeric)`;
const asBoolean = (sql: string) => `CAST(${sql} AS boolean)`;
const asUuid = (sql: string) => `CAST(${sql} AS uuid)`;
const asTime = (sql: string) => `pipeline.iso_time(CAST(${sql} AS text))`;

const JSON_KINDS = {
  text: { type: 'string', as: asText },
  uuid: { type: 'string', as: asText },
  time: { type: 'string', as: asTime },
  number: { type: 'number', as: asNumeric },
  boolean: { type: 'boolean', as: asBoolean },
} as const;

function column(sql: string, as: (sql: string) => string, accepted: (literal: Literal) => unknown): FilterField {
  return (comparison, literal) => {
    if (literal.kind === 'null') return () => nullness(comparison, sql);
    const value = accepted(literal);
    if (value === undefined) return undefined;
    return (placeholder) => compared(comparison, sql, as(placeholder(value)));
  };
}

/** A null compares false, and differs from everything. */
function compared(comparison: Comparison, left: string, right: string): string {
  return `(${left} ${OPERATORS[comparison]} ${right}) IS ${comparison === 'ne' ? 'NOT TRUE' : 'TRUE'}`;
}

function nullness(comparison: Comparison, sql: string): string {
  if (comparison === 'eq') return `(${sql}) IS NULL`;
  return comparison === 'ne' ? `(${sql}) IS NOT NULL` : 'false';
}
