import { Injectable } from '@nestjs/common';
import { Handles } from '../../../engine/task';
import type { TaskContext } from '../../../engine/task';
import { Workers } from '../../../engine/workers';
import { patiently } from '../../../kernel/database/patiently';
import { PipelineSettings } from '../pipeline.settings';
import { Calls } from './calls';
import { Claims } from './claims';
import type { SlotTurn } from './claims';
import { PipelineMetrics } from './pipeline-metrics';
import { runSlot } from './pipeline-tasks';
import { Records } from './records';

/** Runs a slot's entry of the queue: takes the next item, puts it to the pipeline, records what that says. */
@Injectable()
export class SlotHandler {
  constructor(
    private readonly claims: Claims,
    private readonly calls: Calls,
    private readonly records: Records,
    private readonly metrics: PipelineMetrics,
    workers: Workers,
    { PIPELINE_CONCURRENCY }: PipelineSettings,
  ) {
    workers.setSlots(runSlot.pool, PIPELINE_CONCURRENCY);
  }

  @Handles(runSlot)
  async handle(entry: SlotTurn, { signal }: TaskContext): Promise<void> {
    const item = await this.claims.next(entry);
    if (!item) return;
    const result = await this.metrics.whileRunning(() => this.calls.make(item, signal));
    if (result) await patiently(() => this.records.keep(item, result));
  }
}
