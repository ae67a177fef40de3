import { createHash, randomBytes } from 'node:crypto';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Client } from '../support/client';

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(4000)]);
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), randomBytes(100)]);
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), randomBytes(100)]);
const TEXT = Buffer.from('heat;alloy\r\nH-4711;Zürich\r\n');
const TYPES = 'application/pdf, image/png, image/jpeg, text/csv, text/plain';
const MIB = 1024 * 1024;

describe('certificate files', () => {
  let server: Server;
  let api: Client;
  let key: string;
  let other: Client;
  let certId: string;

  beforeAll(async () => {
    server = await sharedServer();
    ({ key } = await server.tenant());
    api = server.client(key);
    other = server.client((await server.tenant()).key);
  });

  beforeEach(async () => {
    certId = (await api.post('/api/certs', { type: 'material', name: 'Mill cert' })).body.id;
  });

  afterAll(() => server?.stop());

  const add = (type: string | undefined, body: Buffer, query = '?name=mill.pdf', more: Record<string, string> = {}) =>
    api.raw('POST', `/api/certs/${certId}/files${query}`, {
      body,
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...more },
    });
  const download = (fileId: string, by = key) =>
    fetch(`${server.url}/api/certs/${certId}/files/${fileId}`, { headers: { authorization: `Bearer ${by}` } });

  it.each([
    ['application/pdf', PDF],
    ['image/png', PNG],
    ['image/jpeg', JPEG],
    ['text/csv', TEXT],
    ['text/plain', TEXT],
  ])('keeps %s and gives the same bytes', async (type, bytes) => {
    const { status, body } = await add(type, bytes, '?name=%20mill.bin%20');
    expect(status).toBe(201);
    expect(Object.keys(body)).toEqual(['id', 'certId', 'name', 'contentType', 'size', 'sha256', 'createdAt']);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(body).toMatchObject({ certId, name: 'mill.bin', contentType: type, size: bytes.length, sha256 });
    expect(body.id).toMatch(/^cfile_[A-Za-z0-9_-]{12}$/);
    const answer = await download(body.id);
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=mill.bin');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-length')).toBe(String(bytes.length));
    expect((await api.get(`/api/certs/${certId}/files`)).body).toEqual([body]);
    const events = (await api.get('/platform/v1/events?type=quintet.production.cert.file_added')).body.data;
    expect(events.at(-1)).toMatchObject({ subject: certId, data: { fileId: body.id, sha256, size: bytes.length } });
  });

  it('takes a media type in any case, with parameters', async () => {
    const { status, body } = await add('Text/CSV; charset=utf-8', TEXT);
    expect([status, body.contentType]).toEqual([201, 'text/csv']);
  });

  it.each([
    ['..\\..\\boot.ini', 'attachment; filename=boot.ini'],
    ['../../etc/pass"wd', 'attachment; filename="pass\\"wd"'],
    ['Prüfung.pdf', `attachment; filename="Pr?fung.pdf"; filename*=UTF-8''Pr%C3%BCfung.pdf`],
    ['检验.pdf', `attachment; filename="??.pdf"; filename*=UTF-8''%E6%A3%80%E9%AA%8C.pdf`],
    ['a\r\nx-evil: 1', `attachment; filename="a??x-evil: 1"; filename*=UTF-8''a%0D%0Ax-evil%3A%201`],
  ])('gives the name %j so that no header breaks', async (name, header) => {
    const { body } = await add('text/plain', TEXT, `?name=${encodeURIComponent(name)}`);
    expect(body.name).toBe(name);
    const answer = await download(body.id);
    expect(answer.headers.get('content-disposition')).toBe(header);
    expect(answer.headers.get('x-evil')).toBeNull();
  });

  it.each([
    ['application/pdf', PNG],
    ['image/png', JPEG],
    ['image/jpeg', PDF],
    ['text/plain', PDF],
    ['text/csv', PNG],
    ['text/plain', Buffer.from('MZ\u0000')],
    ['application/pdf', TEXT],
  ])('refuses as %s what is something else (case %#)', async (type, bytes) => {
    const { status, body } = await add(type, bytes);
    expect([status, body.message]).toEqual([400, 'File content does not match its type']);
    expect((await api.get(`/api/certs/${certId}/files`)).body).toEqual([]);
  });

  it.each(['application/json', 'image/svg+xml', 'text/html', 'multipart/form-data; boundary=x', undefined])(
    'answers 415 for %s',
    async (type) => {
      for (const bytes of [TEXT, Buffer.alloc(0)]) {
        const { status, body } = await add(type, bytes);
        expect([status, body.message]).toEqual([415, `Content-Type must be one of: ${TYPES}`]);
      }
    },
  );

  it('needs the certificate, then the name, then content', async () => {
    expect((await add('application/pdf', TEXT, '')).body.message).toBe('name is required');
    expect((await add('application/pdf', TEXT, '?name=+')).body.message).toBe('name is required');
    expect((await add('application/pdf', TEXT, '?name=a&name=b')).body.message).toBe('name is required');
    const long = await add('application/pdf', TEXT, `?name=${'x'.repeat(256)}`);
    expect(long.body.message).toBe('name must be at most 255 characters');
    expect((await add('text/plain', Buffer.alloc(0))).body.message).toBe('File must not be empty');
    const options = { body: TEXT, headers: { 'content-type': 'text/plain' } };
    const nothing = await api.raw('POST', '/api/certs/cert_AAAAAAAAAAAA/files', options);
    expect([nothing.status, nothing.body.message]).toEqual([404, 'Certificate not found: cert_AAAAAAAAAAAA']);
  });

  it('takes 10 MiB and not a byte more', async () => {
    const largest = Buffer.alloc(10 * MIB, 'a');
    const { status, body } = await add('text/plain', largest);
    expect([status, body.size]).toEqual([201, 10 * MIB]);
    const answer = await download(body.id);
    expect(
      createHash('sha256')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('hex'),
    ).toBe(body.sha256);
    const larger = Buffer.alloc(10 * MIB + 1, 'a');
    const refused = await add('text/plain', larger);
    expect([refused.status, refused.body.message]).toEqual([413, 'Request body is too large']);
  });

  it('belongs to one certificate of one tenant', async () => {
    const { body } = await add('application/pdf', PDF);
    const by = await other.get(`/api/certs/${certId}/files/${body.id}`);
    expect([by.status, by.body.message]).toEqual([404, `Certificate not found: ${certId}`]);
    expect((await other.get(`/api/certs/${certId}/files`)).status).toBe(404);
    const second = (await api.post('/api/certs', { type: 'material', name: 'Other' })).body.id;
    const elsewhere = await api.get(`/api/certs/${second}/files/${body.id}`);
    expect([elsewhere.status, elsewhere.body.message]).toEqual([404, `CertificateFile not found: ${body.id}`]);
    expect((await api.get(`/api/certs/${certId}/files/%00`)).status).toBe(404);
  });

  it('is added once under one Idempotency-Key', async () => {
    const keyed = { 'idempotency-key': 'file-1' };
    const first = await add('application/pdf', PDF, undefined, keyed);
    expect((await add('application/pdf', PDF, undefined, keyed)).text).toBe(first.text);
    expect((await add('image/png', PNG, undefined, keyed)).status).toBe(409);
    expect((await api.get(`/api/certs/${certId}/files`)).body).toHaveLength(1);
  });

  it('lists by pages', async () => {
    for (const name of ['a', 'b', 'c']) await add('text/plain', TEXT, `?name=${name}`);
    const first = await api.get(`/api/certs/${certId}/files?limit=2`);
    const next = /<(.+)>; rel="next"/.exec(first.headers.get('link')!)![1];
    expect((await api.get(next)).body.map(({ name }: { name: string }) => name)).toEqual(['c']);
  });
});
