import { Matches, MinLength, ValidateBy, ValidateIf } from 'class-validator';
import { AllowList } from '../outbound/allow-list';
import { ChoiceSetting, IntegerSetting, OptionalSetting, UrlSetting } from './setting-types';

const HTTP_URL = /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/i;

function isAllowList(text: string): boolean {
  try {
    return Boolean(AllowList.parse(text));
  } catch {
    return false;
  }
}

/** The variables that every part shares; `.env.example` explains them. Domains declare their own beside their module. */
export class Settings {
  @ChoiceSetting('development', 'production', 'test')
  NODE_ENV = 'development';

  @IntegerSetting(0, 65535)
  PORT = 3000;

  @Matches(/^[A-Za-z0-9.:_-]+$/, { message: 'HOST must be a host name or an address' })
  HOST = '127.0.0.1';

  @OptionalSetting()
  @UrlSetting(/^postgres(ql)?:\/\/\S+$/, 'a postgres:// URL')
  DATABASE_URL?: string;

  DATA_DIR = '.data';

  @ChoiceSetting('all', 'api', 'worker')
  ROLE: 'all' | 'api' | 'worker' = 'all';

  @ValidateIf((settings: Settings) => settings.NODE_ENV === 'production' || settings.JWT_SECRET !== undefined)
  @MinLength(32, { message: 'JWT_SECRET must be set to at least 32 bytes' })
  JWT_SECRET?: string;

  @OptionalSetting()
  @UrlSetting(HTTP_URL, 'an http or https URL')
  JWKS_URI?: string;

  @ValidateIf((settings: Settings) => settings.JWKS_URI !== undefined)
  @MinLength(1, { message: 'JWT_ISSUER must be set when JWKS_URI is' })
  JWT_ISSUER?: string;

  @ValidateIf((settings: Settings) => settings.JWKS_URI !== undefined)
  @MinLength(1, { message: 'JWT_AUDIENCE must be set when JWKS_URI is' })
  JWT_AUDIENCE?: string;

  JWT_TENANT_CLAIM = 'tenant';

  JWT_SCOPE_CLAIM = 'scope';

  @OptionalSetting()
  @Matches(/^sk_[A-Za-z0-9_-]{32,200}$/, { message: 'BOOTSTRAP_API_KEY must be sk_ and at least 32 of A-Za-z0-9_-' })
  BOOTSTRAP_API_KEY?: string;

  @ValidateBy({
    name: 'allow-list',
    validator: {
      validate: isAllowList,
      defaultMessage: () => 'OUTBOUND_ALLOW must be host names, addresses and CIDRs, separated by commas',
    },
  })
  OUTBOUND_ALLOW = '';

  @OptionalSetting()
  @UrlSetting(HTTP_URL, 'an http or https URL')
  PUBLIC_URL?: string;

  @OptionalSetting()
  @UrlSetting(/^s3:\/\/\S+$/, 'an s3:// URL')
  OBJECT_STORE_URL?: string;

  @ChoiceSetting('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')
  LOG_LEVEL = 'info';

  @IntegerSetting(2, 500)
  DATABASE_POOL = 20;

  @IntegerSetting(0, 1_000_000)
  RATE_LIMIT_PER_SECOND = 1000;

  @IntegerSetting(1, 100_000)
  STREAMS_PER_CREDENTIAL = 100;
}
