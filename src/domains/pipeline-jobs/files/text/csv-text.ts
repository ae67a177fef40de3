import { parse } from 'csv-parse/sync';

const DELIMITERS = [',', ';', '\t', '|'];
/** Characters of a column's name that are shown with every value. */
const MAX_NAME = 60;
/** Times that the lines may be longer than the file. */
const MAX_GROWTH = 8;

/** CSV as lines that can be read, `column: value; column: value` for each row. What is no CSV stays as it is. */
export function csvText(csv: string): string {
  const [names, ...rows] = records(csv);
  if (rows.length === 0) return csv;
  const titles = names.map((name) => [...name.trim()].slice(0, MAX_NAME).join(''));
  const lines: string[] = [];
  let length = 0;
  for (const row of rows) {
    const line = lineOf(titles, row);
    lines.push(line);
    length += line.length;
    if (length > csv.length * MAX_GROWTH) return csv;
  }
  return lines.join('\n');
}

function records(csv: string): string[][] {
  try {
    return parse(csv, {
      delimiter: delimiterOf(csv),
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch {
    return [[]];
  }
}

/** The one that the first line has most of. */
function delimiterOf(csv: string): string {
  const [line] = csv.slice(0, 10_000).split('\n', 1);
  const count = (delimiter: string) => line.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function lineOf(titles: string[], row: string[]): string {
  return row
    .map((cell, index) => [titles[index] ?? '', cell.trim()])
    .filter(([, cell]) => cell !== '')
    .map(([title, cell]) => (title === '' ? cell : `${title}: ${cell}`))
    .join('; ');
}
