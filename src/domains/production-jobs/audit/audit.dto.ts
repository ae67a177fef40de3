import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Something that was done. What does not apply is left out. */
export class AuditEntryDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'aud_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'What was done.', example: 'serial_advanced' })
  action: string;

  @ApiProperty({ description: 'Operator that the request named.', example: 'user_V1StGXR8_Z5j' })
  userId: string;

  @ApiProperty({ description: 'Subject of the credential.', example: '01980a4e-7b1c-7d3e-9f00-3f1c2d4e5a6b' })
  actor: string;

  @ApiProperty({ description: 'When it was done.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  timestamp: string;

  @ApiPropertyOptional({ description: 'The unit.', example: 'SN-00001' })
  serialId?: string;

  @ApiPropertyOptional({ description: 'The certificate.', example: 'cert_V1StGXR8_Z5j' })
  certId?: string;

  @ApiPropertyOptional({ description: 'The job.', example: 'job_V1StGXR8_Z5j' })
  jobId?: string;

  @ApiPropertyOptional({ description: 'The path.', example: 'path_V1StGXR8_Z5j' })
  pathId?: string;

  @ApiPropertyOptional({ description: 'The step.', example: 'step_V1StGXR8_Z5j' })
  stepId?: string;

  @ApiPropertyOptional({ description: 'Step that the unit left.', example: 'step_V1StGXR8_Z5j' })
  fromStepId?: string;

  @ApiPropertyOptional({ description: 'Step that the unit came to.', example: 'step_Z5jV1StGXR8_' })
  toStepId?: string;

  @ApiPropertyOptional({ description: 'Units that were made at once.', example: 10, type: 'integer', minimum: 1 })
  batchQuantity?: number;

  @ApiPropertyOptional({
    description: 'What else belongs to the action.',
    example: { reason: 'damaged' },
    type: 'object',
    additionalProperties: true,
  })
  metadata?: object;
}
