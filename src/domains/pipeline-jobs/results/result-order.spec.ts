import { arranged, isBeyond, LIST_ORDER } from './result-order';

const TIES = "item.position ASC,coalesce(item.file_name, '') ASC,item.id ASC";
const BACK = "item.position DESC,coalesce(item.file_name, '') DESC,item.id DESC";

describe('the order of results', () => {
  it('is turned round for those before a cursor, ties included', () => {
    expect(arranged(LIST_ORDER)).toBe(`item.absolute_query_index ASC,${TIES}`);
    expect(arranged(LIST_ORDER, true)).toBe(`item.absolute_query_index DESC,${BACK}`);
    expect(arranged({ field: 'status', order: 'DESC' })).toBe(`item.status DESC,${TIES}`);
    expect(arranged({ field: 'status', order: 'DESC' }, true)).toBe(`item.status ASC,${BACK}`);
  });

  it('has results without a number last', () => {
    expect(arranged({ field: 'score', order: 'ASC' })).toBe(`coalesce(item.score, 'Infinity') ASC,${TIES}`);
    expect(arranged({ field: 'score', order: 'DESC' })).toBe(`coalesce(item.score, '-Infinity') DESC,${TIES}`);
  });

  it.each([
    ['ASC', false, '> cursor.key', '> (cursor.position'],
    ['ASC', true, '< cursor.key', '< (cursor.position'],
    ['DESC', false, '< cursor.key', '> (cursor.position'],
    ['DESC', true, '> cursor.key', '< (cursor.position'],
  ] as const)('goes on from a cursor: %s, backwards %s', (order, backwards, key, ties) => {
    const condition = isBeyond({ field: 'file_name', order }, backwards);
    expect(condition).toContain(key);
    expect(condition).toContain(ties);
  });
});
