import { strToU8, zipSync } from 'fflate';
import { csvText } from './csv-text';
import { docxText } from './docx-text';
import { htmlText } from './html-text';
import { jsonText } from './json-text';
import { isTextType, textOf } from './text-of';

describe('htmlText', () => {
  it.each([
    ['<p>a <b>b</b>c</p>', 'a bc'],
    ['<p>a</p><p>b</p>', 'a\n\nb'],
    ['a<br>b<br/>c', 'a\nb\nc'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\nb'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['a<script>if (1 < 2) x("</p>")</script><STYLE>p{}</STYLE>b', 'ab'],
    ['a<svg><path/><text>x</text></svg>b<svg/>c', 'abc'],
    ['<!-- a --><!doctype html><?x?>b', 'b'],
    ['&lt;b&gt; &amp;amp; &#65;&euro;&nope; &#0;', '<b> &amp; A€&nope; \ufffd'],
    ['<pre>a\n  b</pre>c', 'a\n  b\n\nc'],
    ['  \n a \n\n b ', 'a b'],
    ['<p title="a > b">c', 'c'],
    ['a < b', 'a < b'],
    ['<p>a<p>b</i></div>', 'a\n\nb'],
    ['', ''],
    ['<', '<'],
  ])('%j', (html, text) => expect(htmlText(html).text).toBe(text));

  it('says where headings stand', () => {
    const html = '<title>T</title><p>intro</p><h1> One <i>1</i></h1>text<h2></h2><h3>Two</h3>';
    const { text, headings } = htmlText(html);
    expect(text).toBe('T\n\nintro\n\nOne 1\n\ntext\n\nTwo');
    expect(headings.map(({ start, end }) => text.slice(start, end))).toEqual(['T', 'One 1', 'Two']);
  });

  it('takes tags that are never closed', () => {
    expect(htmlText(`${'<div>'.repeat(300_000)}a`).text).toBe('a');
  });
});

describe('csvText', () => {
  it.each([
    ['name,age\r\nAda,36\r\nGrace,45\r\n', 'name: Ada; age: 36\nname: Grace; age: 45'],
    ['name;age\nAda;36', 'name: Ada; age: 36'],
    ['a\tb\n1\t2', 'a: 1; b: 2'],
    ['a,b\n"x, ""y""\nz",\n', 'a: x, "y"\nz'],
    ['a,,b\n1,2,3,4\n', 'a: 1; 2; b: 3; 4'],
    ['only a header', 'only a header'],
    ['', ''],
    ['a,b\n"never closed', 'a,b\n"never closed'],
  ])('%j', (csv, text) => expect(csvText(csv)).toBe(text));

  it('does not let long names of columns blow a file up', () => {
    const names = Array.from({ length: 100 }, (_, index) => `${'x'.repeat(60)}${index}`).join();
    const csv = `${names}\n${`${'1,'.repeat(99)}1\n`.repeat(1000)}`;
    expect(csvText(csv).length).toBeLessThanOrEqual(csv.length * 9);
  });
});

describe('jsonText', () => {
  it.each([
    ['{"a":1,"b":{"c":"x","d":null,"e":[1,2]}}', 'a: 1\nb:\n  c: x\n  d: \n  e: 1, 2'],
    ['[{"a":1},{"a":2}]', 'a: 1\n\na: 2'],
    ['["a","b"]', 'a\nb'],
    ['"a"', 'a'],
    ['true', 'true'],
    ['{"a":"x\\u0000\\ud800"}', 'a: x\ufffd'],
    ['{', '{'],
    ['{"__proto__":{"a":1}}', '__proto__:\n  a: 1'],
  ])('%s', (json, text) => expect(jsonText(json)).toBe(text));

  it('leaves what is nested very deep as it is', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(jsonText(deep)).toBe(deep);
  });
});

describe('docxText', () => {
  const docx = (body: string, name = 'word/document.xml') =>
    Buffer.from(zipSync({ [name]: strToU8(`<w:document><w:body>${body}</w:body></w:document>`) }));
  const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;

  it('reads paragraphs, headings and tables', () => {
    const body = [
      `<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr>${run('Lease')}</w:p>`,
      `<w:p>${run('The ')}${run('tenant &amp; Ada')}<w:r><w:br/></w:r>${run('line')}<w:r><w:tab/></w:r>${run('x')}</w:p>`,
      `<w:p/><w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>${run('kept')}</w:p>`,
      `<w:tbl><w:tr><w:tc><w:p>${run('a')}</w:p></w:tc><w:tc><w:p>${run('b')}</w:p></w:tc></w:tr></w:tbl>`,
      `<mc:AlternateContent><mc:Choice>${run('once')}</mc:Choice><mc:Fallback>${run('once')}</mc:Fallback></mc:AlternateContent>`,
    ];
    const { text, headings } = docxText(docx(body.join('')));
    expect(text).toBe('Lease\n\nThe tenant & Ada\nline\tx\n\nkept\n\na\n\nbonce');
    expect(headings).toEqual([{ start: 0, end: 5 }]);
  });

  it.each([
    ['no archive', Buffer.from('PK')],
    ['nothing', Buffer.alloc(0)],
    ['another archive', docx('', 'x.xml')],
    ['half an archive', docx(run('x'.repeat(1000))).subarray(0, 150)],
  ])('refuses %s', (_, bytes) => expect(() => docxText(bytes)).toThrow('File is no readable docx'));
});

describe('textOf', () => {
  it('knows types by the ending of a name', async () => {
    expect(await textOf('.md', Buffer.from('# a'))).toEqual({ text: '# a', headings: [{ start: 0, end: 3 }] });
    expect(await textOf('.htm', Buffer.from('<b>a'))).toEqual({ text: 'a', headings: [] });
    expect(['.md', '.exe', ''].map(isTextType)).toEqual([true, false, false]);
  });
});
