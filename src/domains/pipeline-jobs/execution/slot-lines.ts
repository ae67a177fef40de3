import { setImmediate as comers } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { isDatabaseAway } from '../../../kernel/database/database-errors';
import type { SlotRequest } from './round-plan';
import { Rounds } from './rounds';
import type { SlotAnswer } from './rounds';

/** Slots in one round, and characters of JSON that they bring: answers can be long. */
const MOST = 100;
const MOST_TEXT = 4 * 1024 * 1024;

interface Waiting {
  request: SlotRequest;
  resolve(answer: SlotAnswer): void;
  reject(error: unknown): void;
}

/**
 * One line for each job, in which its slots of this process wait for its row: who comes while it is held goes in the next
 * round, and all together wait for one commit.
 */
@Injectable()
export class SlotLines {
  private readonly lines = new Map<string, Waiting[]>();

  constructor(private readonly rounds: Rounds) {}

  /** What comes of a slot's request, once that is committed. */
  ask(job: string, request: SlotRequest): Promise<SlotAnswer> {
    return new Promise((resolve, reject) => {
      const waiting = { request, resolve, reject };
      const line = this.lines.get(job);
      if (line) line.push(waiting);
      else void this.serve(job, [waiting]);
    });
  }

  private async serve(job: string, line: Waiting[]): Promise<void> {
    this.lines.set(job, line);
    while (line.length > 0) {
      // Answers that arrived together are taken together.
      await comers();
      await this.hold(job, companions(line));
    }
    this.lines.delete(job);
  }

  private async hold(job: string, round: Waiting[]): Promise<void> {
    try {
      const answers = await this.rounds.hold(
        job,
        round.map(({ request }) => request),
      );
      round.forEach(({ resolve }, index) => resolve(answers[index]));
    } catch (error) {
      // What one of them brings may be to blame: the others do not suffer for it.
      if (round.length > 1 && !isDatabaseAway(error)) for (const one of round) await this.hold(job, [one]);
      else for (const { reject } of round) reject(error);
    }
  }
}

/** Takes those at the head of a line that can go together, at least one: of each slot only the first. */
function companions(line: Waiting[]): Waiting[] {
  const slots = new Set<number>();
  let text = 0;
  let count = 0;
  for (const { request } of line) {
    text += request.outcome?.stored.length ?? 0;
    if (slots.has(request.slot) || count === MOST || (count > 0 && text > MOST_TEXT)) break;
    slots.add(request.slot);
    count++;
  }
  return line.splice(0, count);
}
