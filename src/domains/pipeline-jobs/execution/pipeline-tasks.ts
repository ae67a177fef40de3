import { defineTask } from '../../../engine/task';

/** An entry of the queue. */
export interface SlotTurn {
  job: string;
  slot: number;
  turn: number;
}

/** Runs the next items of a job in one of its slots, if the turn is still its own. */
export const runSlot = defineTask<SlotTurn>('pipeline.slot', 'pipeline');

/**
 * SQL that queues the row `slot` for its next turn.
 * @param runAt SQL of the time; at once when left out
 */
export const queueSlot = (runAt = 'NULL'): string => `engine.enqueue('pipeline.slot',
  json_build_object('job', slot.job_id, 'slot', slot.number, 'turn', slot.turn), ${runAt})`;

/** Told after every commit that ends a job, undeploys a pipeline or deletes one: workers end the calls that they are for. */
export const STOPS_CHANNEL = 'quintet_pipeline_stops';
