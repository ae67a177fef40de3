import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { formatInstant, instantOf } from '../values/instant';
import { matchesBetween, nextMatch, parseCron } from './cron';

const at = (iso: string) => instantOf(Date.parse(iso));
const brief = (instant: number) => formatInstant(instant).replace(':00.000000Z', 'Z');

function matches(cron: string, timezone: string, after: string, count: number): string[] {
  const found: string[] = [];
  for (let match = nextMatch({ cron, timezone }, at(after)); match !== undefined && found.length < count;) {
    found.push(brief(match));
    match = nextMatch({ cron, timezone }, match);
  }
  return found;
}

describe('parseCron', () => {
  it.each([
    ...['* * * * *', '*/5 * * * *', '0 9 * * 1-5', '0,30 8-18/2 1,15 JAN-mar sun,WED', '? ? ? ? ?', '?/5 * ? * *'],
    ...['0 0 * * 7', '0 0 * * SAT-SUN', '0 0 L * *', '0 0 1,L * *', '0 0 LW * *', '0 0 15W * *', '0 0 * * FRI#2'],
    ...['0 0 * * 5L', '*\t*  * * *', '00 09 * * *', '0 0 30 2 *', ' 0 0 * * * '],
    ...['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@HOURLY'],
  ])('takes %j', (text) => expect(parseCron(text)).toEqual({ value: text }));

  it.each([
    ...['', '* * * *', '* * * * * *', '* * * * * * *', '22-2 * * * *', '0/15 * * * *', '/15 * * * *', '*/0 * * * *'],
    ...['@reboot', '@every 5m', 'x @daily', '60 * * * *', '* 24 * * *', '* * 0 * *', '* * 32 * *', '* * * 13 *'],
    ...['* * * * 8', '*/61 * * * *', '1, * * * *', 'a * * * *', '* * * * L', '* * L-3 * *', '0 0 * * 1#6', 'H * * * *'],
    ...['0 0 * * sunday', '-1 * * * *', '1.5 * * * *', '٣ * * * *', '* * * * +1', '2030-01-01T00:00:00', '5W * * * *'],
    ...['tomorrow', `${'1,'.repeat(500)}1 * * * *`],
    ...[5, true, {}, ['* * * * *'], NaN],
  ])('refuses %j', (value) => expect(parseCron(value)).toEqual({ error: 'is not a valid cron expression' }));

  it('never throws, and what it takes can be asked for its next match', () => {
    const field = fc.stringMatching(/^[0-9*?,/\-LW#@:+a-z]{1,6}$/);
    const text = fc.oneof(
      fc.string(),
      fc.array(field, { minLength: 4, maxLength: 6 }).map((fields) => fields.join(' ')),
    );
    fc.assert(
      fc.property(text, (sent) => {
        const parsed = parseCron(sent);
        if ('value' in parsed) nextMatch({ cron: parsed.value, timezone: 'Europe/London' }, at('2026-01-01T00:00Z'));
      }),
    );
  });
});

describe('nextMatch', () => {
  it.each([
    ['*/5 * * * *', '2026-07-10T10:10:00Z', ['2026-07-10T10:15Z', '2026-07-10T10:20Z']],
    ['0 9 * * 1-5', '2026-07-10T10:00:00Z', ['2026-07-13T09:00Z', '2026-07-14T09:00Z']],
    ['0 0 13 * 5', '2026-07-02T00:00:00Z', ['2026-07-03T00:00Z', '2026-07-10T00:00Z', '2026-07-13T00:00Z']],
    ['0 0 L * *', '2027-02-01T00:00:00Z', ['2027-02-28T00:00Z', '2027-03-31T00:00Z']],
    ['0 0 15W * *', '2026-08-01T00:00:00Z', ['2026-08-14T00:00Z', '2026-09-15T00:00Z']],
    ['0 0 * * FRI#2', '2026-08-01T00:00:00Z', ['2026-08-14T00:00Z', '2026-09-11T00:00Z']],
    ['0 0 29 2 *', '2096-03-01T00:00:00Z', ['2104-02-29T00:00Z']],
    ['@weekly', '2026-07-10T00:00:00Z', ['2026-07-12T00:00Z']],
    ['0 0 30 2 *', '2026-07-10T00:00:00Z', []],
    ['0 0 31 4,6,9,11 *', '2026-07-10T00:00:00Z', []],
  ])('of %j after %s: %j', (cron, after, expected) =>
    expect(matches(cron, 'UTC', after, expected.length || 1)).toEqual(expected),
  );

  it('is later than the given moment, to the microsecond', () => {
    const rule = { cron: '* * * * *', timezone: 'UTC' };
    const minute = at('2026-07-10T10:10:00Z');
    expect(nextMatch(rule, minute - 1)).toBe(minute);
    expect(nextMatch(rule, minute)).toBe(minute + 60e6);
    expect(nextMatch(rule, minute + 1)).toBe(minute + 60e6);
  });

  it('takes a zone in any case', () =>
    expect(matches('0 9 * * *', 'america/NEW_york', '2026-07-10T00:00:00Z', 1)).toEqual(['2026-07-10T13:00Z']));

  it.each(['America/New_York', 'Pacific/Apia', 'Australia/Lord_Howe'])('is the same in a process in %s', (TZ) => {
    const program = `
      const { transformFileSync } = require('@swc/core');
      const jsc = { parser: { syntax: 'typescript' }, target: 'es2023' };
      require.extensions['.ts'] = (module, file) =>
        module._compile(transformFileSync(file, { swcrc: false, jsc, module: { type: 'commonjs' } }).code, file);
      const { nextMatch } = require(${JSON.stringify(join(__dirname, 'cron.ts'))});
      const ask = ([cron, timezone, after]) => nextMatch({ cron, timezone }, after);
      console.log(JSON.stringify({ now: new Date(0).getHours(), matches: JSON.parse(process.argv[1]).map(ask) }));`;
    const questions = ['30 2 * * *', '*/20 1 * * *', '0 0 1 * *'].flatMap((cron) =>
      ['UTC', 'America/New_York', 'Australia/Lord_Howe'].flatMap((timezone) =>
        ['2026-03-08T05:59:59Z', '2026-10-03T15:00:00Z', '2026-11-01T05:10:00Z'].map(
          (after): [string, string, number] => [cron, timezone, at(after)],
        ),
      ),
    );
    const options = { cwd: __dirname, env: { ...process.env, TZ }, encoding: 'utf8' } as const;
    const answer = JSON.parse(execFileSync(process.execPath, ['-e', program, JSON.stringify(questions)], options));
    expect(answer.now).not.toBe(0);
    expect(answer.matches).toEqual(questions.map(([cron, timezone, after]) => nextMatch({ cron, timezone }, after)));
  });
});

describe('matchesBetween', () => {
  const day = { cron: '0 */6 * * *', timezone: 'UTC' };
  const from = at('2026-07-10T06:00:00Z');

  it('leaves out its start, not its end, and keeps the last', () => {
    const found = matchesBetween(day, from, at('2026-07-11T06:00:00Z'), 2);
    expect({ ...found, last: found.last.map(brief) }).toEqual({
      count: 4,
      last: ['2026-07-11T00:00Z', '2026-07-11T06:00Z'],
    });
    expect(matchesBetween(day, from, from, 2)).toEqual({ count: 0, last: [] });
    expect(matchesBetween(day, from, from - 1, 2)).toEqual({ count: 0, last: [] });
  });

  it('counts a year of minutes', () => {
    const rule = { cron: '* * * * *', timezone: 'America/New_York' };
    expect(matchesBetween(rule, from, from + 365 * 86_400e6, 100)).toMatchObject({ count: 525_600 });
  });
});
