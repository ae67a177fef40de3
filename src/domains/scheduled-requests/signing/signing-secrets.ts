import { randomBytes } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Secrets } from '../../../kernel/auth/secrets';
import { Database } from '../../../kernel/database/database';
import type { Duration } from '../values/duration';
import { ADD, FORGET, LIST, LOCK, MAKE, REPLACE, TELL_ROTATED, type SecretRow } from './signing-secret.statements';

const PURPOSE = 'scheduled signing secrets';
const SECRET_BYTES = 32;
/** Secrets that sign at once, so that a header stays one: of more, those that were replaced first go. */
const MOST = 10;

/** A secret as `whsec_` text. */
export interface OpenedSecret extends Omit<SecretRow, 'sealed'> {
  secret: string;
}

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
    const opened = sealed.flatMap((one) => this.unseal(one) ?? []);
    return opened.length > 0 ? opened : (await this.list(tenantId)).map(({ secret }) => secret);
  }

  /** The secrets that hold now, newest first; at least one. */
  async list(tenantId: string): Promise<OpenedSecret[]> {
    const rows = await this.rows(tenantId);
    const opened = this.opened(rows);
    if (opened.length > 0) return opened;
    if (rows.length > 0) this.logger.warn({ tenantId }, 'signing secrets of another server secret are replaced');
    await this.database.run(MAKE, [uuidv7(), tenantId, this.newSealed(), rows.map(({ sealed }) => sealed)]);
    return this.opened(await this.rows(tenantId));
  }

  /** Makes a new secret; those before it sign on beside it, the latest of them for as long as it is told. */
  async rotate(tenantId: string, { months, microseconds }: Duration): Promise<OpenedSecret[]> {
    await this.list(tenantId);
    return this.database.transaction(async () => {
      await this.database.run(LOCK, [tenantId]);
      const id = uuidv7();
      await this.database.run(REPLACE, [tenantId, months, microseconds]);
      await this.database.run(ADD, [id, tenantId, this.newSealed()]);
      await this.database.run(FORGET, [tenantId, MOST]);
      await this.database.run(TELL_ROTATED, [tenantId, id]);
      return this.opened(await this.rows(tenantId));
    });
  }

  private rows(tenantId: string): Promise<SecretRow[]> {
    return this.database.run<SecretRow & Record<string, unknown>>(LIST, [tenantId]);
  }

  private opened(rows: SecretRow[]): OpenedSecret[] {
    return rows.flatMap(({ sealed, ...row }) => {
      const secret = this.unseal(sealed);
      return secret === undefined ? [] : [{ ...row, secret }];
    });
  }

  private newSealed(): string {
    return this.secrets.seal(PURPOSE, `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`);
  }

  /** Undefined for what was sealed with another secret of the server. */
  private unseal(sealed: string): string | undefined {
    try {
      return this.secrets.open(PURPOSE, sealed);
    } catch {
      return undefined;
    }
  }
}
