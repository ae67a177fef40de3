import { encode } from './symbology';
import type { Code, Symbology } from './symbology';

/** What a label says of a unit. */
export interface Label {
  serialId: string;
  jobName: string;
  pathName: string;
}

/** Of a label, in millimetres. */
export const WIDTH = 100;
export const HEIGHT = 50;

interface Line {
  text: string;
  x: number;
  /** Of the base line. */
  y: number;
  size: number;
  bold: boolean;
}

/** Where things are on a label, in millimetres from its upper left corner. */
export interface Layout {
  code: Code & { x: number; y: number; scaleX: number; scaleY: number };
  lines: Line[];
}

/** The margins around the codes are the light zones that their standards ask for. */
export function layOut({ serialId, jobName, pathName }: Label, symbology: Symbology): Layout {
  const code = encode(symbology, serialId);
  const [width, height] = symbology === 'code128' ? [84, 20] : [32, 32];
  const [x, y, length] = symbology === 'code128' ? [8, 34, 40] : [48, 20, 22];
  const line = (text: string, down: number, size: number, bold: boolean) => ({ text, x, y: y + down, size, bold });
  return {
    code: {
      ...code,
      x: 8,
      y: symbology === 'code128' ? 5 : 9,
      scaleX: width / code.width,
      scaleY: height / code.height,
    },
    lines: [
      line(serialId, 0, 7, true),
      line(cut(jobName, length), 6, 4, false),
      line(cut(pathName, length), 12, 4, false),
    ],
  };
}

function cut(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
