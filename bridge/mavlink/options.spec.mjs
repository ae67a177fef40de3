import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.mjs';

describe('options of the bridge', () => {
  it('have defaults', () => {
    expect(readOptions([])).toMatchObject({
      udp: { host: '0.0.0.0', port: 14_550 },
      base: 'http://127.0.0.1:3000',
      state: '.data/mavlink-14550.json',
      transport: 'mqtt',
    });
  });

  it('are read', () => {
    const args = ['--udp', '[::1]:14551', '--base', 'https://a/', '--transport', 'http', '--credential', 'dk_a'];
    expect(readOptions(args, { DATA_DIR: '/d' })).toMatchObject({
      udp: { host: '::1', port: 14_551 },
      base: 'https://a',
      state: '/d/mavlink-14551.json',
      credential: 'dk_a',
    });
  });

  it.each([
    [['--udp', '14550'], '--udp must be HOST:PORT'],
    [['--udp', 'a:65536'], '--udp must be HOST:PORT'],
    [['--transport', 'pigeon'], '--transport must be mqtt or http'],
    [['--base', 'nowhere'], '--base must be a URL'],
    [['--credential', 'dk_a'], '--credential needs --transport http'],
    [['--speed', '9'], "Unknown option '--speed'"],
  ])('refuse %j', (args, text) => expect(() => readOptions(args)).toThrow(text));
});
