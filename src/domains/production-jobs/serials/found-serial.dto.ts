import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SerialDto } from './serial.dto';

/** A certificate that is attached to a unit. */
export class AttachedCertDto {
  @ApiProperty({ description: 'Id of the certificate.', example: 'cert_V1StGXR8_Z5j' })
  id: string;

  @ApiProperty({ description: 'What it certifies.', example: 'material', enum: ['material', 'process'] })
  type: string;

  @ApiProperty({ description: 'Its name.', example: 'Mill certificate 4711' })
  name: string;

  @ApiPropertyOptional({ description: 'What else is known of it.', example: { heat: 'H-204' }, type: Object })
  metadata?: object;

  @ApiProperty({ description: 'When it was made.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}

export class FoundSerialDto extends SerialDto {
  @ApiProperty({ description: 'Certificates attached to it at any step.', type: [AttachedCertDto] })
  certs: AttachedCertDto[];
}

export class DeletedSerialDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The unit that is no more. Its number is not used again.', example: 'SN-00001' })
  deletedSerialId: string;
}
