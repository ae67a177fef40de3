import type { AuthType, FieldMappingDto, PageTogglesDto } from './settings.dto';

/** A tenant's row; all null but the time where it has set nothing yet. */
export interface SettingsRow {
  base_url: string | null;
  project_key: string | null;
  username: string | null;
  token_sealed: string | null;
  auth_type: AuthType | null;
  enabled: boolean | null;
  push_enabled: boolean | null;
  mappings: FieldMappingDto[] | null;
  toggles: Partial<PageTogglesDto> | null;
  updated_at: Date;
}

const COLUMNS = `jira_base_url AS base_url, jira_project_key AS project_key, jira_username AS username,
  jira_token_sealed AS token_sealed, jira_auth_type AS auth_type, jira_enabled AS enabled,
  jira_push_enabled AS push_enabled, jira_field_mappings AS mappings, page_toggles AS toggles`;

export const FIND = {
  name: 'production-settings-find',
  text: `SELECT ${COLUMNS}, coalesce(settings.updated_at, tenant.created_at) AS updated_at
    FROM platform.tenants AS tenant LEFT JOIN production.settings ON settings.tenant_id = tenant.id WHERE tenant.id = $1`,
};

/** Makes the row where there is none yet, and locks it. */
export const LOCK = {
  name: 'production-settings-lock',
  text: `INSERT INTO production.settings (tenant_id) VALUES ($1)
    ON CONFLICT (tenant_id) DO UPDATE SET tenant_id = excluded.tenant_id RETURNING ${COLUMNS}, updated_at`,
};

/** The event tells of no value: a token or a host is nothing for a log. */
export const CHANGE = {
  name: 'production-settings-change',
  text: `WITH changed AS (
      UPDATE production.settings SET jira_base_url = $2, jira_project_key = $3, jira_username = $4,
        jira_token_sealed = $5, jira_auth_type = $6, jira_enabled = $7, jira_push_enabled = $8,
        jira_field_mappings = $9, page_toggles = $10, updated_at = now()
      WHERE tenant_id = $1 RETURNING *
    ) SELECT ${COLUMNS}, updated_at,
      platform.append_event(tenant_id, 'quintet.production.settings.updated', 'app_settings', '{}') FROM changed`,
};
