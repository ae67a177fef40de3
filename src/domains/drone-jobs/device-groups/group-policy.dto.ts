import { ApiPropertyOptional } from '@nestjs/swagger';
import { optional, Rules } from '../../../kernel/http/rules';
import { integer, oneOf } from '../drone-rules';
import type { GroupPolicy, OnConflict } from './device-group.entity';

export const DEFAULT_POLICY: GroupPolicy = {
  reserveBatteryPercent: 20,
  acceptTimeoutSeconds: 10,
  startTimeoutSeconds: 60,
  linkLostLimitSeconds: 300,
  maxAttempts: 5,
  onConflict: 'WARN',
};

export class GroupPolicyDto {
  @ApiPropertyOptional({
    description: 'Percent of the battery that has to be left after a flight.',
    example: DEFAULT_POLICY.reserveBatteryPercent,
    type: 'integer',
    minimum: 0,
    maximum: 90,
  })
  @Rules(optional(integer(0, 90)))
  reserveBatteryPercent?: number | null;

  @ApiPropertyOptional({
    description: 'Seconds that a device has to take an assignment.',
    example: DEFAULT_POLICY.acceptTimeoutSeconds,
    type: 'integer',
    minimum: 1,
    maximum: 120,
  })
  @Rules(optional(integer(1, 120)))
  acceptTimeoutSeconds?: number | null;

  @ApiPropertyOptional({
    description: 'Seconds that a device has to start what it took.',
    example: DEFAULT_POLICY.startTimeoutSeconds,
    type: 'integer',
    minimum: 1,
    maximum: 600,
  })
  @Rules(optional(integer(1, 600)))
  startTimeoutSeconds?: number | null;

  @ApiPropertyOptional({
    description: 'Seconds without the device until its flight counts as lost.',
    example: DEFAULT_POLICY.linkLostLimitSeconds,
    type: 'integer',
    minimum: 2,
    maximum: 3600,
  })
  @Rules(optional(integer(2, 3600)))
  linkLostLimitSeconds?: number | null;

  @ApiPropertyOptional({
    description: 'Assignments until a job fails.',
    example: DEFAULT_POLICY.maxAttempts,
    type: 'integer',
    minimum: 1,
    maximum: 20,
  })
  @Rules(optional(integer(1, 20)))
  maxAttempts?: number | null;

  @ApiPropertyOptional({
    description:
      'HOLD: jobs wait while they would come nearer than 50 m and 15 m of altitude to a flight. WARN: they are ' +
      'flown, and their conflicts are listed.',
    example: DEFAULT_POLICY.onConflict,
    enum: ['WARN', 'HOLD'],
  })
  @Rules(optional(oneOf('WARN', 'HOLD')))
  onConflict?: OnConflict | null;
}

/** The limits that a client gave; null counts as not given. */
export function givenLimits(policy: GroupPolicyDto | null | undefined): Partial<GroupPolicy> {
  return Object.fromEntries(Object.entries(policy ?? {}).filter(([, limit]) => limit !== null));
}
