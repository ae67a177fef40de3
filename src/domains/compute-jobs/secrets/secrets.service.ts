import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { hasNull } from '../../../kernel/http/common-rules';
import { SecretBox } from '../data-sources/secret-box';
import { Fields } from '../requests/fields';
import type { SecretValue } from '../runner/step';
import { SECRET_FIELDS, readSecret, readSecretType, toSecretType } from './secret-reader';
import { showSecret } from './secret.dto';
import type { ComputeSecretDto } from './secret.dto';
import { DELETE_SECRET, LIST_SECRETS, PUT_SECRET, REVEAL_SECRETS } from './secret.statements';
import type { StoredSecret } from './secret.statements';

/** Secrets of tenants; their keys are stored sealed, and opened for programs alone. */
@Injectable()
export class SecretsService {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {}

  /**
   * Stores a secret, in the place of one of the same type and id.
   * @throws Failure `body-not-object`, `invalid`
   */
  async put(tenantId: string, body: unknown): Promise<void> {
    const fields = Fields.of(body);
    const { id, type, name, accessKey, params, expiresAt, key } = readSecret(fields);
    fields.violations.refuse(SECRET_FIELDS);
    const json = params && JSON.stringify(params);
    await this.database.run(PUT_SECRET, [tenantId, type, id, name, accessKey, json, expiresAt, this.box.seal(key!)]);
  }

  /** @throws Failure `invalid` */
  async list(tenantId: string, query: object): Promise<ComputeSecretDto[]> {
    const fields = Fields.of(query);
    const type = readSecretType(fields);
    fields.violations.refuse([]);
    const rows = await this.database.run<StoredSecret>(LIST_SECRETS, [tenantId, type]);
    return rows.map(showSecret);
  }

  /** @throws Failure `not-found` */
  async delete(tenantId: string, type: string, id: string): Promise<void> {
    const known = hasNull(id) ? undefined : toSecretType(type);
    const deleted = known ? await this.database.run(DELETE_SECRET, [tenantId, known, id]) : [];
    if (deleted.length === 0) throw new Failure('not-found', `secret not found: ${id}`);
  }

  /**
   * Secrets for a program, with their keys, in the order of the ids; those that are not there or have expired are left
   * out, and an id that several types share gives several.
   * @throws Error when a key was sealed with another `COMPUTE_SECRET_KEY`
   */
  async reveal(tenantId: string, ids: string[]): Promise<SecretValue[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.run<StoredSecret & { sealedKey: string }>(REVEAL_SECRETS, [tenantId, ids]);
    return rows.map((row) => ({ ...showSecret(row), secretKey: this.box.open(row.sealedKey) }));
  }
}
