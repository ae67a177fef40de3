import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { ClaimedItem } from './claimed-item';
import { HOLD_JOB, HOLD_PIPELINE, LOOK, TAKE, WAIT, WAKE_ONE } from './claim.statements';
import { JobLines } from './job-lines';
import { nextMove } from './next-move';
import type { Outlook } from './next-move';

/** An entry of the queue. */
export interface SlotTurn {
  job: string;
  slot: number;
  turn: number;
}

/** Gives slots their next item. All claims of a job stand in line for its row, so each sees what the others took. */
@Injectable()
export class Claims {
  constructor(
    private readonly database: Database,
    private readonly lines: JobLines,
  ) {}

  /** The item to be run now; undefined when there is none, or the entry is not of the present turn. */
  next(entry: SlotTurn): Promise<ClaimedItem | undefined> {
    return this.lines.inLine(entry.job, () => this.database.transaction(() => this.claim(entry)));
  }

  private async claim(entry: SlotTurn): Promise<ClaimedItem | undefined> {
    const { job, slot, turn } = entry;
    const [held] = await this.database.run<{ pipeline: string; shared: boolean }>(HOLD_JOB, [job]);
    if (!held) return undefined;
    if (held.shared) await this.database.run(HOLD_PIPELINE, [held.pipeline]);
    const [outlook] = await this.database.run<Outlook & Record<string, unknown>>(LOOK, [job, slot, turn]);
    return outlook && this.move(entry, outlook);
  }

  private async move({ job, slot }: SlotTurn, outlook: Outlook): Promise<ClaimedItem | undefined> {
    const move = nextMove(outlook);
    switch (move.kind) {
      case 'take': {
        const values = [job, slot, move.item, uuidv7()];
        return (await this.database.run<ClaimedItem & Record<string, unknown>>(TAKE, values))[0];
      }
      case 'wait':
        await this.database.run(WAIT, [job, slot, move.milliseconds]);
        return undefined;
      case 'hand-over':
        await this.database.run(WAKE_ONE, [job, move.below]);
        return undefined;
      case 'rest':
        return undefined;
    }
  }
}
