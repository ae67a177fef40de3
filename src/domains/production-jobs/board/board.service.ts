import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { BoardDto, BoardQueryDto } from './board.dto';
import { BOARD } from './board.statements';
import type { BoardRow } from './board.statements';

@Injectable()
export class BoardService {
  constructor(private readonly database: Database) {}

  /** What is where, from one snapshot. Unknown ids show nothing. */
  async show(tenantId: string, { jobId, pathId }: BoardQueryDto): Promise<BoardDto> {
    const values = [tenantId, jobId ?? null, pathId ?? null];
    const [row] = await this.database.run<BoardRow & Record<string, unknown>>(BOARD, values);
    return {
      asOf: row.as_of.toISOString(),
      totals: {
        inProgress: row.in_progress,
        completedToday: row.completed_today,
        scrappedToday: row.scrapped_today,
        overdueJobs: row.overdue_jobs,
      },
      paths: row.paths.map(({ steps, ...path }) => ({
        ...path,
        steps: steps.map(({ location, ...step }) => ({ ...step, location: location ?? undefined })),
      })),
    };
  }
}
