import { parseCron } from '../recurrence/cron';
import { cronInWords } from '../recurrence/cron-words';
import { slotsAfter } from '../recurrence/slots';
import { parseTimeZone } from '../recurrence/time-zone';
import { parseCount, readerOf, refuse } from '../schedules/schedule-queries';
import { formatInstant, type Instant } from '../values/instant';
import { parseTime } from '../values/time';
import type { CronPreviewDto } from './cron-preview.dto';

const FIELDS = ['cron', 'timezone', 'count', 'from'] as const;

/** What a cron expression means. @throws Failure `invalid` with the texts by field */
export function previewCron(query: Record<string, unknown>, now: Instant): CronPreviewDto {
  const reader = readerOf<(typeof FIELDS)[number]>(query);
  if (!reader.isSet('cron')) reader.refuse('cron', "can't be blank");
  const cron = reader.read('cron', parseCron) ?? '';
  const timezone = reader.read('timezone', parseTimeZone) ?? 'UTC';
  const count = reader.read('count', parseCount) ?? 10;
  const from = reader.read('from', (value) => parseTime(value, now)) ?? now;
  refuse(reader, FIELDS);
  const next = slotsAfter({ cron, timezone }, from, count);
  if (next.length === 0) reader.refuse('cron', 'never runs');
  refuse(reader, FIELDS);
  return { cron, timezone, description: cronInWords(cron), next: next.map(formatInstant) };
}
