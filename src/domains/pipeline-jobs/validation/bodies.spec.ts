import { createPipelineBody } from './pipeline.model';
import { createQuerySetBody } from './query-set.model';
import { validateBody } from './request';
import { createWorkspaceBody } from './workspace.model';

describe('the smaller bodies', () => {
  it('query set: both fields are required, queries by the rules of a job', () => {
    expect(validateBody(createQuerySetBody, { name: 's', queries: [] }).value).toEqual({ name: 's', queries: [] });
    expect(validateBody(createQuerySetBody, { queries: [{}] }).errors.map(({ type, loc }) => [type, ...loc])).toEqual([
      ['missing', 'body', 'name'],
      ['missing', 'body', 'queries', 0, 'query'],
    ]);
    expect(validateBody(createQuerySetBody, { name: 's', queries: null }).errors).toEqual([
      { type: 'list_type', loc: ['body', 'queries'], msg: 'Input should be a valid list' },
    ]);
  });

  it('workspace: the language is english unless given', () => {
    expect(validateBody(createWorkspaceBody, { name: 'w' }).value).toEqual({ name: 'w', language: 'english' });
    expect(validateBody(createWorkspaceBody, { name: 'w', language: 'german' }).value?.language).toBe('german');
    expect(validateBody(createWorkspaceBody, { language: 5 }).errors.map(({ type, loc }) => [type, ...loc])).toEqual([
      ['missing', 'body', 'name'],
      ['string_type', 'body', 'language'],
    ]);
  });

  it('pipeline: name and YAML are required', () => {
    const body = { name: 'p', query_yaml: 'connector: builtin' };
    expect(validateBody(createPipelineBody, body).value).toEqual(body);
    expect(validateBody(createPipelineBody, undefined).errors).toEqual([
      { type: 'missing', loc: ['body'], msg: 'Field required' },
    ]);
    expect(validateBody(createPipelineBody, {}).errors.map(({ loc }) => loc)).toEqual([
      ['body', 'name'],
      ['body', 'query_yaml'],
    ]);
  });
});
