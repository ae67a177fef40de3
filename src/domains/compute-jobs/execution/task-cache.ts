import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../../../kernel/database/database';
import { keys } from '../objects/keys';
import { ObjectMissingError, ObjectStore } from '../objects/object-store';
import { inBatches } from '../runner/in-batches';
import { canonicalJson } from './canonical-json';
import { ComputeMetrics } from './compute-metrics';
import type { NewObject } from './stored-files';
import type { TakenStep } from './taken-step';

const KEEP_DAYS = 7;
const FIND = {
  name: 'compute-cache-find',
  text: 'SELECT objects FROM compute.task_cache WHERE tenant_id = $1 AND key = $2 AND expires_at > now()',
};
const RESERVE = {
  name: 'compute-cache-reserve',
  text: `INSERT INTO compute.task_cache (tenant_id, key, objects, expires_at)
    VALUES ($1, $2, $3, now() + ${KEEP_DAYS} * interval '1 day') ON CONFLICT DO NOTHING RETURNING key`,
};
const FORGET = {
  name: 'compute-cache-forget',
  text: 'DELETE FROM compute.task_cache WHERE tenant_id = $1 AND key = $2',
};

type CachedObject = Omit<NewObject, 'id'>;

/** Knows what tasks made, for equal ones: those of the same tenant, app, chunk and params. */
@Injectable()
export class TaskCache {
  private readonly logger = new Logger('compute');

  constructor(
    private readonly database: Database,
    private readonly store: ObjectStore,
    private readonly metrics: ComputeMetrics,
  ) {}

  keyOf({ tenantId, programs, params }: TakenStep, chunkSha256: string): string {
    const parts = [tenantId, programs.app.hash, chunkSha256, canonicalJson(params.app ?? {})];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  }

  /** Copies of the results of an equal task; none when there is none. */
  async find(step: TakenStep, key: string, signal: AbortSignal): Promise<NewObject[] | undefined> {
    const [entry] = await this.database.run<{ objects: CachedObject[] }>(FIND, [step.tenantId, key]);
    if (!entry) return undefined;
    try {
      const copies = await inBatches(entry.objects, async (cached, ordinal) => {
        signal.throwIfAborted();
        const copy = keys.result(step.jobId, step.chunkNumber, step.execution, ordinal);
        await this.copy(cached.key, copy);
        return { ...cached, key: copy, id: uuidv7() };
      });
      this.metrics.cacheHit();
      return copies;
    } catch (error) {
      // Entries come before their files, and go after them.
      if (error instanceof ObjectMissingError) return undefined;
      throw error;
    }
  }

  /** Remembers what a task made. The entry comes first: what is left undone expires with it. */
  async keep({ tenantId }: TakenStep, key: string, results: NewObject[]): Promise<void> {
    const objects = results.map(({ id: _, ...result }, ordinal) => {
      return { ...result, key: keys.cached(tenantId, key, ordinal) };
    });
    try {
      const [reserved] = await this.database.run(RESERVE, [tenantId, key, JSON.stringify(objects)]);
      if (!reserved) return;
      await inBatches(results, (result, ordinal) => this.copy(result.key, objects[ordinal].key));
    } catch (error) {
      this.logger.warn({ err: error }, 'results of a task could not be kept for others');
      await this.database.run(FORGET, [tenantId, key]).catch(() => undefined);
    }
  }

  private async copy(from: string, to: string): Promise<void> {
    await this.store.write(to, await this.store.read(from), Infinity);
  }
}
