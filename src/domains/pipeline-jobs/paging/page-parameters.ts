import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';

/** Documents the parameters of a page by its number. */
export function NumberedPageParameters(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'limit',
      required: false,
      description: 'Items on a page.',
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 10 },
    }),
    ApiQuery({
      name: 'page_number',
      required: false,
      description: 'Which page, from 1.',
      schema: { type: 'integer', minimum: 1, default: 1 },
    }),
  );
}

/** Documents the parameters of a page that can also be found by a cursor. */
export function PageParameters(...fields: string[]): MethodDecorator {
  const cursor = (name: string, age: string) =>
    ApiQuery({
      name,
      required: false,
      description: `Only items that are ${age} than the one with this id; not together with a page number.`,
      schema: { type: 'string', format: 'uuid' },
    });
  return applyDecorators(
    NumberedPageParameters(),
    cursor('after', 'older'),
    cursor('before', 'younger'),
    ApiQuery({
      name: 'field',
      required: false,
      description: 'What a page is sorted by.',
      schema: { type: 'string', enum: fields, default: fields[0] },
    }),
    ApiQuery({
      name: 'order',
      required: false,
      description: 'Direction of the sort.',
      schema: { type: 'string', enum: ['ASC', 'DESC'], default: 'DESC' },
    }),
  );
}

/** Documents the filter of a list. */
export function FilterParameter(...paths: string[]): MethodDecorator {
  return ApiQuery({
    name: 'filter',
    required: false,
    description: `OData: \`eq ne gt ge lt le and or not ( )\` over ${paths.join(', ')}.`,
    schema: { type: 'string' },
  });
}
