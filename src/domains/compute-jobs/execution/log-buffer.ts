import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../../kernel/database/database';
import type { LogLevel } from '../logs/log-line.entity';
import type { TakenStep } from './taken-step';

/** Milliseconds that lines are gathered for. */
const INTERVAL = 500;
/** Lines that are stored at once. */
const BATCH = 2000;

/** A step that is gone by now keeps no lines, and is no reason to lose those of others. */
const ADD_LINES = {
  name: 'compute-log-lines-add',
  text: `INSERT INTO compute.log_lines (job_id, step_id, execution, seq, at, level, line)
    SELECT step.job_id, step.id, added.execution, added.seq, added.at, added.level, added.line
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::text[], $6::text[])
      AS added (step_id, execution, seq, at, level, line) JOIN compute.steps AS step ON step.id = added.step_id
    ON CONFLICT DO NOTHING`,
};

interface Line {
  stepId: string;
  execution: number;
  seq: number;
  at: Date;
  level: LogLevel;
  line: string;
}

/** Stores what programs say, all of this process together. How much a program may say is limited before. */
@Injectable()
export class LogBuffer {
  private readonly logger = new Logger('compute');
  private lines: Line[] = [];
  private timer?: NodeJS.Timeout;
  private stored: Promise<void> = Promise.resolve();

  constructor(private readonly database: Database) {}

  /** Takes the lines of one execution of a step, in order. */
  writer({ id: stepId, execution }: TakenStep): (level: LogLevel, line: string) => void {
    let seq = 0;
    return (level, line) => {
      this.lines.push({ stepId, execution, seq: seq++, at: new Date(), level, line });
      this.timer ??= setTimeout(() => void this.flush(), INTERVAL);
    };
  }

  /** Resolves once all that was said so far is stored, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.stored = this.stored.then(() => this.store());
    await this.stored;
  }

  private async store(): Promise<void> {
    while (this.lines.length > 0) {
      const batch = this.lines.slice(0, BATCH);
      try {
        await this.database.run(ADD_LINES, columnsOf(batch));
      } catch (error) {
        this.logger.warn({ err: error }, 'log lines wait to be stored');
        this.timer ??= setTimeout(() => void this.flush(), INTERVAL);
        return;
      }
      this.lines.splice(0, batch.length);
    }
  }
}

function columnsOf(lines: Line[]): unknown[] {
  return (['stepId', 'execution', 'seq', 'at', 'level', 'line'] as const).map((name) =>
    lines.map((line) => line[name]),
  );
}
