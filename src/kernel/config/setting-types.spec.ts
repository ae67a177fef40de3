import { readSettings, settingsProvider } from './read-settings';
import { ChoiceSetting, IntegerSetting, OptionalSetting, SwitchSetting, UrlSetting } from './setting-types';

class Sample {
  @IntegerSetting(-5, 10)
  COUNT = 1;

  @SwitchSetting()
  SWITCH = false;

  @ChoiceSetting('a', 'b')
  CHOICE = 'a';

  @OptionalSetting()
  @UrlSetting(/^ftp:\/\//, 'an ftp URL')
  FILES?: string;
}

const read = (env: NodeJS.ProcessEnv) => readSettings(Sample, env);

describe('IntegerSetting', () => {
  it.each([
    ['-5', -5],
    ['+10', 10],
    ['007', 7],
    [' 3\n', 3],
  ])('reads %j', (text, value) => expect(read({ COUNT: text }).COUNT).toBe(value));

  it.each(['-6', '11', '1.0', '1e1', '0x1', ' ', '--1', '99999999999999999999', 'NaN', 'Infinity', 'true'])(
    'refuses %j',
    (text) => expect(() => read({ COUNT: text })).toThrow('COUNT must be an integer between -5 and 10'),
  );
});

describe('SwitchSetting', () => {
  it.each(['1', 'true', 'TRUE', 'on', 'On'])('%s is on', (text) => expect(read({ SWITCH: text }).SWITCH).toBe(true));
  it.each(['0', 'false', 'False', 'off'])('%s is off', (text) => expect(read({ SWITCH: text }).SWITCH).toBe(false));
  it.each(['yes', '2', ' 1', 'constructor', 'toString', '__proto__'])('refuses %j', (text) => {
    expect(() => read({ SWITCH: text })).toThrow('SWITCH must be 1 or 0');
  });
});

describe('ChoiceSetting', () => {
  it('knows its choices only, in their case', () => {
    expect(read({ CHOICE: 'b' }).CHOICE).toBe('b');
    for (const text of ['c', 'A', 'a,b']) expect(() => read({ CHOICE: text })).toThrow('CHOICE must be one of a, b');
  });
});

describe('UrlSetting', () => {
  it('may be left out where it is optional', () => expect(read({}).FILES).toBeUndefined());
  it('reads what has its form', () => expect(read({ FILES: 'ftp://h/x' }).FILES).toBe('ftp://h/x'));
  it.each(['http://h', 'ftp://h:99999', 'ftp://h/%zz', 'ftp://'])('refuses %s', (text) => {
    expect(() => read({ FILES: text })).toThrow('FILES must be an ftp URL');
  });
});

describe('settingsProvider', () => {
  it("reads a module's own variables from the environment of the process", () => {
    const { provide, useFactory } = settingsProvider(Sample);
    process.env.COUNT = '7';
    expect(provide).toBe(Sample);
    expect((useFactory() as Sample).COUNT).toBe(7);
    process.env.COUNT = 'x';
    expect(() => useFactory() as Sample).toThrow('COUNT must be an integer');
    delete process.env.COUNT;
  });
});
