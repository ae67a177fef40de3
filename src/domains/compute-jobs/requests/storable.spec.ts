import { refuseUnstorable } from './storable';
import { Violations } from './violations';

function fieldsOf(value: unknown): unknown[] {
  const violations = new Violations();
  const added: unknown[] = [];
  violations.add = (field) => added.push(field);
  refuseUnstorable(value, 'params.app', violations);
  return added;
}

describe('refuseUnstorable', () => {
  it('lets everything else pass', () => {
    expect(fieldsOf({ a: ['😀', 1.5, null, true, { '': '' }], null: -0 })).toEqual([]);
  });

  it('names each value by its path, in document order', () => {
    const value = { a: ['ok', 'x\u0000'], b: { c: '\ud800' }, d: Infinity };
    expect(fieldsOf(value)).toEqual(['params.app.a.1', 'params.app.b.c', 'params.app.d']);
  });

  it('names the object of a key that is at fault', () => {
    expect(fieldsOf({ a: { 'x\u0000': 1, '\udfff': 2 } })).toEqual(['params.app.a', 'params.app.a']);
  });
});
