import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { pageOf, windowOf } from '../lists';
import type { ListQueryDto, Page } from '../lists';
import type { VisitOutcome } from '../movement/transitions';
import { unitNumber } from '../serials/unit-number';
import type { VisitDto } from './history.dto';

const LIST = {
  name: 'production-history',
  text: `SELECT visit.step_id, step.name AS step_name, visit.visit, visit.entered_at, visit.left_at, visit.outcome,
      (extract(epoch FROM visit.entered_at) * 1000000)::bigint AS place, (
        SELECT COALESCE(sum(production.worked_seconds(entry)), 0) FROM production.time_entries AS entry
        WHERE entry.tenant_id = $1 AND entry.serial_number = $2 AND entry.step_id = visit.step_id
          AND entry.visit = visit.visit) AS worked_seconds
    FROM production.step_visits AS visit
      JOIN production.steps AS step ON step.tenant_id = visit.tenant_id AND step.id = visit.step_id
    WHERE visit.tenant_id = $1 AND visit.serial_number = $2
      AND ($3::bigint IS NULL OR visit.entered_at > timestamptz 'epoch' + $3 * interval '1 microsecond')
    ORDER BY visit.entered_at LIMIT $4`,
};

interface VisitRow {
  step_id: string;
  step_name: string;
  visit: number;
  entered_at: Date;
  left_at: Date | null;
  outcome: VisitOutcome | null;
  /** Microseconds since the epoch. */
  place: string;
  worked_seconds: number;
}

/** Tells where a unit has been. */
@Injectable()
export class HistoryService {
  constructor(private readonly database: Database) {}

  /** Oldest first. @throws Failure `not-found` */
  async list({ tenantId }: Caller, id: string, query: ListQueryDto): Promise<Page<VisitDto>> {
    const number = await unitNumber(this.database, tenantId, id);
    const { rows, behind } = windowOf(query);
    const found = await this.database.run<VisitRow>(LIST, [tenantId, number, behind?.[0], rows]);
    return pageOf(query, found, ({ place }) => [Number(place)], visitOf);
  }
}

function visitOf(row: VisitRow): VisitDto {
  return {
    stepId: row.step_id,
    stepName: row.step_name,
    visit: row.visit,
    enteredAt: row.entered_at.toISOString(),
    leftAt: row.left_at?.toISOString(),
    outcome: row.outcome ?? undefined,
    workedSeconds: row.worked_seconds,
  };
}
