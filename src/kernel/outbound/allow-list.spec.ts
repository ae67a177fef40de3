import { AllowList } from './allow-list';

describe('AllowList', () => {
  it('allows nothing when empty', () => {
    for (const text of ['', ' ', ' , ,']) {
      const list = AllowList.parse(text);
      expect(list.allowsHost('localhost')).toBe(false);
      expect(list.allowsHost('')).toBe(false);
      expect(list.allowsAddress('127.0.0.1')).toBe(false);
    }
  });

  it('matches a host by its exact name, in any case, with or without the root dot', () => {
    const list = AllowList.parse('Service.Internal, bücher.example,dotted.example.,my_host');
    for (const name of [
      'service.internal',
      'SERVICE.internal.',
      'xn--bcher-kva.example',
      'dotted.example',
      'my_host',
    ]) {
      expect(list.allowsHost(name)).toBe(true);
    }
    for (const name of ['a.service.internal', 'internal', 'service.internal.example', 'service.internal..']) {
      expect(list.allowsHost(name)).toBe(false);
    }
  });

  it('matches addresses by CIDR and by themselves', () => {
    const list = AllowList.parse('127.0.0.1/32,10.1.0.0/16,192.168.7.7,fd00::/8,[::1],10.9.9.9/8');
    for (const address of [
      '127.0.0.1',
      '10.1.255.255',
      '192.168.7.7',
      'fd12::1',
      '::1',
      '0:0:0:0:0:0:0:1',
      '10.0.0.0',
    ]) {
      expect(list.allowsAddress(address)).toBe(true);
    }
    for (const address of [
      '127.0.0.2',
      '192.168.7.8',
      'fe80::1',
      '::2',
      '::ffff:127.0.0.1',
      '127.1',
      'localhost',
      '',
    ]) {
      expect(list.allowsAddress(address)).toBe(false);
    }
    expect(list.allowsHost('127.0.0.1')).toBe(false);
  });

  it('lets a prefix of 0 cover its own family alone', () => {
    const list = AllowList.parse('0.0.0.0/0');
    expect(list.allowsAddress('127.0.0.1')).toBe(true);
    expect(list.allowsAddress('::1')).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '010.0.0.1/8',
    'fd00::/129',
    'fe80::1%eth0/64',
    'localhost/8',
    '/8',
    '127.1',
    '0x7f.1',
    '2130706433',
    '*.example.com',
    'host:80',
    'http://host',
    'a b',
    'a..b',
    '.',
    '[::1',
    '[::1]:80',
    'fe80::1%eth0',
    '300.1.1.1',
    'user@host',
    'host/path',
  ])('names the malformed entry %s in one line', (entry) => {
    expect(() => AllowList.parse(`localhost,${entry},10.0.0.0/8`)).toThrow(/^OUTBOUND_ALLOW: ".+" is not a .+$/);
    expect(() => AllowList.parse(entry)).toThrow(`"${entry}"`);
  });
});
