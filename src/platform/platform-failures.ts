import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Failure } from '../kernel/errors/failure';
import { documentFailures } from '../kernel/http/document-failures';
import { platformSurface } from './platform.surface';

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
export const PlatformFailures = documentFailures({
  surface: platformSurface,
  meanings: MEANINGS,
  schema: () => ProblemDto,
  samples: [
    new Failure('invalid', 'name must be a text of 1 to 100 characters', {
      data: [{ field: 'name', message: 'name must be a text of 1 to 100 characters' }],
    }),
    new Failure('not-found', 'There is no such API key'),
  ],
});
