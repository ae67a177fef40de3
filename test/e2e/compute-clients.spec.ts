import { ended, push } from '../support/compute-runs';
import type { Server } from '../support/server';
import { startServer } from '../support/server';
import { Target } from '../support/target';
import { waitFor } from '../support/wait-for';

const UPPER = {
  'manifest.json': { Name: 'upper', Version: '0.1', Platform: 'docker', entrypoint: 'main.py' },
  'app/main.py': `import os
with open(os.path.join(os.environ['TASK_DIR'], 'data.bin')) as source:
    text = source.read()
with open(os.path.join(os.environ['TASK_RESULTS_DIR'], 'upper.txt'), 'w') as result:
    result.write(text.upper())
`,
  'template.json': { id: 'upper', app: 'upper@0.1' },
};

describe('clients of the original', () => {
  let server: Server;

  beforeAll(async () => {
    server = await startServer({ env: { OUTBOUND_ALLOW: '127.0.0.1' } });
    await push(server.client(), 'apps', UPPER);
  }, 60_000);

  afterAll(() => server?.stop());

  /** The token as an Authorization header: without a scheme, as the original wants it. */
  const signIn = async (): Promise<Record<string, string>> => {
    const { body } = await server.stranger().post('/v1/auth/access_token', { apiKey: server.key });
    return { authorization: (body as { token: string }).token };
  };

  it('old-client-node: uploads a file, runs it, polls and fetches the result', async () => {
    const headers = await signIn();
    const client = server.stranger();
    const created = await client.post(
      '/v1/customer/jobs',
      {
        templateId: 'upper',
        name: 'from node',
        dataSource: { dataSourceDescriptor: 'file', params: { name: 'hello.txt' } },
        dataDestination: { dataSourceDescriptor: 'bucket' },
      },
      headers,
    );
    expect(created.status).toBe(200);
    const { id, dataSource } = created.body.job;
    const put = await fetch(dataSource.params.tempUrl, { method: 'PUT', body: 'hello from a file' });
    expect([put.status, await put.text()]).toEqual([200, '']);
    expect((await client.raw('PATCH', `/v1/customer/jobs/${id}/uploadcompleted`, { headers })).status).toBe(200);
    expect((await client.post(`/v1/customer/jobs/${id}/run`, { config: {} }, headers)).body).toMatchObject({
      ok: true,
    });
    await waitFor(
      async () => (await client.get(`/v1/customer/jobs/${id}`, headers)).body.job.state === 'JOB_STATE_COMPLETE',
      { what: 'the job to be complete' },
    );
    const { results } = (await client.get(`/v1/customer/jobs/${id}/results`, headers)).body;
    expect(results).toEqual([{ name: 'upper.txt', link: expect.stringContaining('/v1/customer/files/') }]);
    const file = await fetch(results[0].link);
    expect(await file.text()).toBe('HELLO FROM A FILE');
    expect(file.headers.get('content-disposition')).toContain('attachment');
  });

  it('old-client-python: names a url, sends timeouts as text and runs without a body', async () => {
    const headers = { authorization: `Bearer ${(await signIn()).authorization}` };
    const source = await Target.open((response) => response.end('from a url'));
    const client = server.stranger();
    const created = await client.post(
      '/v1/customer/jobs',
      {
        template_id: 'upper',
        data_source: { data_source_descriptor: 'url', params: { url: `${source.url}/in.txt` } },
        config: { task_timeout: '60', job_timeout: '600' },
      },
      headers,
    );
    const { id, config } = created.body.job;
    expect(config).toEqual({ taskTimeout: 60, jobTimeout: 600, isTestJob: false });
    const run = await client.raw('POST', `/v1/customer/jobs/${id}/run`, {
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect(run.status).toBe(200);
    expect(await ended(server.client(), id)).toMatchObject({ state: 'JOB_STATE_COMPLETE', numChunks: 1 });
    const { results } = (await client.get(`/v1/customer/jobs/${id}/results`, headers)).body;
    expect(await (await fetch(results[0].link)).text()).toBe('FROM A URL');
    source.close();
  });

  it('old-client-2023: knows the legacy paths only', async () => {
    const client = server.client();
    const { body } = await client.post('/v1/computing/jobs', { templateId: 'upper' });
    const { id } = body.job;
    const file = { dataSource: { dataSourceDescriptor: 'local', params: { name: 'x' } } };
    const changed = await client.post(`/v1/computing/jobs/datasource/${id}`, file);
    expect(changed.status).toBe(200);
    await fetch(changed.body.job.dataSource.params.tempUrl, { method: 'PUT', body: 'legacy' });
    expect((await client.post(`/v1/computing/jobs/params/${id}`, { app: { any: 1 } })).status).toBe(200);
    expect((await client.post(`/v1/computing/jobs/uploadcompleted/${id}`)).status).toBe(200);
    expect((await client.post(`/v1/computing/jobs/run/${id}`)).status).toBe(200);
    expect(await ended(client, id)).toMatchObject({ state: 'JOB_STATE_COMPLETE' });
    expect((await client.post(`/v1/computing/jobs/abort/${id}`)).body).toMatchObject({
      code: 9,
      message: 'job has already ended in state JOB_STATE_COMPLETE',
    });
  });
});
