import type { Json, JsonObject } from './json';

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/** A job's `args` as stored and shown: what the client set, as sent, after it passed `readJobRequest`. */
export interface JobArgs {
  method: Method;
  url: string;
  headers: Record<string, string>;
  query?: JsonObject;
  body?: Json;
  callback_url?: string;
  webhook_url?: string;
  schedule_in?: Json;
  scheduled_at?: Json;
  repeat_every?: Json;
  cron?: string;
  timezone?: string;
  timeout?: Json;
  retry?: Json;
  misfire?: string;
  overlap?: string;
  flow_control?: Json;
  fifo_key?: string;
  max_runs?: Json;
  ends_at?: Json;
  pause_after_failures?: Json;
}
