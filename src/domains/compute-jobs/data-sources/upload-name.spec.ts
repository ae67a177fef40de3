import { uploadName } from './upload-name';

const latin1 = (text: string) => Buffer.from(text).toString('latin1');

describe('uploadName', () => {
  it.each([
    ['attachment; filename="in put.csv"', 'in put.csv'],
    ['attachment; filename=input.csv', 'input.csv'],
    ['inline;FILENAME = "a.b"; x=y', 'a.b'],
    ['attachment; filename="x.txt"; filename*=UTF-8\'\'%e2%82%ac.txt', '€.txt'],
    [latin1('attachment; filename="é.txt"'), 'é.txt'],
    ['attachment; filename="\u00e9.txt"', 'é.txt'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="..\\\\..\\\\boot.ini"', 'boot.ini'],
    ['attachment; filename=".."', 'data.bin'],
    ['attachment; filename=""', 'data.bin'],
    ['attachment', 'data.bin'],
    ['', 'data.bin'],
    ['; ; =;"', 'data.bin'],
    [undefined, 'data.bin'],
  ])('%j names it %j', (header, name) => expect(uploadName(header)).toBe(name));
});
