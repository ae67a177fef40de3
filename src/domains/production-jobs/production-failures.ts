import { ApiProperty } from '@nestjs/swagger';
import { Failure } from '../../kernel/errors/failure';
import { documentFailures } from '../../kernel/http/document-failures';
import { productionSurface } from './production.surface';
import { notFound } from './refusals';

export class ProductionFailureDto {
  @ApiProperty({ description: 'The HTTP status.', example: 400 })
  statusCode: number;

  @ApiProperty({ description: 'The standard reason phrase of the status.', example: 'Bad Request' })
  statusMessage: string;

  @ApiProperty({ description: 'What is wrong: the first failure in field order.', example: 'name is required' })
  message: string;
}

const MEANINGS: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'No credential, or one that is not valid.',
  403: 'The credential lacks the scope.',
  404: 'Nothing of the tenant has that id.',
  409: 'The row has changed since it was read; or the Idempotency-Key was used with another request, or that is being processed.',
  413: 'The body is over 1 MiB, or what the route says.',
  415: 'The body is not JSON, or what else the route takes.',
  429: 'Too many requests; see Retry-After.',
  502: 'Jira did not answer as it should.',
  500: 'A fault of the service; `data.requestId` is in its log.',
  503: 'The database cannot be reached at the moment.',
};

/** Documents failures of production routes. */
export const ProductionFailures = documentFailures({
  surface: productionSurface,
  meanings: MEANINGS,
  schema: () => ProductionFailureDto,
  samples: [
    new Failure('invalid', 'name is required'),
    notFound('Job', 'job_V1StGXR8_Z5j'),
    new Failure('bad-gateway', 'Jira API error: 503 Service Unavailable'),
  ],
});
