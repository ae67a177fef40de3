import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Failure } from '../../kernel/errors/failure';
import { documentFailures } from '../../kernel/http/document-failures';
import { notFound } from './refusals';
import { droneSurface } from './drone.surface';

class RefusedFieldDto {
  @ApiProperty({ description: 'Path of the field.', example: 'waypoints[2].lat' })
  field: string;

  @ApiProperty({
    description: 'Why it is refused.',
    example: 'waypoints[2].lat must be a number between -90 and 90',
  })
  message: string;
}

class DroneFailureDetailsDto {
  @ApiProperty({ description: 'What went wrong, for programs.', example: 'VALIDATION_ERROR' })
  code: string;

  @ApiPropertyOptional({ description: 'The first refused field.', example: 'name' })
  field?: string;

  @ApiPropertyOptional({
    description: 'All refused fields, in order; at most 100.',
    type: [RefusedFieldDto],
    maxItems: 100,
  })
  errors?: RefusedFieldDto[];

  @ApiPropertyOptional({
    description: 'Where a mission was changed by somebody else meanwhile: the version that it has.',
    example: 2,
    type: 'integer',
  })
  version?: number;

  @ApiPropertyOptional({
    description: 'Where the job is too far for what was asked: its status.',
    example: 'COMPLETED',
  })
  status?: string;
}

export class DroneFailureDto {
  @ApiProperty({ description: 'Always false.', example: false })
  success: boolean;

  @ApiProperty({ description: 'The published error.', example: 'invalid_request' })
  error: string;

  @ApiProperty({ description: 'The same as `message`.', example: 'name is required' })
  error_description: string;

  @ApiProperty({ description: 'What went wrong, in words.', example: 'name is required' })
  message: string;

  @ApiProperty({ description: 'The HTTP status.', example: 400, type: 'integer' })
  code: number;

  @ApiProperty({ description: 'What went wrong, for programs.', type: DroneFailureDetailsDto })
  details: DroneFailureDetailsDto;

  @ApiProperty({ description: 'The `X-Request-Id` of the request, also found in the log.', example: 'req-8f14e45f' })
  requestId: string;

  @ApiProperty({ description: 'When it went wrong.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  timestamp: string;

  @ApiPropertyOptional({
    description: 'Where another version of the API was asked for: those that there are.',
    example: ['application/vnd.idi-fly.api-v3+json'],
    type: [String],
  })
  supportedVersions?: string[];
}

const MEANINGS: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'No credential, or one that is not valid.',
  403: 'The credential lacks the scope.',
  404: 'Nothing of the tenant has that id.',
  409: 'The state of things forbids it, or the Idempotency-Key belongs to another request or to one in progress.',
  413: 'The body is over 1 MiB.',
  415: 'The body is not JSON, or Accept asks for another version of the API.',
  429: 'Too many requests; see Retry-After.',
  500: 'A fault of the service; `requestId` is in its log.',
  503: 'The database cannot be reached at the moment.',
};

/** Documents failures of drone routes. */
export const DroneFailures = documentFailures({
  surface: droneSurface,
  meanings: MEANINGS,
  schema: () => DroneFailureDto,
  samples: [
    new Failure('invalid', undefined, { data: [{ field: 'name', message: 'name is required' }] }),
    notFound('Device group'),
  ],
});
