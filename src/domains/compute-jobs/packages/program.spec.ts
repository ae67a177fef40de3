import type { PackageSummary } from './package.entity';
import { programOf } from './program';

const FOUND = {
  ...{ id: 'i', tenantId: 't', kind: 'app', name: 'mine', major: 1, minor: 10, type: null, status: 'active' },
  ...{ entrypoint: 'main.py', hash: 'h', revision: 3, userName: 'ada' },
  manifest: { name: 'mine', version: '1.10' },
} as unknown as PackageSummary;

describe('programOf', () => {
  const PROGRAM = { id: 'i', owner: 't', name: 'mine', version: '1.10', revision: 3, hash: 'h', entrypoint: 'main.py' };

  it('fixes what is to be run', () => {
    expect(programOf(FOUND)).toEqual({ ...PROGRAM, secrets: [], image: undefined, units: 1 });
  });

  it('takes secrets, image and amounts from the manifest', () => {
    const manifest = {
      ...FOUND.manifest,
      platform_config: { container: 'i:1', secrets: ['A'] },
      device_requirements: { min_cpu: 2, min_memory: 3 },
    };
    expect(programOf({ ...FOUND, manifest })).toEqual({ ...PROGRAM, secrets: ['A'], image: 'i:1', units: 2.5 });
  });
});
