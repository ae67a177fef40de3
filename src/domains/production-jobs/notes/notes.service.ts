import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import type { Statement } from '../../../kernel/database/database';
import { lookedUp, newId } from '../ids';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import { operatorOf } from '../operator';
import { serialNumber } from '../serials/serial-id';
import type { CreateNoteDto, NoteDto } from './note.dto';
import * as sql from './note.statements';

interface NoteRow {
  id: string;
  seq: string;
  job_id: string;
  path_id: string;
  step_id: string;
  serial_ids: string[];
  text: string;
  created_by: string;
  created_at: Date;
  pushed_to_jira: boolean;
  jira_comment_id: string | null;
}

@Injectable()
export class NotesService {
  constructor(private readonly database: Database) {}

  create(caller: Caller, dto: CreateNoteDto): Promise<NoteDto> {
    const id = newId('note');
    const { userId, actor } = operatorOf(caller, dto);
    const place = [dto.jobId, dto.pathId, dto.stepId].map((given) => given.toWellFormed());
    const serialIds = dto.serialIds.map((given) => given.toWellFormed());
    const units = [...new Set(serialIds.flatMap((serialId) => serialNumber(serialId) ?? []))];
    const note = [caller.tenantId, id, ...place, serialIds, dto.text.trim().toWellFormed(), userId, actor];
    return this.database.transaction(async () => {
      const [row] = await this.database.run<NoteRow>(sql.INSERT_NOTE, note);
      await this.database.run(sql.AUDIT_NOTE, [caller.tenantId, id, userId, actor, ...place, units]);
      return noteOf(row);
    });
  }

  ofUnit(caller: Caller, serialId: string, query: ListQueryDto): Promise<Page<NoteDto>> {
    return this.page(sql.NOTES_OF_UNIT, caller, serialId, query);
  }

  ofStep(caller: Caller, stepId: string, query: ListQueryDto): Promise<Page<NoteDto>> {
    return this.page(sql.NOTES_OF_STEP, caller, stepId, query);
  }

  private async page(
    statement: Statement,
    { tenantId }: Caller,
    id: string,
    query: ListQueryDto,
  ): Promise<Page<NoteDto>> {
    const { rows, behind } = windowOf(query);
    const values = [tenantId, lookedUp(id), behind?.[0] ?? 0, rows];
    const found = await this.database.run<NoteRow>(statement, values);
    return pageOf(query, found, ({ seq }) => [Number(seq)], noteOf);
  }
}

function noteOf(row: NoteRow): NoteDto {
  return {
    id: row.id,
    jobId: row.job_id,
    pathId: row.path_id,
    stepId: row.step_id,
    serialIds: row.serial_ids,
    text: row.text,
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    pushedToJira: row.pushed_to_jira,
    jiraCommentId: row.jira_comment_id ?? undefined,
  };
}
