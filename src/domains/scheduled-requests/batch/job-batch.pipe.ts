import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { JobRequestContexts } from '../jobs/job-request-contexts';
import { FieldReader, type FieldErrors } from '../values/field-reader';
import { readJobRequest, type JobRequest } from '../values/job-request';
import { membersOf, partsOf, type SentJson } from '../values/json-text';
import type { Parsed } from '../values/parsed';
import { boundedCheck } from './bounded-check';

export const MAX_JOBS = 1000;
/** Names of one batch that are looked up at a time, and milliseconds for all of them. */
const LOOK_UPS = { concurrency: 16, budgetMs: 10_000 };

/** Reads the body of a batch. @throws Failure `body-not-object`; `invalid` with the texts by field as data */
@Injectable()
export class JobBatchPipe implements PipeTransform<SentJson, Promise<JobRequest[]>> {
  constructor(private readonly contexts: JobRequestContexts) {}

  async transform({ value, text }: SentJson): Promise<JobRequest[]> {
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    const jobs = readJobs(value);
    const texts = partsOf(membersOf(text).get('jobs')!);
    const context = this.contexts.current();
    const bounded = { ...context, resolvesToRefused: boundedCheck(context.resolvesToRefused, LOOK_UPS) };
    const results = await Promise.all(
      jobs.map((job, index) => (isJsonObject(job) ? readJobRequest(job, texts[index], bounded) : undefined)),
    );
    const errors = results.flatMap((result, index) => errorsOf(result, `jobs.${index}`));
    if (errors.length > 0) throw invalid(Object.fromEntries(errors));
    return results.flatMap((result) => (result && 'request' in result ? [result.request] : []));
  }
}

function readJobs(body: object): unknown[] {
  const reader = new FieldReader<'jobs'>(body);
  const jobs = reader.read('jobs', parseJobs);
  if (!reader.isSet('jobs')) reader.refuse('jobs', "can't be blank");
  const errors = reader.errors(['jobs']);
  if (errors) throw invalid(errors);
  return jobs!;
}

function parseJobs(value: unknown): Parsed<unknown[]> {
  if (!Array.isArray(value)) return { error: 'is invalid' };
  if (value.length === 0) return { error: "can't be blank" };
  return value.length > MAX_JOBS ? { error: `should have at most ${MAX_JOBS} item(s)` } : { value };
}

function errorsOf(result: Awaited<ReturnType<typeof readJobRequest>> | undefined, job: string): [string, string[]][] {
  if (result === undefined) return [[job, ['is invalid']]];
  if ('request' in result) return [];
  return Object.entries(result.errors).map(([field, texts]) => [`${job}.${field}`, texts]);
}

function invalid(errors: FieldErrors): Failure {
  return new Failure('invalid', undefined, { status: 422, data: errors });
}
