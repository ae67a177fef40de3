import { applyRules, fieldsOf, optional, Rules } from './rules';
import type { Rule } from './rules';

const required: Rule = (value, field) => (value === undefined ? `${field} is required` : undefined);
const text: Rule = (value, field) => (typeof value === 'string' ? undefined : `${field} must be a text`);
const short: Rule = (value, field) => ((value as string).length > 3 ? `${field} must be short` : undefined);

class Parcel {
  @Rules(required, text, short)
  name: string;

  @Rules(optional(text, short))
  note?: string | null;

  @Rules(() => undefined)
  content?: unknown;

  undeclared?: string;
}

class Letter extends Parcel {
  @Rules(required)
  stamp: number;
}

class Unruled {
  name?: string;
}

const messages = (body: object) => applyRules(Parcel, body).violations.map(({ message }) => message);

describe('applyRules', () => {
  it('reports only the first rule that refuses a field', () => {
    expect(messages({})).toEqual(['name is required']);
    expect(messages({ name: 5 })).toEqual(['name must be a text']);
    expect(messages({ name: 'long name' })).toEqual(['name must be short']);
    expect(messages({ name: 'abc' })).toEqual([]);
  });

  it('reports fields in the order of their declaration, whatever the order of the body', () => {
    expect(applyRules(Parcel, { note: 5, name: 5 }).violations).toEqual([
      { field: 'name', message: 'name must be a text' },
      { field: 'note', message: 'note must be a text' },
    ]);
  });

  it('takes absent and null for not set, where a field is optional', () => {
    for (const note of [undefined, null]) expect(messages({ name: 'a', note })).toEqual([]);
    for (const note of [0, false, '', []]) expect(messages({ name: 'a', note }).length).toBe(note === '' ? 0 : 1);
  });

  it('copies declared fields only, and coerces nothing', () => {
    const body = { name: 'a', content: { deep: [1] }, undeclared: 'x', unknown: 1 };
    const { dto } = applyRules(Parcel, body);
    expect(dto).toBeInstanceOf(Parcel);
    expect(Object.keys(dto)).toEqual(['name', 'content']);
    expect(dto.content).toBe(body.content);
  });

  it('sees own fields of the body only', () => {
    expect(messages(Object.create({ name: 'inherited' }) as object)).toEqual(['name is required']);
    expect(messages(JSON.parse('{"__proto__":{"name":"x"}}') as object)).toEqual(['name is required']);
  });

  it('walks into nothing, however deep it is', () => {
    const content = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)) as unknown;
    expect(messages({ name: 'a', content })).toEqual([]);
  });

  it('applies the rules of a base class too', () => {
    const fields = applyRules(Letter, { name: 5 }).violations.map(({ field }) => field);
    expect(fields.sort()).toEqual(['name', 'stamp']);
  });
});

describe('fieldsOf', () => {
  it('names the fields with rules, in the order of their declaration', () => {
    expect(fieldsOf(Parcel)).toEqual(['name', 'note', 'content']);
    expect(fieldsOf(Unruled)).toEqual([]);
    expect(fieldsOf(String)).toEqual([]);
  });
});
