import { Injectable } from '@nestjs/common';
import { formatCursor } from '../../../kernel/events/event-cursor';
import type { EventPosition } from '../../../kernel/events/event-cursor';
import { EventFollower } from '../../../kernel/events/event-follower';
import { EventLog } from '../../../kernel/events/event-log';
import type { LoggedEvent } from '../../../kernel/events/event-log';
import type { StreamSource } from '../../../kernel/http/event-streams';
import type { StreamedPage } from '../../../kernel/http/stream-formats';
import type { Origin } from '../data-sources/links';
import type { Job } from '../jobs/job.entity';
import { JobAnswers } from '../jobs/job-answers';
import { changeOf, CHANGES } from './change';
import type { Change } from './change';
import { jobAt } from './job-at';
import { WatchedJobs } from './watched-jobs';

const TYPE = 'type.googleapis.com/bytenite.job.';

/** One object of the feed, as the original's gateway wraps it. */
const wrap = (event: string, data: object) => ({ result: { event, data } });

/** Says that the feed is open, and then that it still is. */
export const HEARTBEAT = wrap('heartbeat', {});

/** What happens to a tenant's jobs from now on, in the original's words. */
@Injectable()
export class JobFeed {
  constructor(
    private readonly log: EventLog,
    private readonly follower: EventFollower,
    private readonly watched: WatchedJobs,
    private readonly answers: JobAnswers,
  ) {}

  /** @param origin of links in what is told */
  async follow(tenantId: string, origin: Origin): Promise<StreamSource> {
    const from = await this.log.end();
    return (aborted) => this.pages(tenantId, origin, from, aborted);
  }

  private async *pages(
    tenantId: string,
    origin: Origin,
    from: EventPosition,
    aborted: AbortSignal,
  ): AsyncGenerator<StreamedPage> {
    for await (const { events } of this.follower.follow({ tenantId, types: CHANGES }, from, aborted)) {
      const jobs = await this.watched.read(tenantId, events.flatMap(jobsShown));
      yield {
        events: events.flatMap((event) => {
          const data = this.show(changeOf(event), jobs, origin);
          return data ? [{ id: formatCursor(event.at), data }] : [];
        }),
      };
    }
  }

  private show(change: Change | undefined, jobs: Map<string, Job>, origin: Origin): object | undefined {
    if (change?.kind === 'task') return wrap('task.state', { '@type': `${TYPE}Task`, ...change.task });
    const job = change && jobs.get(change.job.jobId);
    if (!job) return undefined;
    const then = { ...jobAt(job, change.job), deletedAt: change.kind === 'deleted' ? job.deletedAt : null };
    return wrap(`job.${change.kind}`, { '@type': `${TYPE}Job`, ...this.answers.show(then, origin).job });
  }
}

function jobsShown(event: LoggedEvent): string[] {
  const change = changeOf(event);
  return change && change.kind !== 'task' ? [change.job.jobId] : [];
}
