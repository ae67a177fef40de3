import type { JobReader } from './job-fields';

/** Who is told of a job, as in its `args`. */
export interface Receivers {
  callbackUrl: string | null;
  webhookUrl: string | null;
}

/** Of fields that were accepted. */
export function receiversIn(reader: JobReader): Receivers {
  const url = (field: 'callback_url' | 'webhook_url') => (reader.value(field) as string | undefined) ?? null;
  return { callbackUrl: url('callback_url'), webhookUrl: url('webhook_url') };
}
