import { narrow, readablePrefixes } from './readable-types';

const DOMAINS = ['drone', 'production', 'platform'];

describe('readable prefixes', () => {
  it.each<[string[], string[]]>([
    [['drone:read', 'drone:write'], ['quintet.drone.*']],
    [['drone:write', 'platform:read'], []],
    [['platform:admin'], ['quintet.platform.*']],
  ])('of %j are %j', (scopes, prefixes) => {
    expect(readablePrefixes(DOMAINS, new Set(scopes))).toEqual(prefixes);
  });
});

describe('narrowing', () => {
  const PREFIXES = ['quintet.drone.*', 'quintet.production.*'];

  it.each<[string, string[]]>([
    ['quintet.drone.job.queued', ['quintet.drone.job.queued']],
    ['quintet.drone.job.*', ['quintet.drone.job.*']],
    ['quintet.drone.*', ['quintet.drone.*']],
    ['quintet.*', PREFIXES],
    ['quintet.compute.*', []],
    ['quintet.dronex.*', []],
    ['quintet.drone', []],
    ['quintet', []],
  ])('%s gives %j', (wanted, types) => {
    expect(narrow(PREFIXES, wanted)).toEqual(types);
  });
});
