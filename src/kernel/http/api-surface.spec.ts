import { ApiSurfaces } from './api-surface';
import type { ApiSurface } from './api-surface';

function surface(name: string, prefixes: string[], hostLabel?: string): ApiSurface {
  return {
    name,
    title: name,
    description: name,
    prefixes,
    hostLabel,
    body: { maxBytes: 1, empty: {}, accepts: () => true, parse: () => ({}) },
    describe: ({ status }) => ({ status, body: {} }),
  };
}

const surfaces = new ApiSurfaces(
  [
    surface('drone', ['/v3']),
    surface('production', ['/api']),
    surface('pipeline', ['/api/v1/workspaces', '/api/v2/workspaces']),
    surface('scheduled', ['/scheduler'], 'scheduler'),
  ],
  surface('platform', ['/platform/v1', '/health', '']),
);

describe('the surface of a URL', () => {
  it.each([
    ['/api', 'production'],
    ['/api/', 'production'],
    ['/api/jobs', 'production'],
    ['/api/v1', 'production'],
    ['/api/v1/workspaces', 'pipeline'],
    ['/api/v1/workspaces/', 'pipeline'],
    ['/api/v2/workspaces/a/jobs', 'pipeline'],
    ['/api/v1/workspacesx', 'production'],
    ['/api/v1/workspace', 'production'],
    ['/api/v3/workspaces', 'production'],
    ['/apix', 'platform'],
    ['/apix/jobs', 'platform'],
    ['/API/jobs', 'platform'],
    ['/api;x', 'platform'],
    ['//api/jobs', 'platform'],
    ['/x/api/jobs', 'platform'],
    ['/v3/missions', 'drone'],
    ['/v30', 'platform'],
    ['/platform/v1/api-keys', 'platform'],
    ['/scheduler/api/jobs', 'scheduled'],
    ['/', 'platform'],
    ['', 'platform'],
    ['*', 'platform'],
    ['/api?x=/v3', 'production'],
    ['/api/v1/workspaces?a=1?b=2', 'pipeline'],
    ['/?/api/jobs', 'platform'],
    ['/x#/api', 'platform'],
    ['/api#x', 'production'],
  ])('%s: %s', (url, name) => expect(surfaces.of(url).name).toBe(name));
});

describe('the rewriting by host label', () => {
  it.each([
    ['/api/jobs', 'scheduler.localhost', '/scheduler/api/jobs'],
    ['/api/jobs', 'scheduler.localhost:3000', '/scheduler/api/jobs'],
    ['/api/jobs?a=/scheduler', 'scheduler.example.com', '/scheduler/api/jobs?a=/scheduler'],
    ['/api/jobs', 'SCHEDULER.Example.COM', '/scheduler/api/jobs'],
    ['/', 'scheduler.localhost', '/scheduler/'],
    ['/api/v1/workspaces', 'scheduler.localhost', '/scheduler/api/v1/workspaces'],
    ['/schedulerx', 'scheduler.localhost', '/scheduler/schedulerx'],
    ['?a=1', 'scheduler.localhost', '/scheduler/?a=1'],
  ])('puts the prefix before %s of %s', (url, host, rewritten) => {
    expect(surfaces.rewrite(url, host)).toBe(rewritten);
  });

  it.each(['/scheduler', '/scheduler/api/jobs', '/scheduler?x=1'])('leaves %s alone, which has it', (url) => {
    expect(surfaces.rewrite(url, 'scheduler.localhost')).toBe(url);
  });

  it.each([
    undefined,
    '',
    'localhost',
    'localhost:3000',
    'scheduler',
    'scheduler:3000',
    '127.0.0.1',
    '127.0.0.1:3000',
    '[::1]:3000',
    '[::ffff:127.0.0.1]:3000',
    'schedulers.localhost',
    'my.scheduler.localhost',
    'scheduler-x.localhost',
    '.scheduler.localhost',
  ])('leaves the requests of host %s alone', (host) => {
    expect(surfaces.rewrite('/api/jobs', host)).toBe('/api/jobs');
  });
});

describe('the rewriting of an alias', () => {
  const compute = { ...surface('compute', ['/v1/customer'], 'compute'), aliases: { '/v1/computing': '/v1/customer' } };
  const aliased = new ApiSurfaces([compute], surface('platform', ['']));

  it.each([
    ['/v1/computing/jobs?x=/v1/computing', 'localhost', '/v1/customer/jobs?x=/v1/computing'],
    ['/v1/computing', 'localhost', '/v1/customer'],
    ['/v1/computingx', 'localhost', '/v1/computingx'],
    ['/x/v1/computing', 'localhost', '/x/v1/computing'],
    ['/v1/customer/jobs', 'localhost', '/v1/customer/jobs'],
  ])('routes %s of %s as %s', (url, host, routed) => {
    expect(aliased.rewrite(url, host)).toBe(routed);
  });
});

describe('the list of surfaces', () => {
  it('has the domains first and what belongs to none last', () => {
    expect(surfaces.documented.map(({ name }) => name)).toEqual([
      'drone',
      'production',
      'pipeline',
      'scheduled',
      'platform',
    ]);
  });

  it('gives every domain a scope to read and one to write, and one to the operators', () => {
    expect(surfaces.scopes).toEqual([
      'drone:read',
      'drone:write',
      'production:read',
      'production:write',
      'pipeline:read',
      'pipeline:write',
      'scheduled:read',
      'scheduled:write',
      'platform:admin',
      'platform:metrics',
    ]);
  });
});
