import { Matches } from 'class-validator';
import { OptionalSetting, UrlSetting } from '../../../kernel/config/setting-types';
import { PROJECT_KEY, TOKEN } from './connection-rules';

/** The Jira that tenant `default` is connected to until its settings say otherwise. */
export class JiraSettings {
  @OptionalSetting()
  @UrlSetting(/^https?:\/\/[^\s@]+$/i, 'an http or https URL without credentials')
  JIRA_BASE_URL?: string;

  @OptionalSetting()
  @Matches(PROJECT_KEY, { message: 'JIRA_PROJECT_KEY must be a letter and then letters, digits and _' })
  JIRA_PROJECT_KEY?: string;

  @OptionalSetting()
  JIRA_USERNAME?: string;

  @OptionalSetting()
  @Matches(TOKEN, { message: 'JIRA_API_TOKEN must be printable ASCII without spaces, at most 4000 characters' })
  JIRA_API_TOKEN?: string;
}
