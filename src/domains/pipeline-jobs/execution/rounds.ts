import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Announcer } from '../../../kernel/database/announcer';
import { Database } from '../../../kernel/database/database';
import { storedErrorOf } from '../items/item-error';
import { PIPELINE_GONE } from './calls';
import type { ClaimedItem } from './claimed-item';
import { FAILED_OTHERWISE, HOLD_PIPELINE, HOLD_RUN, LOOK } from './look.statements';
import { PipelineMetrics } from './pipeline-metrics';
import { STOPS_CHANNEL } from './pipeline-tasks';
import { END, GO_ON, LET_GO, QUEUE, SWEEP, TAKE, WAKE } from './record.statements';
import { endingSlots, planOf, presentSlots } from './round-plan';
import type { HeldRun, Plan, PresentSlot, Sight, SlotRequest } from './round-plan';
import { afterSweep, UNREACHABLE } from './run-state';
import type { RunState } from './run-state';

export interface SlotAnswer {
  /** Whether its turn, or its attempt, was still the present one: nothing was done otherwise. */
  accepted: boolean;
  /** The item to be run now. */
  item?: ClaimedItem;
}

interface Round extends Plan {
  job: HeldRun;
  sight: Sight;
  items: ClaimedItem[];
  /** Items that failed at once, their pipeline being gone. */
  swept: number;
}

/**
 * Records what came of attempts, each once and only while it is the present one, and gives slots their next items: for
 * many slots of a job at once. All rounds of a job stand in line for its row, so each sees what the others took.
 */
@Injectable()
export class Rounds {
  constructor(
    private readonly database: Database,
    private readonly metrics: PipelineMetrics,
    announcer: Announcer,
  ) {
    announcer.announceEach((sql) => (sql === LET_GO.text ? [''] : []), STOPS_CHANNEL);
  }

  /** Serves requests of different slots of a job in one transaction. */
  async hold(job: string, requests: SlotRequest[]): Promise<SlotAnswer[]> {
    const round = await this.database.transaction(() => this.begin(job, requests));
    if (!round) return requests.map(() => ({ accepted: false }));
    this.show(round);
    const accepted = new Set([...round.recorded, ...round.moves.map(({ slot }) => slot)].map(({ slot }) => slot));
    const items = new Map(round.items.map((item) => [item.slot, item]));
    return requests.map(({ slot }) => ({ accepted: accepted.has(slot), item: items.get(slot) }));
  }

  /** Undefined when the job is not started. */
  private async begin(id: string, requests: SlotRequest[]): Promise<Round | undefined> {
    const [job] = await this.database.run<HeldRun & Record<string, unknown>>(HOLD_RUN, [id]);
    if (!job) return undefined;
    if (job.shared && requests.some(({ goesOn }) => goesOn)) await this.database.run(HOLD_PIPELINE, [job.pipelineId]);
    const wanted = columns(
      requests.map(({ slot, turn, outcome }) => ({ slot, turn, lease: outcome?.lease ?? null })),
      ['slot', 'turn', 'lease'],
    );
    const [sight] = await this.database.run<Sight & Record<string, unknown>>(LOOK, [id, ...wanted, requests.length]);
    const present = presentSlots(requests, sight);
    const plan = planOf(job, sight, present, await this.failedOnlyUnreachable(job, present));
    return this.carryOut({ ...(await this.swept(job, sight, plan)), job, sight });
  }

  /** Matters only to the last items of a run without an answer: it is not asked for others. */
  private async failedOnlyUnreachable({ id, answered, left, startedAt }: HeldRun, present: PresentSlot[]) {
    if (answered || left > endingSlots(present).length) return false;
    const [other] = await this.database.run(FAILED_OTHERWISE, [id, startedAt, UNREACHABLE]);
    return other === undefined;
  }

  /** Fails items whose pipeline is gone before slots take them one by one, in a run that can no longer fail for it. */
  private async swept(job: HeldRun, { available }: Sight, plan: Plan): Promise<Plan & { swept: number }> {
    const isNew = ({ slot: { held }, move: { kind } }: Plan['moves'][number]) => kind === 'take' && held === null;
    if (available || !plan.run.answered || !plan.moves.some(isNew)) return { ...plan, swept: 0 };
    const values = [job.id, job.executionMode, JSON.stringify(storedErrorOf(PIPELINE_GONE))];
    const [{ count: swept }] = await this.database.run<{ count: number }>(SWEEP, values);
    if (swept === 0) return { ...plan, swept };
    const moves = plan.moves.map((one) => (isNew(one) ? { ...one, move: { kind: 'queue' as const } } : one));
    return { ...plan, run: afterSweep(plan.run, swept), moves, swept };
  }

  private async carryOut(round: Omit<Round, 'items'>): Promise<Round> {
    const { job, run, recorded, moves, swept } = round;
    const takes = moves.flatMap(({ slot: { slot }, move }) =>
      move.kind === 'take' ? [{ slot, item: move.item, lease: uuidv7() }] : [],
    );
    const freed = recorded
      .filter(({ slot }) => !takes.some((take) => take.slot === slot))
      .map(({ slot }) => ({ slot, item: null, lease: null }));
    const moved = [job.id, ...columns([...takes, ...freed], ['slot', 'item', 'lease'])];
    const values = [...moved, `[${recorded.map(({ outcome }) => outcome.stored).join()}]`, ...runValues(round)];
    if (run.status !== 'STARTED') {
      await this.database.run(END[run.status]!, values);
      if (run.status === 'FAILED') await this.database.run(LET_GO, [job.id]);
      return { ...round, items: [] };
    }
    const items: ClaimedItem[] = [];
    if (recorded.length + swept > 0) items.push(...(await this.take(GO_ON, values, round)));
    else if (takes.length > 0) items.push(...(await this.take(TAKE, moved, round)));
    await this.queue(round);
    return { ...round, items };
  }

  private async take(statement: typeof TAKE, values: unknown[], { job, sight }: Pick<Round, 'job' | 'sight'>) {
    const { tenantId, workspaceId, executionMode } = job;
    const { config, inputs, available } = sight;
    const common = { tenantId, workspaceId, executionMode, config, inputs, available };
    const rows = await this.database.run<Omit<ClaimedItem, keyof typeof common>>(statement, values);
    return rows.map((row) => ({ ...row, ...common }));
  }

  /** Queues slots for their next turns: those that wait, and idle ones that are to take the place of others. */
  private async queue({ job, run, moves }: Pick<Round, 'job' | 'run' | 'moves'>): Promise<void> {
    const mine = moves.map(({ slot }) => slot.slot);
    const waiting = moves.flatMap(({ slot: { slot }, move }) =>
      move.kind === 'wait' ? [{ slot, milliseconds: move.milliseconds }] : move.kind === 'queue' ? [{ slot }] : [],
    );
    if (waiting.length > 0) await this.database.run(QUEUE, [job.id, JSON.stringify(waiting)]);
    const [before, after] = [job.effectiveConcurrency, run.effectiveConcurrency];
    if (after > before) await this.database.run(WAKE, [job.id, mine, before, after, after - before]);
    const handed = moves.flatMap(({ move }) => (move.kind === 'hand-over' ? [move.below] : []));
    if (handed.length > 0) await this.database.run(WAKE, [job.id, mine, 0, handed[0], handed.length]);
  }

  private show({ run, recorded, swept, sight }: Round): void {
    for (const { outcome, seconds } of recorded)
      this.metrics.attemptEnded(outcome.connector, outcome.end, seconds ?? 0);
    for (let count = 0; count < swept; count++) {
      this.metrics.attemptEnded(sight.config.connector, { error: PIPELINE_GONE, again: false }, 0);
    }
    if (run.status !== 'STARTED') this.metrics.jobReached(run.status);
  }
}

/** For `END` and `GO_ON`. */
function runValues({ run, pause }: { run: RunState; pause?: number }): unknown[] {
  const counters = [run.executed, run.failed, run.left, run.answered, run.unreachableInRow, run.succeededInRow];
  return [...counters, run.effectiveConcurrency, run.error, pause ?? null, run.halved];
}

/** What `unnest` makes rows of. */
function columns<Row extends object>(rows: Row[], names: (keyof Row)[]): unknown[][] {
  return names.map((name) => rows.map((row) => row[name]));
}
