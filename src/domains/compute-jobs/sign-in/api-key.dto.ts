import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ApiKey } from '../../../kernel/auth/api-key.entity';

/** Hexadecimal digits: enough to tell keys apart by, and not the hash that is stored. */
const FINGERPRINT_DIGITS = 16;

export class ComputeApiKeyDto {
  @ApiProperty({ description: 'Id of the key.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Its name.', example: 'laptop' })
  name: string;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  issuedAt: string;

  @ApiPropertyOptional({
    description: 'When it ends by itself, if ever.',
    example: '2027-01-31T12:00:00.000Z',
    format: 'date-time',
  })
  expiresAt?: string;

  @ApiProperty({ description: 'Its account.', example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b', format: 'uuid' })
  userId: string;

  @ApiProperty({ description: 'Whether it was revoked.', example: false })
  revoked: boolean;

  @ApiProperty({ description: 'First 16 hexadecimal digits of the SHA-256 of the key.', example: '8f14e45fceea167a' })
  fingerprint: string;
}

export class ComputeApiKeyListDto {
  @ApiProperty({ description: 'At most 1000 keys, the newest first, revoked ones last.', type: [ComputeApiKeyDto] })
  apiKeys: ComputeApiKeyDto[];
}

export function showApiKey({ id, name, createdAt, expiresAt, tenantId, revokedAt, hash }: ApiKey): ComputeApiKeyDto {
  return {
    id,
    name,
    issuedAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString(),
    userId: tenantId,
    revoked: revokedAt !== null,
    fingerprint: hash.toString('hex').slice(0, FINGERPRINT_DIGITS),
  };
}
