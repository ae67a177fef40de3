import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Secrets } from '../../../kernel/auth/secrets';
import { Database } from '../../../kernel/database/database';

const PURPOSE = 'scheduled signing secrets';
const SECRET_BYTES = 32;

/** Of several processes that make a tenant's secret at once, the first wins. $4: what could not be opened. */
const MAKE = {
  name: 'scheduled-secret-make',
  text: `WITH made AS (
      INSERT INTO scheduled.signing_secrets AS secret (id, tenant_id, sealed) VALUES ($1, $2, $3)
      ON CONFLICT (tenant_id) WHERE state = 'current'
      DO UPDATE SET sealed = excluded.sealed, inserted_at = now() WHERE secret.sealed = ANY ($4)
      RETURNING tenant_id, id
    ) SELECT platform.append_event(tenant_id, 'quintet.scheduled.signing_secret.created', id::text,
        json_build_object('id', id)) FROM made`,
};

/** An SQL expression: the sealed secrets of a tenant that hold now, newest first. */
export const sealedSecretsOf = (tenantId: string) => `ARRAY (
  SELECT sealed FROM scheduled.signing_secrets
  WHERE tenant_id = ${tenantId} AND (expires_at IS NULL OR expires_at > now()) ORDER BY inserted_at DESC
)`;

const FIND = { name: 'scheduled-secrets-find', text: `SELECT ${sealedSecretsOf('$1')} AS sealed` };

/** The secrets that tenants' requests are signed with; a tenant's first is made when it is first needed. */
@Injectable()
export class SigningSecrets {
  private readonly logger = new Logger('scheduled');

  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /** A tenant's secrets as `whsec_` texts, newest first; at least one. `sealed` is what the database holds. */
  async open(tenantId: string, sealed: string[]): Promise<string[]> {
    const opened = this.unseal(sealed);
    if (opened.length > 0) return opened;
    if (sealed.length > 0) this.logger.warn({ tenantId }, 'signing secrets of another server secret are replaced');
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    await this.database.run(MAKE, [uuidv7(), tenantId, this.secrets.seal(PURPOSE, secret), sealed]);
    const [found] = await this.database.run<{ sealed: string[] }>(FIND, [tenantId]);
    return this.unseal(found.sealed);
  }

  private unseal(sealed: string[]): string[] {
    return sealed.flatMap((one) => {
      try {
        return this.secrets.open(PURPOSE, one);
      } catch {
        return [];
      }
    });
  }
}
