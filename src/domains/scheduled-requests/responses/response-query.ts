import { givenParameters, readPage, readText, refuseFaults, type Page } from '../lists/list-query';
import { FieldReader } from '../values/field-reader';
import { DAY, instantOf, type Instant } from '../values/instant';
import type { Parsed } from '../values/parsed';
import { searchText } from '../values/search-text';
import { parseTime } from '../values/time';

const FIELDS = ['status', 'from', 'to', 'limit', 'offset'] as const;

export interface ResponseQuery extends Page {
  /** The lowest and the highest status; undefined: any. */
  statuses: [number, number] | undefined;
  /** What the body has to hold, as it is searched. */
  text: string | undefined;
  /** The number or the uuid of a job. */
  jobId: string | undefined;
  scheduleId: string | undefined;
  /** The attempt began at this moment or later. */
  from: Instant;
  /** It began before this one. */
  to: Instant | undefined;
}

/** Reads the query of a search; an empty parameter is not set. @throws Failure `invalid` with the texts by field */
export function readResponseQuery(query: Record<string, unknown>, now = instantOf(Date.now())): ResponseQuery {
  const reader = new FieldReader<(typeof FIELDS)[number] | 'q' | 'job_id' | 'schedule_id'>(givenParameters(query));
  const statuses = reader.read('status', parseStatuses);
  const from = reader.read('from', (value) => parseTime(value, now)) ?? now - DAY;
  const to = reader.read('to', (value) => parseTime(value, now));
  const page = readPage(reader);
  refuseFaults(reader, FIELDS);
  const q = readText(reader, 'q');
  return {
    ...page,
    statuses,
    text: q === undefined ? undefined : searchText(q),
    jobId: readText(reader, 'job_id'),
    scheduleId: readText(reader, 'schedule_id'),
    from,
    to,
  };
}

/** `500` or, for all of a hundred, `5xx`. */
function parseStatuses(value: unknown): Parsed<[number, number]> {
  const [, hundred, rest] = /^([1-5])(\d\d|xx)$/i.exec(String(value)) ?? [];
  if (hundred === undefined) return { error: 'is invalid' };
  const first = Number(hundred) * 100;
  return { value: /x/i.test(rest) ? [first, first + 99] : [first + Number(rest), first + Number(rest)] };
}
