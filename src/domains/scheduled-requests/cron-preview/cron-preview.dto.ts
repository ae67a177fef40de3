import { ApiProperty } from '@nestjs/swagger';

export class CronPreviewDto {
  @ApiProperty({ description: 'The expression as sent.', example: '*/5 * * * *' })
  cron: string;

  @ApiProperty({ description: 'Its time zone.', example: 'UTC' })
  timezone: string;

  @ApiProperty({ description: 'The expression in words.', example: 'Every 5 minutes' })
  description: string;

  @ApiProperty({
    type: [String],
    description: 'Its next matches (UTC).',
    example: ['2026-07-10T10:15:00.000000Z', '2026-07-10T10:20:00.000000Z'],
  })
  next: string[];
}

export class CronPreviewAnswerDto {
  @ApiProperty({ type: CronPreviewDto, description: 'What the expression means.' })
  data: CronPreviewDto;
}
