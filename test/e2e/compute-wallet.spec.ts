import { randomUUID } from 'node:crypto';
import { AMOUNT_DUE, COUNT_USAGE, pageOfUsage } from '../../src/domains/compute-jobs/wallet/wallet.statements';
import type { Client } from '../support/client';
import { startServer } from '../support/server';
import type { Server } from '../support/server';

const JOBS = '/v1/customer/jobs';
const TRANSACTIONS = '/v1/wallet/transactions';
const FILTER = `${TRANSACTIONS}/filter`;
const BALANCES = ['/v1/wallet/balance', '/v1/customer/wallet/balance'];

interface Ended {
  name?: string;
  /** A day of January 2026. */
  day?: number;
  amount?: string;
  state?: string;
  deleted?: boolean;
}

describe('the wallet of compute', () => {
  let server: Server;
  let api: Client;
  let tenantId: string;

  beforeAll(async () => {
    server = await startServer();
  });
  beforeEach(async () => {
    const { key, tenant } = await server.tenant();
    api = server.client(key);
    [{ id: tenantId }] = await server.query<{ id: string }>('SELECT id FROM platform.tenants WHERE name = $1', [
      tenant,
    ]);
  });
  afterAll(() => server?.stop());

  /** A job as its end leaves it. */
  async function ended({ name, day = 1, amount = '0', state = 'COMPLETE', deleted = false }: Ended): Promise<string> {
    const { job } = (await api.post(JOBS, { templateId: 'hello-world', name })).body;
    await server.query(
      `UPDATE compute.jobs SET state = $2, payment = $3, started_at = $4, ended_at = $4,
        deleted_at = CASE WHEN $5 THEN now() END WHERE id = $1`,
      [job.id, `JOB_STATE_${state}`, amount, new Date(Date.UTC(2026, 0, day)), deleted],
    );
    return job.id;
  }

  const namesOf = ({ body }: { body: { data: { relatedEntity: { name: string } }[] } }) =>
    body.data.map(({ relatedEntity }) => relatedEntity.name).join('');

  it('is empty at first', async () => {
    for (const path of BALANCES) {
      const { status, text } = await api.get(path);
      expect([status, text]).toEqual([
        200,
        JSON.stringify({ accountId: tenantId, totalBalance: 0, availableBalance: 0, amountDue: 0 }),
      ]);
    }
    const none = { pagination: { total: 0, offset: 0, hasPrevious: false, hasNext: false }, data: [] };
    expect((await api.get(TRANSACTIONS)).body).toEqual(none);
    expect((await api.post(FILTER, {})).body).toEqual(none);
  });

  it('owes what jobs used that have ended, well or not, deleted ones too', async () => {
    await api.post(JOBS, { templateId: 'hello-world', name: 'new' });
    await ended({ name: 'free', day: 1 });
    const complete = await ended({ name: 'complete', day: 2, amount: '0.00000001' });
    const failed = await ended({ day: 4, amount: '1.5', state: 'FAILED' });
    const deleted = await ended({ name: 'deleted', day: 3, amount: '0.25', deleted: true });
    for (const path of BALANCES) {
      expect((await api.get(path)).body).toEqual({
        accountId: tenantId,
        totalBalance: 0,
        availableBalance: 0,
        amountDue: 1.75000001,
      });
    }
    const of = (id: string, day: number, amount: number, name?: string) => ({
      id,
      createdAt: `2026-01-0${day}T00:00:00.000Z`,
      amount,
      transactionType: 'JOB_USAGE',
      relatedEntity: { type: 'job', id, ...(name && { name }) },
      description: `Usage of job ${name ?? id}`,
    });
    const listed = await api.get(TRANSACTIONS);
    expect([listed.status, listed.text]).toEqual([
      200,
      JSON.stringify({
        pagination: { total: 3, offset: 0, hasPrevious: false, hasNext: false },
        data: [of(failed, 4, 1.5), of(deleted, 3, 0.25, 'deleted'), of(complete, 2, 0.00000001, 'complete')],
      }),
    ]);
    expect((await api.post(FILTER, {})).text).toBe(listed.text);
  });

  it('owes nothing for a job that runs again, until it ends', async () => {
    const id = await ended({ name: 'a', amount: '1' });
    await server.query(`UPDATE compute.jobs SET state = 'JOB_STATE_STARTED', ended_at = NULL WHERE id = $1`, [id]);
    expect((await api.get(BALANCES[0])).body.amountDue).toBe(0);
    expect((await api.get(TRANSACTIONS)).body.pagination.total).toBe(0);
  });

  it('is listed in parts', async () => {
    for (const [name, day] of [
      ['b', 1],
      ['c', 2],
      ['a', 3],
    ] as const) {
      await ended({ name, day, amount: '1' });
    }
    const whole = { total: 3, offset: 0, hasPrevious: false, hasNext: false };
    const cases: [query: string, body: object, names: string, pagination: object][] = [
      ['', {}, 'acb', whole],
      ['?orderBy=createdAt%20asc', { orderBy: 'createdAt asc' }, 'bca', whole],
      ['?orderBy=endedAt', { order_by: 'endedAt' }, 'bca', whole],
      ['?orderBy=name', { orderBy: 'name' }, 'abc', whole],
      ['?orderBy=name%20desc', { orderBy: 'name desc' }, 'cba', whole],
      [
        '?pagination.limit=1&pagination.offset=1',
        { pagination: { limit: 1, offset: '1' } },
        'c',
        { total: 3, offset: 1, hasPrevious: true, hasNext: true },
      ],
      ['?limit=0', { limit: 0 }, '', { ...whole, hasNext: true }],
      ['?offset=9', { offset: 9 }, '', { ...whole, offset: 9, hasPrevious: true }],
    ];
    for (const [query, body, names, pagination] of cases) {
      for (const answer of [await api.get(`${TRANSACTIONS}${query}`), await api.post(FILTER, body)]) {
        expect([answer.status, namesOf(answer), answer.body.pagination]).toEqual([200, names, pagination]);
      }
    }
  });

  it('is filtered by time', async () => {
    for (const [name, day] of [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ] as const) {
      await ended({ name, day, amount: '1' });
    }
    const names = async (body: object) => namesOf(await api.post(FILTER, body));
    expect(await names({ createdAfter: '2026-01-01T00:00:00Z' })).toBe('cb');
    expect(await names({ created_before: '2026-01-03T01:00:00+01:00' })).toBe('ba');
    expect(await names({ createdAfter: '2026-01-01T12:00:00Z', createdBefore: '2026-01-02T12:00:00Z' })).toBe('b');
    expect(await names({ createdAfter: '', createdBefore: null })).toBe('cba');
    const { body } = await api.post(FILTER, { createdAfter: '2026-01-01T00:00:00Z', limit: 1 });
    expect(body.pagination.total).toBe(2);
  });

  it.each<[object, [string, string][]]>([
    [{ pagination: 5 }, [['pagination', 'must be an object']]],
    [{ pagination: { limit: 'x' } }, [['pagination.limit', 'must be an integer of 0 or more']]],
    [{ pagination: { offset: -1 } }, [['pagination.offset', 'must be an integer of 0 or more']]],
    [{ orderBy: 'x' }, [['orderBy', 'must be one of createdAt, name, state, startedAt, endedAt']]],
    [
      { createdBefore: 5, createdAfter: 'today', orderBy: 5 },
      [
        ['orderBy', 'must be one of createdAt, name, state, startedAt, endedAt'],
        ['createdAfter', 'must be an RFC 3339 date-time'],
        ['createdBefore', 'must be an RFC 3339 date-time'],
      ],
    ],
  ])('is not filtered by %j', async (filter, violations) => {
    const { status, body } = await api.post(FILTER, filter);
    expect([status, body.code, body.message]).toEqual([400, 3, violations[0].join(' ')]);
    expect(body.details[0].fieldViolations).toEqual(violations.map(([field, description]) => ({ field, description })));
  });

  it.each(['', '[]', '5'])('is not filtered by the body %j', async (text) => {
    const { status, body } = await api.raw('POST', FILTER, {
      body: text,
      headers: { 'content-type': 'application/json' },
    });
    expect([status, body.message]).toEqual([400, 'request body must be a JSON object']);
  });

  it('is not listed by a wrong query', async () => {
    const { status, body } = await api.get(`${TRANSACTIONS}?limit=-1`);
    expect([status, body.message]).toEqual([400, 'pagination.limit must be an integer of 0 or more']);
  });

  it('of one tenant is closed to another, and read with the scope to read', async () => {
    await ended({ name: 'mine', amount: '1' });
    const other = server.client((await server.tenant()).key);
    expect((await other.get(BALANCES[0])).body.amountDue).toBe(0);
    expect((await other.get(BALANCES[1])).body.amountDue).toBe(0);
    expect((await other.get(TRANSACTIONS)).body.data).toEqual([]);
    expect((await other.post(FILTER, {})).body.data).toEqual([]);
    const reader = server.client((await server.tenant(undefined, ['compute:read'])).key);
    expect((await reader.post(FILTER, {})).status).toBe(200);
    const writer = server.client((await server.tenant(undefined, ['compute:write'])).key);
    for (const answer of [
      await writer.post(FILTER, {}),
      await writer.get(TRANSACTIONS),
      await writer.get(BALANCES[1]),
    ]) {
      expect([answer.status, answer.body.message]).toEqual([403, 'missing scope compute:read']);
    }
  });

  it('is read from an index alone, however many jobs there are', async () => {
    await ended({ name: 'one', amount: '1' });
    const busy = randomUUID();
    // A commit that is not on disk yet keeps VACUUM from marking its rows as visible to all.
    await server.query(
      `SET synchronous_commit = on;
        INSERT INTO compute.jobs (id, tenant_id, template_id, template_owner, template, state, config, params,
          state_timestamps, ended_at, payment, name)
        SELECT gen_random_uuid(), CASE WHEN n % 10 = 0 THEN '${busy}' ELSE gen_random_uuid() END, 'x',
          '${busy}', '{}', 'JOB_STATE_COMPLETE', '{}', json_build_object('app', repeat('x', 1000)), '{}', now(), n % 3,
          'job ' || n
        FROM generate_series(1, 10000) n`,
    );
    await server.query('VACUUM ANALYZE compute.jobs');
    const planOf = async (text: string, values: unknown[]) => {
      const rows = await server.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, values);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const part = { limit: 20, offset: 0, orderBy: 'createdAt', descending: true } as const;
    const plans = [
      await planOf(AMOUNT_DUE.text, [busy]),
      await planOf(COUNT_USAGE.text, [busy, null, null]),
      await planOf(pageOfUsage(part).text, [busy, null, null, 20, 0]),
    ];
    for (const plan of plans) expect(plan).toContain('Index Only Scan using jobs_tenant_id_ended_at_idx');
    expect(plans[2]).not.toContain('Sort');
  });
});
