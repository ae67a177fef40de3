import { randomUUID } from 'node:crypto';
import type { Answer, Client } from '../support/client';
import { sharedServer } from '../support/shared-server';
import type { Server } from '../support/server';

const LATER = '2999-01-01T00:00:00Z';

describe('drone: changes of jobs', () => {
  let server: Server;
  let api: Client;
  let other: Client;
  let groupId: string;

  beforeAll(async () => {
    server = await sharedServer();
    api = server.client((await server.tenant()).key);
    other = server.client((await server.tenant()).key);
    groupId = (await api.post('/v3/device-groups', { name: 'G' })).body.deviceGroup.deviceGroupId as string;
  });

  afterAll(() => server?.stop());

  const make = async (fields: object = {}): Promise<string> =>
    (await api.post('/v3/jobs/create', { name: 'J', deviceGroupId: groupId, scheduledAt: LATER, ...fields })).body.job
      .jobId as string;
  const put = (jobId: string, status: string) =>
    server.query('UPDATE drone.jobs SET status = $2 WHERE id = $1', [jobId, status]);
  const refusal = ({ status, body }: Answer) => [status, body.error, body.message, body.details];
  const gone = [404, 'Job not found', 'Job not found', { code: 'JOB_NOT_FOUND' }];
  const invalid = (field: string, message: string) => [
    400,
    'invalid_request',
    message,
    { code: 'VALIDATION_ERROR', field, errors: [{ field, message }] },
  ];
  const eventsOf = async (jobId: string) =>
    (await api.get(`/platform/v1/events?subject=${jobId}`)).body.data.map(({ type }: { type: string }) =>
      type.replace('quintet.drone.job.', ''),
    ) as string[];

  it('PATCH changes what it names and leaves the rest', async () => {
    const jobId = await make({ description: 'd', priority: 3 });
    const answer = await api.patch(`/v3/jobs/${jobId}`, { name: ' é ', priority: 9, status: 'FAILED', jobId: 'x' });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        success: true,
        job: {
          jobId,
          name: ' é ',
          description: 'd',
          status: 'PENDING',
          priority: 9,
          updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        },
      },
    ]);
    const cleared = await api.patch(`/v3/jobs/${jobId}`, { description: null });
    expect(cleared.body.job).toMatchObject({ name: ' é ', description: null, priority: 9 });
    expect(await eventsOf(jobId)).toEqual(['created', 'updated', 'updated']);
  });

  const EMPTY = invalid('body', 'body must have at least one of name, description, priority');
  it.each([
    [{}, EMPTY],
    [{ metadata: {} }, EMPTY],
    [{ name: null }, invalid('name', 'name must be a string')],
    [{ name: ' ' }, invalid('name', 'name must not be empty')],
    [{ description: 5 }, invalid('description', 'description must be a string')],
    [{ priority: null }, invalid('priority', 'priority must be an integer between 1 and 10')],
    [{ priority: '5' }, invalid('priority', 'priority must be an integer between 1 and 10')],
  ])('PATCH refuses %j', async (body, expected) => {
    const jobId = await make();
    expect(refusal(await api.patch(`/v3/jobs/${jobId}`, body))).toEqual(expected);
    expect(refusal(await api.patch('/v3/jobs/nope', body))).toEqual(expected);
  });

  it.each(['IN_PROGRESS', 'COMPLETED', 'FAILED', 'CANCELLED'])(
    'PATCH of the priority is refused in %s',
    async (status) => {
      const jobId = await make();
      await put(jobId, status);
      expect(refusal(await api.patch(`/v3/jobs/${jobId}`, { priority: 1, name: 'N' }))).toEqual(
        invalid('priority', 'priority cannot be changed after the job has started'),
      );
      expect((await api.patch(`/v3/jobs/${jobId}`, { name: 'N' })).body.job).toMatchObject({ name: 'N', status });
    },
  );

  it('cancel ends a job once, however many ask at once', async () => {
    const jobId = await make();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.post(`/v3/jobs/${jobId}/cancel`, { reason: 'rain' })),
    );
    const [won] = answers.filter(({ status }) => status === 200);
    expect(won.body).toEqual({
      success: true,
      job: { jobId, status: 'CANCELLED', cancelledAt: expect.stringMatching(/Z$/) },
    });
    expect(answers.filter(({ status }) => status === 400).map(refusal)).toEqual(
      Array.from({ length: 9 }, () => [
        400,
        'Cannot cancel job',
        'Only PENDING or QUEUED jobs can be cancelled',
        { code: 'JOB_NOT_CANCELLABLE', status: 'CANCELLED' },
      ]),
    );
    expect(await eventsOf(jobId)).toEqual(['created', 'cancelled']);
  });

  it.each([
    [undefined, {}],
    ['', { 'content-type': 'text/plain' }],
    ['{}', { 'content-type': 'application/json' }],
  ])('cancel takes the body %j with %j', async (body, headers) => {
    const jobId = await make();
    expect((await api.raw('POST', `/v3/jobs/${jobId}/cancel`, { body, headers })).status).toBe(200);
  });

  it.each([
    ['[]', invalid('body', 'body must be a JSON object')],
    ['{"reason":5}', invalid('reason', 'reason must be a string')],
  ])('cancel refuses the body %s', async (body, expected) => {
    const jobId = await make();
    const headers = { 'content-type': 'application/json' };
    expect(refusal(await api.raw('POST', `/v3/jobs/${jobId}/cancel`, { body, headers }))).toEqual(expected);
    expect((await api.get(`/v3/jobs/${jobId}`)).body.job.status).toBe('PENDING');
  });

  it('DELETE takes a job away, in any state but in flight', async () => {
    const jobId = await make();
    await put(jobId, 'IN_PROGRESS');
    expect(refusal(await api.delete(`/v3/jobs/${jobId}`))).toEqual([
      409,
      'Cannot delete job',
      'Cannot delete job',
      { code: 'CANNOT_DELETE_JOB' },
    ]);
    await put(jobId, 'COMPLETED');
    const { status, body } = await api.delete(`/v3/jobs/${jobId}`);
    expect([status, body]).toEqual([200, { success: true, message: 'Job deleted successfully' }]);
    expect(refusal(await api.get(`/v3/jobs/${jobId}`))).toEqual(gone);
    expect(await eventsOf(jobId)).toEqual(['created', 'deleted']);
  });

  it.each(['abort', 'pause', 'resume', 'return-to-home'])('%s is refused where nothing flies', async (verb) => {
    const errors: Record<string, string> = {
      abort: 'Cannot abort job',
      pause: 'Cannot pause job',
      resume: 'Cannot resume job',
      'return-to-home': 'Cannot return job to home',
    };
    const jobId = await make();
    const { status, body } = await api.post(`/v3/jobs/${jobId}/${verb}`);
    expect([status, body.error, body.details.status]).toEqual([400, errors[verb], 'PENDING']);
  });

  it('nobody else sees the job, nor does a job that never was', async () => {
    const jobId = await make();
    for (const client of [other, api]) {
      const path = `/v3/jobs/${client === other ? jobId : `job-${randomUUID()}\0`.replace('\0', '%00')}`;
      expect(refusal(await client.patch(path, { name: 'N' }))).toEqual(gone);
      expect(refusal(await client.delete(path))).toEqual(gone);
      for (const verb of ['cancel', 'abort', 'pause', 'resume', 'return-to-home']) {
        expect(refusal(await client.post(`${path}/${verb}`))).toEqual(gone);
      }
      expect(refusal(await client.get(`${path}/commands`))).toEqual(gone);
    }
    expect((await api.get(`/v3/jobs/${jobId}`)).body.job.status).toBe('PENDING');
  });

  it('emergency-stop locks a group and release unlocks it', async () => {
    const stopped = await api.post(`/v3/device-groups/${groupId}/emergency-stop`);
    expect(stopped.body).toMatchObject({
      success: true,
      deviceGroup: { deviceGroupId: groupId, locked: true },
      aborted: [],
    });
    const released = await api.post(`/v3/device-groups/${groupId}/release`);
    expect(released.body).toMatchObject({ success: true, deviceGroup: { locked: false } });
    const types = (await api.get(`/platform/v1/events?subject=${groupId}`)).body.data as { type: string }[];
    expect(types.map(({ type }) => type)).toEqual(
      ['created', 'locked', 'released'].map((t) => `quintet.drone.group.${t}`),
    );
    for (const verb of ['emergency-stop', 'release']) {
      expect((await other.post(`/v3/device-groups/${groupId}/${verb}`)).body.error).toBe('Device group not found');
    }
  });
});
