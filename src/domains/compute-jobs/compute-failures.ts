import { ApiProperty } from '@nestjs/swagger';
import { Failure } from '../../kernel/errors/failure';
import { documentFailures } from '../../kernel/http/document-failures';
import { computeSurface } from './compute.surface';

export class ComputeFailureDto {
  @ApiProperty({ description: 'The gRPC status code.', example: 3 })
  code: number;

  @ApiProperty({ description: 'What is wrong: the first violation, if several.', example: 'templateId is required' })
  message: string;

  @ApiProperty({
    description: 'For refused fields one `google.rpc.BadRequest` that lists all of them, in order; empty otherwise.',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    example: [
      {
        '@type': 'type.googleapis.com/google.rpc.BadRequest',
        fieldViolations: [{ field: 'templateId', description: 'is required' }],
      },
    ],
  })
  details: object[];
}

const MEANINGS: Record<number, string> = {
  400: 'The request is not valid.',
  401: 'No credential, or one that is not valid.',
  403: 'The credential lacks the scope.',
  404: 'There is no such thing, or it is not yours.',
  406: 'Only JSON can be answered.',
  409: 'The state does not allow it, or the Idempotency-Key was used with another request or is still being worked on.',
  413: 'The body is larger than the route takes: 1 MiB where it does not say otherwise.',
  415: 'The body is not JSON.',
  429: 'Too many requests; see Retry-After.',
  500: 'A fault of the service; the request id in the message is in its log.',
  503: 'The database cannot be reached at the moment.',
};

/** Documents failures of compute routes. */
export const ComputeFailures = documentFailures({
  surface: computeSurface,
  meanings: MEANINGS,
  schema: () => ComputeFailureDto,
  samples: [
    new Failure('invalid', 'templateId is required', { data: [{ field: 'templateId', description: 'is required' }] }),
    new Failure('not-found', 'template not found: nope'),
  ],
});
