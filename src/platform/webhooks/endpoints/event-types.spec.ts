import { domainOf, isTypePattern, readableDomains, readScope } from './event-types';

describe('event type patterns', () => {
  it.each([
    '*',
    'quintet.*',
    'quintet.drone.*',
    'quintet.drone.job.*',
    'quintet.drone.job.queued',
    'quintet.pipeline.query_set.created',
  ])('may be %s', (pattern) => expect(isTypePattern(pattern)).toBe(true));

  it.each([
    '',
    '**',
    'quintet.*.job',
    'quintet.drone*',
    'drone.*',
    'quintet..job',
    'quintet.Drone.*',
    'quintet.drone.%',
    5,
    null,
    `quintet.${'x'.repeat(200)}`,
  ])('may not be %s', (pattern) => expect(isTypePattern(pattern)).toBe(false));

  it.each([
    ['*', undefined],
    ['quintet.*', undefined],
    ['quintet.drone.*', 'drone'],
    ['quintet.compute.job.created', 'compute'],
  ])('%s names the domain %s', (pattern, domain) => expect(domainOf(pattern)).toBe(domain));
});

describe('the domains that a credential may read', () => {
  it.each([
    [['drone:read', 'drone:write', 'compute:write'], ['drone']],
    [
      ['scheduled:read', 'platform:admin'],
      ['scheduled', 'platform'],
    ],
    [['drone:write'], []],
  ])('of %j are %j', (scopes, domains) => expect(readableDomains(new Set(scopes))).toEqual(domains));

  it.each([
    ['drone', 'drone:read'],
    ['platform', 'platform:admin'],
  ])('%s takes %s', (domain, scope) => expect(readScope(domain)).toBe(scope));
});
