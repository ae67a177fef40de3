import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { name, serialIds } from '../production-rules';
import { UnitActionDto } from '../unit-action.dto';

export class AttachCertDto extends UnitActionDto {
  @ApiProperty({ description: 'The certificate.', example: 'cert_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(name(200))
  certId: string;
}

export class BatchAttachDto {
  @ApiProperty({ description: 'The certificate.', example: 'cert_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(name(200))
  certId: string;

  @ApiProperty({
    description: 'The units; each gets it at the step where it is.',
    example: ['SN-00001', 'SN-00002'],
    type: [String],
    minItems: 1,
    maxItems: 1000,
  })
  @Rules(serialIds(1000))
  serialIds: string[];

  @ApiProperty({ description: 'The operator that acts.', example: 'user_V1StGXR8_Z5j', maxLength: 200 })
  @Rules(name(200))
  userId: string;
}

/** A certificate that belongs to a unit at a step. */
export class CertAttachmentDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'ca_V1StGXR8_Z5j',
    pattern: '^ca_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'The unit.', example: 'SN-00001' })
  serialId: string;

  @ApiProperty({ description: 'The certificate.', example: 'cert_V1StGXR8_Z5j' })
  certId: string;

  @ApiProperty({ description: 'Where the unit was.', example: 'step_V1StGXR8_Z5j' })
  stepId: string;

  @ApiProperty({ description: 'When it was attached.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  attachedAt: string;

  @ApiProperty({ description: 'The operator that attached it.', example: 'user_V1StGXR8_Z5j' })
  attachedBy: string;
}
