import { pipelineTenant } from '../support/pipeline';
import type { PipelineTenant } from '../support/pipeline';
import type { Client } from '../support/client';
import { answer, jobWith } from '../support/pipeline-items';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';

const UNKNOWN = '0198c2a0-0000-7000-8000-00000000000f';
const DAY = 86_400_000;

describe('shared pipeline jobs', () => {
  let server: Server;
  let tenant: PipelineTenant;
  let shares: string;

  beforeAll(async () => {
    server = await sharedServer();
    tenant = await pipelineTenant(server);
    shares = `/api/v2/workspaces/${tenant.workspace}/shared_jobs`;
  });

  afterAll(() => server?.stop());

  async function shareOf(changes: object = {}) {
    const found = await jobWith(server, tenant, [
      { answers: [answer('Ada')], review: { verdict: 'wrong', note: 'secret' } },
      { status: 'FAILED', error: { type: 'timeout', message: 'm', status_code: null } },
      { status: 'PENDING' },
    ]);
    const { body } = await tenant.api.post(shares, { job_id: found.job, ...changes });
    return { ...found, share: body, link: new URL(body.link as string).pathname };
  }

  const read = async (path: string, api: Client = server.stranger()) => {
    const { status, body } = await api.get(path);
    return [status, body.errors?.[0]];
  };
  const events = async (id: string) =>
    (await server.query<{ type: string }>('SELECT type FROM platform.events WHERE subject = $1', [id])).map(
      ({ type }) => type,
    );

  it('are made and shown', async () => {
    const { job, share } = await shareOf({ description: 'For the board' });
    expect(share).toEqual({
      shared_job_id: expect.any(String),
      job_id: job,
      job_name: 'Leases',
      link: expect.stringMatching(new RegExp(`^${server.url}/api/v2/shared_jobs/[\\w-]{64}$`)),
      expiration_date: expect.any(String),
      is_revoked: false,
      description: 'For the board',
      login_required: false,
      created_at: expect.any(String),
      created_by: { user_id: expect.any(String), given_name: 'test', family_name: null },
    });
    const lifetime = Date.parse(share.expiration_date) - Date.parse(share.created_at);
    expect(Math.round(lifetime / 60_000)).toBe((7 * DAY) / 60_000);
    expect((await tenant.api.get(`${shares}/${share.shared_job_id}`)).body).toEqual(share);
    const [row] = await server.query<{ n: string }>('SELECT count(*) AS n FROM platform.events WHERE data::text ~ $1', [
      (share.link as string).split('/').at(-1),
    ]);
    expect([await events(share.shared_job_id), row.n]).toEqual([['quintet.pipeline.shared_job.created'], '0']);
  });

  it('are made once for one Idempotency-Key', async () => {
    const { job } = await shareOf();
    const make = () => tenant.api.post(shares, { job_id: job }, { 'idempotency-key': 'k' });
    const first = await make();
    expect([first.status, (await make()).text]).toEqual([201, first.text]);
  });

  it.each([
    ['expiration_date', new Date(Date.now() - 1000).toISOString()],
    ['expiration_date', new Date(Date.now() + 60 * DAY + 60_000).toISOString()],
    ['expiration_date', '2030-02-30T00:00:00Z'],
    ['expiration_date', 5],
    ['job_id', UNKNOWN],
  ])('need a %s that is good: %s', async (field, value) => {
    const { job } = await jobWith(server, tenant, []);
    const { status, body } = await tenant.api.post(shares, { job_id: job, [field]: value });
    expect([status, body.detail]).toEqual([
      422,
      [expect.objectContaining({ type: 'value_error', loc: ['body', field] })],
    ]);
  });

  it('need fields of the right type', async () => {
    const { status, body } = await tenant.api.post(shares, { description: 5, login_required: 'maybe' });
    expect([status, body.detail.map(({ type, loc }: { type: string; loc: string[] }) => [type, loc[1]])]).toEqual([
      422,
      [
        ['missing', 'job_id'],
        ['string_type', 'description'],
        ['bool_parsing', 'login_required'],
      ],
    ]);
  });

  it('are changed', async () => {
    const { share } = await shareOf({ description: 'a' });
    const path = `${shares}/${share.shared_job_id}`;
    expect((await tenant.api.patch(path, {})).body).toEqual(share);
    const expiration = new Date(Date.now() + 59 * DAY).toISOString();
    const changed = { expiration_date: expiration, description: null, login_required: true };
    expect((await tenant.api.patch(path, changed)).body).toEqual({ ...share, ...changed });
    expect((await tenant.api.patch(path, { expiration_date: null })).body).toEqual({ ...share, ...changed });
    expect((await tenant.api.patch(path, { expiration_date: '2020-01-01' })).status).toBe(422);
  });

  it('are listed, the revoked ones too', async () => {
    const own = await pipelineTenant(server);
    const path = `/api/v2/workspaces/${own.workspace}/shared_jobs`;
    const { job } = await jobWith(server, own, []);
    const ids: string[] = [];
    for (const days of [3, 1, 2]) {
      const expiration_date = new Date(Date.now() + days * DAY).toISOString();
      ids.push((await own.api.post(path, { job_id: job, expiration_date, description: `${days}` })).body.shared_job_id);
    }
    await own.api.delete(`${path}/${ids[0]}`);
    const page = async (query: string) => {
      const { body } = await own.api.get(path + query);
      return [
        body.data.map(({ description }: { description: string }) => description).join(''),
        body.has_more,
        body.total,
      ];
    };
    expect(await page('')).toEqual(['213', false, 3]);
    expect(await page('?field=expiration_date&order=ASC')).toEqual(['123', false, 3]);
    expect(await page(`?after=${ids[2]}&limit=1`)).toEqual(['1', true, 3]);
    expect((await own.api.get(path)).body.data[2].is_revoked).toBe(true);
  });

  it('are not there for other tenants, nor below other workspaces', async () => {
    const { share, job } = await shareOf();
    const other = await pipelineTenant(server);
    const elsewhere = `/api/v2/workspaces/${other.workspace}/shared_jobs`;
    const { api } = other;
    for (const call of [api.get, (path: string) => api.patch(path, {}), api.delete]) {
      expect((await call(`${shares}/${share.shared_job_id}`)).body).toEqual({ errors: ['Workspace not found'] });
      for (const id of [share.shared_job_id, UNKNOWN]) {
        expect((await call(`${elsewhere}/${id}`)).body).toEqual({ errors: ['Shared job not found'] });
      }
    }
    const foreign = await api.post(elsewhere, { job_id: job });
    expect([foreign.status, foreign.body.detail]).toEqual([
      422,
      [{ type: 'value_error', loc: ['body', 'job_id'], msg: 'Value error, job not found' }],
    ]);
    expect((await api.post(shares, { job_id: job })).body).toEqual({ errors: ['Workspace not found'] });
  });

  describe('by their link', () => {
    it('show the job and its results, and no review', async () => {
      const { link, items } = await shareOf({ description: 'For the board' });
      const stranger = server.stranger();
      const { body, headers } = await stranger.get(link);
      expect(body).toMatchObject({
        name: 'Leases',
        description: 'For the board',
        status: 'CREATED',
        pipeline_name: 'builtin',
        total_requests: 3,
        executed_requests: 2,
        failed_requests: 1,
        executed_at: null,
      });
      expect(headers.get('cache-control')).toBe('private, no-store');
      const page = await stranger.get(`${link}/results`);
      expect(page.body).toMatchObject({ has_more: false, total: 2 });
      expect(page.body.data[0]).toMatchObject({ result_id: items[0], answers: [{ answer: 'Ada' }] });
      expect(page.text).not.toMatch(/review|secret|verdict/);
      expect((await stranger.get(`${link}/results?after=${items[0]}&status=ALL&limit=1`)).body).toMatchObject({
        data: [{ result_id: items[1] }],
        has_more: true,
      });
      const csv = await stranger.get(`${link}/results`, { accept: 'text/csv' });
      expect(csv.text.split('\r\n')).toHaveLength(4);
      const asked = await stranger.get(`${link}/results?filter=review/verdict%20eq%20%27wrong%27`);
      expect([asked.status, asked.body.detail[0].msg]).toEqual([
        422,
        'Value error, invalid filter: unknown field review/verdict',
      ]);
    });

    it('can be read alone', async () => {
      const { link, items } = await shareOf();
      for (const path of [link, `${link}/results`, `${link}/results/${items[0]}/review`]) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          expect((await server.stranger().raw(method, path)).status).toBe(404);
        }
      }
    });

    it('are of no use once revoked, expired, or with their job', async () => {
      const { link, share, job } = await shareOf();
      const id = share.shared_job_id as string;
      expect(await read(link)).toEqual([200, undefined]);
      await server.query("UPDATE pipeline.shared_jobs SET expiration_date = now() - interval '1 s' WHERE id = $1", [
        id,
      ]);
      for (const path of [link, `${link}/results`]) expect(await read(path)).toEqual([410, 'Link has expired']);
      for (let times = 0; times < 2; times++) expect((await tenant.api.delete(`${shares}/${id}`)).status).toBe(204);
      for (const path of [link, `${link}/results`]) expect(await read(path)).toEqual([410, 'Link was revoked']);
      expect(await events(id)).toEqual(['quintet.pipeline.shared_job.created', 'quintet.pipeline.shared_job.revoked']);
      await server.query('DELETE FROM pipeline.jobs WHERE id = $1', [job]);
      expect(await read(link)).toEqual([404, 'Shared job not found']);
    });

    it('are not to be guessed', async () => {
      const { link, share } = await shareOf();
      const last = link.endsWith('A') ? 'B' : 'A';
      for (const token of [share.shared_job_id, `${link.split('/').at(-1)!.slice(0, -1)}${last}`, 'x', '%00']) {
        expect(await read(`/api/v2/shared_jobs/${token}`)).toEqual([404, 'Shared job not found']);
        expect(await read(`/api/v2/shared_jobs/${token}/results`)).toEqual([404, 'Shared job not found']);
      }
    });

    it('want a credential of the tenant where they say so', async () => {
      const { link, share } = await shareOf({ login_required: true });
      const other = await pipelineTenant(server);
      const { key: writer } = await server.tenant(tenant.tenant, ['pipeline:write']);
      const { key: reader, id } = await server.tenant(tenant.tenant, ['pipeline:read']);
      const credentials = { grant_type: 'client_credentials', client_id: id, client_secret: reader };
      const { access_token: token } = (await server.stranger().post('/platform/v1/auth/token', credentials)).body;
      for (const path of [link, `${link}/results`]) {
        expect(await read(path)).toEqual([401, 'Authentication required']);
        expect(await read(path, server.client('sk_wrong'))).toEqual([401, 'Authentication required']);
        expect(await read(path, other.api)).toEqual([404, 'Shared job not found']);
        expect(await read(path, server.client(writer))).toEqual([403, 'Missing scope: pipeline:read']);
        for (const key of [tenant.key, reader, token as string]) {
          expect(await read(path, server.client(key))).toEqual([200, undefined]);
        }
      }
      await tenant.api.patch(`${shares}/${share.shared_job_id}`, { login_required: false });
      for (const api of [server.stranger(), server.client('sk_wrong'), other.api]) {
        expect(await read(link, api)).toEqual([200, undefined]);
      }
    });
  });
});
