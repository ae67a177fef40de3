import { instantOf } from '../values/instant';
import { readJobRequest, type JobRequest } from '../values/job-request';
import { membersOf, type JsonText } from '../values/json-text';

/** What makes the request and its limits: all but when it runs, for a replay is a one-shot that runs now. */
const REPEATED = [
  'body',
  'callback_url',
  'fifo_key',
  'flow_control',
  'headers',
  'method',
  'query',
  'retry',
  'timeout',
  'url',
  'webhook_url',
];

/** Its hosts were checked when it was created, and are again when it is sent. */
const TRUSTING = {
  hosts: { covers: () => true, refusesLiteral: () => false },
  resolvesToRefused: () => Promise.resolve(false),
};

/** A discarded job. */
export interface Letter {
  id: number;
  name: string | null;
  description: string | null;
  args: JsonText;
}

/** A replay obeys the limits of its key as they are now. */
const unlimited = (key: string) => ({ key, concurrency: null, rate: null, period: null, pauseAfterFailures: null });

/** @throws Error when the stored `args` are corrupt */
export async function replayedRequest({ name, description, args }: Letter): Promise<JobRequest> {
  const written = membersOf(args);
  const members = REPEATED.flatMap((field) => (written.has(field) ? [`"${field}":${written.get(field)}`] : []));
  const text = `{${members.join(',')}}`;
  const result = await readJobRequest(JSON.parse(text) as object, text, { now: instantOf(Date.now()), ...TRUSTING });
  if ('errors' in result) throw new Error(`A stored job is refused: ${JSON.stringify(result.errors)}`);
  const { flowControl, ...request } = result.request;
  return { ...request, name, description, flowControl: flowControl && unlimited(flowControl.key) };
}
