import { destinationOf, hostAndPort } from './destination';
import { parseFlowControl, parseLimitKey, type FlowLimits } from './flow-control';
import type { JobArgs } from './job-args';
import type { JobReader } from './job-fields';
import { accepted } from './parsed';

/** Where a request goes, and what holds it back. */
export interface Limits {
  /** As `destinationOf` writes it. */
  destination: string;
  flowControl: (FlowLimits & { key: string }) | null;
  fifoKey: string | null;
}

type LimitingArgs = Pick<JobArgs, 'url' | 'flow_control' | 'fifo_key'>;

/** Checks the fields that limit. */
export function readLimits(reader: JobReader): void {
  reader.read('flow_control', parseFlowControl);
  reader.read('fifo_key', parseLimitKey);
}

/** Of fields that were accepted. */
export function limitsIn(reader: JobReader): Limits {
  const fields = (['url', 'flow_control', 'fifo_key'] as const).map((field) => [field, reader.value(field)]);
  return limitsOf(Object.fromEntries(fields) as LimitingArgs);
}

/** Of the `args` of an accepted request. */
export function limitsOf({ url, flow_control: flow, fifo_key: fifoKey }: LimitingArgs): Limits {
  const control = flow === undefined ? null : accepted(parseFlowControl(flow));
  return {
    destination: destinationOf(url),
    flowControl: control && { ...control, key: control.key ?? hostAndPort(url) },
    fifoKey: fifoKey ?? null,
  };
}
