import { Injectable, Logger } from '@nestjs/common';
import { formatCursor, isBefore } from '../../../kernel/events/event-cursor';
import type { EventPosition } from '../../../kernel/events/event-cursor';
import { EventFollower } from '../../../kernel/events/event-follower';
import { EventLog } from '../../../kernel/events/event-log';
import type { LoggedEvent } from '../../../kernel/events/event-log';
import type { StreamSource } from '../../../kernel/http/event-streams';
import type { StreamedPage } from '../../../kernel/http/stream-formats';
import type { Origin } from '../data-sources/links';
import { JobAnswers } from '../jobs/job-answers';
import { RUNNING_STATES } from '../jobs/transitions';
import { jobNotFound } from '../tasks/not-found';
import { showProgress } from '../tasks/progress';
import type { Tally } from '../tasks/progress';
import { ProgressService } from '../tasks/progress.service';
import { changeOf, CHANGES, isEnd } from './change';
import { endId, readLastId } from './last-id';
import { WatchedJobs } from './watched-jobs';

/** Least milliseconds between two counts of a job's tasks. */
const PAUSE = 1_000;

interface Watched {
  tenantId: string;
  jobId: string;
  origin: Origin;
  after: EventPosition;
  /** Behind all that made the job end, if it has ended. */
  end?: EventPosition;
}

/** Everything that happens to one job, until it ends. */
@Injectable()
export class JobStream {
  private readonly logger = new Logger('compute-streams');

  constructor(
    private readonly log: EventLog,
    private readonly follower: EventFollower,
    private readonly progress: ProgressService,
    private readonly watched: WatchedJobs,
    private readonly answers: JobAnswers,
  ) {}

  /**
   * @param lastId of what the client saw last
   * @param origin of links in the job
   * @returns undefined for who has seen the end
   * @throws Failure `not-found`
   */
  async follow(tenantId: string, jobId: string, lastId: string | undefined, origin: Origin) {
    const tally = await this.progress.tally(tenantId, jobId);
    if (!tally || tally.deleted) throw jobNotFound(jobId);
    const { after, sawEnd } = readLastId(lastId);
    if (sawEnd && hasEnded(tally)) return undefined;
    const end = hasEnded(tally) ? await this.log.latest() : undefined;
    // Events and jobs are looked up by its text, which PostgreSQL writes in small letters.
    const watched = { tenantId, jobId: jobId.toLowerCase(), origin, after, end };
    const source: StreamSource = (aborted) => this.pages(watched, aborted);
    return source;
  }

  private async *pages(watched: Watched, aborted: AbortSignal): AsyncGenerator<StreamedPage> {
    const { tenantId, jobId, after } = watched;
    let { end } = watched;
    let countedAt = -Infinity;
    let told: string | undefined;
    const filter = { tenantId, subject: jobId, types: CHANGES };
    for await (const { events, next } of this.follower.follow(filter, after, aborted)) {
      yield { events: events.flatMap(show), position: formatCursor(next) };
      const last = events.at(-1);
      const ending = last && isEnd(last) ? last.at : undefined;
      if (!ending && !end && performance.now() - countedAt < PAUSE) continue;
      const tally = await this.count(watched);
      if (!tally) continue;
      countedAt = performance.now();
      const data = showProgress(tally);
      if (JSON.stringify(data) !== told) yield { events: [{ id: formatCursor(next), event: 'progress', data }] };
      told = JSON.stringify(data);
      end = hasEnded(tally) ? (end ?? ending ?? (await this.log.latest())) : undefined;
      if (!end || !isBefore(end, next)) continue;
      return yield { events: [{ id: endId(next), event: 'end', data: await this.show(watched) }] };
    }
  }

  /** Undefined while the database is away: streams outlive that. */
  private async count({ tenantId, jobId }: Watched): Promise<Tally | undefined> {
    try {
      return await this.progress.tally(tenantId, jobId);
    } catch (error) {
      this.logger.warn({ err: error }, 'the tasks of a job cannot be counted');
      return undefined;
    }
  }

  private async show({ tenantId, jobId, origin }: Watched): Promise<object> {
    const job = (await this.watched.read(tenantId, [jobId])).get(jobId)!;
    return this.answers.show(job, origin).job;
  }
}

function hasEnded({ state, deleted }: Tally): boolean {
  return deleted || !(state === 'JOB_STATE_NEW' || RUNNING_STATES.includes(state));
}

function show(event: LoggedEvent): StreamedPage['events'] {
  const change = changeOf(event);
  const id = formatCursor(event.at);
  const at = event.time.toISOString();
  if (change?.kind === 'task') return [{ id, event: 'task', data: { ...change.task, at } }];
  if (change?.kind !== 'created' && change?.kind !== 'state') return [];
  return [{ id, event: 'state', data: { ...change.job, at } }];
}
