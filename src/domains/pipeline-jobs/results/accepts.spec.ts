import { accepts } from './accepts';

describe('accepts', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['*/*', false],
    ['application/json', false],
    ['text/*', false],
    ['text/csv', true],
    ['TEXT/CSV; charset=utf-8', true],
    ['text/csv, application/json', true],
    ['application/json, text/csv', false],
    ['*/*, text/csv', true],
    ['text/csv;q=0', false],
    ['text/csv;q=0.5, application/json', false],
    ['application/json;q=0.5, text/csv', true],
    ['text/csv;q=0.9, */*;q=0.8', true],
    ['text/csv;q=x', false],
  ])('of %j text/csv: %s', (accept, expected) => {
    expect(accepts({ headers: { accept } }, 'text/csv')).toBe(expected);
  });
});
