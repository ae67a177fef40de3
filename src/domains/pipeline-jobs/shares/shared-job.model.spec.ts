import { validateCreateSharedJob, validatePatchSharedJob } from './shared-job.model';

const ID = '0198c2a1-0000-7000-8000-000000000003';
const HOUR = 3_600_000;
const NOW = Date.parse('2030-01-01T00:00:00Z');
const OUT_OF_RANGE = 'Value error, expiration_date must be in the future, at most 60 days from now';
const NO_TIME = 'Value error, expiration_date must be a time in ISO 8601';

const create = (expiration_date: unknown) => {
  const request = { path: { workspace_id: ID }, query: {}, body: { job_id: ID, expiration_date } };
  const { value, errors } = validateCreateSharedJob(request);
  return value ? (value.body.expiration_date?.toISOString() ?? null) : errors[0].msg;
};

describe('the expiration of a shared job', () => {
  beforeEach(() => jest.useFakeTimers({ now: NOW }));
  afterEach(() => jest.useRealTimers());

  it.each([
    [undefined, null],
    [null, null],
    ['2030-01-01T00:00:01Z', '2030-01-01T00:00:01.000Z'],
    ['2030-01-02T00:00:00+02:00', '2030-01-01T22:00:00.000Z'],
    ['2030-01-02T00:00', '2030-01-02T00:00:00.000Z'],
    ['2030-01-02', '2030-01-02T00:00:00.000Z'],
    [new Date(NOW + 60 * 24 * HOUR).toISOString(), '2030-03-02T00:00:00.000Z'],
    [new Date(NOW + 60 * 24 * HOUR + 1).toISOString(), OUT_OF_RANGE],
    ['2030-01-01T00:00:00Z', OUT_OF_RANGE],
    ['2030-01-01', OUT_OF_RANGE],
    ['2030-02-30', NO_TIME],
    ['soon', NO_TIME],
    ['', NO_TIME],
    [1893456001, NO_TIME],
    [{}, NO_TIME],
  ])('%j is read as %j', (given, expected) => {
    expect(create(given)).toBe(expected);
  });

  it('is left as it is where a change says nothing of it', () => {
    const path = { workspace_id: ID, shared_job_id: ID };
    expect(validatePatchSharedJob({ path, query: {}, body: {} }).value?.body).toEqual({
      expiration_date: undefined,
      description: undefined,
      login_required: undefined,
    });
  });
});
