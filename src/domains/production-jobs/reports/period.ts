import { ApiPropertyOptional } from '@nestjs/swagger';
import { refuseUnless } from '../../../kernel/http/common-rules';
import { optional, Rules } from '../../../kernel/http/rules';
import { isDay } from '../production-rules';

const TIME = /^T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const DAY_LENGTH = 10;
const DAY = 24 * 60 * 60 * 1000;

const isMoment = (value: unknown) =>
  typeof value === 'string' &&
  isDay(value.slice(0, DAY_LENGTH)) &&
  (value.length === DAY_LENGTH || TIME.test(value.slice(DAY_LENGTH)));

const moment = () => optional(refuseUnless(isMoment, (field) => `${field} must be a date or a date-time (ISO 8601)`));

/** The time that a report is about. */
export class PeriodQueryDto {
  @ApiPropertyOptional({
    description: 'What happened from then on; a day begins in UTC. From the beginning when left out.',
    example: '2024-01-01',
  })
  @Rules(moment())
  from?: string;

  @ApiPropertyOptional({
    description: 'What happened before that moment, or until the end of that day in UTC. Until now when left out.',
    example: '2030-12-31',
  })
  @Rules(moment())
  to?: string;
}

/** From the first moment on, to before the second; null: without an end. */
export function boundsOf({ from, to }: PeriodQueryDto): [Date | null, Date | null] {
  const end = to === undefined ? null : new Date(to);
  const isWholeDay = to?.length === DAY_LENGTH;
  return [from === undefined ? null : new Date(from), end && isWholeDay ? new Date(end.getTime() + DAY) : end];
}
