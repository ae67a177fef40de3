import { ApiProperty } from '@nestjs/swagger';
import { Failure } from '../../kernel/errors/failure';
import { documentFailures } from '../../kernel/http/document-failures';
import { pipelineSurface } from './pipeline.surface';

class PipelineValidationErrorDto {
  @ApiProperty({ description: 'Kind of the error.', example: 'missing' })
  type: string;

  @ApiProperty({
    description: 'Where: `path`, `query` or `body`, then names of fields and positions in lists.',
    example: ['body', 'queries', 0, 'query'],
    type: 'array',
    items: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
  })
  loc: (string | number)[];

  @ApiProperty({ description: 'The error in words.', example: 'Field required' })
  msg: string;
}

export class PipelineValidationFailureDto {
  @ApiProperty({
    description: 'Everything that is wrong: path, query, then body.',
    type: [PipelineValidationErrorDto],
  })
  detail: PipelineValidationErrorDto[];
}

export class PipelineFailureDto {
  @ApiProperty({ description: 'What is wrong.', example: ['Workspace not found'], type: [String] })
  errors: string[];
}

const MEANINGS: Record<number, string> = {
  400: 'What was sent cannot be used; the text says why.',
  401: 'No credential, or one that is not valid.',
  403: 'The credential lacks the scope.',
  404: 'The workspace, or what is wanted of it, does not exist.',
  409: 'The state or the Idempotency-Key is in the way.',
  410: 'The link has expired, or was revoked.',
  413: 'The body is too large.',
  415: 'Files of this type cannot be read.',
  422: 'The request is not valid.',
  429: 'Too many requests; see Retry-After.',
  500: 'A fault of the service; the text names the id of the request in its log.',
  591: 'The pipeline failed.',
};

/** Documents failures of pipeline routes. */
export const PipelineFailures = documentFailures({
  surface: pipelineSurface,
  meanings: MEANINGS,
  schema: (status) => (status === 422 ? PipelineValidationFailureDto : PipelineFailureDto),
  samples: [
    new Failure('invalid', 'Workspace name is too short', { status: 400 }),
    new Failure('not-found', 'Workspace not found'),
    new Failure('unsupported-media-type', 'File type not supported: .exe'),
    new Failure('not-found', 'Link has expired', { status: 410 }),
    new Failure('invalid', undefined, {
      status: 422,
      data: [{ type: 'missing', loc: ['body', 'name'], msg: 'Field required' }],
    }),
    new Failure('bad-gateway', 'No connection to the pipeline', { status: 591 }),
  ],
});
