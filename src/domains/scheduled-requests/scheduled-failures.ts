import { ApiProperty } from '@nestjs/swagger';
import { Failure } from '../../kernel/errors/failure';
import { documentFailures } from '../../kernel/http/document-failures';
import { scheduledSurface } from './scheduled.surface';

export class ScheduledFailureDetailDto {
  @ApiProperty({ description: 'What is wrong.', example: 'Not Found' })
  detail: string;
}

export class ScheduledFailureDto {
  @ApiProperty({ description: 'Holds one text.', type: ScheduledFailureDetailDto, example: { detail: 'Not Found' } })
  errors: ScheduledFailureDetailDto;
}

export class ScheduledRefusalDto {
  @ApiProperty({
    description: 'For each refused field the first rule that it fails.',
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    example: { url: ['must use https'] },
  })
  errors: Record<string, string[]>;
}

const MEANINGS: Record<number, string> = {
  400: 'The body is not JSON, or no object.',
  401: 'No credential, or one that is not valid.',
  403: 'The credential lacks the scope.',
  404: 'There is no such job or schedule.',
  409: 'The schedule is finished; or the Idempotency-Key was used with another request, or that is being processed.',
  413: 'The body is over 1 MiB.',
  415: 'The body is not JSON.',
  422: 'Fields are refused.',
  429: 'Too many requests; see Retry-After.',
  500: 'A fault of the service; X-Request-Id is in its log.',
  503: 'The database is away.',
};

/** Documents failures of this domain's routes. */
export const ScheduledFailures = documentFailures({
  surface: scheduledSurface,
  meanings: MEANINGS,
  schema: (status) => (status === 422 ? ScheduledRefusalDto : ScheduledFailureDto),
  samples: [
    new Failure('malformed-json'),
    new Failure('not-found'),
    new Failure('invalid', undefined, { status: 422, data: { url: ['must use https'] } }),
  ],
});
