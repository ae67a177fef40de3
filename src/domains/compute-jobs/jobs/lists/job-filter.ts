import { LIST_FIELDS, readListBody } from '../../lists/list-query';
import type { ListPart } from '../../lists/list-query';
import { Fields } from '../../requests/fields';
import { readDateTime } from '../../requests/date-time';
import { JOB_STATES } from '../transitions';
import type { JobState } from '../transitions';
import { readTexts } from './read-list';

/** Which jobs a list is to hold: all conditions that are set hold for each. */
export interface JobFilter {
  ids?: string[];
  states?: JobState[];
  templateIds?: string[];
  /** Part of the name, in any case. */
  name?: string;
  createdAfter?: Date;
  createdBefore?: Date;
  includeDeleted?: boolean;
}

const FIELDS = [
  ...LIST_FIELDS,
  'ids',
  'states',
  'templateIds',
  'name',
  'createdAfter',
  'createdBefore',
  'includeDeleted',
];

/**
 * Reads which part of which list a body asks for; none asks for the first part of everything.
 * @throws Failure `body-not-object`, `invalid`
 */
export function readJobFilter(body: unknown): { filter: JobFilter; part: ListPart } {
  const fields = Fields.ofOptional(body);
  const part = readListBody(fields);
  const filter = {
    ids: readTexts(fields, 'ids'),
    states: readStates(fields),
    templateIds: readTexts(fields, 'templateIds'),
    name: fields.text('name', 200),
    createdAfter: readDateTime(fields, 'createdAfter'),
    createdBefore: readDateTime(fields, 'createdBefore'),
    includeDeleted: fields.flag('includeDeleted'),
  };
  fields.violations.refuse(FIELDS);
  return { filter, part };
}

function readStates(fields: Fields): JobState[] | undefined {
  const states = fields.value('states');
  if (states === undefined) return undefined;
  if (!Array.isArray(states) || !states.every(isJobState)) return fields.refuse('states', 'must hold job states');
  return states.length > 0 ? [...new Set(states)] : undefined;
}

function isJobState(state: unknown): state is JobState {
  return JOB_STATES.includes(state as JobState);
}
