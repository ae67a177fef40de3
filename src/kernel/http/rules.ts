import 'reflect-metadata';
import { getMetadataStorage, registerDecorator, validateSync } from 'class-validator';
import type { Type } from '@nestjs/common';
import { isJsonObject } from './json';

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

/** A list is not looked at further once this many of its fields are refused: nobody reads more. */
const MAX_VIOLATIONS = 100;

interface Within {
  type: Type;
  /** The refusal of what is no object, by its path. */
  notObject: (path: string) => string;
}

const WITHIN = 'rules-within';

/**
 * The object in a field, or each one of the list in it, becomes a DTO of a type and obeys its rules too. Refusals carry
 * the path (`points[2].x`); the texts of the type's rules must begin with the field's name.
 */
export function RulesWithin(type: Type, notObject: (path: string) => string): PropertyDecorator {
  const rules: Within = { type, notObject };
  return (target, property) => Reflect.defineMetadata(WITHIN, rules, target, property);
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
  const refusals = new Map(
    validateSync(dto).map((error) => [error.property, Object.values(error.constraints ?? {})[0] ?? '']),
  );
  const violations = fieldsOf(type).flatMap((field) => {
    const message = refusals.get(field);
    return message === undefined ? applyWithin(dto as Record<string, unknown>, field) : [{ field, message }];
  });
  return { dto, violations };
}

/** Puts DTOs in the place of a field's plain objects, where `RulesWithin` says so. */
function applyWithin(dto: Record<string, unknown>, field: string): Violation[] {
  const rules = Reflect.getMetadata(WITHIN, dto, field) as Within | undefined;
  const value = dto[field];
  if (!rules || value === undefined || value === null) return [];
  const violations: Violation[] = [];
  const enter = (path: string, item: unknown): unknown => {
    if (violations.length >= MAX_VIOLATIONS) return item;
    if (!isJsonObject(item)) {
      violations.push({ field: path, message: rules.notObject(path) });
      return item;
    }
    const inner = applyRules(rules.type, item);
    for (const { field: name, message } of inner.violations) {
      violations.push({ field: `${path}.${name}`, message: `${path}.${message}` });
    }
    return inner.dto;
  };
  dto[field] = Array.isArray(value)
    ? value.map((item, index) => enter(`${field}[${index}]`, item))
    : enter(field, value);
  return violations;
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
