import { applyDecorators, Injectable, UseInterceptors } from '@nestjs/common';
import type {
  ArgumentMetadata,
  CallHandler,
  ExecutionContext,
  NestInterceptor,
  PipeTransform,
  Type,
} from '@nestjs/common';
import { ApiOkResponse, ApiPropertyOptional } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map } from 'rxjs';
import type { Observable } from 'rxjs';
import { hasNull, refuseUnless } from '../../kernel/http/common-rules';
import { optional, Rules } from '../../kernel/http/rules';
import { readFields } from './bodies';
import { text } from './production-rules';
import { refused } from './refusals';

export const MAX_ROWS = 1000;

const isLimit = (value: unknown) =>
  typeof value === 'string' && /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= MAX_ROWS;

/** What a list goes on behind: the values that it is sorted by. */
export type Place = (number | string)[];

const cursorOf = (place: Place) => Buffer.from(JSON.stringify(place)).toString('base64url');

const isPlaceValue = (value: unknown) =>
  typeof value === 'string' ? !hasNull(value) : typeof value === 'number' && Number.isSafeInteger(value);

function placeOf(cursor: unknown): Place | undefined {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor as string, 'base64url').toString());
    const isPlace =
      Array.isArray(place) && place.length > 0 && place.length <= 3 && cursorOf(place as Place) === cursor;
    return isPlace && place.every(isPlaceValue) ? (place as Place) : undefined;
  } catch {
    return undefined;
  }
}

/** The part of a list to read; a query knows texts only. */
export class ListQueryDto {
  @ApiPropertyOptional({
    description: 'Rows in one answer at most.',
    example: MAX_ROWS,
    type: 'integer',
    minimum: 1,
    maximum: MAX_ROWS,
    default: MAX_ROWS,
  })
  @Rules(optional(refuseUnless(isLimit, (field) => `${field} must be between 1 and ${MAX_ROWS}`)))
  limit?: string;

  @ApiPropertyOptional({ description: 'From the `Link` header of the answer before.', example: 'WzEwMDBd' })
  @Rules(
    optional(
      refuseUnless(
        (value) => placeOf(value) !== undefined,
        (field) => `${field} is invalid`,
      ),
    ),
  )
  cursor?: string;
}

export class SearchQueryDto extends ListQueryDto {
  @ApiPropertyOptional({ description: 'Part of what names the row, in any case.', example: 'housing', maxLength: 500 })
  @Rules(text(500))
  q?: string;
}

/** Reads the query into the DTO that the controller names; an empty value counts as absent. */
@Injectable()
export class QueryPipe implements PipeTransform {
  transform(query: object, { metatype }: ArgumentMetadata): object {
    const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
    return readFields(metatype as Type<object>, given);
  }
}

/** What `q` must be like in SQL's `ILIKE`. */
export const likeOf = (q: string | undefined) => q && `%${q.replace(/[\\%_]/g, '\\$&')}%`;

/** Rows of a list, and the cursor of those behind. */
export interface Page<T> {
  rows: T[];
  next?: string;
}

/**
 * How many rows to ask for (one more than are shown), and behind which place.
 * @param like a place of this list: cursors of other lists are refused @throws Failure `invalid`
 */
export function windowOf(query: ListQueryDto, like?: Place): { rows: number; behind: Place | undefined } {
  const behind = query.cursor === undefined ? undefined : placeOf(query.cursor);
  const fits = behind?.every((value, index) => typeof value === typeof (like ? like[index] : 0));
  if (behind && (!fits || (like && like.length !== behind.length))) throw refused('cursor is invalid');
  return { rows: Number(query.limit ?? MAX_ROWS) + 1, behind };
}

/** @param found of the window of the query, in order; `show` makes an answer of a row */
export function pageOf<Row, T>(
  query: ListQueryDto,
  found: Row[],
  place: (row: Row) => Place,
  show: (row: Row) => T,
): Page<T> {
  const limit = Number(query.limit ?? MAX_ROWS);
  const rows = found.slice(0, limit);
  return { rows: rows.map(show), next: found.length > limit ? cursorOf(place(rows[limit - 1])) : undefined };
}

/** Answers the rows of a page, and links to those behind. */
@Injectable()
class PageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<Page<unknown>>): Observable<unknown[]> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((page) => {
        if (page.next !== undefined) {
          const [path, query] = http.getRequest<FastifyRequest>().url.split('?', 2);
          const parameters = new URLSearchParams(query);
          parameters.set('cursor', page.next);
          void http.getResponse<FastifyReply>().header('link', `<${path}?${parameters.toString()}>; rel="next"`);
        }
        return page.rows;
      }),
    );
  }
}

/** A route that answers a page of a list as a flat array. */
export const PagedList = (type: Type) =>
  applyDecorators(
    UseInterceptors(PageInterceptor),
    ApiOkResponse({
      type: [type],
      headers: { Link: { description: 'Where the rows behind are, when there are more.', schema: { type: 'string' } } },
    }),
  );
