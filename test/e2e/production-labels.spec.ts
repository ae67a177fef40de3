import { Shop } from '../support/production-shop';
import type { Server } from '../support/server';
import { sharedServer } from '../support/shared-server';
import type { Client } from '../support/client';

const PAGE = /\/Type \/Page\n/g;

describe('labels', () => {
  let server: Server;
  let api: Client;
  let other: Client;

  beforeAll(async () => {
    server = await sharedServer();
    const shop = await Shop.open(server);
    api = shop.api;
    other = (await Shop.open(server)).api;
    const jobId = await shop.job({ name: '<b>"A" & B</b>' });
    await shop.units(await shop.route(['Cut'], { jobId, name: 'Haupt>weg' }), 3);
  });

  afterAll(() => server?.stop());

  const refusal = ({ status, body }: { status: number; body: { message: string } }) => [status, body.message];

  it('is SVG with a QR code unless asked otherwise, its texts escaped', async () => {
    const { status, headers, text } = await api.get('/api/serials/SN-00001/label');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('image/svg+xml');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).toContain('>SN-00001</text>');
    expect(text).toContain('>&lt;b&gt;&quot;A&quot; &amp; B&lt;/b&gt;</text>');
    expect(text).toContain('>Haupt&gt;weg</text>');
    expect(text).not.toContain('<b>');
    expect((await api.get('/api/serials/SN-00001/label?format=svg&symbology=qr')).text).toBe(text);
    expect((await api.get('/api/serials/SN-00001/label?format=&symbology=qr')).status).toBe(400);
  });

  it.each(['qr', 'code128', 'datamatrix'])('comes with a %s in both formats', async (symbology) => {
    const svg = await api.get(`/api/serials/SN-00002/label?symbology=${symbology}`);
    expect(svg.text).toMatch(/ d="(M\d+ \d+h\d+v1h-\d+z)+"/);
    const pdf = await api.get(`/api/serials/SN-00002/label?format=pdf&symbology=${symbology}`);
    expect([pdf.status, pdf.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(pdf.text.startsWith('%PDF-')).toBe(true);
    expect(pdf.text.match(PAGE)).toHaveLength(1);
  });

  it('needs the unit, then the format, then the symbology', async () => {
    const label = (id: string, query: string, client = api) => client.get(`/api/serials/${id}/label?${query}`);
    expect(refusal(await label('SN-99999', 'format=x'))).toEqual([404, 'Serial not found: SN-99999']);
    expect(refusal(await label('SN-00001', '', other))).toEqual([404, 'Serial not found: SN-00001']);
    const format = [400, 'format must be one of: svg, pdf'];
    expect(refusal(await label('SN-00001', 'format=png&symbology=x'))).toEqual(format);
    expect(refusal(await label('SN-00001', 'format=svg&format=pdf'))).toEqual(format);
    const symbology = [400, 'symbology must be one of: qr, code128, datamatrix'];
    expect(refusal(await label('SN-00001', 'symbology=QR'))).toEqual(symbology);
  });

  describe('of many units', () => {
    const print = (body: unknown, client = api) => client.post('/api/serials/labels', body);

    it('are one PDF of a page each', async () => {
      const { status, headers, text } = await print({ serialIds: ['SN-00003', 'SN-00001', 'SN-00003'] });
      expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
      expect(text.match(PAGE)).toHaveLength(3);
      const keyed = { 'idempotency-key': 'labels-1' };
      const again = await api.post('/api/serials/labels', { serialIds: ['SN-00001'], symbology: 'code128' }, keyed);
      expect(again.text.match(PAGE)).toHaveLength(1);
    });

    it('are at most 1000, while other requests have their turn', async () => {
      const ended: string[] = [];
      const printing = print({ serialIds: Array(1000).fill('SN-00001'), symbology: 'code128' });
      const printed = printing.then(() => ended.push('labels'));
      expect((await api.get('/api/serials/SN-00002/label')).status).toBe(200);
      ended.push('label');
      await printed;
      expect(ended).toEqual(['label', 'labels']);
      expect((await printing).text.match(PAGE)).toHaveLength(1000);
    });

    it.each([
      [{}, 400, 'serialIds must have at least one item'],
      [{ serialIds: [] }, 400, 'serialIds must have at least one item'],
      [{ serialIds: [5] }, 400, 'serialIds must be an array of strings'],
      [{ serialIds: Array(1001).fill('x') }, 400, 'serialIds must have at most 1000 items'],
      [{ serialIds: ['x'], symbology: 'ean13' }, 400, 'symbology must be one of: qr, code128, datamatrix'],
      [{ serialIds: ['SN-00001', 'SN-00004', 'x'] }, 404, 'Serial not found: SN-00004'],
    ])('case %# is refused with its text', async (body, status, message) => {
      expect(refusal(await print(body))).toEqual([status, message]);
    });

    it('are none of another tenant', async () => {
      expect(refusal(await print({ serialIds: ['SN-00001'] }, other))).toEqual([404, 'Serial not found: SN-00001']);
    });
  });
});
