import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ObjectStore } from '../objects/object-store';
import { inBatches } from '../runner/in-batches';
import type { StepFile } from '../runner/step';
import { ComputeMetrics } from './compute-metrics';
import type { ByteKind } from './compute-metrics';

/** A file in the object store, not yet in the database. */
export interface NewObject {
  id: string;
  name: string;
  key: string;
  size: number;
  sha256: string;
}

/** Brings files of steps to the object store. */
@Injectable()
export class StoredFiles {
  constructor(
    private readonly store: ObjectStore,
    private readonly metrics: ComputeMetrics,
  ) {}

  /** Takes files over, in their order; what it throws when the signal is aborted is of no interest. */
  async take(
    kind: ByteKind,
    files: StepFile[],
    keyOf: (index: number) => string,
    signal: AbortSignal,
  ): Promise<NewObject[]> {
    const objects = await inBatches(files, async ({ name, path }, index) => {
      signal.throwIfAborted();
      const key = keyOf(index);
      return { id: uuidv7(), name, key, ...(await this.store.take(key, path)) };
    });
    this.metrics.stored(
      kind,
      objects.reduce((sum, { size }) => sum + size, 0),
    );
    return objects;
  }
}

/** The columns of objects as a statement takes them: ids, names, keys, sizes, hashes. */
export function columnsOf(objects: NewObject[]): unknown[] {
  return (['id', 'name', 'key', 'size', 'sha256'] as const).map((name) => objects.map((object) => object[name]));
}
