import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { HEIGHT, WIDTH, layOut } from './layout';
import type { Label } from './layout';
import type { Symbology } from './symbology';

/** Points of PDF. */
const MILLIMETRE = 72 / 25.4;
/** What the fonts that every reader of PDF has can show. */
const UNKNOWN = /[^ -~\u00a0-\u00ff…–—‘’“”•€™]/gu;

/** A PDF of a page per label. What its fonts do not know is shown as `?`; the code is whole. */
export async function pdfLabels(labels: readonly Label[], symbology: Symbology): Promise<Buffer> {
  // A tenth of a second to load, for what few print.
  const { default: PDFDocument } = await import('pdfkit');
  const page = { size: [WIDTH * MILLIMETRE, HEIGHT * MILLIMETRE] as [number, number], margin: 0 };
  const document = new PDFDocument({ ...page, autoFirstPage: false, info: { Title: 'Labels' } });
  const written = buffer(document);
  for (const label of labels) {
    document.addPage(page);
    draw(document, label, symbology);
    // Codes take milliseconds each: other requests have their turn between them.
    await setImmediate();
  }
  document.end();
  return written;
}

function draw(document: PDFKit.PDFDocument, label: Label, symbology: Symbology): void {
  const { code, lines } = layOut(label, symbology);
  document.scale(MILLIMETRE);
  document.save().translate(code.x, code.y).scale(code.scaleX, code.scaleY).path(code.path).fill('black').restore();
  for (const { text, x, y, size, bold } of lines) {
    document.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size);
    document.text(text.replace(UNKNOWN, '?'), x, y, { lineBreak: false, baseline: 'alphabetic' });
  }
}
