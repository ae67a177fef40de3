import { ApiProperty } from '@nestjs/swagger';
import { Rules } from '../../../../kernel/http/rules';
import { name } from '../../production-rules';
import { FILE_TYPES } from './signatures';

export class FileQueryDto {
  @ApiProperty({ description: 'Name of the file. Trimmed.', example: 'mill.pdf', maxLength: 255 })
  @Rules(name(255))
  name: string;
}

/** A file of a certificate, without its bytes. */
export class CertFileDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: 'cfile_V1StGXR8_Z5j',
    pattern: '^cfile_[A-Za-z0-9_-]{12}$',
  })
  id: string;

  @ApiProperty({ description: 'The certificate.', example: 'cert_V1StGXR8_Z5j' })
  certId: string;

  @ApiProperty({ description: 'Name of the file.', example: 'mill.pdf' })
  name: string;

  @ApiProperty({ description: 'Media type.', example: 'application/pdf', enum: FILE_TYPES })
  contentType: string;

  @ApiProperty({ description: 'Bytes.', example: 48211, type: 'integer' })
  size: number;

  @ApiProperty({
    description: 'SHA-256 of the bytes, in hexadecimal.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  sha256: string;

  @ApiProperty({ description: 'When it was added.', example: '2024-01-15T10:30:00.000Z', format: 'date-time' })
  createdAt: string;
}
