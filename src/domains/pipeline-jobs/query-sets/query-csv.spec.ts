import { fillIndexes } from '../validation/query.model';
import type { Query } from '../validation/query.model';
import { csvOf } from './query-csv';
import { readQueries } from './read-query-csv';

const NOTHING = {
  filters: null,
  params: null,
  group_name: null,
  query_label: null,
  query_index: null,
  absolute_query_index: null,
};

const read = (text: string) => readQueries(Buffer.from(text));

async function fault(content: string | Buffer): Promise<string> {
  const error: unknown = await readQueries(Buffer.from(content)).then(
    () => 'no fault',
    (error: unknown) => error,
  );
  expect(error).toMatchObject({ kind: 'invalid', status: 400 });
  return (error as Error).message;
}

describe('csvOf', () => {
  it('writes a header and a line for each query', () => {
    const queries = fillIndexes([
      { ...NOTHING, query: '=1+1', group_name: '', filters: { a: 'x, "y"' } },
      { ...NOTHING, query: 'a\nb', query_index: -1 },
    ]);
    expect(csvOf(queries)).toBe(
      'query,group_name,query_label,query_index,absolute_query_index,filters,params\r\n' +
        `'=1+1,"",,0,0,"{""a"":""x, \\""y\\""""}",\r\n` +
        '"a\nb",,,-1,1,,\r\n',
    );
  });

  it('is taken back exactly', async () => {
    const texts = [
      '',
      ' ',
      '=1',
      "'=1",
      "''@",
      '\t',
      '\r\n',
      '\n',
      '-',
      '"',
      '","',
      '\u{1f600}',
      '\ufeff',
      "it's",
      'a\rb',
    ];
    const queries = fillIndexes([
      ...texts.map((text): Query => ({ ...NOTHING, query: text, group_name: text, query_label: text })),
      { ...NOTHING, query: 'q', filters: JSON.parse('{"__proto__":{"b":[1e300]}}') as object, params: {} } as Query,
      { ...NOTHING, query: 'q', query_index: -Number.MAX_SAFE_INTEGER, absolute_query_index: Number.MAX_SAFE_INTEGER },
    ]);
    const back = await read(csvOf(queries));
    expect(JSON.stringify(back)).toBe(JSON.stringify(queries));
    expect(await read(csvOf([]))).toEqual([]);
  });
});

describe('readQueries', () => {
  it.each(['\n', '\r\n', '\r'])(
    'takes lines that end with %j, a mark, columns in any order, and blank lines',
    async (end) => {
      const lines = ['\ufeff group_name ,other, query', 'g,x,Who?', '', ',,When?', '"",,""', ''];
      expect(await read(lines.join(end))).toEqual([
        { ...NOTHING, query: 'Who?', group_name: 'g' },
        { ...NOTHING, query: 'When?' },
        { ...NOTHING, query: '', group_name: '' },
      ]);
    },
  );

  it('reads indexes by the rules of a request and JSON as it is', async () => {
    const csv = 'query,query_index,absolute_query_index,filters,params\nq, 1_0 ,+3,"{""a"":1,""a"":2}",{}\n';
    expect(await read(csv)).toEqual([
      { ...NOTHING, query: 'q', query_index: 10, absolute_query_index: 3, filters: { a: 2 }, params: {} },
    ]);
  });

  it.each([
    ['', 'Row 1: column query is missing'],
    ['Query\nq', 'Row 1: column query is missing'],
    ['query,filters\nq,\nq,5', 'Row 3: filters is not a JSON object'],
    ['query,filters\nq,{', 'Row 2: filters is not a JSON object'],
    ['query,params\nq,[]', 'Row 2: params is not a JSON object'],
    ['query,query_index\nq,x', 'Row 2: query_index is not an integer'],
    ['query,absolute_query_index\n\nq,1e5', 'Row 3: absolute_query_index is not an integer'],
    ['query,query_index\nq,9007199254740992', 'Row 2: query_index is too large'],
    ['query,group_name\n,g', 'Row 2: query is missing'],
    ['group_name,query\ng', 'Row 2: query is missing'],
    ['query\nWho, and when?', 'Row 2: more cells than columns'],
    ['query\na\0b', 'Row 2: query: null characters are not allowed'],
    [
      'query,filters\nq,' + '{""a"":'.repeat(33).replace(/^/, '"') + '1' + '}'.repeat(33) + '"',
      'Row 2: filters: nested deeper than 32 levels',
    ],
    ['query\n"a', 'File is not valid CSV'],
    [`query\n${'q\n'.repeat(10_001)}`, 'File has more than 10000 queries'],
  ])('refuses %.60j', async (csv, text) => {
    expect(await fault(csv)).toBe(text);
  });

  it('refuses what is not UTF-8', async () => {
    expect(await fault(Buffer.from([0x71, 0xff]))).toBe('File is not UTF-8 text');
  });
});
