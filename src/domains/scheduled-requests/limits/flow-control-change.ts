import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import type { Duration } from '../values/duration';
import { FieldReader } from '../values/field-reader';
import { parseConcurrency, parsePauseAfterFailures, parsePeriod, parseRate } from '../values/flow-control';
import type { SentJson } from '../values/json-text';
import type { Parsed } from '../values/parsed';
import { textUpTo } from '../values/text';

const FIELDS = ['concurrency', 'rate', 'period', 'paused', 'reason', 'pause_after_failures'] as const;

/** What an operator changes; undefined stays. */
export interface FlowControlChange {
  /** Null: no limit. */
  concurrency?: number | null;
  rate?: number | null;
  period?: Duration;
  paused?: boolean;
  reason?: string;
  pauseAfterFailures?: number;
}

/** Reads a change of limits. @throws Failure `body-not-object`; `invalid` with the texts by field as data */
@Injectable()
export class FlowControlChangePipe implements PipeTransform<SentJson, FlowControlChange> {
  transform({ value }: SentJson): FlowControlChange {
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    const reader = new FieldReader<(typeof FIELDS)[number]>(value);
    const limit = (field: 'concurrency' | 'rate', parse: (given: unknown) => Parsed<number>) =>
      Object.hasOwn(value, field) && value[field] === null ? null : reader.read(field, parse);
    const change = {
      concurrency: limit('concurrency', parseConcurrency),
      rate: limit('rate', parseRate),
      period: reader.read('period', parsePeriod),
      paused: reader.read('paused', parseBoolean),
      reason: reader.read('reason', textUpTo(1000)),
      pauseAfterFailures: reader.read('pause_after_failures', parsePauseAfterFailures),
    };
    const errors = reader.errors(FIELDS);
    if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
    return change;
  }
}

function parseBoolean(value: unknown): Parsed<boolean> {
  return typeof value === 'boolean' ? { value } : { error: 'is invalid' };
}
