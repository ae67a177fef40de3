import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SECRET_TYPES } from './secret.entity';
import type { SecretType } from './secret.entity';
import type { StoredSecret } from './secret.statements';

export class ComputeSecretDto {
  @ApiProperty({
    description:
      'Name in manifests, and of the variables that programs find it in. Names of other variables are reserved.',
    example: 'weather_service',
    pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$',
  })
  id: string;

  @ApiProperty({ description: 'What it opens; `s3` is `aws`.', example: 'other', enum: SECRET_TYPES })
  secretType: SecretType;

  @ApiPropertyOptional({ description: 'Name for people.', example: 'Key of the weather service', maxLength: 200 })
  name?: string;

  @ApiPropertyOptional({
    description: 'The half of the key that is no secret.',
    example: 'AKIDEXAMPLE',
    maxLength: 1024,
  })
  accessKey?: string;

  @ApiPropertyOptional({
    description: 'Anything to go with it, as sent; at most 8192 bytes of JSON.',
    type: 'object',
    additionalProperties: true,
    example: { region: 'eu-central-1' },
  })
  params?: object;

  @ApiPropertyOptional({
    description: 'From then on it is given to no program, as if it were not there.',
    example: '2030-01-31T12:00:00.000Z',
    format: 'date-time',
  })
  expiresAt?: string;
}

export class PutComputeSecretDto {
  @ApiProperty({ description: 'All of it but its key.', type: ComputeSecretDto })
  secret: ComputeSecretDto;

  @ApiProperty({
    description: 'The key; kept encrypted and never shown.',
    example: 'correct horse battery staple',
    maxLength: 8192,
    writeOnly: true,
  })
  secretKey: string;
}

export class ComputeSecretListDto {
  @ApiProperty({ description: 'At most 1000 secrets, by type and id.', type: [ComputeSecretDto] })
  secrets: ComputeSecretDto[];
}

export function showSecret({ id, type, name, accessKey, params, expiresAt }: StoredSecret): ComputeSecretDto {
  return {
    id,
    secretType: type,
    name: name ?? undefined,
    accessKey: accessKey ?? undefined,
    params: params ?? undefined,
    expiresAt: expiresAt?.toISOString(),
  };
}
