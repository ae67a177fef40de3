import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { isJsonObject } from '../../../kernel/http/json';
import { optional, Rules, RulesWithin } from '../../../kernel/http/rules';
import { name, text } from '../production-rules';
import { isBaseUrl, PROJECT_KEY, TOKEN } from './connection-rules';

/** What stands for a token that is set: nobody is ever shown it. */
export const MASK = '********';
export const AUTH_TYPES = ['basic', 'bearer'] as const;
export type AuthType = (typeof AUTH_TYPES)[number];
export const PAGES = ['jobs', 'serials', 'parts', 'queue', 'templates', 'bom', 'certs', 'jira', 'audit'] as const;

const MAX_MAPPINGS = 100;

const boolean = () =>
  optional(
    refuseUnless(
      (value) => typeof value === 'boolean',
      (field) => `${field} must be a boolean`,
    ),
  );
const object = () => optional(refuseUnless(isJsonObject, (field) => `${field} must be an object`));
const notObject = (path: string) => `${path} must be an object`;
const valid = (test: (value: unknown) => boolean, rest: string) =>
  optional(refuseUnless(test, (field) => `${field} ${rest}`));
const matches = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value);

export class JiraConnectionDto {
  @ApiProperty({
    description: 'Where Jira is, with the path that it is below. Empty: nowhere.',
    example: 'https://jira.example.com',
    maxLength: 1000,
  })
  @Rules(valid(isBaseUrl, 'must be an http or https URL'))
  baseUrl: string;

  @ApiProperty({
    description: 'Project whose tickets are listed.',
    example: 'PI',
    pattern: PROJECT_KEY.source,
    maxLength: 100,
  })
  @Rules(valid(matches(PROJECT_KEY), 'is invalid'))
  projectKey: string;

  @ApiProperty({ description: 'User that signs in, with `basic`.', example: 'shop@example.com', maxLength: 500 })
  @Rules(text(500))
  username: string;

  @ApiProperty({
    description:
      'Password or token. Reads as `********` once it is set, and writing that keeps it. Another origin of `baseUrl` ' +
      'clears it, unless a new one comes along.',
    example: MASK,
    maxLength: 4000,
  })
  @Rules(valid((value) => value === '' || matches(TOKEN)(value), 'is invalid'))
  apiToken: string;

  @ApiProperty({ description: 'How to sign in.', example: 'basic', enum: AUTH_TYPES })
  @Rules(valid((value) => AUTH_TYPES.includes(value as AuthType), `must be one of: ${AUTH_TYPES.join(', ')}`))
  authType: AuthType;

  @ApiProperty({ description: 'Whether Jira is used at all.', example: false })
  @Rules(boolean())
  enabled: boolean;

  @ApiProperty({ description: 'Whether tickets may be written to.', example: false })
  @Rules(boolean())
  pushEnabled: boolean;
}

export class FieldMappingDto {
  @ApiPropertyOptional({
    description: 'Id of the mapping; by its place when left out.',
    example: 'fm_1',
    maxLength: 100,
  })
  @Rules(text(100))
  id?: string;

  @ApiProperty({ description: 'Field of a Jira issue.', example: 'customfield_10908', maxLength: 200 })
  @Rules(name(200))
  jiraFieldId: string;

  @ApiPropertyOptional({
    description: 'What people call it.',
    example: 'Part Number / Rev',
    maxLength: 200,
    default: '',
  })
  @Rules(text(200))
  label?: string;

  @ApiProperty({
    description: 'What it fills: partNumber, goalQuantity, epicLink, priority or labels.',
    example: 'partNumber',
    maxLength: 100,
  })
  @Rules(name(100))
  shopErpField: string;

  @ApiPropertyOptional({ description: 'Whether it came with the service.', example: true, default: false })
  @Rules(boolean())
  isDefault?: boolean;
}

const Toggle = (page: string) =>
  applyDecorators(
    ApiProperty({ description: `Whether the page \`${page}\` is shown.`, example: true }),
    Rules(boolean()),
  );

export class PageTogglesDto implements Record<(typeof PAGES)[number], boolean> {
  @Toggle('jobs')
  jobs: boolean;

  @Toggle('serials')
  serials: boolean;

  @Toggle('parts')
  parts: boolean;

  @Toggle('queue')
  queue: boolean;

  @Toggle('templates')
  templates: boolean;

  @Toggle('bom')
  bom: boolean;

  @Toggle('certs')
  certs: boolean;

  @Toggle('jira')
  jira: boolean;

  @Toggle('audit')
  audit: boolean;
}

export class ShopSettingsDto {
  @ApiProperty({ description: 'Always `app_settings`.', example: 'app_settings' })
  id: string;

  @ApiProperty({ description: 'The Jira that tickets are in.', type: JiraConnectionDto })
  jiraConnection: JiraConnectionDto;

  @ApiProperty({ description: 'Where tickets say what a job needs.', type: [FieldMappingDto] })
  jiraFieldMappings: FieldMappingDto[];

  @ApiProperty({ description: 'Pages that the user interface shows.', type: PageTogglesDto })
  pageToggles: PageTogglesDto;

  @ApiProperty({ description: 'When they last changed.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  updatedAt: string;
}

export class JiraConnectionChangeDto extends PartialType(JiraConnectionDto) {}
export class PageTogglesChangeDto extends PartialType(PageTogglesDto) {}

export class ChangeShopSettingsDto {
  @ApiPropertyOptional({ description: 'What is left out stays.', type: JiraConnectionChangeDto })
  @RulesWithin(JiraConnectionChangeDto, notObject)
  @Rules(object())
  jiraConnection?: JiraConnectionChangeDto | null;

  @ApiPropertyOptional({ description: 'All mappings anew.', type: [FieldMappingDto], maxItems: MAX_MAPPINGS })
  @RulesWithin(FieldMappingDto, notObject)
  @Rules(
    valid(Array.isArray, 'must be an array'),
    valid((value) => (value as unknown[]).length <= MAX_MAPPINGS, `must have at most ${MAX_MAPPINGS} items`),
  )
  jiraFieldMappings?: FieldMappingDto[] | null;

  @ApiPropertyOptional({ description: 'What is left out stays.', type: PageTogglesChangeDto })
  @RulesWithin(PageTogglesChangeDto, notObject)
  @Rules(object())
  pageToggles?: PageTogglesChangeDto | null;
}
