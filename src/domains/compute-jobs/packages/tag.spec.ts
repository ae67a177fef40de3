import { parseTag } from './tag';

describe('parseTag', () => {
  it.each([
    ['name', { name: 'name' }],
    ['name@1', { name: 'name', major: 1 }],
    ['name@1.2', { name: 'name', major: 1, minor: 2 }],
    ['My_app-2@v10.02', { name: 'My_app-2', major: 10, minor: 2 }],
  ])('reads %s', (text, tag) => {
    expect(parseTag(text)).toEqual(tag);
  });

  it.each([
    '',
    '@1.2',
    'a b',
    'name@',
    'name@1.',
    'name@.2',
    'name@1.2.3',
    'name@x',
    'näme',
    `${'n'.repeat(65)}`,
    'a\n',
  ])('refuses %j', (text) => {
    expect(parseTag(text)).toBeUndefined();
  });
});
