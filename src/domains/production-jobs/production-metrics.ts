import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from '../../kernel/metrics/metrics';
import type { MoveKind } from './movement/plan';

const WAIT_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Shows what this process moved. No label tells of a tenant, a job or a person. */
@Injectable()
export class ProductionMetrics {
  readonly created: Counter;
  readonly conflicts: Counter;
  private readonly moves: Counter<'kind'>;
  private readonly completed: Counter<'forced'>;
  private readonly scrapped: Counter<'reason'>;
  private readonly sentBack: Counter;
  private readonly counterWait: Histogram;

  constructor({ registry }: Metrics) {
    const registers = [registry];
    const counter = <T extends string>(name: string, help: string, labelNames: T[] = []) =>
      new Counter<T>({ name: `quintet_production_${name}_total`, help, labelNames, registers });
    this.created = counter('units_created', 'Units that were made.');
    this.moves = counter('moves', 'Moves of units, by kind.', ['kind']);
    this.completed = counter('completed', 'Units that were completed, by whether steps were missing.', ['forced']);
    this.scrapped = counter('scrapped', 'Units that were scrapped, by reason.', ['reason']);
    this.sentBack = counter('sent_back', 'Times that units were sent back.');
    this.conflicts = counter(
      'conflicts',
      'Actions refused because the unit was not any more what the caller saw, or is built in elsewhere.',
    );
    this.counterWait = new Histogram({
      name: 'quintet_production_counter_wait_seconds',
      help: 'Seconds that makers of units waited for the serial numbers of their tenant.',
      buckets: WAIT_SECONDS,
      registers,
    });
  }

  made(units: number, waitedSeconds: number): void {
    this.created.inc(units);
    this.counterWait.observe(waitedSeconds);
  }

  moved(kind: MoveKind, completed: boolean, scrapReason?: string): void {
    this.moves.inc({ kind });
    if (completed) this.completed.inc({ forced: String(kind === 'force_complete') });
    if (scrapReason !== undefined) this.scrapped.inc({ reason: scrapReason });
    if (kind === 'send_back') this.sentBack.inc();
  }
}
