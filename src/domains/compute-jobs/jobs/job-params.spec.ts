import { Fields } from '../requests/fields';
import { readChangedParams } from './job-params';

describe('readChangedParams', () => {
  const template = { preset: 'p', app: { a: 1, deep: { x: 1, y: [1, 2] } }, partitioner: { lines: 5 } };
  const read = (body: object) => readChangedParams(Fields.of(body), template);

  it.each([
    [{}, {}],
    [{ params: {}, app: { b: 1 } }, {}],
    [{ params: null, preset: 'q' }, { preset: 'q' }],
    [{ app: {} }, { app: template.app }],
    [
      { app: { deep: { y: [3], z: null } }, assembler: { __a: 1 } },
      { app: { a: 1, deep: { x: 1, y: [3], z: null } }, assembler: { __a: 1 } },
    ],
  ])('reads %j over the template, and nothing of what is not sent', (body, params) => {
    expect(read(body)).toEqual(params);
    expect(template.app.deep).toEqual({ x: 1, y: [1, 2] });
  });
});
