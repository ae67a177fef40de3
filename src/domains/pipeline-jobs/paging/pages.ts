import { Injectable } from '@nestjs/common';
import type { EntityTarget, SelectQueryBuilder } from 'typeorm';
import { Database } from '../../../kernel/database/database';
import { notFound } from '../refusals';
import type { FilterCondition, Placeholder } from '../validation/odata-fields';
import type { PageQuery } from '../validation/page.model';

export interface Page<Item> {
  data: Item[];
  has_more: boolean;
  total: number;
}

interface Listed {
  id: string;
  tenantId: string;
  workspaceId: string;
  createdAt: Date;
}

interface ListScope<Row extends Listed> {
  tenantId: string;
  workspaceId: string;
  /** Conditions on `item` that the listed rows have to meet besides. */
  narrow?(select: SelectQueryBuilder<Row>): void;
  /** Another condition on properties of `item`. */
  filter?: FilterCondition | null;
  /** The last item of the page before: the next ones by creation are shown, whatever page and sort say. */
  seen?: { createdAt: string; id: string };
}

/** Reads pages of what belongs to one workspace. */
@Injectable()
export class Pages {
  constructor(private readonly database: Database) {}

  /**
   * @param property that the page is sorted by, nulls last; equal ones by creation
   * @throws Failure `not-found` when the cursor is no item of the workspace
   */
  async read<Row extends Listed>(
    entity: EntityTarget<Row>,
    { tenantId, workspaceId, narrow, filter, seen }: ListScope<Row>,
    page: PageQuery,
    property: keyof Row & string,
  ): Promise<Page<Row>> {
    const inWorkspace = () =>
      this.database.manager
        .createQueryBuilder(entity, 'item')
        .where('item.tenantId = :tenantId AND item.workspaceId = :workspaceId', { tenantId, workspaceId });
    const listed = inWorkspace();
    narrow?.(listed);
    if (filter) listed.andWhere(`(${filter(namedIn(listed))})`);
    const total = await listed.getCount();
    if (seen) {
      const data = await following(listed, seen, page);
      return { data: data.slice(0, page.limit), has_more: data.length > page.limit, total };
    }
    const mayBeNull = this.database.manager.dataSource
      .getMetadata(entity)
      .findColumnWithPropertyName(property)?.isNullable;
    const sorted = (select: SelectQueryBuilder<Row>) =>
      select
        .orderBy(`item.${property}`, page.order, mayBeNull ? 'NULLS LAST' : undefined)
        .addOrderBy('item.createdAt', page.order)
        .addOrderBy('item.id', page.order);
    const cursor = page.after ?? page.before;
    if (cursor === null) {
      const skipped = ((page.page_number ?? 1) - 1) * page.limit;
      const data = await sorted(listed).offset(skipped).limit(page.limit).getMany();
      return { data, has_more: skipped + data.length < total, total };
    }
    const known = inWorkspace().andWhere('item.id = :cursor', { cursor });
    if (!(await known.getExists())) throw notFound('Cursor');
    const ids = await nearest(listed, known, page);
    const shown = inWorkspace().andWhere('item.id = ANY(:ids)', { ids: ids.slice(0, page.limit) });
    return { data: await sorted(shown).getMany(), has_more: ids.length > page.limit, total };
  }
}

/** The items behind a known place, and one more where there is one. */
function following<Row extends Listed>(
  listed: SelectQueryBuilder<Row>,
  { createdAt, id }: { createdAt: string; id: string },
  { order, limit }: PageQuery,
): Promise<Row[]> {
  const comparison = order === 'DESC' ? '<' : '>';
  const place = '(CAST(:seenAt AS timestamptz), CAST(:seenId AS uuid))';
  return listed
    .andWhere(`(item.createdAt, item.id) ${comparison} ${place}`, { seenAt: createdAt, seenId: id })
    .orderBy('item.createdAt', order)
    .addOrderBy('item.id', order)
    .limit(limit + 1)
    .getMany();
}

/** Ids of the items next to the cursor, and of one more where there is one. */
async function nearest<Row extends Listed>(
  listed: SelectQueryBuilder<Row>,
  known: SelectQueryBuilder<Row>,
  { after, limit }: PageQuery,
): Promise<string[]> {
  const [comparison, order] = after === null ? (['>', 'ASC'] as const) : (['<', 'DESC'] as const);
  const place = known.select(['item.createdAt', 'item.id']).getQuery();
  const rows = await listed
    .select('item.id', 'id')
    .andWhere(`(item.createdAt, item.id) ${comparison} (${place})`)
    .setParameters(known.getParameters())
    .orderBy('item.createdAt', order)
    .addOrderBy('item.id', order)
    .limit(limit + 1)
    .getRawMany<{ id: string }>();
  return rows.map(({ id }) => id);
}

/** Makes each value a parameter of the query. */
function namedIn<Row extends Listed>(select: SelectQueryBuilder<Row>): Placeholder {
  let count = 0;
  return (value) => {
    const name = `filter_${count++}`;
    select.setParameter(name, value);
    return `:${name}`;
  };
}
