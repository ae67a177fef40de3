import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { readJobRequest, type JobRequest } from '../values/job-request';
import type { SentJson } from '../values/json-text';
import { JobRequestContexts } from './job-request-contexts';

/** Reads the body of a create call. @throws Failure `body-not-object`; `invalid` with the texts by field as data */
@Injectable()
export class JobRequestPipe implements PipeTransform<SentJson, Promise<JobRequest>> {
  constructor(private readonly contexts: JobRequestContexts) {}

  async transform({ value, text }: SentJson): Promise<JobRequest> {
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    const result = await readJobRequest(value, text, this.contexts.current());
    if ('errors' in result) throw new Failure('invalid', undefined, { status: 422, data: result.errors });
    return result.request;
  }
}
