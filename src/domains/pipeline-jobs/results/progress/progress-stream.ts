import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Turns } from '../../../../kernel/events/turns';
import type { StreamSource } from '../../../../kernel/http/event-streams';
import type { StreamedPage } from '../../../../kernel/http/stream-formats';
import type { JobScope } from '../job-path';
import { hasEnded, isSameProgress, showProgress } from './progress';
import type { Tally } from './progress';
import type { PipelineProgressDto } from './progress.dto';
import { ProgressService } from './progress.service';

/** Milliseconds between looks at a job that runs, and at one that is not started: at most 4 events a second. */
const PAUSE = 250;
const UNSTARTED_PAUSE = 1_000;
/** Streams that look at once: hundreds of them must leave connections to everybody else. */
const READERS = 4;

/** How far a job is, told as it goes on, until it ends. */
@Injectable()
export class ProgressStream {
  private readonly logger = new Logger('pipeline-streams');
  private readonly turns = new Turns(READERS);

  constructor(private readonly progress: ProgressService) {}

  /**
   * @param lastId of what the client saw last
   * @returns undefined for who has seen the end
   * @throws Failure `not-found`
   */
  async follow(scope: JobScope, lastId: string | undefined): Promise<StreamSource | undefined> {
    const first = await this.progress.require(scope);
    if (hasEnded(first) && lastId === endId(first)) return undefined;
    return (aborted) => this.pages(scope, first, aborted);
  }

  private async *pages(scope: JobScope, first: Tally, aborted: AbortSignal): AsyncGenerator<StreamedPage> {
    let told: PipelineProgressDto | undefined;
    for (let tally: Tally | undefined = first; tally; tally = await this.next(scope, tally, aborted)) {
      const data = showProgress(tally);
      if (!told || !isSameProgress(told, data)) yield { events: [{ id: idOf(tally), event: 'progress', data }] };
      told = data;
      if (hasEnded(tally)) return yield { events: [{ id: endId(tally), event: 'end', data }] };
    }
  }

  /** Undefined when the job was deleted or nobody listens any more. Streams outlive a database that is away. */
  private async next(scope: JobScope, { status }: Tally, aborted: AbortSignal): Promise<Tally | undefined> {
    const pause = status === 'STARTED' ? PAUSE : UNSTARTED_PAUSE;
    for (;;) {
      await delay(pause, undefined, { signal: aborted }).catch(() => undefined);
      if (aborted.aborted) return undefined;
      try {
        return await this.turns.take(() => this.progress.tally(scope));
      } catch (error) {
        this.logger.warn({ err: error }, 'the items of a job cannot be counted');
      }
    }
  }
}

const idOf = ({ run_no, executed }: Tally) => `${run_no}.${executed}`;
const endId = ({ run_no }: Tally) => `${run_no}.end`;
