import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional, ApiResponse, getSchemaPath } from '@nestjs/swagger';

class ViolationDto {
  @ApiProperty({ description: 'Name of the field.', example: 'name' })
  field: string;

  @ApiProperty({ description: 'Why it is refused.', example: 'name must be a text of 1 to 100 characters' })
  message: string;
}

export class ProblemDto {
  @ApiProperty({ description: 'Always `about:blank`: the title says it all.', example: 'about:blank' })
  type: string;

  @ApiProperty({ description: 'The status in words.', example: 'Not Found' })
  title: string;

  @ApiProperty({ description: 'The HTTP status.', example: 404 })
  status: number;

  @ApiProperty({ description: 'What went wrong this time.', example: 'There is no such API key' })
  detail: string;

  @ApiProperty({
    description: 'The `X-Request-Id` of the request, also found in the log.',
    example: 'req-8f14e45fceea167a',
  })
  requestId: string;

  @ApiPropertyOptional({ description: 'The fields that are refused, in order.', type: [ViolationDto] })
  errors?: ViolationDto[];
}

const MEANINGS: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'No credential, or one that is not valid.',
  403: 'The credential lacks the scope.',
  404: 'There is no such thing.',
  409: 'The Idempotency-Key was used with another request, or that request is still being processed.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  429: 'Too many requests; see Retry-After.',
};

/** Documents failures of platform routes. */
export function PlatformFailures(...statuses: number[]): MethodDecorator & ClassDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => ApiResponse({ status, description: MEANINGS[status], content })),
  );
}
