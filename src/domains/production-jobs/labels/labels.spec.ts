import { inflateSync } from 'node:zlib';
import { layOut } from './layout';
import { pdfLabels } from './pdf-labels';
import { svgLabel } from './svg-label';
import { SYMBOLOGIES } from './symbology';

const LABEL = { serialId: 'SN-00001', jobName: 'JOB-1', pathName: 'Main route' };

/** What a PDF writes on its pages, in order. */
function textOf(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  const streams = [...source.matchAll(/\/Filter \/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)];
  const content = streams.map(([, bytes]) => inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1')).join('\n');
  const shown = [...content.matchAll(/\[(.*)\] TJ/g)].map(([, pieces]) =>
    [...pieces.matchAll(/<([0-9a-f]*)>/g)].map(([, hex]) => Buffer.from(hex, 'hex').toString('latin1')).join(''),
  );
  return shown.join('|');
}

describe('labels', () => {
  it.each(SYMBOLOGIES)('SVG shows id, job, path and a %s', (symbology) => {
    const svg = svgLabel(LABEL, symbology);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="100mm" height="50mm"/);
    expect(svg).toContain('<title>SN-00001 · JOB-1 · Main route</title>');
    expect([...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)).toEqual(Object.values(LABEL));
    expect(svg).toContain(`d="${layOut(LABEL, symbology).code.path}"`);
  });

  it('SVG escapes what names hold, and cuts what is too long only where it is drawn', () => {
    const jobName = `<script>alert("1")</script>&'${'x'.repeat(60)}`;
    const svg = svgLabel({ ...LABEL, jobName, pathName: ']]>\u0001\ud800\ufffe 检😀' }, 'qr');
    expect(svg).not.toContain('<script');
    expect(svg).toContain(`&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;${'x'.repeat(60)}`);
    expect(svg).toContain('>&lt;script&gt;alert(&quot;1&quot;)&lt;/s…</text>');
    expect(svg).toContain('>]]&gt;\ufffd\ufffd\ufffd 检😀</text>');
  });

  it('codes keep their light zones and stay on the label', () => {
    for (const symbology of SYMBOLOGIES) {
      const { code } = layOut(LABEL, symbology);
      const zone = { qr: 4, code128: 10, datamatrix: 1 }[symbology];
      expect(code.x / code.scaleX).toBeGreaterThanOrEqual(zone);
      expect((100 - code.x) / code.scaleX - code.width).toBeGreaterThanOrEqual(zone);
      expect(code.y + code.height * code.scaleY).toBeLessThan(50);
    }
  });

  it.each(SYMBOLOGIES)('PDF has a page per label, with a %s', async (symbology) => {
    const pdf = await pdfLabels([LABEL, { ...LABEL, serialId: 'SN-00002', jobName: 'Gehäuse (检) \\' }], symbology);
    const source = pdf.toString('latin1');
    expect(source.startsWith('%PDF-')).toBe(true);
    expect(source.match(/\/Type \/Page\n/g)).toHaveLength(2);
    expect(source).toContain('/MediaBox [0 0 283.464567 141.732283]');
    expect(textOf(pdf)).toBe('SN-00001|JOB-1|Main route|SN-00002|Gehäuse (?) \\|Main route');
  });
});
