import { raw } from 'bwip-js';

export const SYMBOLOGIES = ['qr', 'code128', 'datamatrix'] as const;
export type Symbology = (typeof SYMBOLOGIES)[number];

const ENCODERS: Record<Symbology, string> = { qr: 'qrcode', code128: 'code128', datamatrix: 'datamatrix' };

/** A code as a path of SVG, in modules; bars are one module high and may be drawn at any height. */
export interface Code {
  width: number;
  height: number;
  path: string;
}

/** @param text ASCII */
export function encode(symbology: Symbology, text: string): Code {
  const [code] = raw({ bcid: ENCODERS[symbology], text });
  return 'pixs' in code ? squares(code) : bars(code.sbs);
}

/** One rectangle for each run of dark modules in a row. */
function squares({ pixs, pixx, pixy }: { pixs: readonly number[]; pixx: number; pixy: number }): Code {
  const runs: string[] = [];
  for (let y = 0; y < pixy; y++) {
    for (let x = 0; x < pixx; x++) {
      const from = x;
      while (x < pixx && pixs[y * pixx + x] === 1) x++;
      if (x > from) runs.push(rectangle(from, y, x - from));
    }
  }
  return { width: pixx, height: pixy, path: runs.join('') };
}

/** @param widths of a bar, a space, a bar, ... */
function bars(widths: readonly number[]): Code {
  let width = 0;
  const path = widths.map((each, index) => {
    width += each;
    return index % 2 === 0 ? rectangle(width - each, 0, each) : '';
  });
  return { width, height: 1, path: path.join('') };
}

const rectangle = (x: number, y: number, width: number) => `M${x} ${y}h${width}v1h-${width}z`;
