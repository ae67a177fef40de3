import type { ListQuery } from '../../lists/list-query';
import { jobList } from './job-list.statements';

const part = (orderBy: ListQuery['orderBy'], descending: boolean): ListQuery => ({
  ...{ limit: 20, offset: 0, isPublic: false },
  ...{ orderBy, descending },
});

describe('jobList', () => {
  it('asks only for what is wanted, for the planner', () => {
    const { count, page, values } = jobList('t', { states: ['JOB_STATE_NEW'], name: 'x' }, part('createdAt', true));
    expect(count.text).toBe(
      'SELECT count(*)::int AS total FROM compute.jobs WHERE tenant_id = $1 AND deleted_at IS NULL' +
        ' AND state = ANY ($2) AND strpos(lower(name), lower($3)) > 0',
    );
    expect(page.text).toMatch(/ ORDER BY created_at DESC, id ASC LIMIT \$4 OFFSET \$5$/);
    expect(values).toEqual(['t', ['JOB_STATE_NEW'], 'x']);
  });

  it('has one name per text', () => {
    const texts = new Map<string, string>();
    const filters = [
      {},
      { includeDeleted: true },
      { ids: ['x'] },
      { templateIds: ['x'] },
      { createdAfter: new Date() },
    ];
    for (const filter of filters) {
      for (const orderBy of ['createdAt', 'name', 'startedAt'] as const) {
        for (const descending of [true, false]) {
          const { count, page } = jobList('t', filter, part(orderBy, descending));
          for (const { name, text } of [count, page]) {
            expect(texts.get(name) ?? text).toBe(text);
            texts.set(name, text);
          }
        }
      }
    }
    expect(new Set(texts.values()).size).toBe(texts.size);
  });

  it('puts jobs last that lack what they are sorted by', () => {
    expect(jobList('t', {}, part('endedAt', false)).page.text).toContain('ORDER BY ended_at ASC NULLS LAST, id DESC');
  });
});
