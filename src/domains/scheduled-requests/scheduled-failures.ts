import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiResponse, getSchemaPath } from '@nestjs/swagger';

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
  404: 'There is no such job.',
  409: 'The Idempotency-Key was used with another request, or that request is still being processed.',
  413: 'The body is over 1 MiB.',
  415: 'The body is not JSON.',
  422: 'Fields are refused.',
  429: 'Too many requests; see Retry-After.',
  500: 'A fault of the service; X-Request-Id is in its log.',
  503: 'The database is away.',
};

/** Documents failures of this domain's routes. */
export function ScheduledFailures(...statuses: number[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ApiExtraModels(ScheduledFailureDto, ScheduledRefusalDto),
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: MEANINGS[status],
        schema: { $ref: getSchemaPath(status === 422 ? ScheduledRefusalDto : ScheduledFailureDto) },
      }),
    ),
  );
}
