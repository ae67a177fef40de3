import { PARAMS_FIELDS } from './job-params';

/** Names of the fields of a job in the order in which violations are listed. */
export const JOB_FIELDS = [
  'name',
  'templateId',
  'description',
  'dataSource',
  'dataDestination',
  ...PARAMS_FIELDS,
  'config',
  'priority',
  'startAt',
];
