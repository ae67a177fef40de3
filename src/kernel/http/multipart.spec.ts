import { FilePart, hashOfMultipart, readMultipart } from './multipart';

const TYPE = 'multipart/form-data; boundary=xyz';

const part = (headers: string, content: string | Buffer = '') =>
  Buffer.concat([Buffer.from(`--xyz\r\n${headers}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);
const form = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from('--xyz--\r\n')]);
const field = (name: string, value: string) => part(`Content-Disposition: form-data; name="${name}"`, value);
const file = (name: string, fileName: string, content: string | Buffer) =>
  part(`Content-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: text/plain`, content);

/** As the platform itself writes forms. */
async function written(data: FormData): Promise<[Buffer, string]> {
  const request = new Request('http://test/', { method: 'POST', body: data });
  return [Buffer.from(await request.arrayBuffer()), request.headers.get('content-type')!];
}

describe('readMultipart', () => {
  it('reads what clients write', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    const data = new FormData();
    data.append('file', new Blob([bytes]), 'Größe "\u{1f600}".bin');
    data.append('meta', '{"größe": 1}\r\n');
    const read = await readMultipart(...(await written(data)));
    expect(Object.keys(read)).toEqual(['file', 'meta']);
    expect((read.file as FilePart).bytes.equals(bytes)).toBe(true);
    expect(read.meta).toBe('{"größe": 1}\r\n');
  });

  it('tells files from fields by their names, and takes the last of several', async () => {
    const body = form(
      field('a', '1'),
      field('a', '2'),
      file('f', 'C:\\x\\y.txt', ''),
      part('Content-Disposition: form-data; name="octets"\r\nContent-Type: application/octet-stream', 'x'),
      field('__proto__', 'p'),
    );
    const read = await readMultipart(body, TYPE);
    expect(Object.entries(read)).toEqual([
      ['a', '2'],
      ['f', new FilePart('y.txt', Buffer.alloc(0))],
      ['octets', 'x'],
      ['__proto__', 'p'],
    ]);
  });

  it('reads the encoded form of a name (RFC 5987)', async () => {
    const headers = "Content-Disposition: form-data; name=file; filename*=utf-8''Gr%C3%B6%C3%9Fe.txt";
    const read = await readMultipart(form(part(headers, 'x')), TYPE);
    expect((read.file as FilePart).name).toBe('Größe.txt');
  });

  it.each<[string, Buffer, string]>([
    ['no boundary', form(field('a', '1')), 'multipart/form-data'],
    ['an empty boundary', form(field('a', '1')), 'multipart/form-data; boundary='],
    ['no end', field('a', '1'), TYPE],
    ['a file without an end', Buffer.from(file('f', 'x', 'yyy')).subarray(0, -2), TYPE],
    ['headers without an end', Buffer.from('--xyz\r\nContent-Disposition: form-data; name="a"'), TYPE],
    ['JSON', Buffer.from('{"a":1}'), TYPE],
  ])('refuses %s', async (_, body, type) => {
    await expect(readMultipart(body, type)).rejects.toMatchObject({ status: 400 });
  });

  it('skips parts that are none of a form', async () => {
    const body = form(part('Content-Disposition: attachment; name="a"', 'x'), part('X: y', 'x'), field('b', '1'));
    expect(await readMultipart(body, TYPE)).toEqual({ b: '1' });
  });

  it('refuses too many and too large parts', async () => {
    const many = form(...Array.from({ length: 21 }, (_, index) => field(`f${index}`, '')));
    await expect(readMultipart(many, TYPE)).rejects.toMatchObject({ status: 413 });
    const large = form(field('a', 'x'.repeat(2 * 1024 * 1024 + 1)));
    await expect(readMultipart(large, TYPE)).rejects.toMatchObject({ status: 413 });
  });
});

it('hashOfMultipart tells forms apart by their parts, not by their boundaries', async () => {
  const hash = async (...parts: Buffer[]) =>
    (await hashOfMultipart(await readMultipart(form(...parts), TYPE))).toString('hex');
  const first = await hash(field('a', '1'), file('f', 'x.txt', 'y'));
  const data = new FormData();
  data.append('a', '1');
  data.append('f', new Blob(['y']), 'x.txt');
  expect((await hashOfMultipart(await readMultipart(...(await written(data))))).toString('hex')).toBe(first);
  const others = [
    await hash(field('a', '2'), file('f', 'x.txt', 'y')),
    await hash(field('a', '1'), file('f', 'y.txt', 'y')),
    await hash(field('a', '1'), file('f', 'x.txt', 'z')),
    await hash(field('a', '1'), field('f', 'y')),
    await hash(field('a', '1')),
  ];
  expect(new Set([first, ...others]).size).toBe(6);
});
