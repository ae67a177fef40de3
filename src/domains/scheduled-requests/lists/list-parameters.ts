import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** Documents an optional query parameter. */
export const parameter = (name: string, description: string, schema: object, example?: unknown): MethodDecorator =>
  ApiQuery({ name, required: false, description, schema, example });

/** Documents `limit` and `offset` of a list of `what`. */
export const pageParameters = (what: string, most = 10): MethodDecorator =>
  applyDecorators(
    parameter(
      'limit',
      `${what} in the answer at most.`,
      { type: 'integer', minimum: 1, maximum: 100, default: most },
      most,
    ),
    parameter('offset', `${what} to leave out first.`, { type: 'integer', minimum: 0, default: 0 }, 0),
  );
