import { queryText } from './terms';

describe('queryText', () => {
  it.each([
    ['package.json', 'package json'],
    ['a/b  c-d', 'a b c d'],
    ['  (Who?) ', 'Who'],
    ['snake_case 3.14', 'snake_case 3 14'],
    ['Größe caf\u0065\u0301', 'Größe café'],
    ['नमस्ते दुनिया', 'नमस्ते दुनिया'],
    ['\u{1f600}\n!', ''],
  ])('%j becomes %j', (text, words) => expect(queryText(text)).toBe(words));
});
