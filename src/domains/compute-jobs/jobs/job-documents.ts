import { HttpCode, applyDecorators } from '@nestjs/common';
import type { Type } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiParam } from '@nestjs/swagger';
import { ComputeFailures } from '../compute-failures';
import { ComputeAcknowledgementDto } from '../requests/acknowledgement.dto';
import { ComputeJobResponseDto } from './job.dto';

export const JOB_ID = { name: 'id', description: 'Id of the job.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b' };

export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  description: 'The same key and body within 24 h give the first answer again.',
  required: false,
};

export interface Call {
  summary: string;
  operationId: string;
  description?: string;
  body?: Type;
  /** Kept for old clients. */
  deprecated?: boolean;
}

/** Documents a call that changes a job and shows it. */
export function ChangesJob({ body, ...operation }: Call): MethodDecorator {
  return applyDecorators(
    ApiOperation(operation),
    ApiParam(JOB_ID),
    ...(body ? [ApiBody({ type: body })] : []),
    ApiOkResponse({ description: 'The job as it is now.', type: ComputeJobResponseDto }),
    ComputeFailures(400, 401, 403, 404, 406, 413, 415, 429, 500, 503),
  );
}

/** A change by POST, which old clients send. */
export function ChangesJobByPost(call: Call): MethodDecorator {
  return applyDecorators(HttpCode(200), ApiHeader(IDEMPOTENCY_KEY), ChangesJob(call), ComputeFailures(409));
}

/** Documents a POST that does something with a job. */
export function ActsOnJob({ body, ...operation }: Call): MethodDecorator {
  return applyDecorators(
    HttpCode(200),
    ApiOperation(operation),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiParam(JOB_ID),
    ...(body ? [ApiBody({ type: body, required: false })] : []),
    ApiOkResponse({ description: 'It is done.', type: ComputeAcknowledgementDto }),
    ComputeFailures(400, 401, 403, 404, 406, 409, 413, 415, 429, 500, 503),
  );
}
