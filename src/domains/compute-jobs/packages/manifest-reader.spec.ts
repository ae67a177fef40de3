import { Failure } from '../../../kernel/errors/failure';
import { readManifest } from './manifest-reader';

const LEAST = { name: 'mine', version: '1.2' };
const faultOf = (document: unknown, kind: 'app' | 'engine' = 'app') => {
  try {
    readManifest(document, kind);
    return undefined;
  } catch (error) {
    return (error as Failure).message;
  }
};

describe('readManifest', () => {
  it.each([
    ['snake', (key: string) => key],
    ['camel', (key: string) => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())],
    ['capitals', (key: string) => key.toUpperCase()],
    ['capitals without underscores', (key: string) => key.toUpperCase().replaceAll('_', '')],
  ])('reads keys in %s', (_, write) => {
    const document = {
      name: 'My_engine-1',
      version: '0.10',
      description: 'd',
      platform: 'docker',
      entrypoint: 'run.py',
      type: 'assembler',
      platform_config: { container: 'i:1', private_image: true, username: 'ada', token: 't', secrets: ['A', '_b-1'] },
      device_requirements: { min_cpu: 0.5, min_memory: 2, gpu: ['A100'] },
    };
    const rewrite = (value: unknown): unknown =>
      typeof value !== 'object' || Array.isArray(value)
        ? value
        : Object.fromEntries(Object.entries(value!).map(([key, member]) => [write(key), rewrite(member)]));
    const { token, ...platform } = document.platform_config;
    expect(readManifest(rewrite(document), 'engine')).toEqual({
      manifest: { ...document, platform_config: platform },
      token,
    });
  });

  it('needs little, ignores what it does not know, and takes null and empty texts as absent', () => {
    const { manifest } = readManifest(
      { ...LEAST, entrypoint: '', type: 7, author: {}, platformConfig: {}, deviceRequirements: null },
      'app',
    );
    expect(JSON.parse(JSON.stringify(manifest))).toEqual({ ...LEAST, platform_config: {} });
  });

  it.each<[unknown, string]>([
    [[], 'body-not-object'],
    [{ version: '1.2' }, 'name is required'],
    [{ ...LEAST, name: 5 }, 'name must be a string'],
    [{ ...LEAST, name: 'a b' }, 'name must match ^[A-Za-z0-9_-]{1,64}$'],
    [{ ...LEAST, name: 'n'.repeat(65) }, 'name must match ^[A-Za-z0-9_-]{1,64}$'],
    [{ name: 'mine' }, 'version is required'],
    [{ ...LEAST, version: 1.2 }, 'version must be a string'],
    ...['1', '1.2.3', 'v1.2', '1.x', '1.2 ', '1.2\n', `1.${'1'.repeat(10)}`].map((version): [unknown, string] => [
      { ...LEAST, version },
      'version must match ^[0-9]{1,9}\\.[0-9]{1,9}$',
    ]),
    [{ ...LEAST, description: 'a\0' }, 'description must not contain U+0000 or an unpaired surrogate'],
    [{ ...LEAST, platform_config: 1 }, 'platformConfig must be an object'],
    [{ ...LEAST, platform_config: { private_image: 1 } }, 'platformConfig.privateImage must be a boolean'],
    ...['A', ['1x'], ['A B'], [1]].map((secrets): [unknown, string] => [
      { ...LEAST, platform_config: { secrets } },
      'platformConfig.secrets must be a list of at most 100 ids of secrets',
    ]),
    ...[-1, 100_001, '2', Infinity].map((min_cpu): [unknown, string] => [
      { ...LEAST, device_requirements: { min_cpu } },
      'deviceRequirements.minCpu must be a number from 0 to 100000',
    ]),
    [{ ...LEAST, device_requirements: { gpu: 'A' } }, 'deviceRequirements.gpu must be a list of at most 100 names'],
  ])('refuses %j', (document, fault) => {
    expect(faultOf(document)).toBe(fault);
  });

  it.each([
    [undefined, 'type is required'],
    [1, 'type must be a string'],
    ['odd', 'type must be one of partitioner, assembler'],
    ['Partitioner', undefined],
  ])('needs the type of an engine: %j', (type, fault) => {
    expect(faultOf({ ...LEAST, type }, 'engine')).toBe(fault);
  });
});
