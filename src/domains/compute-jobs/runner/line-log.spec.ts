import { LineLog } from './line-log';
import { SecretMask } from './secret-mask';
import type { SecretValue } from './step';

const other = (secretKey: string): SecretValue => ({ id: 'S', secretType: 'other', secretKey });

function logged(output: (Buffer | string)[], secrets: string[] = []): [string, string][] {
  const lines: [string, string][] = [];
  const log = new LineLog(new SecretMask(secrets.map(other)), (level, line) => lines.push([level, line]));
  for (const bytes of output) log.write(Buffer.from(bytes as string));
  log.end();
  log.warn('the end');
  return lines;
}
const texts = (...args: Parameters<typeof logged>) => {
  const lines = logged(...args);
  expect(lines.pop()).toEqual(['WARN', 'the end']);
  expect(lines.every(([level]) => level === 'UNKNOWN')).toBe(true);
  return lines.map(([, line]) => line);
};

describe('LineLog', () => {
  it.each<[string, (Buffer | string)[], string[]]>([
    ['lines', ['a\nb\n'], ['a', 'b']],
    ['empty lines', ['\n\na\n'], ['', '', 'a']],
    ['nothing', [], []],
    ['a last line without an end', ['a\nb'], ['a', 'b']],
    ['lines cut anywhere', ['a', 'b\nc', '\n'], ['ab', 'c']],
    ['ends of lines of other systems', ['a\r\nb\r', '\nc\rd\n'], ['a', 'b', 'c\rd']],
    ['characters cut anywhere', [Buffer.from('é').subarray(0, 1), Buffer.from('é\n').subarray(1)], ['é']],
    ['bytes that are no text', [Buffer.from([0x61, 0xff, 0xc3, 0x0a, 0xc3])], ['a\uFFFD\uFFFD', '\uFFFD']],
    ['what cannot be stored', ['a\0b\n'], ['a\uFFFDb']],
  ])('takes %s', (_, output, lines) => expect(texts(output)).toEqual(lines));

  it('cuts long lines into pieces of at most 8 KiB, in whole characters', () => {
    const text = 'é'.repeat(10_000) + 'x';
    for (const output of [[`${text}\n`], [text], [...`${text}\n`.matchAll(/.{1,777}\n?/gs)].map(String)]) {
      const lines = texts(output);
      expect(lines.join('')).toBe(text);
      expect(lines.map((line) => Buffer.byteLength(line))).toEqual([8192, 8192, 3617]);
    }
  });

  it('ends with a warning where an attempt has written 1 MiB', () => {
    const lines = logged(Array.from({ length: 2000 }, () => `${'x'.repeat(1023)}\n`));
    expect(lines).toHaveLength(1025);
    expect(lines.slice(-2)).toEqual([
      ['UNKNOWN', 'x'.repeat(1023)],
      ['WARN', 'log truncated'],
    ]);
  });

  it('counts empty lines and endless ones too', () => {
    expect(logged(['\n'.repeat(3_000_000)])).toHaveLength(1024 * 1024 + 1);
    const endless = logged(Array.from({ length: 50 }, () => 'x'.repeat(60_000)));
    expect(endless.at(-1)).toEqual(['WARN', 'log truncated']);
    expect(endless.reduce((sum, [, line]) => sum + line.length, 0)).toBeLessThanOrEqual(1024 * 1024 + 13);
  });

  describe('hides secrets', () => {
    it.each([
      ['a value', 'the key is hunter22!\n', 'the key is ***!'],
      ['each time', 'hunter22hunter22\n', '******'],
      ['no short value', 'abc\n', 'abc'],
      ['a value of four characters', 'x4567\n', 'x***'],
      ['the longer one first', 'hunter22-and-more\n', '***'],
      ['a value as JSON', 'a\\"b\\\\c\n', '***'],
      ['the lines of a key', 'first line\n', '***'],
      ['what looks like a pattern', '$&.*[x\n', '***'],
    ])('%s', (_, output, line) => {
      const secrets = ['hunter22', 'hunter22-and-more', 'abc', '4567', 'a"b\\c', 'first line\nsecond line', '$&.*[x'];
      expect(texts([output], secrets)).toEqual([line]);
    });

    it('wherever the output is cut', () => {
      const secret = 'correct horse battery staple';
      for (let before = 8192 - secret.length - 2; before <= 8194; before++) {
        const output = `${'x'.repeat(before)}${secret}${'y'.repeat(9000)}`;
        const pieces = [...output.matchAll(/.{1,1000}/gs)].map(String);
        expect(texts(pieces, [secret]).join('')).toBe(`${'x'.repeat(before)}***${'y'.repeat(9000)}`);
      }
    });
  });
});
