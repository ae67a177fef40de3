import { validateSearch } from './search.model';

const validate = (body: unknown) => validateSearch({ path: {}, query: {}, body });
const ID = '0198c2a2-0000-7000-8000-000000000001';

describe('validateSearch', () => {
  it('takes queries alone', () => {
    expect(validate({ queries: ['', 'q'] }).value).toEqual({
      queries: ['', 'q'],
      debug: null,
      view_prompts: null,
      filters: null,
      params: null,
      files: null,
    });
  });

  it('takes everything else as pydantic does', () => {
    const { value } = validate({
      queries: [],
      debug: 'no',
      view_prompts: 1,
      filters: { a: 1 },
      params: {},
      files: [ID.toUpperCase()],
      more: 1,
    });
    expect(value).toEqual({
      queries: [],
      debug: false,
      view_prompts: true,
      filters: { a: 1 },
      params: {},
      files: [ID],
    });
  });

  it.each<[unknown, string, (string | number)[]]>([
    [undefined, 'missing', ['body']],
    [{}, 'missing', ['body', 'queries']],
    [{ queries: null }, 'list_type', ['body', 'queries']],
    [{ queries: [5] }, 'string_type', ['body', 'queries', 0]],
    [{ queries: Array<string>(101).fill('q') }, 'too_long', ['body', 'queries']],
    [{ queries: [], debug: 2 }, 'bool_parsing', ['body', 'debug']],
    [{ queries: [], debug: [] }, 'bool_type', ['body', 'debug']],
    [{ queries: [], filters: [] }, 'dict_type', ['body', 'filters']],
    [{ queries: [], params: 'x' }, 'dict_type', ['body', 'params']],
    [{ queries: [], files: ['x'] }, 'uuid_parsing', ['body', 'files', 0]],
  ])('%j is refused', (body, type, loc) =>
    expect(validate(body).errors).toEqual([expect.objectContaining({ type, loc })]),
  );
});
