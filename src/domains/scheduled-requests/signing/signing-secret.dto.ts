import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { SigningSecret } from './signing-secret.entity';

/** A secret that the tenant's requests, callbacks and events are signed with. */
export class ScheduledSigningSecretDto {
  @ApiProperty({ format: 'uuid', description: 'Id of the secret.', example: '018a4f6b-31f2-7c1e-9a35-2f8f0f2f6f10' })
  id: string;

  @ApiProperty({
    description: 'In the form of Standard Webhooks: `whsec_` and base64.',
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  })
  secret: string;

  @ApiProperty({
    enum: ['current', 'previous'],
    description: 'previous: it signs on beside the current one until it expires.',
    example: 'current',
  })
  state: SigningSecret['state'];

  @ApiProperty({ format: 'date-time', description: 'When it was made.', example: '2023-09-01T18:25:49.705161Z' })
  inserted_at: string;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When it signs no more; null for the current one.',
    example: null,
  })
  expires_at: string | null;
}

export class ScheduledSigningSecretListDto {
  @ApiProperty({ type: [ScheduledSigningSecretDto], description: 'The current one first, then from new to old.' })
  data: ScheduledSigningSecretDto[];
}

/** Describes the body of a rotation; `RotationPipe` reads it. */
export class RotateSigningSecretDto {
  @ApiPropertyOptional({
    oneOf: [
      { type: 'number', minimum: 0 },
      { type: 'array', items: { oneOf: [{ type: 'number' }, { type: 'string' }] }, minItems: 2, maxItems: 2 },
      { type: 'string' },
    ],
    default: [24, 'hours'],
    description: 'How long the secret of until now signs on: seconds, `[n, unit]` or `"n unit"`, at most 10 years.',
    example: [24, 'hours'],
  })
  expire_previous_in?: unknown;
}
