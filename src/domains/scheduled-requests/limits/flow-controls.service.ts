import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { Failure } from '../../../kernel/errors/failure';
import { parseLimitKey, type FlowLimits } from '../values/flow-control';
import { LOCK_KEY } from './admission-statements';
import type { FlowControlChange } from './flow-control-change';
import { CHANGE, FIND, GIVE, LIST, TAKE_BACK, type FlowControlRow } from './flow-control-statements';
import type { FlowControlDto } from './flow-control.dto';

type GivenLimits = FlowLimits & { key: string };

/** The limits of keys: as jobs bring them along, and as operators see and set them. */
@Injectable()
export class FlowControlsService {
  constructor(private readonly database: Database) {}

  /** Takes over the limits that jobs were sent with. By key, so that two who do so never wait in a circle. */
  async give(tenantId: string, given: GivenLimits[]): Promise<void> {
    for (const { key, concurrency, rate, period, pauseAfterFailures } of lastByKey(given)) {
      const values = [concurrency, rate, period?.months, period?.microseconds, pauseAfterFailures];
      await this.database.run(GIVE, [tenantId, key, ...values.map((value) => value ?? null)]);
    }
  }

  async list({ tenantId }: Caller, { limit, offset }: { limit: number; offset: number }): Promise<FlowControlDto[]> {
    return (await this.database.run<FlowControlRow>(LIST, [tenantId, limit, offset])).map(shown);
  }

  /** The control afterwards. @throws Failure `not-found` */
  async change({ tenantId }: Caller, key: string, change: FlowControlChange): Promise<FlowControlDto> {
    if ('error' in parseLimitKey(key)) throw new Failure('not-found');
    const { concurrency, rate, period, paused, reason, pauseAfterFailures } = change;
    const limits = [concurrency !== undefined, concurrency, rate !== undefined, rate];
    const rest = [period?.months, period?.microseconds, paused, reason, pauseAfterFailures];
    return this.database.transaction(async () => {
      await this.database.run(LOCK_KEY, [tenantId, key, 'flow']);
      await this.database.run(CHANGE, [tenantId, key, ...[...limits, ...rest].map((value) => value ?? null)]);
      await this.database.run(TAKE_BACK, [tenantId, key]);
      const [row] = await this.database.run<FlowControlRow>(FIND, [tenantId, key]);
      if (!row) throw new Failure('not-found');
      return shown(row);
    });
  }
}

/** Of each value of a key the one that was given last, sorted by key. */
function lastByKey(given: GivenLimits[]): GivenLimits[] {
  const byKey = new Map<string, GivenLimits>();
  for (const limits of given) {
    const before = byKey.get(limits.key);
    byKey.set(limits.key, {
      key: limits.key,
      concurrency: limits.concurrency ?? before?.concurrency ?? null,
      rate: limits.rate ?? before?.rate ?? null,
      period: limits.period ?? before?.period ?? null,
      pauseAfterFailures: limits.pauseAfterFailures ?? before?.pauseAfterFailures ?? null,
    });
  }
  return [...byKey.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
}

function shown({ key, concurrency, rate, months, seconds, paused, reason, executing, waiting }: FlowControlRow) {
  const period: FlowControlDto['period'] = months > 0 ? [months, 'months'] : seconds;
  return { key, concurrency, rate, period, paused, reason, executing, waiting };
}
