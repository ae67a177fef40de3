import { fillIn, hasPlaceholder } from './placeholders';

const PAYLOAD = { a: { b: 'x', n: 5, list: [{ c: true }], o: { p: 1 } }, é: 'e', nothing: null };

describe('fillIn', () => {
  it.each([
    ['{{a.b}}', 'x'],
    ['<{{ a.b }}> {{a.n}}', '<x> 5'],
    ['{{a.list.0.c}}', 'true'],
    ['{{a.o}}', '{"p":1}'],
    ['{{é}}', 'e'],
    ['{{nothing}}{{a.b.c}}{{b}}{{}}', '{{}}'],
    ['{{a.constructor}}{{__proto__.toString}}{{a.b.length}}{{a.list.length}}', '1'],
    ['{a.b}', '{a.b}'],
  ])('makes of %s', (template, text) => {
    expect(fillIn(template, PAYLOAD)).toBe(text);
  });

  it('reaches every text and nothing else', () => {
    const template = { '{{a.b}}': ['{{a.b}}', 1, null, { deep: '{{a.n}}' }], priority: 3 };
    expect(fillIn(template, PAYLOAD)).toEqual({ '{{a.b}}': ['x', 1, null, { deep: '5' }], priority: 3 });
  });

  it('does not fill in what was filled in', () => {
    expect(fillIn('{{t}}', { t: '{{t}}' })).toBe('{{t}}');
  });

  it('ends when it gets too long', () => {
    expect(() => fillIn('{{t}}'.repeat(100), { t: 'x'.repeat(1000) })).toThrow(
      'body must fill in at most 65536 characters',
    );
  });
});

describe('hasPlaceholder', () => {
  it.each([
    ['x {{a}}', true],
    ['{{}}', false],
    ['{a}', false],
  ])('%s: %s', (text, has) => expect(hasPlaceholder(text)).toBe(has));
});
