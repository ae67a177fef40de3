import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiQuery } from '@nestjs/swagger';
import type { ApiQueryOptions } from '@nestjs/swagger';
import type { ListPart } from './list-query';

/** Part of a list. */
export interface Page<Row> {
  /** Of the whole list. */
  total: number;
  rows: Row[];
}

export class ComputePaginationDto {
  @ApiProperty({ description: 'Entries of the whole list.', example: 42, type: 'integer' })
  total: number;

  @ApiProperty({ description: 'Entries that were left out before the first one shown.', example: 20, type: 'integer' })
  offset: number;

  @ApiProperty({ description: 'Whether there are entries before.', example: true })
  hasPrevious: boolean;

  @ApiProperty({ description: 'Whether there are entries behind.', example: true })
  hasNext: boolean;
}

export function showPagination({ offset }: ListPart, { total, rows }: Page<unknown>): ComputePaginationDto {
  return { total, offset, hasPrevious: offset > 0, hasNext: offset + rows.length < total };
}

/** Documents the query of a list. */
export function ApiListQuery(): MethodDecorator {
  return applyDecorators(
    ApiQuery({
      name: 'pagination.limit',
      description: 'Most entries to show, or `limit`; above 100 counts as 100.',
      required: false,
      schema: { type: 'integer', minimum: 0, default: 20 },
    }),
    ApiQuery({
      name: 'pagination.offset',
      description: 'Entries to leave out, or `offset`.',
      required: false,
      schema: { type: 'integer', minimum: 0, default: 0 },
    }),
    ApiQuery({
      name: 'orderBy',
      description: '`createdAt`, `name`, `state`, `startedAt` or `endedAt`, then optionally ` asc` or ` desc`.',
      required: false,
      schema: { type: 'string', default: 'createdAt desc' },
    }),
  );
}

/** Documents that a list may be of what is for everyone. */
export const IS_PUBLIC: ApiQueryOptions = {
  name: 'isPublic',
  description: 'The public ones instead of your own.',
  required: false,
  schema: { type: 'boolean', default: false },
};
