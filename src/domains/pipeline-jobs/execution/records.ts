import { Injectable } from '@nestjs/common';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import type { Found } from '../connectors/found';
import { ItemError } from '../items/item-error';
import { nextItemStatus } from '../jobs/transitions';
import type { JobStatus } from '../jobs/transitions';
import type { ClaimedItem } from './claimed-item';
import { JobLines } from './job-lines';
import { PipelineMetrics } from './pipeline-metrics';
import { STOPS_CHANNEL } from './pipeline-tasks';
import { FAILED_OTHERWISE, HOLD_RUN, LET_GO, RECORD } from './record.statements';
import { consequenceOf } from './retries';
import type { Consequence } from './retries';
import { afterAttempt, UNREACHABLE } from './run-state';
import type { AttemptEnd, RunState } from './run-state';
import { storedJson } from './stored-json';

type Run = RunState & { concurrency: number; startedAt: Date };

/** Records what came of attempts, each once and only while it is the present one. */
@Injectable()
export class Records {
  constructor(
    private readonly database: Database,
    private readonly lines: JobLines,
    private readonly metrics: PipelineMetrics,
    announcer: Announcer,
  ) {
    announcer.announceEach((sql) => (sql === LET_GO.text ? [''] : []), STOPS_CHANNEL);
  }

  /** Records it with all that follows: another attempt, the slot's next item, the end of the job. */
  async keep(item: ClaimedItem, result: Found | ItemError): Promise<void> {
    const error = result instanceof ItemError ? result : undefined;
    const limited = error?.type === 'rate_limited';
    const tries = { attempts: item.attempts, limited: item.limited + Number(limited) };
    const consequence = error ? consequenceOf(error, tries, item.config, Math.random()) : {};
    const end = { error, again: consequence.retryAfter !== undefined };
    const kept = await this.lines.inLine(item.jobId, () =>
      this.database.transaction(() => this.record(item, result, end, consequence)),
    );
    if (kept) this.metrics.attemptEnded(item.config.connector, end, kept);
  }

  private async record(
    item: ClaimedItem,
    result: Found | ItemError,
    end: AttemptEnd,
    consequence: Consequence,
  ): Promise<{ status: JobStatus; seconds: number } | undefined> {
    const [run] = await this.database.run<Run & Record<string, unknown>>(HOLD_RUN, [item.jobId]);
    if (!run) return undefined;
    const next = afterAttempt(run, end, run.concurrency, await this.failedOnlyUnreachable(item, run));
    const values = [...resultValues(item, result, consequence), ...runValues(next, consequence)];
    const [recorded] = await this.database.run<{ seconds: number }>(RECORD[next.status]!, values);
    if (recorded && next.status === 'FAILED') await this.database.run(LET_GO, [item.jobId]);
    return recorded && { status: next.status, seconds: recorded.seconds };
  }

  /** Matters only to the last item of a run without an answer: it is not asked for others. */
  private async failedOnlyUnreachable({ jobId }: ClaimedItem, { answered, left, startedAt }: Run): Promise<boolean> {
    if (answered || left > 1) return false;
    const [other] = await this.database.run(FAILED_OTHERWISE, [jobId, startedAt, UNREACHABLE]);
    return other === undefined;
  }
}

function resultValues(item: ClaimedItem, result: Found | ItemError, { retryAfter }: Consequence): unknown[] {
  const { jobId, slot, id, lease } = item;
  const attempt = [jobId, slot, id, lease];
  if (!(result instanceof ItemError)) {
    const { answers, documents, usage } = result;
    const score = (answers[0] ?? documents[0])?.score ?? null;
    const found = [storedJson(answers), storedJson(documents), score, null, usage && storedJson(usage)];
    return [...attempt, nextItemStatus('RUNNING', 'succeed'), ...found, null, 0];
  }
  const again = retryAfter !== undefined;
  const { type, message, statusCode } = result;
  const error = again ? null : storedJson({ type, message, status_code: statusCode });
  const status = nextItemStatus('RUNNING', again ? 'postpone' : 'fail');
  return [...attempt, status, '[]', '[]', null, error, null, retryAfter ?? null, Number(type === 'rate_limited')];
}

function runValues(run: RunState, { pause }: Consequence): unknown[] {
  return [
    run.executed,
    run.failed,
    run.left,
    run.answered,
    run.unreachableInRow,
    run.succeededInRow,
    run.effectiveConcurrency,
    run.error,
    pause ?? null,
  ];
}
