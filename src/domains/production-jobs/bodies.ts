import { Body } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { Failure } from '../../kernel/errors/failure';
import { applyRules } from '../../kernel/http/rules';

/**
 * The body of a route with a row in its URL: an object, the fields of which `readFields` checks once that row is found.
 * Other routes name their DTO and have it checked before they are called.
 */
export const ObjectBody = () => Body();

/** The fields of a body. @throws Failure `invalid` with the first refusal, in the order of the DTO's fields */
export function readFields<T extends object>(type: Type<T>, body: object): T {
  const { dto, violations } = applyRules(type, body);
  if (violations.length > 0) throw new Failure('invalid', violations[0].message);
  return dto;
}
