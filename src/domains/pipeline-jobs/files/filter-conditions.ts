import { isJsonObject } from '../../../kernel/http/json';
import { isIsoTime } from './iso-time';

/** A filter that no file can be held against. */
export class InvalidFilter extends Error {}

const ORDERINGS = ['>', '>=', '<', '<='];
const META_PREFIX = 'meta.';

/**
 * Filters as SQL conditions on a row `file` of `pipeline.files`. What a user wrote, names of fields included, never
 * stands in the SQL: it is collected in `values`, to be given as the jsonb parameter that the conditions are made for.
 *
 * A condition is null for a file that cannot be compared, which makes the filter invalid: a false in an AND and a true
 * in an OR still decide.
 */
export class FilterConditions {
  readonly values: unknown[] = [];

  /** @param parameter place of `values` among the statement's own, such as `$2` */
  constructor(private readonly parameter: string) {}

  /** @throws InvalidFilter */
  of(filter: unknown): string {
    if (!isJsonObject(filter)) throw new InvalidFilter('a filter is an object');
    if (Object.keys(filter).length === 0) return 'true';
    return Object.hasOwn(filter, 'field') ? this.comparison(filter) : this.logic(filter);
  }

  private logic({ operator, conditions }: Record<string, unknown>): string {
    if (!Array.isArray(conditions)) throw new InvalidFilter('conditions is a list');
    const parts = conditions.map((condition) => `(${this.of(condition)})`);
    if (operator === 'AND') return parts.join(' AND ') || 'true';
    if (operator === 'OR') return parts.join(' OR ') || 'false';
    if (operator === 'NOT') return `NOT (${parts.join(' AND ') || 'true'})`;
    throw new InvalidFilter('operator is AND, OR or NOT');
  }

  private comparison(filter: Record<string, unknown>): string {
    const { field, operator, value } = filter;
    if (typeof field !== 'string') throw new InvalidFilter('field is a text');
    if (!Object.hasOwn(filter, 'value')) throw new InvalidFilter('value is missing');
    const found = this.found(field);
    if (operator === '==') return `${found} = ${this.json(value)}`;
    if (operator === '!=') return `${found} <> ${this.json(value)}`;
    if (operator === 'in' || operator === 'not in') {
      if (!Array.isArray(value)) throw new InvalidFilter(`${operator} needs a list`);
      const among = `${found} IN (SELECT jsonb_array_elements(${this.json(value)}))`;
      return operator === 'in' ? among : `NOT ${among}`;
    }
    if (ORDERINGS.includes(operator as string)) return this.ordering(found, operator as string, value);
    throw new InvalidFilter('operator is unknown');
  }

  private ordering(found: string, operator: string, value: unknown): string {
    if (value === null) return 'false';
    if (Number.isFinite(value)) {
      const compared = `${found} ${operator} ${this.json(value)}`;
      return `CASE jsonb_typeof(${found}) WHEN 'null' THEN false WHEN 'number' THEN ${compared} END`;
    }
    if (typeof value !== 'string' || !isIsoTime(value))
      throw new InvalidFilter('only numbers and ISO dates are ordered');
    const time = `pipeline.iso_time(${found} #>> '{}') ${operator} pipeline.iso_time(${this.text(value)})`;
    return `CASE jsonb_typeof(${found}) WHEN 'null' THEN false WHEN 'string' THEN ${time} END`;
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
    return `(${this.parameter}::jsonb -> ${this.values.push(value) - 1})`;
  }

  private text(value: string): string {
    return `(${this.parameter}::jsonb ->> ${this.values.push(value) - 1})`;
  }
}
