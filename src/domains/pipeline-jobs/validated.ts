import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { invalid } from './refusals';
import type { RawRequest, Validation } from './validation/request';

type Validate = (request: RawRequest) => Validation<object>;

/**
 * Path, query and body of a request as a validator accepts them, all errors told at once.
 * @throws Failure `invalid`, 422
 */
export const Validated = createParamDecorator((validate: Validate, context: ExecutionContext): object => {
  const { params, query, body } = context.switchToHttp().getRequest<FastifyRequest>();
  const validation = validate({ path: params, query: query as object, body });
  if (validation.value === undefined) throw invalid(validation.errors);
  return validation.value;
});
