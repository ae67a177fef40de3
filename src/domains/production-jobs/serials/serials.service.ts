import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { GenealogyService } from '../genealogy/genealogy.service';
import { lookedUp } from '../ids';
import { likeOf, pageOf, windowOf } from '../lists';
import type { Page } from '../lists';
import type { SerialStatus } from '../movement/transitions';
import { notFound } from '../refusals';
import type { AttachedCertDto, DeletedSerialDto, FoundSerialDto } from './found-serial.dto';
import type { ListedSerialDto, ListedStatus, ListSerialsDto } from './list-serials.dto';
import { serialId, serialNumber } from './serial-id';
import { serialOf } from './serial-row';
import type { SerialRow } from './serial-row';
import * as sql from './serials.statements';
import { UnitActions } from './unit-actions';
import type { UnitCall } from './unit-actions';

type FoundRow = SerialRow & { certs: (Omit<AttachedCertDto, 'metadata'> & { metadata: object | null })[] | null };

interface ListedRow {
  number: string;
  job_id: string;
  job_name: string;
  path_id: string;
  path_name: string;
  status: SerialStatus;
  step_index: number | null;
  step_name: string | null;
  assigned_to: string | null;
  scrap_reason: string | null;
  force_completed: boolean;
  created_at: Date;
}

/** Shows and deletes units. */
@Injectable()
export class SerialsService {
  constructor(
    private readonly database: Database,
    private readonly actions: UnitActions,
    private readonly genealogy: GenealogyService,
  ) {}

  /** By number. */
  async list({ tenantId }: Caller, query: ListSerialsDto): Promise<Page<ListedSerialDto>> {
    const { rows, behind } = windowOf(query);
    const ids = [query.jobId, query.pathId, query.stepId].map((id) => id && lookedUp(id));
    const values = [tenantId, behind?.[0], rows, ...ids, query.status?.replace('-', '_'), likeOf(query.q)];
    const found = await this.database.run<ListedRow>(sql.LIST_SERIALS, values);
    return pageOf(query, found, ({ number }) => [Number(number)], listed);
  }

  /** The unit and its version. @throws Failure `not-found` */
  async find({ tenantId }: Caller, id: string): Promise<{ serial: FoundSerialDto; version: string }> {
    const number = serialNumber(id);
    const [row] = await this.database.run<FoundRow>(sql.FIND_SERIAL, [tenantId, number]);
    if (!row) throw notFound('SerialNumber', id);
    const certs = (row.certs ?? []).map((cert) => ({ ...cert, metadata: cert.metadata ?? undefined }));
    return { serial: { ...serialOf(row), certs }, version: row.version };
  }

  /** @throws Failure `not-found`, `invalid`, `conflict` */
  async delete(call: UnitCall): Promise<DeletedSerialDto> {
    const { tenantId } = call.caller;
    await this.actions.act(call, async ({ number }, { userId, actor }) => {
      await this.genealogy.refuseInstalled(tenantId, number);
      await this.database.run(sql.DELETE_SERIAL, [tenantId, number, userId, actor]);
    });
    return { success: true, deletedSerialId: call.id };
  }
}

function listed(row: ListedRow): ListedSerialDto {
  return {
    id: serialId(row.number),
    jobId: row.job_id,
    jobName: row.job_name,
    pathId: row.path_id,
    pathName: row.path_name,
    currentStepIndex: row.step_index ?? -1,
    currentStepName: stepNameOf(row),
    assignedTo: row.assigned_to ?? undefined,
    status: row.status.replace('_', '-') as ListedStatus,
    scrapReason: row.scrap_reason ?? undefined,
    forceCompleted: row.force_completed || undefined,
    createdAt: row.created_at.toISOString(),
  };
}

function stepNameOf({ status, step_name }: ListedRow): string {
  if (status === 'completed') return 'Completed';
  return status === 'scrapped' ? 'Scrapped' : step_name!;
}
