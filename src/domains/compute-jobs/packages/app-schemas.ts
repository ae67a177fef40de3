import { Injectable } from '@nestjs/common';
import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020';
import type { FieldViolation } from '../requests/violations';

const MOST_COMPILED = 500;

/** Judges the params of apps by the JSON Schemas (2020-12) that come with the apps. */
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
      validate = compile(schema);
      this.compiled.set(schema, validate);
    }
    return validate;
  }
}

/** Each schema has an Ajv of its own: the ids in schemas of different tenants may clash. */
function compile(schema: string): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  return ajv.compile(JSON.parse(schema) as object);
}

function toViolation({ instancePath, message }: ErrorObject, field: string): FieldViolation {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { field: [field, ...path].join('.'), description: message ?? 'is not valid' };
}
