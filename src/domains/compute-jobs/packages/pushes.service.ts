import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { ComputeSettings } from '../compute.settings';
import { SecretBox } from '../data-sources/secret-box';
import { PUBLIC_OWNER } from '../public-owner';
import { Fields } from '../requests/fields';
import { TemplatesService } from '../templates/templates.service';
import type { WrittenTemplate } from '../templates/templates.service';
import { ArchiveRefusal, notAnArchive } from './archive/archive-refusal';
import { decodeBase64 } from './archive/base64';
import { Blobs } from './blobs';
import { notValid, readPackage, reasonOf } from './package-content';
import type { PackageContent } from './package-content';
import type { Package, PackageKind, PackageStatus } from './package.entity';
import { PUBLISH, PUSH } from './packages.statements';

const FIELD = 'data';

/** What is written of a package, once everything about it has been looked at. */
interface Pushed {
  content: PackageContent;
  template?: WrittenTemplate;
}

/** Takes in the archives of apps and engines. */
@Injectable()
export class PushesService {
  constructor(
    private readonly database: Database,
    private readonly templates: TemplatesService,
    private readonly blobs: Blobs,
    private readonly secrets: SecretBox,
    private readonly settings: ComputeSettings,
  ) {}

  /**
   * Stores a package with its template. What is there already of the same name and version keeps its id and status.
   * @param body holds the archive in base64
   * @throws Failure `body-not-object`, `payload-too-large`, `invalid`; nothing is stored then
   */
  async push({ tenantId, displayName }: Caller, kind: PackageKind, body: unknown): Promise<Package> {
    const fields = Fields.of(body);
    try {
      const bytes = this.bytesOf(fields);
      const pushed = await this.read(bytes, kind);
      return (await this.store(tenantId, displayName, kind, 'inactive', bytes, pushed))!;
    } catch (error) {
      if (!(error instanceof ArchiveRefusal)) throw error;
      fields.refuse(FIELD, error.message);
      fields.violations.refuse([FIELD]);
      throw error;
    }
  }

  /** Offers a package to every tenant; counts as a push only if it has changed. */
  async publish(kind: PackageKind, bytes: Buffer): Promise<void> {
    const pushed = await this.read(bytes, kind);
    await this.store(PUBLIC_OWNER, '', kind, 'active', bytes, pushed);
  }

  private bytesOf(fields: Fields): Buffer {
    const data = fields.value(FIELD);
    if (data === undefined) throw new ArchiveRefusal('is required');
    const bytes = typeof data === 'string' ? decodeBase64(data) : undefined;
    if (!bytes?.length) throw notAnArchive();
    const limit = this.settings.COMPUTE_MAX_PUSH_BYTES;
    if (bytes.length > limit) throw new Failure('payload-too-large', undefined, { data: { limit } });
    return bytes;
  }

  private async read(bytes: Buffer, kind: PackageKind): Promise<Pushed> {
    const content = await readPackage(bytes, kind);
    const { template, manifest } = content;
    return { content, template: template === undefined ? undefined : this.readTemplate(template, manifest.name) };
  }

  /** @param name of the package, which is the id of a template that says none */
  private readTemplate(template: unknown, name: string): WrittenTemplate {
    try {
      return this.templates.read(isJsonObject(template) ? { ...template, id: template.id || name } : template);
    } catch (error) {
      throw error instanceof Failure ? notValid('template.json', reasonOf(error)) : error;
    }
  }

  /** Undefined where a public package has not changed. */
  private async store(
    owner: string,
    userName: string,
    kind: PackageKind,
    status: PackageStatus,
    bytes: Buffer,
    { content, template }: Pushed,
  ): Promise<Package | undefined> {
    const hash = await this.blobs.keep(bytes);
    const { entrypoint, schema } = content;
    const manifest = this.sealed(content);
    const { name, version, type } = manifest;
    const values = [uuidv7(), owner, kind, name, ...version.split('.').map(Number), type, status];
    const documents = [JSON.stringify(manifest), schema && JSON.stringify(schema)];
    return this.database.transaction(async () => {
      const [stored] = await this.database.run<Package>(owner === PUBLIC_OWNER ? PUBLISH : PUSH, [
        ...values,
        ...documents,
        entrypoint,
        hash,
        userName,
      ]);
      if (template) await this.templates.store(owner, template);
      return stored;
    });
  }

  private sealed({ manifest, token }: PackageContent): PackageContent['manifest'] {
    if (token === undefined) return manifest;
    const sealed_token = this.secrets.seal(token);
    return { ...manifest, platform_config: { ...manifest.platform_config, sealed_token } };
  }
}
