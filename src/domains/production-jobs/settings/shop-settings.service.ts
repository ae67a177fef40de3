import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Secrets } from '../../../kernel/auth/secrets';
import { DEFAULT_TENANT } from '../../../kernel/auth/tenants';
import { Database } from '../../../kernel/database/database';
import { originOf } from './connection-rules';
import { completed, DEFAULT_MAPPINGS } from './field-mappings';
import { JiraSettings } from './jira-settings';
import { MASK, PAGES } from './settings.dto';
import type {
  ChangeShopSettingsDto,
  FieldMappingDto,
  JiraConnectionDto,
  PageTogglesDto,
  ShopSettingsDto,
} from './settings.dto';
import { CHANGE, FIND, LOCK } from './settings.statements';
import type { SettingsRow } from './settings.statements';

const PURPOSE = 'production jira tokens';
const NOTHING_GIVEN = new JiraSettings();

@Injectable()
export class ShopSettingsService {
  private readonly logger = new Logger('production');

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly given: JiraSettings,
  ) {}

  async show(caller: Caller): Promise<ShopSettingsDto> {
    return this.shown(caller, await this.find(caller));
  }

  /** How to reach Jira, with the token in it: nothing of it may leave the service but towards that Jira. */
  async jira(caller: Caller): Promise<{ connection: JiraConnectionDto; mappings: FieldMappingDto[] }> {
    const row = await this.find(caller);
    return { connection: this.connectionOf(caller, row), mappings: row.mappings ?? DEFAULT_MAPPINGS };
  }

  change(caller: Caller, dto: ChangeShopSettingsDto): Promise<ShopSettingsDto> {
    return this.database.transaction(async () => {
      const [row] = await this.database.run<SettingsRow & Record<string, unknown>>(LOCK, [caller.tenantId]);
      const { jiraConnection, jiraFieldMappings, pageToggles } = dto;
      const given = jiraConnection ?? {};
      const current = this.connectionOf(caller, row);
      const baseUrl = given.baseUrl?.toWellFormed();
      const sealed = this.sealedAfter(given, row, originOf(baseUrl ?? current.baseUrl) !== originOf(current.baseUrl));
      // A token belongs to the origin that it was given for, whatever the variables say later.
      const kept = sealed ? current.baseUrl : row.base_url;
      const [changed] = await this.database.run<SettingsRow & Record<string, unknown>>(CHANGE, [
        caller.tenantId,
        baseUrl ?? kept,
        given.projectKey ?? row.project_key,
        given.username?.toWellFormed() ?? row.username,
        sealed,
        given.authType ?? row.auth_type,
        given.enabled ?? row.enabled,
        given.pushEnabled ?? row.push_enabled,
        JSON.stringify(jiraFieldMappings ? completed(jiraFieldMappings) : row.mappings),
        JSON.stringify(mergedToggles(row.toggles ?? {}, pageToggles ?? {})),
      ]);
      return this.shown(caller, changed);
    });
  }

  private async find({ tenantId }: Caller): Promise<SettingsRow> {
    const [row] = await this.database.run<SettingsRow & Record<string, unknown>>(FIND, [tenantId]);
    return row;
  }

  private sealedAfter({ apiToken }: Partial<JiraConnectionDto>, row: SettingsRow, moved: boolean): string | null {
    if (apiToken === undefined || apiToken === null || apiToken === MASK) return moved ? '' : row.token_sealed;
    return apiToken === '' ? '' : this.secrets.seal(PURPOSE, apiToken);
  }

  private connectionOf({ tenantName }: Caller, row: SettingsRow): JiraConnectionDto {
    const given = tenantName === DEFAULT_TENANT ? this.given : NOTHING_GIVEN;
    const baseUrl = row.base_url ?? given.JIRA_BASE_URL ?? '';
    const isForGiven = originOf(baseUrl) === originOf(given.JIRA_BASE_URL ?? '');
    const givenToken = isForGiven ? (given.JIRA_API_TOKEN ?? '') : '';
    return {
      baseUrl,
      projectKey: row.project_key ?? given.JIRA_PROJECT_KEY ?? 'PI',
      username: row.username ?? given.JIRA_USERNAME ?? '',
      apiToken: row.token_sealed === null ? givenToken : this.unsealed(row.token_sealed),
      authType: row.auth_type ?? 'basic',
      enabled: row.enabled ?? false,
      pushEnabled: row.push_enabled ?? false,
    };
  }

  private unsealed(sealed: string): string {
    if (sealed === '') return '';
    try {
      return this.secrets.open(PURPOSE, sealed);
    } catch {
      this.logger.warn('a Jira token was sealed with another server secret and counts as not set');
      return '';
    }
  }

  private shown(caller: Caller, row: SettingsRow): ShopSettingsDto {
    const connection = this.connectionOf(caller, row);
    const toggles = Object.fromEntries(PAGES.map((page) => [page, row.toggles?.[page] ?? true]));
    return {
      id: 'app_settings',
      jiraConnection: { ...connection, apiToken: connection.apiToken === '' ? '' : MASK },
      jiraFieldMappings: row.mappings ?? DEFAULT_MAPPINGS,
      pageToggles: toggles as unknown as PageTogglesDto,
      updatedAt: row.updated_at.toISOString(),
    };
  }
}

function mergedToggles(known: Partial<PageTogglesDto>, given: Partial<PageTogglesDto>): Partial<PageTogglesDto> {
  return Object.fromEntries(PAGES.map((page) => [page, given[page] ?? known[page]]));
}
