import { sentencesOf } from './sentences';

const texts = (text: string) => sentencesOf(text).map(({ start, end }) => text.slice(start, end));
const headings = (text: string) =>
  sentencesOf(text)
    .filter(({ isHeading }) => isHeading)
    .map(({ start, end }) => text.slice(start, end));

describe('sentencesOf', () => {
  it.each<[string, string[]]>([
    ['', []],
    [' \n--\n\n', []],
    ['One. Two! Three?', ['One.', 'Two!', 'Three?']],
    ['No end', ['No end']],
    [
      'It costs 3.50 euros. See Dr. Smith, Nr. 5, on J. Doe.',
      ['It costs 3.50 euros.', 'See Dr. Smith, Nr. 5, on J. Doe.'],
    ],
    [
      'A line that somebody wrapped at seventy\ncharacters, as people do. Next one.',
      ['A line that somebody wrapped at seventy\ncharacters, as people do.', 'Next one.'],
    ],
    ['First paragraph\r\n\r\nsecond paragraph', ['First paragraph', 'second paragraph']],
    ['- one item\n- another item\n2. third', ['- one item', '- another item', '2. third']],
    [
      'name: Ada, who lives in a house by the river\nname: Bob',
      ['name: Ada, who lives in a house by the river', 'name: Bob'],
    ],
    ['| a | b |\n| c | d |', ['| a | b |', '| c | d |']],
    ['Grüße \u{1f600}! 你好。再见。', ['Grüße \u{1f600}!', '你好。', '再见。']],
  ])('%j', (text, expected) => expect(texts(text)).toEqual(expected));

  it('knows headings', () => {
    expect(headings('# Title\nText of it.\n\n## Part\n\nMore text.')).toEqual(['# Title', '## Part']);
    expect(headings('Notice period\n\nThree months.\n\nA sentence, short and ended.\n\nrent: 5\n\nlast line')).toEqual([
      'Notice period',
    ]);
    expect(texts('# Title\nText of it.')).toEqual(['# Title', 'Text of it.']);
  });
});
