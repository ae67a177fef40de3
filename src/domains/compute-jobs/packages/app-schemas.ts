import { Injectable } from '@nestjs/common';
import addFormats from 'ajv-formats';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019';
import { Ajv2020 } from 'ajv/dist/2020';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { isJsonObject } from '../../../kernel/http/json';
import type { FieldViolation } from '../requests/violations';

const MOST_COMPILED = 500;

/** Judges the params of apps by the JSON Schemas that come with the apps. */
@Injectable()
export class AppSchemas {
  private readonly compiled = new Map<string, ValidateFunction>();

  /** @param field name of the params in the violations */
  violations(schema: string, params: object, field: string): FieldViolation[] {
    const validate = this.validatorOf(schema);
    return validate(params) ? [] : validate.errors!.map((error) => toViolation(error, field));
  }

  private validatorOf(schema: string): ValidateFunction {
    let validate = this.compiled.get(schema);
    if (!validate) {
      if (this.compiled.size >= MOST_COMPILED) this.compiled.delete(this.compiled.keys().next().value!);
      validate = compile(JSON.parse(schema) as Record<string, unknown>);
      this.compiled.set(schema, validate);
    }
    return validate;
  }
}

/** What is wrong with a JSON Schema; undefined for one that params can be judged by. */
export function faultOf(schema: unknown): string | undefined {
  if (!isJsonObject(schema)) return 'must be a JSON object';
  try {
    compile(schema);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * The draft is the one that `$schema` names, the newest if it names none; drafts 4 and 6 are read as draft 7. Each schema
 * has an Ajv of its own: the ids in schemas of different tenants may clash.
 */
function compile({ $schema, ...schema }: Record<string, unknown>): ValidateFunction {
  // Its verdict would be a promise, which is true whatever it says.
  if ('$async' in schema) throw new Error('$async is not supported');
  const options = { allErrors: true, strict: false };
  const draft = typeof $schema === 'string' ? $schema : '';
  const Draft = /draft-0[467]/.test(draft) ? Ajv : draft.includes('2019-09') ? Ajv2019 : Ajv2020;
  const ajv = new Draft(options);
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function toViolation({ instancePath, message }: ErrorObject, field: string): FieldViolation {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { field: [field, ...path].join('.'), description: message ?? 'is not valid' };
}
