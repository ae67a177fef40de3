import { partsOf, usesOf } from './trees';

const unit = (parent_number: string, child_number: string) => ({ parent_number, child_number, lot_number: null });
const lot = (parent_number: string, lot_number: string) => ({ parent_number, child_number: null, lot_number });

describe('partsOf', () => {
  it('nests parts below what they are built into, in order', () => {
    expect(partsOf('1', [unit('1', '3'), lot('1', 'A'), unit('1', '2'), lot('3', 'B'), unit('2', '4')])).toEqual([
      { serialId: 'SN-00003', components: [{ lotNumber: 'B', components: [] }] },
      { lotNumber: 'A', components: [] },
      { serialId: 'SN-00002', components: [{ serialId: 'SN-00004', components: [] }] },
    ]);
  });

  it('is empty without parts', () => {
    expect(partsOf('1', [])).toEqual([]);
  });
});

describe('usesOf', () => {
  it('nests outwards', () => {
    expect(usesOf(['2', '3'])).toEqual([{ serialId: 'SN-00002', usedIn: [{ serialId: 'SN-00003', usedIn: [] }] }]);
    expect(usesOf([])).toEqual([]);
  });
});
