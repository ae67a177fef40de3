import type { LookupAddress } from 'node:dns';
import { AddressGuard, isPublicAddress } from './address-guard';
import { AllowList } from './allow-list';
import { REFUSED_HOSTS } from './fixtures/refused-hosts';

const guard = (allow = '', addresses: string[] = []) =>
  new AddressGuard(AllowList.parse(allow), async () => addresses.map((address) => ({ address }) as LookupAddress));
const refusal = (url: string, allow = '') => guard(allow).refusal(new URL(url));

describe('isPublicAddress', () => {
  it.each([
    // the first and last address of each IPv4 block in IANA's special-purpose registry, and multicast
    '0.0.0.0',
    '0.255.255.255',
    '10.0.0.0',
    '10.255.255.255',
    '100.64.0.0',
    '100.127.255.255',
    '100.100.100.200',
    '127.0.0.0',
    '127.255.255.255',
    '169.254.0.0',
    '169.254.169.254',
    '169.254.255.255',
    '172.16.0.0',
    '172.31.255.255',
    '192.0.0.0',
    '192.0.0.8',
    '192.0.0.192',
    '192.0.0.255',
    '192.0.2.0',
    '192.0.2.255',
    '192.31.196.1',
    '192.52.193.1',
    '192.88.99.0',
    '192.88.99.255',
    '192.168.0.0',
    '192.168.255.255',
    '192.175.48.1',
    '198.18.0.0',
    '198.19.255.255',
    '198.51.100.0',
    '198.51.100.255',
    '203.0.113.0',
    '203.0.113.255',
    '224.0.0.0',
    '239.255.255.255',
    '240.0.0.0',
    '255.255.255.254',
    '255.255.255.255',
    '168.63.129.16',
    // IPv6
    '::',
    '::1',
    '::2',
    '::127.0.0.1',
    '::7f00:1',
    '::808:808',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::1',
    '64:ff9b:1:ffff:ffff:ffff:ffff:ffff',
    '100::',
    '100::1',
    '100:0:0:1::1',
    '2001::',
    '2001::1',
    '2001:1::1',
    '2001:2::1',
    '2001:3::1',
    '2001:4:112::1',
    '2001:10::1',
    '2001:1f:ffff::',
    '2001:20::1',
    '2001:30::1',
    '2001:1ff:ffff::',
    '2001:db8::',
    '2001:db8:ffff::1',
    '2002::',
    '2002:7f00:1::',
    '2002:808:808::1',
    '2620:4f:8000::1',
    '3fff::1',
    '3fff:fff:ffff::',
    '4000::1',
    '5f00::1',
    '1000::1',
    'e000::1',
    'fc00::',
    'fd00:ec2::254',
    'fdff:ffff::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'feff::1',
    'ff00::',
    'ff02::1',
    'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    // no addresses
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '8.8.8.8/32',
    '8.8.8',
    '[::1]',
    '8.8.8.8 ',
  ])('refuses %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    '1.0.0.0',
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2001:200::1',
    '2001:4860:4860::8888',
    '2003::1',
    '2606:4700:4700::1111',
    '2a00:1450::1',
    '2001:db7::1',
    '3fff:1000::1',
  ])('lets %s through', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('AddressGuard.refusal', () => {
  it.each(REFUSED_HOSTS)('refuses https://%s/', (host) => {
    expect(refusal(`https://${host}/`)).toBe('address');
    expect(refusal(`https://${host}:8443/path?query`)).toBe('address');
  });

  it.each([
    'example.com',
    'example.com.',
    '8.8.8.8',
    '134744072',
    '[2606:4700:4700::1111]',
    'localhost.example',
    'notlocalhost',
    'localhosts',
    'xn--bcher-kva.example',
    '127.0.0.1.nip.io',
    'metadata.google.internal',
  ])('leaves https://%s/ to the check when connecting', (host) => expect(refusal(`https://${host}/`)).toBeUndefined());

  it('refuses in the order scheme, port, credentials, address', () => {
    expect(refusal('http://user@127.0.0.1:0/')).toBe('scheme');
    expect(refusal('https://user@127.0.0.1:0/')).toBe('port');
    expect(refusal('https://user@127.0.0.1/')).toBe('credentials');
    expect(refusal('https://:password@example.com/')).toBe('credentials');
    expect(refusal('https://example.com:0/')).toBe('port');
  });

  it.each([
    'http://example.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'javascript:1',
    'ws://example.com',
    'data:,',
  ])('refuses the scheme of %s', (url) => expect(refusal(url)).toBe('scheme'));

  it('lets http through to a host in the allow list alone', () => {
    expect(refusal('http://service.internal/', 'service.internal')).toBeUndefined();
    expect(refusal('http://SERVICE.internal.:8080/', 'service.internal')).toBeUndefined();
    expect(refusal('http://localhost/', 'localhost')).toBeUndefined();
    expect(refusal('https://localhost./', 'localhost')).toBeUndefined();
    expect(refusal('http://0x7f.1/', '127.0.0.1/32')).toBeUndefined();
    expect(refusal('https://[::1]/', '::1')).toBeUndefined();
    expect(refusal('http://127.0.0.2/', '127.0.0.1/32')).toBe('scheme');
    expect(refusal('https://127.0.0.2/', '127.0.0.1/32')).toBe('address');
    expect(refusal('https://a.localhost/', 'localhost')).toBe('address');
    expect(refusal('https://localhost/', '127.0.0.0/8')).toBe('address');
    expect(refusal('ftp://localhost/', 'localhost')).toBe('scheme');
    expect(refusal('http://user@localhost/', 'localhost')).toBe('credentials');
  });

  it("takes a specification's own schemes", () => {
    const schemes = ['http', 'https'] as const;
    expect(guard().refusal(new URL('http://example.com/'), { schemes })).toBeUndefined();
    expect(guard().refusal(new URL('http://127.0.0.1/'), { schemes })).toBe('address');
    expect(guard().refusal(new URL('ftp://example.com/'), { schemes })).toBe('scheme');
  });
});

describe('AddressGuard with a resolver', () => {
  it('refuses a name when any one of its addresses is refused', async () => {
    await expect(guard('', ['8.8.8.8', '10.0.0.1']).resolvesToRefused('a.example')).resolves.toBe(true);
    await expect(guard('', ['8.8.8.8', '::1']).permittedAddresses('a.example')).rejects.toMatchObject({
      code: 'blocked',
      message: 'a.example points to a private or reserved address',
    });
    await expect(guard('', ['8.8.8.8']).resolvesToRefused('a.example')).resolves.toBe(false);
    await expect(guard('', ['8.8.8.8']).permittedAddresses('a.example')).resolves.toEqual([{ address: '8.8.8.8' }]);
  });

  it('lets a listed name resolve to anything and a listed range be resolved to', async () => {
    await expect(guard('a.example', ['10.0.0.1']).resolvesToRefused('A.example.')).resolves.toBe(false);
    await expect(guard('10.0.0.0/8', ['10.0.0.1']).resolvesToRefused('a.example')).resolves.toBe(false);
    await expect(guard('10.0.0.0/8', ['10.0.0.1', '127.0.0.1']).resolvesToRefused('a.example')).resolves.toBe(true);
  });

  it('does not refuse a name that has no address or no answer in time', async () => {
    await expect(guard('', []).resolvesToRefused('a.example')).resolves.toBe(false);
    const failing = new AddressGuard(AllowList.parse(''), () => Promise.reject(new Error('ENOTFOUND')));
    await expect(failing.resolvesToRefused('a.example')).resolves.toBe(false);
    await expect(failing.permittedAddresses('a.example')).rejects.toMatchObject({ code: 'dns' });
    const silent = new AddressGuard(AllowList.parse(''), () => new Promise(() => {}));
    await expect(silent.resolvesToRefused('a.example', 20)).resolves.toBe(false);
  });

  it("asks the system's resolver by default", async () => {
    const own = new AddressGuard(AllowList.parse(''));
    await expect(Promise.all([1, 2, 3].map(() => own.resolvesToRefused('localhost')))).resolves.toEqual([
      true,
      true,
      true,
    ]);
  });
});
