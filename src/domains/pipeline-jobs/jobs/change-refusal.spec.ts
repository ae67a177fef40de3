import { changeRefusal, deletionRefusal } from './change-refusal';
import { JOB_STATUSES } from './transitions';

const LATE = 'Only name, description and concurrency can be changed after a start';
const NEVER = 'A started job cannot be changed';

describe('changeRefusal', () => {
  it('depends on the status and on the fields', () => {
    const table = JOB_STATUSES.map((status) => [
      status,
      ...[[], ['name', 'description', 'concurrency'], ['name', 'queries']].map((fields) =>
        changeRefusal(status, fields),
      ),
    ]);
    expect(table).toEqual([
      ['CREATED', undefined, undefined, undefined],
      ['STARTED', NEVER, NEVER, NEVER],
      ['FAILED', undefined, undefined, LATE],
      ['ENDED', undefined, undefined, LATE],
    ]);
  });
});

describe('deletionRefusal', () => {
  it('is for started jobs alone', () => {
    expect(JOB_STATUSES.filter((status) => deletionRefusal(status))).toEqual(['STARTED']);
    expect(deletionRefusal('STARTED')).toBe('A started job cannot be deleted');
  });
});
