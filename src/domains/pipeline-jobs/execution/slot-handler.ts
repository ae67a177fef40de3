import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Workers } from '../../../engine/workers';
import { patiently } from '../../../kernel/database/patiently';
import { PipelineSettings } from '../pipeline.settings';
import { Calls } from './calls';
import type { ClaimedItem } from './claimed-item';
import { outcomeOf } from './outcomes';
import { PipelineMetrics } from './pipeline-metrics';
import { runSlot } from './pipeline-tasks';
import type { SlotTurn } from './pipeline-tasks';
import { SlotLines } from './slot-lines';

/** Milliseconds after which a slot goes through the queue again: processes that came later get their share. */
const LONGEST_RUN = 2_000;

/** Runs a slot's entry of the queue: puts item after item to the pipeline, for as long as nobody waits for its place. */
@Injectable()
export class SlotHandler {
  constructor(
    private readonly lines: SlotLines,
    private readonly calls: Calls,
    private readonly metrics: PipelineMetrics,
    workers: Workers,
    { PIPELINE_CONCURRENCY }: PipelineSettings,
  ) {
    workers.setSlots(runSlot.pool, PIPELINE_CONCURRENCY);
  }

  @Handles(runSlot)
  async handle(entry: SlotTurn, { signal, mayGoOn }: TaskContext): Promise<void> {
    const end = performance.now() + LONGEST_RUN;
    let { item } = await this.lines.ask(entry.job, { ...entry, goesOn: true });
    while (item) item = await this.run(entry, item, signal, () => mayGoOn() && performance.now() < end);
  }

  /** The item that is to be run after it. */
  private async run(
    { job, slot, turn }: SlotTurn,
    item: ClaimedItem,
    signal: AbortSignal,
    goesOn: () => boolean,
  ): Promise<ClaimedItem | undefined> {
    const result = await this.metrics.whileRunning(() => this.calls.make(item, signal));
    if (!result) return undefined;
    const outcome = outcomeOf(item, result, Math.random());
    let tries = 0;
    const answer = await patiently(() =>
      this.lines.ask(job, { slot, turn, outcome, goesOn: tries++ === 0 && goesOn() }),
    );
    // A try whose answer was lost may have given the slot another item: its entry is run once more, and finds out.
    if (!answer.accepted && tries > 1) throw new Error('it is not known what the slot runs');
    return answer.item;
  }
}
