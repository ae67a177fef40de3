import { readSettings, SettingsError } from './read-settings';
import { Settings } from './settings';

const read = (env: NodeJS.ProcessEnv) => readSettings(Settings, env);

function refusal(env: NodeJS.ProcessEnv): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

const SECRET = 's3cret';
const IDENTITY_PROVIDER = { JWKS_URI: 'https://idp.test/jwks', JWT_ISSUER: 'https://idp.test/', JWT_AUDIENCE: 'q' };

describe('the settings', () => {
  it('have a default for everything that development needs', () => {
    expect(read({})).toMatchObject({
      NODE_ENV: 'development',
      PORT: 3000,
      HOST: '127.0.0.1',
      DATA_DIR: '.data',
      ROLE: 'all',
      OUTBOUND_ALLOW: '',
      LOG_LEVEL: 'info',
      JWT_TENANT_CLAIM: 'tenant',
      JWT_SCOPE_CLAIM: 'scope',
      RATE_LIMIT_PER_SECOND: 1000,
    });
    expect(read({}).DATABASE_URL).toBeUndefined();
    expect(read({}).JWT_SECRET).toBeUndefined();
  });

  it('take an empty variable for one that is not set', () => {
    const names = Object.keys(read({}));
    expect(names).toContain('PORT');
    expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(read({}));
    expect(read({ DATABASE_URL: '', JWKS_URI: '', JWT_SECRET: '', PUBLIC_URL: '' })).toEqual(read({}));
  });

  it.each([
    ['PORT', '0', 0],
    ['PORT', ' 8080 ', 8080],
    ['HOST', '::', '::'],
    ['HOST', 'quintet.internal', 'quintet.internal'],
    ['DATABASE_URL', 'postgres://u:p%40ss@db:5432/q?sslmode=require', 'postgres://u:p%40ss@db:5432/q?sslmode=require'],
    ['DATABASE_URL', 'postgresql:///q?host=/run/postgresql', 'postgresql:///q?host=/run/postgresql'],
    ['ROLE', 'worker', 'worker'],
    ['BOOTSTRAP_API_KEY', `sk_${'a'.repeat(32)}`, `sk_${'a'.repeat(32)}`],
    ['OUTBOUND_ALLOW', 'localhost, 10.0.0.0/8,::1', 'localhost, 10.0.0.0/8,::1'],
    ['PUBLIC_URL', 'https://jobs.example.com/base', 'https://jobs.example.com/base'],
    ['OBJECT_STORE_URL', 's3://bucket?region=eu', 's3://bucket?region=eu'],
    ['RATE_LIMIT_PER_SECOND', '0', 0],
  ])('accept %s=%s', (name, text, value) => {
    expect(read({ [name]: text })).toHaveProperty(name, value);
  });

  it.each([
    ['NODE_ENV', SECRET],
    ['PORT', SECRET],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3e3'],
    ['PORT', '3000.0'],
    ['HOST', `http://${SECRET}`],
    ['DATABASE_URL', `mysql://u:${SECRET}@h/d`],
    ['DATABASE_URL', `postgres://u:${SECRET}@h:99999/d`],
    ['DATABASE_URL', `postgres://u:${SECRET}%zz@h/d`],
    ['DATABASE_URL', `postgres://u:${SECRET} x@h/d`],
    ['ROLE', SECRET],
    ['ROLE', 'API'],
    ['JWT_SECRET', SECRET],
    ['JWT_SECRET', 'x'.repeat(31)],
    ['JWKS_URI', `ftp://${SECRET}`],
    ['JWKS_URI', `https://user:${SECRET}@idp.test/`],
    ['JWKS_URI', `https://${SECRET}:99999/`],
    ['BOOTSTRAP_API_KEY', SECRET],
    ['BOOTSTRAP_API_KEY', `sk_${SECRET}`],
    ['BOOTSTRAP_API_KEY', `sk_${SECRET}${'!'.repeat(40)}`],
    ['OUTBOUND_ALLOW', `http://${SECRET}/`],
    ['OUTBOUND_ALLOW', `localhost,10.0.0.0/${SECRET}`],
    ['PUBLIC_URL', SECRET],
    ['PUBLIC_URL', `https://h/?${SECRET}`],
    ['OBJECT_STORE_URL', `https://${SECRET}`],
    ['LOG_LEVEL', SECRET],
    ['DATABASE_POOL', SECRET],
    ['DATABASE_POOL', '1'],
    ['RATE_LIMIT_PER_SECOND', '-5'],
    ['RATE_LIMIT_PER_SECOND', SECRET],
  ])('refuse %s=%s with one line that names it and does not show it', (name, value) => {
    const message = refusal({ ...IDENTITY_PROVIDER, [name]: value });
    expect(message).toMatch(new RegExp(`^${name} must [ -~]+$`));
    expect(message).not.toContain(SECRET);
  });

  it('want issuer and audience of an identity provider', () => {
    expect(refusal({ JWKS_URI: IDENTITY_PROVIDER.JWKS_URI })).toBe(
      'JWT_ISSUER must be set when JWKS_URI is\nJWT_AUDIENCE must be set when JWKS_URI is',
    );
    expect(read(IDENTITY_PROVIDER)).toMatchObject(IDENTITY_PROVIDER);
    expect(read({ JWT_ISSUER: 'alone' }).JWKS_URI).toBeUndefined();
  });

  it('want a secret in production', () => {
    expect(refusal({ NODE_ENV: 'production' })).toBe('JWT_SECRET must be set to at least 32 bytes');
    expect(refusal({ NODE_ENV: 'production', JWT_SECRET: '' })).toBe('JWT_SECRET must be set to at least 32 bytes');
    expect(read({ NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) }).JWT_SECRET).toHaveLength(32);
  });

  it('report every bad variable in one go, a line each', () => {
    const lines = refusal({ PORT: 'x', ROLE: 'y', LOG_LEVEL: 'z' }).split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['PORT', 'ROLE', 'LOG_LEVEL']);
  });
});
