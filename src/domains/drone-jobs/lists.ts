import { applyDecorators, Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform, Type } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Database, Statement } from '../../kernel/database/database';
import { Failure } from '../../kernel/errors/failure';
import { refuseUnless } from '../../kernel/http/common-rules';
import { applyRules, optional, Rules } from '../../kernel/http/rules';

const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 20;

interface Place {
  createdAt: Date | 'infinity';
  id: string;
}

const START: Place = { createdAt: 'infinity', id: '' };

function placeOf(cursor: unknown): Place | undefined {
  if (typeof cursor !== 'string') return undefined;
  const [, time, id] = /^(\d{1,14}) ([!-~]{1,100})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (id === undefined || cursorOf({ created_at: new Date(Number(time)), id }) !== cursor) return undefined;
  return { createdAt: new Date(Number(time)), id };
}

const cursorOf = ({ created_at, id }: Paged) => Buffer.from(`${created_at.getTime()} ${id}`).toString('base64url');

const isLimit = (value: unknown) =>
  typeof value === 'string' && /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_LIMIT;

/** A query's length of a page. */
export const limit = () =>
  applyDecorators(
    ApiPropertyOptional({
      description: 'Items in one answer at most.',
      example: DEFAULT_LIMIT,
      type: 'integer',
      minimum: 1,
      maximum: MAX_LIMIT,
      default: DEFAULT_LIMIT,
    }),
    Rules(optional(refuseUnless(isLimit, (field) => `${field} must be an integer between 1 and ${MAX_LIMIT}`))),
  );

export const limitOf = (query: { limit?: string }) => Number(query.limit ?? DEFAULT_LIMIT);

/** The part of a list to read; a query knows texts only. */
export class ListQueryDto {
  @limit()
  limit?: string;

  @ApiPropertyOptional({
    description: '`nextCursor` of the answer before.',
    example: 'MTcwNTI0MjYwMDAwMCBqb2ItMDE5MGM4YTI',
  })
  @Rules(
    optional(
      refuseUnless(
        (value) => !!placeOf(value),
        (field) => `${field} must be the nextCursor of an answer`,
      ),
    ),
  )
  cursor?: string;
}

export class ListDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'Items in this answer.', example: 1, type: 'integer' })
  count: number;

  @ApiProperty({
    description: 'What to send as `cursor` for the items behind; null at the end.',
    example: null,
    type: String,
    nullable: true,
  })
  nextCursor: string | null;
}

/** Reads the query into the DTO that the controller names; an empty value counts as absent. */
@Injectable()
export class QueryPipe implements PipeTransform {
  transform(query: object, { metatype }: ArgumentMetadata): object {
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
    const { dto, violations } = applyRules(metatype as Type<object>, given);
    if (violations.length > 0) throw new Failure('invalid', violations[0].message, { data: violations });
    return dto;
  }
}

/** What a row must have for its list to be cut into pages. */
export interface Paged {
  id: string;
  /** To the millisecond. */
  created_at: Date;
}

/**
 * A page of the tenant's rows, newest first.
 * @param source `SELECT ... FROM` one relation with the columns `tenant_id`, `created_at` and `id`
 * @param filters columns and what they must equal; undefined: anything
 */
export async function readPage<Row extends Paged>(
  database: Database,
  source: Statement,
  tenantId: string,
  query: ListQueryDto,
  filters: Record<string, unknown> = {},
): Promise<{ rows: Row[]; nextCursor: string | null }> {
  const columns = Object.keys(filters).filter((column) => filters[column] !== undefined);
  const statement = {
    name: [source.name, ...columns].join('-'),
    text: `${source.text} WHERE tenant_id = $1 AND created_at <= $2 AND (created_at < $2 OR id > $3)
      ${columns.map((column, index) => `AND ${column} = $${index + 5}`).join(' ')}
      ORDER BY created_at DESC, id LIMIT $4`,
  };
  const size = limitOf(query);
  const { createdAt, id } = placeOf(query.cursor) ?? START;
  const values = [tenantId, createdAt, id, size + 1, ...columns.map((column) => filters[column])];
  const found = await database.run<Row>(statement, values);
  const rows = found.slice(0, size);
  return { rows, nextCursor: found.length > size ? cursorOf(rows[size - 1]) : null };
}
