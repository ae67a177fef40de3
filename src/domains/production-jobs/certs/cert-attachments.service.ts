import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { readFields } from '../bodies';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { operatorOf } from '../operator';
import type { Operator } from '../operator';
import { refused } from '../refusals';
import { serialId, serialNumber } from '../serials/serial-id';
import type { Unit } from '../serials/unit';
import { UnitActions } from '../serials/unit-actions';
import type { UnitCall } from '../serials/unit-actions';
import { UnitLocks } from '../serials/unit-locks';
import { AttachCertDto } from './cert-attachment.dto';
import type { BatchAttachDto, CertAttachmentDto } from './cert-attachment.dto';
import * as sql from './cert-statements';
import { CertsService } from './certs.service';

const RESOURCE = 'SerialNumber';

interface AttachmentRow {
  id: string;
  serial_number: string;
  cert_id: string;
  step_id: string;
  attached_at: Date;
  attached_by: string;
}

/** Certificates at the steps of units. */
@Injectable()
export class CertAttachments {
  constructor(
    private readonly database: Database,
    private readonly actions: UnitActions,
    private readonly locks: UnitLocks,
    private readonly certs: CertsService,
  ) {}

  /** The attachment at the unit's step; the one that there is already when it has one. */
  attachTo(call: UnitCall): Promise<CertAttachmentDto> {
    const { tenantId } = call.caller;
    const find = async () => (await this.certs.find(tenantId, readFields(AttachCertDto, call.body).certId)).id;
    const attach = async (unit: Unit, operator: Operator, certId: string) => {
      refuseCompleted(unit);
      const [made] = await this.attach(tenantId, certId, [unit.number], operator);
      return made;
    };
    return this.actions.act(call, attach, find);
  }

  /** All units or none. The attachments are in the order of the ids. */
  attachToAll(caller: Caller, dto: BatchAttachDto): Promise<CertAttachmentDto[]> {
    return this.database.transaction(async () => {
      await this.certs.find(caller.tenantId, dto.certId);
      const units = await this.locks.lockAll(caller.tenantId, dto.serialIds, RESOURCE);
      units.forEach(refuseCompleted);
      const numbers = units.map(({ number }) => number);
      const made = await this.attach(caller.tenantId, dto.certId, numbers, operatorOf(caller, dto));
      const byUnit = new Map(made.map((attachment) => [attachment.serialId, attachment]));
      return dto.serialIds.map((id) => byUnit.get(id)!);
    });
  }

  /** @param numbers those in the ids of units that are locked */
  private async attach(
    tenantId: string,
    certId: string,
    numbers: string[],
    { userId, actor }: Operator,
  ): Promise<CertAttachmentDto[]> {
    const values = [tenantId, certId, numbers, userId, actor];
    return (await this.database.run<AttachmentRow>(sql.ATTACH, values)).map(attachmentOf);
  }

  /** @throws Failure `not-found` */
  async listByCert(tenantId: string, certId: string, query: ListQueryDto): Promise<Page<CertAttachmentDto>> {
    await this.certs.find(tenantId, certId);
    return this.list(sql.LIST_BY_CERT, tenantId, certId, query);
  }

  /** Empty for a unit that there is not. */
  async listByUnit(tenantId: string, id: string, query: ListQueryDto): Promise<Page<CertAttachmentDto>> {
    const number = serialNumber(id);
    return number === null ? { rows: [] } : this.list(sql.LIST_BY_UNIT, tenantId, number, query);
  }

  private async list(
    statement: Statement,
    tenantId: string,
    of: string,
    query: ListQueryDto,
  ): Promise<Page<CertAttachmentDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, behind?.[0] ?? 0, rows, of];
    const found = await this.database.run<AttachmentRow & { seq: string }>(statement, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], attachmentOf);
  }
}

function refuseCompleted({ status }: Unit): void {
  if (status === 'completed') throw refused('Serial is already completed, cannot attach cert');
}

function attachmentOf(row: AttachmentRow): CertAttachmentDto {
  return {
    id: row.id,
    serialId: serialId(row.serial_number),
    certId: row.cert_id,
    stepId: row.step_id,
    attachedAt: row.attached_at.toISOString(),
    attachedBy: row.attached_by,
  };
}
