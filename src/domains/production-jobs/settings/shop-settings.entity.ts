import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuthType, FieldMappingDto, PageTogglesDto } from './settings.dto';

/** What a tenant has set; null is as the process's variables say, or by default. */
@Entity({ schema: 'production', name: 'settings' })
export class ShopSettings {
  @PrimaryColumn('uuid')
  tenantId: string;

  @Column('text', { nullable: true })
  jiraBaseUrl: string | null;

  @Column('text', { nullable: true })
  jiraProjectKey: string | null;

  @Column('text', { nullable: true })
  jiraUsername: string | null;

  /** Encrypted with a key that the database does not have; empty when there is to be none. */
  @Column('text', { nullable: true })
  jiraTokenSealed: string | null;

  @Column('text', { nullable: true })
  jiraAuthType: AuthType | null;

  @Column('bool', { nullable: true })
  jiraEnabled: boolean | null;

  @Column('bool', { nullable: true })
  jiraPushEnabled: boolean | null;

  @Column('json', { nullable: true })
  jiraFieldMappings: FieldMappingDto[] | null;

  @Column('json', { default: '{}' })
  pageToggles: Partial<PageTogglesDto>;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt: Date;
}
