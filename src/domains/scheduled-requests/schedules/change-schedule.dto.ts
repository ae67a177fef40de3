import { OmitType, PartialType } from '@nestjs/swagger';
import { CreateScheduledJobDto } from '../jobs/create-job.dto';

/** Describes the body of a change; `readScheduleChange` reads it. */
export class ChangeScheduleDto extends PartialType(
  OmitType(CreateScheduledJobDto, ['schedule_in', 'scheduled_at', 'idempotency_key'] as const),
) {}
