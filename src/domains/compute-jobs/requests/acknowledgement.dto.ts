import { ApiProperty } from '@nestjs/swagger';

/** The answer of calls that have nothing to show. */
export class ComputeAcknowledgementDto {
  @ApiProperty({ description: 'Always true: a failure has another status and shape.', example: true })
  ok: boolean;

  @ApiProperty({ description: 'The `X-Request-Id` of the request.', example: 'req-8f14e45fceea167a' })
  requestId: string;

  @ApiProperty({ description: 'What was done, where that depends.', example: '' })
  message: string;
}

export function acknowledge(requestId: string, message = ''): ComputeAcknowledgementDto {
  return { ok: true, requestId, message };
}
