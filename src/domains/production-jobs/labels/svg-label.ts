import { HEIGHT, WIDTH, layOut } from './layout';
import type { Label } from './layout';
import type { Symbology } from './symbology';

/** A label as SVG. Its title says everything in full. */
export function svgLabel(label: Label, symbology: Symbology): string {
  const { code, lines } = layOut(label, symbology);
  const texts = lines.map(({ text, x, y, size, bold }) => {
    const weight = bold ? ' font-weight="bold"' : '';
    return `<text x="${x}" y="${y}" font-size="${size}"${weight}>${escaped(text)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}mm" height="${HEIGHT}mm" viewBox="0 0 ${WIDTH} ${HEIGHT}"`,
    ' font-family="Helvetica, Arial, sans-serif">',
    `<title>${[label.serialId, label.jobName, label.pathName].map(escaped).join(' · ')}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<path transform="translate(${code.x} ${code.y}) scale(${code.scaleX} ${code.scaleY})"`,
    ` shape-rendering="crispEdges" d="${code.path}"/>`,
    ...texts,
    '</svg>',
  ].join('');
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text within XML, which knows no other control characters than tab and line ends. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character])
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}
