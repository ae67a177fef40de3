import type { Document } from '../connectors/found';
import { RESULT_FORMATS } from './result-formats';
import { documentNames, toResultDto } from './result-row';
import type { ResultRow } from './result-row';

const FILE = { id: '0198c2a2-0000-7000-8000-000000000001', name: 'a.txt' };
const document = (name: string | null): Document => ({
  id: 'd',
  content: 'text',
  content_type: 'text',
  meta: {},
  score: 1,
  file: name === null ? null : { id: FILE.id, name },
  embedding: null,
  result_id: 'r',
});

const ROW: ResultRow = {
  id: 'i',
  job_id: 'j',
  lease: 'l',
  query: '=1+1',
  filters: null,
  params: { a: 1 },
  group_name: null,
  query_label: '',
  query_index: '0',
  absolute_query_index: '9007199254740991',
  file_id: FILE.id,
  file_name: '@a, "b"',
  status: 'FAILED',
  error: { type: 'upstream', message: 'line 1\nline 2', status_code: 500 },
  answers: [],
  documents: [document('b.txt'), document(null), document('\u{1f600}'), document('b.txt')],
  score: null,
  duration: 0.5,
  attempts: 3,
  started_at: new Date(0),
  finished_at: null,
  usage: null,
  review: { verdict: 'wrong', note: null },
};

describe('a result', () => {
  it('is shown with every field', () => {
    expect(toResultDto(ROW)).toEqual({
      result_id: 'i',
      job_id: 'j',
      query_id: 'l',
      query: '=1+1',
      filters: null,
      params: { a: 1 },
      group_name: null,
      query_label: '',
      query_index: 0,
      absolute_query_index: Number.MAX_SAFE_INTEGER,
      file: { id: FILE.id, name: '@a, "b"' },
      status: 'FAILED',
      error: ROW.error,
      answers: [],
      documents: ROW.documents,
      duration: 0.5,
      attempts: 3,
      started_at: '1970-01-01T00:00:00.000Z',
      finished_at: null,
      usage: null,
      review: { verdict: 'wrong', note: null },
    });
  });

  it('names each file once, in the order of the documents', () => {
    expect(documentNames(ROW)).toEqual(['b.txt', '\u{1f600}']);
  });

  it('is a line of CSV that no spreadsheet takes for a formula', () => {
    const { head, lines } = RESULT_FORMATS.csv;
    expect(head).toBe(
      'group_name,query_label,absolute_query_index,query,file_id,file_name,status,answer,document_names,score,error,' +
        'duration,attempts\r\n',
    );
    expect(lines([ROW])).toBe(
      `,"",9007199254740991,'=1+1,${FILE.id},"'@a, ""b""",FAILED,,b.txt; \u{1f600},,"upstream: line 1\nline 2",0.5,3\r\n`,
    );
    expect(lines([])).toBe('');
  });

  it('is a line of JSON', () => {
    const { head, lines } = RESULT_FORMATS.jsonl;
    expect([head, lines([])]).toEqual(['', '']);
    expect(lines([ROW, ROW])).toBe(`${JSON.stringify(toResultDto(ROW))}\n`.repeat(2));
  });
});
