import { getMetadataStorage, registerDecorator, validateSync } from 'class-validator';
import type { Type } from '@nestjs/common';

/** Looks at one value: the text of the refusal, or undefined when the value is fine. */
export type Rule = (value: unknown, field: string) => string | undefined;

export interface Violation {
  field: string;
  message: string;
}

/** The rules of one DTO field, in the order in which they refuse: only the first text is reported. */
export function Rules(...rules: Rule[]): PropertyDecorator {
  const firstRefusal = (value: unknown, field: string) => {
    for (const rule of rules) {
      const text = rule(value, field);
      if (text !== undefined) return text;
    }
    return undefined;
  };
  return (target, property) => {
    const field = String(property);
    registerDecorator({
      name: 'rules',
      target: target.constructor,
      propertyName: field,
      validator: {
        validate: (value) => firstRefusal(value, field) === undefined,
        defaultMessage: (args) => firstRefusal(args?.value, field) ?? '',
      },
    });
  };
}

/** A field that is absent or null is not set; the rules behind this one only see values. */
export function optional(...rules: Rule[]): Rule {
  return (value, field) => {
    if (value === undefined || value === null) return undefined;
    for (const rule of rules) {
      const text = rule(value, field);
      if (text !== undefined) return text;
    }
    return undefined;
  };
}

/**
 * Copies the declared fields of a body into a DTO and checks them in the order of their declaration. Nothing is
 * coerced and nothing is walked recursively, so hostile nesting costs nothing.
 */
export function applyRules<T extends object>(type: Type<T>, body: object): { dto: T; violations: Violation[] } {
  const dto = Object.assign(new type(), pick(body, fieldsOf(type)));
  const violations = validateSync(dto).map((error) => ({
    field: error.property,
    message: Object.values(error.constraints ?? {})[0] ?? '',
  }));
  return { dto, violations };
}

const fields = new WeakMap<Type, string[]>();

/** The names of a DTO's fields that carry rules, in the order of their declaration; empty for other types. */
export function fieldsOf(type: Type): string[] {
  let names = fields.get(type);
  if (!names) {
    const metadata = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    names = [...new Set(metadata.map(({ propertyName }) => propertyName))];
    fields.set(type, names);
  }
  return names;
}

function pick(body: object, names: string[]): object {
  const picked: Record<string, unknown> = {};
  for (const name of names) {
    if (Object.hasOwn(body, name)) picked[name] = (body as Record<string, unknown>)[name];
  }
  return picked;
}
