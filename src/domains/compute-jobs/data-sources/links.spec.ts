import { JwtService } from '@nestjs/jwt';
import { Secrets } from '../../../kernel/auth/secrets';
import { Settings } from '../../../kernel/config/settings';
import { ComputeSettings } from '../compute.settings';
import { Links } from './links';

const ORIGIN = { protocol: 'http', host: 'quintet.example:8080' } as const;
const FILE = { key: 'jobs/1/outputs/1/0', name: 'counts.json' };
const secrets = new Secrets('a'.repeat(32));
const linksOf = (settings: Partial<Settings> = {}, own = secrets) =>
  new Links(own, Object.assign(new Settings(), settings), new ComputeSettings());
const links = linksOf();
const tokenOf = (link: string) => link.split('/').at(-1)!;
const soon = () => new Date(Date.now() + 60_000);

describe('Links', () => {
  it('begin with PUBLIC_URL, else with the address that the client used', () => {
    expect(links.upload(ORIGIN, 'id')).toMatch(/^http:\/\/quintet\.example:8080\/v1\/customer\/uploads\/[\w.-]+$/);
    const behind = linksOf({ PUBLIC_URL: 'https://example.com/quintet//' });
    expect(behind.file(ORIGIN, FILE)).toMatch(/^https:\/\/example\.com\/quintet\/v1\/customer\/files\/[\w.-]+$/);
  });

  it('are the same at every call', () => {
    const expiresAt = soon();
    expect(links.upload(ORIGIN, 'id')).toBe(links.upload(ORIGIN, 'id'));
    expect(links.file(ORIGIN, { ...FILE, expiresAt })).toBe(links.file(ORIGIN, { ...FILE, expiresAt }));
  });

  it('say what they are for', () => {
    expect(links.readUpload(tokenOf(links.upload(ORIGIN, 'id')))).toBe('id');
    expect(links.readFile(tokenOf(links.file(ORIGIN, FILE)))).toEqual(FILE);
    expect(links.readFile(tokenOf(links.file(ORIGIN, { ...FILE, name: '../é\n' })))).toEqual({ ...FILE, name: 'é' });
  });

  it('stay short enough for a path, whatever the name', () => {
    expect(tokenOf(links.file(ORIGIN, { key: 'k'.repeat(200), name: '😀'.repeat(5000) })).length).toBeLessThan(2000);
  });

  const upload = tokenOf(links.upload(ORIGIN, 'id'));
  const file = tokenOf(links.file(ORIGIN, FILE));
  const [head, body, signature] = file.split('.');
  const unsigned = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const forged = Buffer.from(JSON.stringify({ sub: 'jobs/2', name: 'x', aud: 'file' })).toString('base64url');
  it.each([
    ['nothing', ''],
    ['no token', 'x'],
    ['one for uploads', upload],
    ['an expired one', tokenOf(links.file(ORIGIN, { ...FILE, expiresAt: new Date(Date.now() - 1000) }))],
    ['one of another server', tokenOf(linksOf({}, new Secrets('b'.repeat(32))).file(ORIGIN, FILE))],
    ['one with another body', `${head}.${forged}.${signature}`],
    ['one without a signature', `${unsigned}.${body}.`],
    ['one cut short', file.slice(0, -1)],
    ['one that is longer', `${file}A`],
    [
      'one of another algorithm',
      new JwtService({ secret: secrets.derive('compute links') }).sign(
        { sub: 'jobs/1', name: 'x' },
        { audience: 'file', algorithm: 'HS512' },
      ),
    ],
  ])('do not open for %s', (_, token) => {
    expect(() => links.readFile(token)).toThrow('invalid or expired link');
  });

  it.each([...'ABCDEFGH'])(
    'do not open with %s for the last character, though it may stand for the same bits',
    (last) => {
      const changed = file.slice(0, -1) + last;
      if (changed !== file) expect(() => links.readFile(changed)).toThrow('invalid or expired link');
    },
  );

  it('of one kind do not open the other', () => {
    expect(() => links.readUpload(file)).toThrow('invalid or expired link');
  });
});
