import { ApiProperty } from '@nestjs/swagger';
import { JOB_STATUSES } from './transitions';
import type { JobStatus } from './transitions';

const time = (description: string) => ({
  description,
  example: '2024-01-14T15:30:00Z',
  format: 'date-time',
  type: String,
  nullable: true,
});

class JobProgressDto {
  @ApiProperty({ description: 'How much is flown.', example: 40, minimum: 0, maximum: 100 })
  percent: number;

  @ApiProperty({ description: 'What the device is at.', example: 'MISSION', type: String, nullable: true })
  phase: string | null;

  @ApiProperty({ description: 'Waypoint that it flies to, from 0.', example: 2, type: Number, nullable: true })
  waypointIndex: number | null;

  @ApiProperty({
    description: 'Seconds until the end, as the device sees it.',
    example: 95,
    type: Number,
    nullable: true,
  })
  etaSeconds: number | null;
}

class JobFailureDto {
  @ApiProperty({ description: 'What went wrong, for programs.', example: 'LINK_LOST' })
  code: string;

  @ApiProperty({ description: 'What went wrong, in words.', example: 'The device was not heard for 300 s' })
  message: string;
}

class JobReasonDto extends JobFailureDto {
  @ApiProperty({ description: 'Device that it is about.', example: 'drone-uuid-456' })
  deviceId: string;
}

/** A job with everything that is known of it. */
export class DroneJobDto {
  @ApiProperty({ description: 'Id, made by the server.', example: 'job-0190c8a2-7b1e-7c3a-9a51-2f6f4c1d8e90' })
  jobId: string;

  @ApiProperty({ description: 'Name of the flight.', example: 'Inspection Mission Alpha' })
  name: string;

  @ApiProperty({ description: 'What it is for.', example: 'Routine inspection', type: String, nullable: true })
  description: string | null;

  @ApiProperty({ description: 'Mission to fly.', example: 'mission-uuid-123', type: String, nullable: true })
  missionId: string | null;

  @ApiProperty({ description: 'Device that has to fly.', example: 'drone-uuid-456', type: String, nullable: true })
  deviceId: string | null;

  @ApiProperty({ description: 'Device group that flies.', example: 'group-uuid-789' })
  deviceGroupId: string;

  @ApiProperty({ description: 'Where the job is.', example: 'QUEUED', enum: JOB_STATUSES })
  status: JobStatus;

  @ApiProperty({ description: 'Order within the group: 10 goes first.', example: 5, type: 'integer' })
  priority: number;

  @ApiProperty({ description: 'When the job was made.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({
    description: 'Data of the client, as sent.',
    example: { customer: 'ACME Corp' },
    type: 'object',
    additionalProperties: true,
  })
  metadata: object;

  @ApiProperty(time('When it was asked for.'))
  scheduledAt: string | null;

  @ApiProperty({ description: 'When the job last changed.', example: '2024-01-14T15:30:00Z', format: 'date-time' })
  updatedAt: string;

  @ApiProperty(time('When it was queued.'))
  queuedAt: string | null;

  @ApiProperty(time('When the flight began.'))
  startedAt: string | null;

  @ApiProperty(time('When it was completed.'))
  completedAt: string | null;

  @ApiProperty(time('When it was cancelled.'))
  cancelledAt: string | null;

  @ApiProperty({ description: 'Version of the mission that is flown.', example: 1, type: Number, nullable: true })
  missionVersion: number | null;

  @ApiProperty({ description: 'Device of the last assignment.', example: null, type: String, nullable: true })
  assignedDeviceId: string | null;

  @ApiProperty({ description: 'Fencing number of the assignment.', example: null, type: Number, nullable: true })
  lease: number | null;

  @ApiProperty({ description: 'Assignments that came to nothing.', example: 0, type: 'integer' })
  attempts: number;

  @ApiProperty({ description: 'Whether the device is not heard in flight.', example: false })
  linkLost: boolean;

  @ApiProperty({ description: 'Whether the flight is held.', example: false })
  paused: boolean;

  @ApiProperty({ description: 'How far the flight is.', type: JobProgressDto, nullable: true })
  progress: JobProgressDto | null;

  @ApiProperty({ description: 'Why it failed.', type: JobFailureDto, nullable: true })
  failure: JobFailureDto | null;

  @ApiProperty({ description: 'Why no device takes it.', type: [JobReasonDto] })
  reasons: JobReasonDto[];
}

export class DroneJobAnswerDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: true;

  @ApiProperty({ description: 'The job.', type: DroneJobDto })
  job: DroneJobDto;
}
