import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { oddMembers, oddValue, plain } from './json-text';
import type { Node } from './json-text';
import type { Document, Schema } from './openapi';
import { longText, oddMoment, oddNumber, oddText, oddUuid, URLS } from './values';

/** One of how many values is an odd one; 0 for none. */
type Oddity = number;

/** Values of a schema, or nearly: right in shape, at the limits in size, and now and then something else altogether. */
export class SchemaValues {
  constructor(private readonly document: Document) {}

  of(schema: Schema, oddity: Oddity, name = ''): Arbitrary<Node> {
    const resolved = this.document.resolve(schema);
    const { example, enum: options, nullable } = resolved;
    const fitting: { weight: number; arbitrary: Arbitrary<Node> }[] = [
      { weight: 3, arbitrary: this.byType(resolved, oddity, name) },
    ];
    if (example !== undefined && !resolved.properties)
      fitting.push({ weight: 4, arbitrary: fc.constant(plain(example)) });
    if (options) fitting.push({ weight: 4, arbitrary: fc.constantFrom(...options).map(plain) });
    if (nullable) fitting.push({ weight: 1, arbitrary: fc.constant(plain(null)) });
    if (/id$/i.test(name)) fitting.push({ weight: 4, arbitrary: fc.nat().map((picked) => ({ picked })) });
    if (oddity === 0) return fc.oneof(...fitting);
    return fc.oneof(
      { weight: oddity, arbitrary: fc.oneof(...fitting) },
      {
        weight: 1,
        arbitrary: fc.oneof(
          oddValue,
          resolved.type === 'string' ? oddText.map(plain) : oddNumber.map((text) => ({ text })),
        ),
      },
    );
  }

  private byType(schema: Schema, oddity: Oddity, name: string): Arbitrary<Node> {
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return fc.oneof(...choices.map((choice) => this.of(choice, oddity, name)));
    if (schema.properties || schema.type === 'object') return this.object(schema, oddity);
    if (schema.type === 'array') return this.list(schema, oddity);
    if (schema.type === 'string') return text(schema).map(plain);
    if (schema.type === 'integer' || schema.type === 'number') return number(schema);
    if (schema.type === 'boolean') return fc.boolean().map(plain);
    return oddValue;
  }

  private object(schema: Schema, oddity: Oddity): Arbitrary<Node> {
    const { properties = {}, required = [], additionalProperties } = schema;
    const members = Object.entries(properties).map(([name, property]) => {
      const present = this.of(property, oddity, name).map((value): [string, Node][] => [[name, value]]);
      const absent = fc.constant<[string, Node][]>([]);
      if (required.includes(name) && oddity === 0) return present;
      return fc.oneof(
        { weight: required.includes(name) ? 20 : 1, arbitrary: present },
        { weight: 1, arbitrary: absent },
      );
    });
    const more =
      additionalProperties || oddity > 0
        ? fc.oneof({ weight: 4, arbitrary: fc.constant<[string, Node][]>([]) }, { weight: 1, arbitrary: oddMembers })
        : fc.constant<[string, Node][]>([]);
    return fc.tuple(...members, more).map((parts) => ({ members: parts.flat() }));
  }

  private list(schema: Schema, oddity: Oddity): Arbitrary<Node> {
    const { items = {}, minItems = 0, maxItems = Infinity } = schema;
    const item = this.of(items, oddity);
    const few = fc
      .array(item, { minLength: Math.min(minItems, 3), maxLength: Math.max(minItems, 3) })
      .map((list) => ({ list }));
    if (oddity === 0 || maxItems > 2000) return few;
    const toTheLimit = fc
      .tuple(item, fc.constantFrom(maxItems, maxItems + 1))
      .map(([one, count]) => ({ list: Array<Node>(count).fill(one) }));
    return fc.oneof({ weight: 8, arbitrary: few }, { weight: 1, arbitrary: toTheLimit });
  }
}

function text({ format, minLength = 0, maxLength }: Schema): Arbitrary<string> {
  if (format === 'uuid') return fc.oneof(oddUuid, fc.uuid());
  if (format === 'date' || format === 'date-time') return fc.oneof(oddMoment, fc.date().map(iso));
  if (format === 'uri') return fc.constantFrom(...URLS);
  const short = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength ?? 40, 40) });
  return fc.oneof({ weight: 3, arbitrary: short }, { weight: 1, arbitrary: longText([minLength, maxLength ?? 255]) });
}

function iso(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'Invalid Date' : date.toISOString();
}

function number({ type, minimum, maximum }: Schema): Arbitrary<Node> {
  const limits = [minimum, maximum]
    .filter((limit) => limit !== undefined)
    .flatMap((limit) => [limit - 1, limit, limit + 1]);
  const between = { min: Math.max(minimum ?? 0, -(2 ** 31)), max: Math.min(maximum ?? 1000, 2 ** 31 - 1) };
  const inside = type === 'integer' ? fc.integer(between) : fc.double({ ...between, noNaN: true });
  return fc.oneof({ weight: 3, arbitrary: inside }, { weight: 1, arbitrary: fc.constantFrom(0, ...limits) }).map(plain);
}
