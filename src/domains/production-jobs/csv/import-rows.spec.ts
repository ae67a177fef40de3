import { MAX_IMPORT_ROWS, readRows } from './import-rows';

const read = (text: string) => readRows(Buffer.from(text));

describe('rows of an import', () => {
  it('are read with their numbers, whatever ends the lines', async () => {
    for (const end of ['\r\n', '\n', '\r']) {
      const rows = await read(['\uFEFFname,x,goalQuantity', 'A,1,2', '', ',,', '"B,\nb",,3.0'].join(end));
      expect(rows.map(({ row, dto, error }) => [row, dto.name, dto.goalQuantity, error])).toEqual([
        [2, 'A', 2, undefined],
        [5, 'B,\nb', 3, undefined],
      ]);
    }
  });

  it('give back what the export made of texts; what is empty is absent', async () => {
    const header = 'name,goalQuantity,jiraTicketKey,jiraLabels,dueDate,templateId';
    const [row, bare] = await read(`${header}\r\n'=A,5,"'+1",a;b;,2030-01-02,tmpl_x\r\nB,1\r\n`);
    expect(row).toMatchObject({ templateId: 'tmpl_x', error: undefined });
    expect(row.dto).toMatchObject({
      name: '=A',
      goalQuantity: 5,
      jiraTicketKey: '+1',
      jiraLabels: ['a', 'b', ''],
      dueDate: '2030-01-02',
    });
    expect(bare).toMatchObject({ error: undefined, templateId: undefined });
    expect(bare.dto.jiraTicketKey ?? bare.dto.jiraLabels ?? bare.dto.dueDate).toBeUndefined();
  });

  it.each([
    [',5', 'name is required'],
    ['A,', 'goalQuantity is required'],
    ['A, ', 'goalQuantity is required'],
    ['A', 'goalQuantity is required'],
    ['A,x', 'goalQuantity must be a number'],
    ['A,0x10', 'goalQuantity must be a number'],
    ['A,Infinity', 'goalQuantity must be a number'],
    ['A,0', 'goalQuantity must be greater than 0'],
    ['A,-5', 'goalQuantity must be greater than 0'],
    ['A,1.5', 'goalQuantity must be an integer'],
    ['A,1e10', 'goalQuantity must be at most 2147483647'],
    ['A,5,2030-02-30', 'dueDate must be a date (YYYY-MM-DD)'],
  ])('obey the rules of jobs: %s', async (line, error) => {
    expect(await read(`name,goalQuantity,dueDate\r\n${line}\r\n`)).toMatchObject([{ row: 2, error }]);
  });

  it.each([
    ['', 'CSV must have the columns name and goalQuantity'],
    ['name,goal\r\nA,5', 'CSV must have the columns name and goalQuantity'],
    ['Name,goalQuantity\r\nA,5', 'CSV must have the columns name and goalQuantity'],
    ['name,goalQuantity\r\n"A,5', 'Request body is not valid CSV'],
    ['name,goalQuantity\r\nA"b,5', 'Request body is not valid CSV'],
    [`name,goalQuantity\n${'A,1\n'.repeat(MAX_IMPORT_ROWS + 1)}`, `CSV must have at most ${MAX_IMPORT_ROWS} rows`],
  ])('are not read from %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});
