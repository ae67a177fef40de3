import { Secrets } from '../../../kernel/auth/secrets';
import type { Failure } from '../../../kernel/errors/failure';
import { AddressGuard } from '../../../kernel/outbound/address-guard';
import { AllowList } from '../../../kernel/outbound/allow-list';
import { ComputeSettings } from '../compute.settings';
import { Fields } from '../requests/fields';
import type { DataSource } from './data-source';
import { showDataSource } from './data-source.dto';
import { DataSourceReader } from './data-source-reader';
import { SecretBox } from './secret-box';

const secrets = new SecretBox(new Secrets('a'), new ComputeSettings());
const reader = new DataSourceReader(new AddressGuard(AllowList.parse('files.test,10.0.0.0/8')), secrets);

function read(dataSource: unknown, below?: DataSource): DataSource | string | undefined {
  const fields = Fields.of({ dataSource });
  const read = reader.read(fields, 'dataSource', below);
  try {
    fields.violations.refuse(['dataSource']);
    return read;
  } catch (error) {
    return (error as Failure).message;
  }
}

const url = (params: object) => ({ dataSourceDescriptor: 'url', params });
const HTTP = 'type.googleapis.com/bytenite.data_source.HttpDataSource';

describe('DataSourceReader', () => {
  it.each([undefined, null, '', {}, { dataSourceDescriptor: '', params: null }, { unknown: 1 }])(
    'takes %j for not sent',
    (sent) => {
      expect(read(sent)).toBeUndefined();
      expect(read(sent, { descriptor: 'bypass' })).toEqual({ descriptor: 'bypass' });
    },
  );

  it.each([
    ['bypass', 'bypass'],
    ['file', 'file'],
    ['local', 'file'],
  ])('knows %s as %s', (sent, descriptor) => {
    expect(read({ dataSourceDescriptor: sent })).toMatchObject({ descriptor });
  });

  it.each([
    [5, 'dataSource must be an object'],
    [[], 'dataSource must be an object'],
    [{ params: {} }, 'dataSource.dataSourceDescriptor is required'],
    [{ dataSourceDescriptor: 5 }, 'dataSource.dataSourceDescriptor must be a string'],
    [
      { dataSourceDescriptor: 'bucket' },
      'dataSource.dataSourceDescriptor must be one of bypass, url, file, aws, gcp, storj',
    ],
    [{ dataSourceDescriptor: 'constructor' }, expect.stringContaining('must be one of')],
    [{ dataSourceDescriptor: 's3' }, 'dataSource.dataSourceDescriptor is not available'],
    [{ dataSourceDescriptor: 'bypass', params: [] }, 'dataSource.params must be an object'],
    [{ dataSourceDescriptor: 'url' }, 'dataSource.params.url is required'],
    [url({ '@type': 'x', url: 'https://a.example' }), `dataSource.params.@type must be ${HTTP}`],
    [url({ url: '/x' }), 'dataSource.params.url must be an absolute URL of at most 2048 characters'],
    [url({ url: 5 }), 'dataSource.params.url must be an absolute URL of at most 2048 characters'],
    [url({ url: `https://a.example/${'x'.repeat(2048)}` }), expect.stringContaining('at most 2048 characters')],
    [url({ url: 'http://a.example' }), 'dataSource.params.url must be an https URL'],
    [url({ url: 'file:///etc/passwd' }), 'dataSource.params.url must be an https URL'],
    [url({ url: 'https://u:p@a.example' }), 'dataSource.params.url must not hold credentials'],
    [url({ url: 'https://127.0.0.1/x' }), 'dataSource.params.url address is not allowed'],
    [url({ url: 'https://[::ffff:7f00:1]/' }), 'dataSource.params.url address is not allowed'],
    [url({ url: 'https://0x7f.1/' }), 'dataSource.params.url address is not allowed'],
    [url({ url: 'https://localhost/' }), 'dataSource.params.url address is not allowed'],
    [url({ url: 'https://a.example/\u0000' }), expect.stringContaining('must not contain U+0000')],
    [url({ url: 'https://a.example', name: 5 }), 'dataSource.params.name must be a string'],
  ])('refuses %j', (sent, message) => {
    expect(read(sent)).toEqual(message);
  });

  it('accepts http for hosts of the allow list only', () => {
    expect(read(url({ url: 'http://files.test/x' }))).toMatchObject({ params: { url: 'http://files.test/x' } });
    expect(read(url({ url: 'http://10.1.2.3/x' }))).toMatchObject({ descriptor: 'url' });
  });

  it('seals the password and never shows it', () => {
    const source = read(url({ url: 'https://a.example/x', username: 'ada', password: 'secret' })) as DataSource;
    expect(secrets.open(source.params!.sealedPassword!)).toBe('secret');
    expect(showDataSource(source)).toEqual({
      dataSourceDescriptor: 'url',
      params: { '@type': HTTP, url: 'https://a.example/x', username: 'ada' },
    });
  });

  it('completes a source of the same descriptor by the template, and replaces another', () => {
    const below: DataSource = { descriptor: 'url', params: { url: 'https://a.example/x', name: 'x' } };
    expect(read(url({ name: 'y' }), below)).toEqual({
      descriptor: 'url',
      params: { url: 'https://a.example/x', name: 'y' },
    });
    expect(read({ dataSourceDescriptor: 'file' }, below)).toEqual({ descriptor: 'file', params: {} });
    expect(read({ dataSourceDescriptor: 'bypass', params: { url: 'x' } }, below)).toEqual({ descriptor: 'bypass' });
  });
});
