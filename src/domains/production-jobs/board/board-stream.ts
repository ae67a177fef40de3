import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database } from '../../../kernel/database/database';
import { formatCursor, parseCursor } from '../../../kernel/events/event-cursor';
import { EventFollower } from '../../../kernel/events/event-follower';
import { EventLog } from '../../../kernel/events/event-log';
import type { LoggedEvent } from '../../../kernel/events/event-log';
import type { StreamSource } from '../../../kernel/http/event-streams';
import type { StreamedPage } from '../../../kernel/http/stream-formats';
import { Metrics } from '../../../kernel/metrics/metrics';
import { changeOf, MOVES, pathOfBatch } from './board-change';
import type { BoardQueryDto } from './board.dto';
import { BoardService } from './board.service';
import { JOBS_OF_PATHS } from './board.statements';

/** The board, and what happens to it afterwards. */
@Injectable()
export class BoardStream {
  private readonly open: Gauge;

  constructor(
    { registry }: Metrics,
    private readonly database: Database,
    private readonly board: BoardService,
    private readonly log: EventLog,
    private readonly follower: EventFollower,
  ) {
    this.open = new Gauge({
      name: 'quintet_production_board_streams',
      help: 'Streams of the board that are open.',
      registers: [registry],
    });
  }

  /** @param lastId of what the client saw last: it gets what came behind that, in place of the board as it is */
  follow(tenantId: string, query: BoardQueryDto, lastId: string | undefined): StreamSource {
    return (aborted) => this.pages(tenantId, query, lastId, aborted);
  }

  private async *pages(
    tenantId: string,
    query: BoardQueryDto,
    lastId: string | undefined,
    aborted: AbortSignal,
  ): AsyncGenerator<StreamedPage> {
    this.open.inc();
    try {
      let after = lastId === undefined ? undefined : parseCursor(lastId);
      if (!after) {
        // Taken before the board is read: a change between the two comes twice, and none is missed.
        after = await this.log.end();
        const data = await this.board.show(tenantId, query);
        yield { events: [{ id: formatCursor(after), event: 'snapshot', data }] };
      }
      for await (const page of this.follower.follow({ tenantId, types: MOVES }, after, aborted)) {
        yield { events: await this.changes(tenantId, query, page.events), position: formatCursor(page.next) };
      }
    } finally {
      this.open.dec();
    }
  }

  private async changes(
    tenantId: string,
    query: BoardQueryDto,
    events: LoggedEvent[],
  ): Promise<StreamedPage['events']> {
    const jobs = await this.jobsOf(tenantId, [...new Set(events.flatMap(pathOfBatch))]);
    return events.flatMap((event) =>
      changeOf(event, jobs)
        .filter(({ jobId }) => query.jobId === undefined || query.jobId === jobId)
        .filter(({ pathId }) => query.pathId === undefined || query.pathId === pathId)
        .map((data) => ({ id: formatCursor(event.at), event: 'change', data })),
    );
  }

  private async jobsOf(tenantId: string, paths: string[]): Promise<Map<string, string>> {
    if (paths.length === 0) return new Map();
    const rows = await this.database.run<{ id: string; job_id: string }>(JOBS_OF_PATHS, [tenantId, paths]);
    return new Map(rows.map(({ id, job_id }) => [id, job_id]));
  }
}
