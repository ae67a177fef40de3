import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { refused } from '../refusals';
import type { FieldMappingDto, JiraConnectionDto } from '../settings/settings.dto';
import { ShopSettingsService } from '../settings/shop-settings.service';

export interface Jira {
  connection: JiraConnectionDto;
  mappings: FieldMappingDto[];
}

export const NOT_ENABLED = 'Jira integration is not enabled';

/** Lets those through to Jira whose tenant has switched it on. */
@Injectable()
export class JiraAccess {
  constructor(private readonly settings: ShopSettingsService) {}

  /** @throws Failure `invalid` while Jira is switched off */
  async toRead(caller: Caller): Promise<Jira> {
    const jira = await this.settings.jira(caller);
    if (!jira.connection.enabled) throw refused(NOT_ENABLED);
    return jira;
  }

  /** @throws Failure `invalid` while Jira, or writing to it, is switched off */
  async toWrite(caller: Caller): Promise<Jira> {
    const jira = await this.toRead(caller);
    if (!jira.connection.pushEnabled) throw refused('Jira push is not enabled');
    return jira;
  }
}
