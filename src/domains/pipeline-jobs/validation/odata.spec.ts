import { Findings } from './findings';
import { fieldsOf, jsonField, numberColumn, textColumn, timeColumn, uuidColumn } from './odata-fields';
import type { FilterFields } from './odata-fields';
import { odataFilter } from './odata';

const FIELDS = fieldsOf({
  name: textColumn('t.name'),
  size: numberColumn('t.size'),
  id: uuidColumn('t.id'),
  'file/made': timeColumn('t.made'),
});
const ANY: FilterFields = (path) =>
  FIELDS(path) ?? (path[0] === 'meta' ? jsonField('t.meta', path.slice(1)) : undefined);
const UUID = '0198c2a0-0000-7000-8000-00000000000F';

function read(filter: unknown): { sql: string; values: unknown[] } | string {
  const findings = new Findings();
  const condition = odataFilter(ANY)(filter, findings);
  if (!condition) return findings.errors[0].msg;
  const values: unknown[] = [];
  return { sql: condition((value) => `$${values.push(value)}`), values };
}

describe('odataFilter', () => {
  it.each([
    ["name eq 'a''b'", '(t.name = CAST($1 AS text)) IS TRUE', ["a'b"]],
    ["  name\tne ''  ", '(t.name = CAST($1 AS text)) IS NOT TRUE', ['']],
    ['size gt -1.5e3', '(CAST(t.size AS float8) > CAST($1 AS float8)) IS TRUE', [-1500]],
    ['7 lt size', '(CAST(t.size AS float8) > CAST($1 AS float8)) IS TRUE', [7]],
    ['name eq null', '(t.name) IS NULL', []],
    ['null ne name', '(t.name) IS NOT NULL', []],
    ['name gt null', 'false', []],
    [`id eq ${UUID}`, '(t.id = CAST($1 AS uuid)) IS TRUE', [UUID]],
    [`id eq '${UUID}'`, '(t.id = CAST($1 AS uuid)) IS TRUE', [UUID]],
    ...['2026-01-02', "'2026-01-02'"].map((time): [string, string, string[]] => [
      `file/made ge ${time}`,
      "(date_trunc('milliseconds', t.made) >= pipeline.iso_time(CAST($1 AS text))) IS TRUE",
      ['2026-01-02'],
    ]),
  ])('reads %s', (filter, sql, values) => {
    expect(read(filter)).toEqual({ sql, values });
  });

  it('lets not bind stronger than and, and and stronger than or', () => {
    const letters = (filter: string) => {
      const found = read(filter.replace(/\b[a-d]\b/g, (letter) => `name eq '${letter}'`));
      if (typeof found === 'string') return found;
      return found.sql.replace(/\(t\.name = CAST\(\$(\d+) AS text\)\) IS TRUE/g, (_, index) =>
        String(found.values[+index - 1]),
      );
    };
    expect(letters('a or b and c or d')).toBe('(a) OR ((b) AND (c)) OR (d)');
    expect(letters('not a and b')).toBe('(NOT (a)) AND (b)');
    expect(letters('not(a and not not b)')).toBe('NOT ((a) AND (NOT (NOT (b))))');
    expect(letters('((a or b)) and c')).toBe('((a) OR (b)) AND (c)');
  });

  it('asks of JSON only what is of the type of the literal', () => {
    const typed = (type: string) => `CASE jsonb_typeof(t.meta #> CAST($1 AS text[])) WHEN '${type}' THEN`;
    for (const [literal, type] of [
      ["'x'", 'string'],
      ['5', 'number'],
      ['true', 'boolean'],
      ['2026-01-02', 'string'],
    ]) {
      expect(read(`meta/größe eq ${literal}`)).toMatchObject({ sql: expect.stringContaining(typed(type)) });
    }
    expect(read('meta/größe/x ne null')).toEqual({
      sql: "(nullif(t.meta #> CAST($1 AS text[]), 'null')) IS NOT NULL",
      values: [['größe', 'x']],
    });
  });

  it.each([
    ['', 'unexpected end'],
    ['name', 'unexpected end'],
    ['name eq', 'unexpected end'],
    ['name is 5', 'unexpected is at 5'],
    ['(size eq 5', 'unexpected end'],
    ['size eq 5)', 'unexpected ) at 9'],
    ['size eq 5 size', 'unexpected size at 10'],
    ["name eq 'a", "unexpected ' at 8"],
    ['size eq 5x', 'unexpected 5 at 8'],
    ['size eq 1e999', '1e999 is too large'],
    ['nmae eq 5', 'unknown field nmae'],
    ['constructor eq 5', 'unknown field constructor'],
    ['name eq 5', 'name cannot be compared so'],
    ["size eq '5'", 'size cannot be compared so'],
    ["id eq 'x'", 'id cannot be compared so'],
    ['file/made eq 2026-02-30', 'file/made cannot be compared so'],
    ['meta/a gt true', 'meta/a cannot be compared so'],
    ['5 eq 5', 'a field is compared with a value'],
    ['size eq size', 'a field is compared with a value'],
    ['size eq 5 and', 'unexpected end'],
    ['not', 'unexpected end'],
    [`${'('.repeat(51)}size eq 5${')'.repeat(51)}`, 'nested deeper than 50 levels'],
    [`${'not '.repeat(10_000)}size eq 5`, 'nested deeper than 50 levels'],
    [Array(101).fill('size eq 5').join(' or '), 'more than 100 comparisons'],
  ])('refuses %s', (filter, reason) => {
    expect(read(filter)).toBe(`Value error, invalid filter: ${reason}`);
  });

  it('refuses text that the database cannot hold', () => {
    expect(read("name eq '\0'")).toBe('Value error, null characters are not allowed');
  });
});
