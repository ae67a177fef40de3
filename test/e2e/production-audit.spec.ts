import type { Client } from '../support/client';
import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

interface Entry {
  id: string;
  action: string;
  timestamp: string;
}

describe('the audit', () => {
  let server: Server;
  let api: Client;
  let other: Client;
  let rows: Entry[];

  /** Appends a row as the services do. */
  const append = (tenantId: string, action: string, userId: string, fields: object = {}) =>
    server.query("SELECT production.append_audit($1, $2, $3, 'key_x', $4)", [
      tenantId,
      action,
      userId,
      JSON.stringify(fields),
    ]);
  const list = async (query = '') => (await api.get(`/api/audit${query}`)).body as Entry[];

  beforeAll(async () => {
    server = await sharedServer();
    const own = await Shop.open(server);
    const foreign = await Shop.open(server);
    api = own.api;
    other = foreign.api;
    const unit = { serial_number: 3, job_id: 'job_a', path_id: 'path_a' };
    await append(own.tenantId, 'serial_created', 'jane', { first_serial: 1, batch_quantity: 2, job_id: 'job_a' });
    await append(own.tenantId, 'serial_created', 'jane', {
      first_serial: 3,
      batch_quantity: 2,
      job_id: 'job_a',
      path_id: 'path_a',
    });
    await append(own.tenantId, 'serial_advanced', 'bob', { ...unit, from_step_id: 'step_a', to_step_id: 'step_b' });
    await append(own.tenantId, 'serial_advanced', 'bob', { ...unit, serial_number: 4, job_id: 'job_b' });
    await append(own.tenantId, 'cert_attached', 'jane', { ...unit, step_id: 'step_b', cert_id: 'cert_a' });
    await append(own.tenantId, 'serial_scrapped', 'bob', {
      ...unit,
      step_id: 'step_b',
      metadata: { reason: 'other', explanation: 'dropped' },
    });
    await append(foreign.tenantId, 'serial_created', 'eve', { first_serial: 1, batch_quantity: 9 });
    await append(foreign.tenantId, 'serial_advanced', 'eve', { serial_number: 3 });
    rows = await list();
  });

  afterAll(() => server?.stop());

  it('shows rows newest first, without what does not apply', () => {
    const entry = { id: expect.stringMatching(/^aud_[A-Za-z0-9_-]{12}$/), actor: 'key_x' };
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
    const unit = { serialId: 'SN-00003', jobId: 'job_a', pathId: 'path_a' };
    const bob = { ...entry, userId: 'bob', timestamp };
    const jane = { ...entry, userId: 'jane', timestamp };
    expect(rows).toEqual([
      {
        ...bob,
        action: 'serial_scrapped',
        ...unit,
        stepId: 'step_b',
        metadata: { reason: 'other', explanation: 'dropped' },
      },
      { ...jane, action: 'cert_attached', ...unit, stepId: 'step_b', certId: 'cert_a' },
      { ...bob, action: 'serial_advanced', ...unit, serialId: 'SN-00004', jobId: 'job_b' },
      { ...bob, action: 'serial_advanced', ...unit, fromStepId: 'step_a', toStepId: 'step_b' },
      { ...jane, action: 'serial_created', jobId: 'job_a', pathId: 'path_a', batchQuantity: 2 },
      { ...jane, action: 'serial_created', jobId: 'job_a', batchQuantity: 2 },
    ]);
    expect(Object.keys(rows[3])).toEqual([
      'id',
      'action',
      'userId',
      'actor',
      'timestamp',
      'serialId',
      'jobId',
      'pathId',
      'fromStepId',
      'toStepId',
    ]);
  });

  it.each([
    ['?action=serial_advanced', [2, 3]],
    ['?action=nothing', []],
    ['?userId=jane', [1, 4, 5]],
    ['?serialId=SN-00003', [0, 1, 3]],
    ['?serialId=SN-00009', []],
    ['?serialId=nonsense', []],
    ['?jobId=job_a', [0, 1, 3, 4, 5]],
    ['?jobId=job_a&userId=bob&action=serial_advanced', [3]],
    ['?action=&userId=&limit=&offset=', [0, 1, 2, 3, 4, 5]],
    ['?limit=2', [0, 1]],
    ['?limit=2&offset=1', [1, 2]],
    ['?offset=4', [4, 5]],
    ['?offset=99999999999999999999', []],
    ['?limit=5000', [0, 1, 2, 3, 4, 5]],
    ['?limit=x&offset=y', [0, 1, 2, 3, 4, 5]],
    ['?limit=0&offset=-1', [0, 1, 2, 3, 4, 5]],
    ['?limit=1.5', [0, 1, 2, 3, 4, 5]],
    ['?to=2001-01-01', []],
    ['?from=2001-01-01&to=2999-12-31', [0, 1, 2, 3, 4, 5]],
    ['?from=2999-12-31T00:00:00Z', []],
  ])('shows for %s the rows %j', async (query, indexes) => {
    expect(await list(query)).toEqual(indexes.map((index) => rows[index]));
  });

  it('takes both ends of a time in', async () => {
    const { timestamp } = rows[2];
    const at = rows.filter((row) => row.timestamp === timestamp);
    expect(await list(`?from=${timestamp}&to=${timestamp}`)).toEqual(at);
    const today = timestamp.slice(0, 10);
    expect(await list(`?from=${today}&to=${today}`)).toContainEqual(rows[2]);
  });

  it.each([
    ['?from=yesterday', 'from must be a date (YYYY-MM-DD) or an ISO 8601 time'],
    ['?to=2024-02-30', 'to must be a date (YYYY-MM-DD) or an ISO 8601 time'],
    ['?action=a&action=b', 'action must be a string'],
    ['?userId=%00', 'userId must not contain null characters'],
  ])('refuses %s', async (query, message) => {
    const { status, body } = await api.get(`/api/audit${query}`);
    expect([status, body]).toEqual([400, { statusCode: 400, statusMessage: 'Bad Request', message }]);
  });

  it('shows what was done with a unit, from the making of its batch on', async () => {
    const of = async (id: string) => (await api.get(`/api/audit/serial/${id}`)).body as Entry[];
    expect(await of('SN-00003')).toEqual([rows[4], rows[3], rows[1], rows[0]]);
    expect(await of('SN-00004')).toEqual([rows[4], rows[2]]);
    expect(await of('SN-00001')).toEqual([rows[5]]);
    expect(await of('SN-00005')).toEqual([]);
    expect(await of('SN-3')).toEqual([]);
    expect(await of('%00')).toEqual([]);
    expect(await of('SN-999999999999999')).toEqual([]);
  });

  it('shows that by pages', async () => {
    const seen: Entry[] = [];
    for (let next: string | undefined = '/api/audit/serial/SN-00003?limit=1'; next !== undefined;) {
      const { body, headers } = await api.get(next);
      expect(body).toHaveLength(1);
      seen.push(...(body as Entry[]));
      next = /^<(.+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([rows[4], rows[3], rows[1], rows[0]]);
  });

  it('shows a tenant its own rows only', async () => {
    expect((await other.get('/api/audit')).body).toHaveLength(2);
    expect((await other.get('/api/audit?userId=jane')).body).toEqual([]);
    expect(((await other.get('/api/audit/serial/SN-00003')).body as Entry[]).map(({ action }) => action)).toEqual([
      'serial_created',
      'serial_advanced',
    ]);
  });

  it('cannot be changed', async () => {
    await expect(server.query("UPDATE production.audit SET user_id = 'x'")).rejects.toThrow('append-only');
    await expect(server.query('DELETE FROM production.audit')).rejects.toThrow('append-only');
  });
});
