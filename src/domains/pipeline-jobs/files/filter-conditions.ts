import { isJsonObject } from '../../../kernel/http/json';
import { isIsoTime } from './iso-time';

/** A filter that no file can be held against. */
export class InvalidFilter extends Error {}

const ORDERINGS = ['>', '>=', '<', '<='];
const META_PREFIX = 'meta.';

/** Of one filter; PostgreSQL takes 65,535 in a statement, and a comparison has two or three. */
const MAX_PARAMETERS = 60_000;

/**
 * Filters as SQL conditions on a row `file` of `pipeline.files`. What a user wrote, names of fields included, never
 * stands in the SQL: it is appended to the parameters of the statement that the conditions are made for.
 *
 * A condition is null for a file that cannot be compared, which makes the filter invalid: a false in an AND and a true
 * in an OR still decide.
 */
export class FilterConditions {
  constructor(private readonly parameters: unknown[]) {}

  /** The condition of one filter. It adds no parameters when it throws. @throws InvalidFilter */
  of(filter: unknown): string {
    const before = this.parameters.length;
    try {
      const condition = this.condition(filter);
      if (this.parameters.length - before > MAX_PARAMETERS) throw new InvalidFilter('too many comparisons');
      return condition;
    } catch (error) {
      this.parameters.length = before;
      throw error;
    }
  }

  private condition(filter: unknown): string {
    if (!isJsonObject(filter)) throw new InvalidFilter('a filter is an object');
    if (Object.keys(filter).length === 0) return 'true';
    return Object.hasOwn(filter, 'field') ? this.comparison(filter) : this.logic(filter);
  }

  private logic({ operator, conditions }: Record<string, unknown>): string {
    if (!Array.isArray(conditions)) throw new InvalidFilter('conditions is a list');
    const parts = conditions.map((condition) => `(${this.condition(condition)})`);
    if (operator === 'AND') return parts.join(' AND ') || 'true';
    if (operator === 'OR') return parts.join(' OR ') || 'false';
    if (operator === 'NOT') return `NOT (${parts.join(' AND ') || 'true'})`;
    throw new InvalidFilter('operator is AND, OR or NOT');
  }

  private comparison(filter: Record<string, unknown>): string {
    const { field, operator, value } = filter;
    if (typeof field !== 'string') throw new InvalidFilter('field is a text');
    if (!Object.hasOwn(filter, 'value')) throw new InvalidFilter('value is missing');
    if (operator === '==') return `${this.found(field)} = ${this.json(value)}`;
    if (operator === '!=') return `${this.found(field)} <> ${this.json(value)}`;
    if (operator === 'in') return this.membership(field, value);
    if (operator === 'not in') return `NOT ${this.membership(field, value)}`;
    if (ORDERINGS.includes(operator as string)) return this.ordering(field, operator as string, value);
    throw new InvalidFilter('operator is unknown');
  }

  private membership(field: string, value: unknown): string {
    if (!Array.isArray(value)) throw new InvalidFilter('in and not in need a list');
    return `${this.found(field)} IN (SELECT jsonb_array_elements(${this.json(value)}))`;
  }

  private ordering(field: string, operator: string, value: unknown): string {
    if (value === null) return 'false';
    const isTime = typeof value === 'string' && isIsoTime(value);
    if (!isTime && !Number.isFinite(value)) throw new InvalidFilter('only numbers and ISO dates are ordered');
    const found = this.found(field);
    const [type, compared] = isTime
      ? ['string', `pipeline.iso_time(${found} #>> '{}') ${operator} (SELECT pipeline.iso_time(${this.text(value)}))`]
      : ['number', `${found} ${operator} ${this.json(value)}`];
    return `CASE jsonb_typeof(${found}) WHEN 'null' THEN false WHEN '${type}' THEN ${compared} END`;
  }

  /** What the file has in a field; the JSON null where it has none. */
  private found(field: string): string {
    const name = field.startsWith(META_PREFIX) ? field.slice(META_PREFIX.length) : field;
    if (name === 'file_id') return 'to_jsonb(file.id)';
    if (name === 'file_name') return 'to_jsonb(file.name)';
    const dot = name.indexOf('.');
    const path =
      dot < 0
        ? `file.meta -> ${this.text(name)}`
        : `file.meta -> ${this.text(name.slice(0, dot))} -> ${this.text(name.slice(dot + 1))}`;
    return `coalesce(${path}, 'null')`;
  }

  private json(value: unknown): string {
    return `$${this.parameters.push(JSON.stringify(value))}::jsonb`;
  }

  private text(value: string): string {
    return `$${this.parameters.push(value)}::text`;
  }
}
