import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../kernel/auth/access';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { shown } from '../jobs/job-row';
import { ScheduledFailures } from '../scheduled-failures';
import type { Duration } from '../values/duration';
import { formatInstant } from '../values/instant';
import { RotationPipe } from './rotation.pipe';
import { RotateSigningSecretDto, ScheduledSigningSecretListDto } from './signing-secret.dto';
import { SigningSecrets, type OpenedSecret } from './signing-secrets';

/** Secrets are shown, so reading them takes as much as writing. */
@ApiTags('scheduled')
@Access('write')
@Controller('scheduler/api/signing-secrets')
export class SigningSecretsController {
  constructor(private readonly secrets: SigningSecrets) {}

  @Get()
  @ApiOperation({
    summary: 'List the signing secrets',
    description: 'Requests, callbacks and events are signed with all of them, by the Standard Webhooks rules.',
    operationId: 'listScheduledSigningSecrets',
  })
  @ApiOkResponse({ type: ScheduledSigningSecretListDto })
  @ScheduledFailures(401, 403, 429, 500, 503)
  async list(@CurrentCaller() caller: Caller): Promise<ScheduledSigningSecretListDto> {
    return answer(await this.secrets.list(caller.tenantId));
  }

  @Post('rotate')
  @ApiOperation({
    summary: 'Rotate the signing secret',
    description: 'Makes a new secret. The one before signs on beside it, after it, until it expires.',
    operationId: 'rotateScheduledSigningSecret',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiBody({ type: RotateSigningSecretDto, required: false })
  @ApiCreatedResponse({ type: ScheduledSigningSecretListDto, description: 'The secrets afterwards.' })
  @ScheduledFailures(400, 401, 403, 409, 413, 415, 422, 429, 500, 503)
  async rotate(
    @CurrentCaller() caller: Caller,
    @Body(RotationPipe) expirePreviousIn: Duration,
  ): Promise<ScheduledSigningSecretListDto> {
    return answer(await this.secrets.rotate(caller.tenantId, expirePreviousIn));
  }
}

function answer(secrets: OpenedSecret[]): ScheduledSigningSecretListDto {
  const data = secrets.map(({ id, secret, state, inserted_at, expires_at }) => ({
    id,
    secret,
    state,
    inserted_at: formatInstant(inserted_at),
    expires_at: shown(expires_at),
  }));
  return { data };
}
