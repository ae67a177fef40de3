import addFormats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020';
import seed from '../contract/fixtures/compute-seed.json';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.addSchema(seed, 'seed').getSchema('seed#/components/schemas/jobsJobResponse')!;
const jobFields = Object.keys(seed.components.schemas.jobJob.properties);
const templateFields = Object.keys(seed.components.schemas.jobJobTemplate.properties);

/** What the published schema, or the rule that nothing is null, has against a job answer; fields it does not know too. */
export function faultsOf(answer: { job: object; templateInfo: object }): unknown[] {
  return [
    ...(validate(answer) ? [] : validate.errors!),
    ...Object.keys(answer.job).filter((field) => !jobFields.includes(field)),
    ...Object.keys(answer.templateInfo).filter((field) => !templateFields.includes(field)),
    ...nullsIn(answer, ''),
  ];
}

function nullsIn(value: unknown, path: string): string[] {
  if (value === null) return [`${path} is null`];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, member]) => nullsIn(member, `${path}/${key}`));
}
