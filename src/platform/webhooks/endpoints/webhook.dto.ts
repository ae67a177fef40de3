import { ApiProperty } from '@nestjs/swagger';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';

/** An endpoint. Its secret is never shown again. */
export class WebhookDto {
  @ApiProperty({
    description: 'Id, made by the server.',
    example: '019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b',
    format: 'uuid',
  })
  id: string;

  @ApiProperty({ description: 'Where events are sent to.', example: 'https://example.com/hook' })
  url: string;

  @ApiProperty({ description: 'Event types that it wants.', example: ['quintet.production.*'], type: [String] })
  types: string[];

  @ApiProperty({
    description: 'Domains whose events it gets: those that the credential may read that made it or last set its types.',
    example: ['production', 'scheduled'],
    type: [String],
  })
  domains: string[];

  @ApiProperty({ description: 'What it is for.', example: 'Dashboard of hall 2', nullable: true, type: String })
  description: string | null;

  @ApiProperty({ description: 'Whether deliveries wait.', example: false })
  paused: boolean;

  @ApiProperty({ description: 'Since when.', example: null, format: 'date-time', nullable: true, type: String })
  pausedAt: string | null;

  @ApiProperty({
    description: 'Why: by request, or since it kept failing.',
    example: null,
    nullable: true,
    type: String,
  })
  pauseReason: string | null;

  @ApiProperty({ description: 'Tries that failed in a row.', example: 0, type: 'integer' })
  failures: number;

  @ApiProperty({
    description: 'Since when tries fail.',
    example: null,
    format: 'date-time',
    nullable: true,
    type: String,
  })
  failingSince: string | null;

  @ApiProperty({
    description: 'Until when the secret before this one signs too.',
    example: null,
    format: 'date-time',
    nullable: true,
    type: String,
  })
  previousSecretUntil: string | null;

  @ApiProperty({ description: 'When it was made.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ description: 'When it last changed.', example: '2026-01-31T12:00:00.000Z', format: 'date-time' })
  updatedAt: string;
}

export class WebhookWithSecretDto extends WebhookDto {
  @ApiProperty({ description: 'What deliveries are signed with. It is shown only here.', example: SECRET })
  secret: string;
}

export class WebhookListDto {
  @ApiProperty({ description: 'Endpoints, oldest first; a tenant has 100 at most.', type: [WebhookDto] })
  data: WebhookDto[];
}

export class WebhookTestDto {
  @ApiProperty({ description: 'Whether the receiver answered 2xx.', example: true })
  delivered: boolean;

  @ApiProperty({
    description: 'Status of the answer, if there was one.',
    example: 200,
    nullable: true,
    type: 'integer',
  })
  status: number | null;

  @ApiProperty({ description: 'Milliseconds that it took.', example: 87, type: 'integer' })
  durationMs: number;

  @ApiProperty({ description: 'What went wrong.', example: null, nullable: true, type: String })
  error: string | null;

  @ApiProperty({ description: 'The first KiB of the answer as text.', example: 'ok', nullable: true, type: String })
  response: string | null;

  @ApiProperty({ description: 'The `webhook-id` that was sent.', example: 'test_019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b' })
  eventId: string;
}
