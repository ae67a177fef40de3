import { Injectable } from '@nestjs/common';
import { codePoints } from '../../../kernel/http/common-rules';
import { AddressGuard } from '../../../kernel/outbound/address-guard';
import type { Refusal } from '../../../kernel/outbound/address-guard';
import type { Fields } from '../requests/fields';
import { UNSTORABLE, isStorable } from '../requests/storable';
import { PARAMS_TYPES } from './data-source';
import type { DataSource, DataSourceParams, Descriptor } from './data-source';
import { SecretBox } from './secret-box';

type Role = 'dataSource' | 'dataDestination';

const CHOICES: Record<Role, readonly Descriptor[]> = {
  dataSource: ['bypass', 'url', 'file', 'aws', 'gcp', 'storj'],
  dataDestination: ['bypass', 'bucket', 'aws', 'gcp', 'storj'],
};
const OTHER_NAMES: Record<string, Descriptor> = { local: 'file', s3: 'aws' };
const NOT_AVAILABLE: readonly Descriptor[] = ['aws', 'gcp', 'storj'];

const MAX_URL = 2048;
const MAX_NAME = 255;
const MAX_CREDENTIAL = 1024;
const REFUSALS: Record<Refusal, string> = {
  scheme: 'must be an https URL',
  credentials: 'must not hold credentials',
  port: 'address is not allowed',
  address: 'address is not allowed',
};

/** Reads data sources and destinations. */
@Injectable()
export class DataSourceReader {
  constructor(
    private readonly guard: AddressGuard,
    private readonly secrets: SecretBox,
  ) {}

  /** @param below the template's, which stands when none is sent and completes one of the same descriptor */
  read(fields: Fields, role: Role, below?: DataSource): DataSource | undefined {
    const source = fields.nested(role);
    if (!source?.has('dataSourceDescriptor') && !source?.has('params')) return below;
    return this.readSent(source, role, below);
  }

  /** The same where one has to be sent. */
  readRequired(fields: Fields, role: Role): DataSource | undefined {
    const source = fields.nested(role);
    return source && this.readSent(source, role);
  }

  private readSent(source: Fields, role: Role, below?: DataSource): DataSource | undefined {
    const descriptor = this.readDescriptor(source, role);
    const params = source.nested('params');
    if (!descriptor || !params) return undefined;
    const inherited = below?.descriptor === descriptor ? below.params : undefined;
    if (descriptor === 'url') return { descriptor, params: { ...inherited, ...this.readHttp(params, inherited) } };
    if (descriptor === 'file') return { descriptor, params: { ...inherited, ...readFile(params) } };
    return { descriptor };
  }

  private readDescriptor(source: Fields, role: Role): Descriptor | undefined {
    const name = 'dataSourceDescriptor';
    const sent = source.requiredText(name);
    if (sent === undefined) return undefined;
    const descriptor = CHOICES[role].find((choice) => choice === (OTHER_NAMES[sent] ?? sent));
    if (!descriptor) return source.refuse(name, `must be one of ${CHOICES[role].join(', ')}`);
    return NOT_AVAILABLE.includes(descriptor) ? source.refuse(name, 'is not available') : descriptor;
  }

  private readHttp(params: Fields, inherited: DataSourceParams | undefined): DataSourceParams {
    checkType(params, 'url');
    const url = this.readUrl(params, inherited?.url);
    const name = params.text('name', MAX_NAME);
    const username = params.text('username', MAX_CREDENTIAL);
    const password = params.text('password', MAX_CREDENTIAL);
    return sent({ url, name, username, sealedPassword: password && this.secrets.seal(password) });
  }

  private readUrl(params: Fields, inherited: string | undefined): string | undefined {
    const url = params.value('url') ?? inherited;
    if (url === undefined) return params.refuse('url', 'is required');
    if (typeof url !== 'string' || codePoints(url) > MAX_URL || !URL.canParse(url)) {
      return params.refuse('url', `must be an absolute URL of at most ${MAX_URL} characters`);
    }
    if (!isStorable(url)) return params.refuse('url', UNSTORABLE);
    const refusal = this.guard.refusal(new URL(url));
    return refusal ? params.refuse('url', REFUSALS[refusal]) : url;
  }
}

function readFile(params: Fields): DataSourceParams {
  checkType(params, 'file');
  return sent({ name: params.text('name', MAX_NAME) });
}

function checkType(params: Fields, descriptor: Descriptor): void {
  const type = PARAMS_TYPES[descriptor];
  if (params.has('@type') && params.value('@type') !== type) params.refuse('@type', `must be ${type}`);
}

function sent(params: DataSourceParams): DataSourceParams {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
