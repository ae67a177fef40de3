import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Rules } from '../../../kernel/http/rules';
import { name } from '../production-rules';
import { CERT_TYPES } from './cert.entity';
import type { CertType } from './cert.entity';
import { certType, metadata } from './cert-rules';

export class CreateCertDto {
  @ApiProperty({ description: 'What it certifies.', example: 'material', enum: CERT_TYPES })
  @Rules(certType())
  type: CertType;

  @ApiProperty({ description: 'Name. Trimmed; need not be unique.', example: 'Mill cert 4711', maxLength: 500 })
  @Rules(name(500))
  name: string;

  @ApiPropertyOptional({
    description: 'Any other facts, kept as sent; at most 100 levels deep.',
    example: { heat: 'H-4711', alloy: '7075-T6' },
    type: 'object',
    additionalProperties: true,
    nullable: true,
  })
  @Rules(metadata())
  metadata?: object | null;
}

/** A certificate as the API shows it. What has no value is left out. */
export class CertDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'cert_V1StGXR8_Z5j',
    pattern: '^cert_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'What it certifies.', example: 'material', enum: CERT_TYPES })
  type: CertType;

  @ApiProperty({ description: 'Name.', example: 'Mill cert 4711' })
  name: string;

  @ApiPropertyOptional({
    description: 'Any other facts, as they were sent.',
    example: { heat: 'H-4711', alloy: '7075-T6' },
    type: 'object',
    additionalProperties: true,
  })
  metadata?: object;

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}
