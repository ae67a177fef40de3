import { ApiSurfaces } from './api-surface';
import type { ApiSurface } from './api-surface';

const surface = (name: string, prefixes: string[], more: Partial<ApiSurface> = {}) =>
  ({ name, prefixes, ...more }) as ApiSurface;

const fallback = surface('platform', ['']);
const shop = surface('shop', ['/api'], { hostLabel: 'shop', aliases: { '/old/api': '/api' } });
const flow = surface('flow', ['/api/v1/flows']);
const surfaces = new ApiSurfaces([shop, flow], fallback);

describe('ApiSurfaces', () => {
  it.each([
    ['/api', 'shop'],
    ['/api?x', 'shop'],
    ['/api/jobs#x', 'shop'],
    ['/api/v1/flows/1', 'flow'],
    ['/api/v1/flowsheet', 'shop'],
    ['/apis', 'platform'],
    ['/', 'platform'],
  ])('finds the surface of %s by its longest prefix', (url, name) => {
    expect(surfaces.of(url).name).toBe(name);
  });

  it.each([
    ['/old/api/jobs?x=1', 'localhost', '/api/jobs?x=1'],
    ['/old/api', 'localhost', '/api'],
    ['/old/apis', 'localhost', '/old/apis'],
    ['/jobs', 'SHOP.localhost:3000', '/api/jobs'],
    ['/api/jobs', 'shop.localhost', '/api/jobs'],
    ['/jobs', 'shop', '/jobs'],
    ['/jobs', undefined, '/jobs'],
  ])('routes %s of host %s as %s', (url, host, routed) => {
    expect(surfaces.rewrite(url, host)).toBe(routed);
  });
});
