import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../../kernel/http/common-rules';
import { Rules } from '../../../../kernel/http/rules';
import { text } from '../../production-rules';
import { UnitActionDto } from '../../unit-action.dto';
import { needed } from '../unit-rules';

export const SCRAP_REASONS = ['out_of_tolerance', 'process_defect', 'damaged', 'operator_error', 'other'] as const;
const isReason = (value: unknown) => (SCRAP_REASONS as readonly unknown[]).includes(value);
const FREE_TEXT = 10_000;

/** The fields of scrap, read once the unit may be scrapped. */
export class ScrapReasonDto {
  @Rules(
    needed(FREE_TEXT, 'Scrap reason is required'),
    refuseUnless(isReason, (field) => `${field} must be one of: ${SCRAP_REASONS.join(', ')}`),
  )
  reason: (typeof SCRAP_REASONS)[number];

  @Rules(text(FREE_TEXT))
  explanation?: string | null;
}

/** The body of scrap. */
export class ScrapDto extends UnitActionDto {
  @ApiProperty({ description: 'Why it is scrapped.', example: 'damaged', enum: SCRAP_REASONS })
  reason: string;

  @ApiPropertyOptional({
    description: 'The same in words; needed when the reason is `other`.',
    example: 'Dropped at unloading.',
    maxLength: FREE_TEXT,
    type: String,
    nullable: true,
  })
  explanation?: string | null;
}

/** The fields of force-complete, read once the unit may be completed. */
export class ForceReasonDto {
  @Rules(text(FREE_TEXT))
  reason?: string | null;
}

/** The body of force-complete. */
export class ForceCompleteDto extends UnitActionDto {
  @ApiPropertyOptional({
    description: 'Why the missing steps do not matter.',
    example: 'Accepted by the customer as it is.',
    maxLength: FREE_TEXT,
    type: String,
    nullable: true,
  })
  reason?: string | null;
}
