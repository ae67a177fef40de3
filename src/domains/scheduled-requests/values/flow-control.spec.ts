import { destinationOf, hostAndPort } from './destination';
import { parseFlowControl } from './flow-control';

const NOTHING = { key: null, concurrency: null, rate: null, period: null, pauseAfterFailures: null };

describe('flow_control', () => {
  it.each<[unknown, object]>([
    [{}, {}],
    [{ key: 'k', unknown: 1 }, { key: 'k' }],
    [
      { concurrency: 1, rate: 10_000 },
      { concurrency: 1, rate: 10_000 },
    ],
    [
      { concurrency: 1000, rate: 1, period: null },
      { concurrency: 1000, rate: 1 },
    ],
    [{ period: 0.5 }, { period: { months: 0, microseconds: 500_000 } }],
    [{ period: [2, 'months'] }, { period: { months: 2, microseconds: 0 } }],
    [{ pause_after_failures: 0 }, { pauseAfterFailures: 0 }],
  ])('%j is read', (given, expected) => {
    expect(parseFlowControl(given)).toEqual({ value: { ...NOTHING, ...expected } });
  });

  const refused: unknown[] = [
    ['a'],
    'key',
    5,
    true,
    { key: '' },
    { key: 5 },
    { key: 'x'.repeat(256) },
    { key: 'a\0' },
    { concurrency: 0 },
    { concurrency: 1001 },
    { concurrency: 1.5 },
    { concurrency: '1' },
    { rate: 0 },
    { rate: 10_001 },
    { period: 0 },
    { period: -1 },
    { period: 'soon' },
    { period: [1, 'moon'] },
    { pause_after_failures: -1 },
    { pause_after_failures: 1001 },
  ];
  it.each(refused)('%j is invalid', (given) => {
    expect(parseFlowControl(given)).toEqual({ error: 'is invalid' });
  });
});

it.each([
  ['https://Example.com/a?b', 'https://example.com:443', 'example.com:443'],
  ['http://example.com:8080', 'http://example.com:8080', 'example.com:8080'],
  ['https://[::1]/', 'https://[::1]:443', '[::1]:443'],
])('%s goes to %s', (url, destination, host) => {
  expect([destinationOf(url), hostAndPort(url)]).toEqual([destination, host]);
});
