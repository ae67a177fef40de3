import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Settings } from '../../../kernel/config/settings';
import type { Database } from '../../../kernel/database/database';
import { LocalObjectStore } from '../objects/local-object-store';
import type { DataSource } from './data-source';
import { DataSourceError } from './data-source-error';
import type { HttpSource } from './http-source';
import { SourceFetcher } from './source-fetcher';
import { UploadedSource } from './uploaded-source';

const JOB = { tenantId: 'tenant', id: 'job' };

describe('SourceFetcher', () => {
  let data: string;
  let folder: string;
  let store: LocalObjectStore;
  const run = jest.fn();
  const http = { save: jest.fn(), look: jest.fn() };

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'quintet-fetcher-'));
    folder = join(data, 'source');
    await mkdir(folder);
    store = new LocalObjectStore({ DATA_DIR: data } as Settings);
  });
  afterEach(() => rm(data, { recursive: true }));

  const fetcher = () =>
    new SourceFetcher(http as unknown as HttpSource, new UploadedSource({ run } as unknown as Database, store));
  const { signal } = new AbortController();
  const fetch = (source: DataSource) => fetcher().fetch(source, JOB, folder, signal);

  it('writes a file for programs that need none', async () => {
    await fetch({ descriptor: 'bypass' });
    expect(await readdir(folder)).toEqual(['bypass.txt']);
    expect(await readFile(join(folder, 'bypass.txt'), 'utf8')).toBe('bypass\n');
  });

  it.each([
    [undefined, 'put.csv', 'put.csv'],
    ['own.csv', 'put.csv', 'own.csv'],
    ['../../own.csv', 'put.csv', 'own.csv'],
    ['x'.repeat(300), 'put.csv', 'x'.repeat(255)],
  ])('copies what was put, named %j and %j, as %s', async (name, put, expected) => {
    await store.write('jobs/job/uploads/1', Readable.from([Buffer.from('content')]), 100);
    run.mockResolvedValueOnce([{ key: 'jobs/job/uploads/1', name: put }]);
    await fetch({ descriptor: 'file', params: name === undefined ? {} : { name } });
    expect(run).toHaveBeenLastCalledWith(expect.anything(), ['tenant', 'job']);
    expect(await readdir(folder)).toEqual([expected]);
    expect(await readFile(join(folder, expected), 'utf8')).toBe('content');
  });

  it.each([[[]], [[{ key: 'jobs/job/uploads/2', name: 'x' }]]])('tells of an upload that is gone: %j', async (rows) => {
    run.mockResolvedValueOnce(rows);
    await expect(fetch({ descriptor: 'file' })).rejects.toThrow(new DataSourceError('upload is gone'));
  });

  it('hands URLs on', async () => {
    const params = { url: 'https://example.com/x' };
    await fetch({ descriptor: 'url', params });
    expect(http.save).toHaveBeenCalledWith(params, JOB, folder, signal);
  });

  it('has nothing to do with destinations', async () => {
    await expect(fetch({ descriptor: 'bucket' })).rejects.toThrow(DataSourceError);
  });

  it.each([
    ['bypass', true],
    ['url', true],
    ['file', false],
    ['bucket', false],
  ] as const)('can look for %s: %s', (descriptor, can) => expect(fetcher().canLook({ descriptor })).toBe(can));
});
