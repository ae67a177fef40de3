import { Fields } from '../requests/fields';
import { readChangedConfig, readConfig } from './job-config';

const TEMPLATE = { taskTimeout: 50 };

describe('readConfig', () => {
  it('takes a timeout of 0 for one that is not sent', () => {
    expect(readConfig(Fields.of({ config: { taskTimeout: 0, jobTimeout: 5 } }))).toEqual({ jobTimeout: 5 });
  });
});

describe('readChangedConfig', () => {
  const read = (body: object) => readChangedConfig(Fields.of(body), TEMPLATE);

  it.each([
    [
      { taskTimeout: '5', retry_exit_codes: [1, 1] },
      { taskTimeout: 5, retryExitCodes: [1] },
    ],
    [{ config: { taskTimeout: 5 }, jobTimeout: 6 }, { taskTimeout: 5 }],
    [{ config: null, jobTimeout: 6 }, { jobTimeout: 6 }],
    [{ config: {}, jobTimeout: 6 }, {}],
    [
      { taskTimeout: 0, jobTimeout: '0' },
      { taskTimeout: 50, jobTimeout: 3600 },
    ],
  ])('reads %j', (body, config) => {
    expect(read(body)).toEqual(config);
  });

  it('names the members below config, wherever they were', () => {
    for (const body of [{ isTestJob: 1 }, { config: { isTestJob: 1 } }]) {
      const fields = Fields.of(body);
      readChangedConfig(fields, {});
      expect(() => fields.violations.refuse(['config'])).toThrow('config.isTestJob must be a boolean');
    }
  });
});
