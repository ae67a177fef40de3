import { Injectable } from '@nestjs/common';
import { OutboundClient, type OutboundResponse } from '../../../kernel/outbound/outbound-client';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import { SigningSecrets } from '../signing/signing-secrets';
import { MAX_ANSWER_BYTES } from '../values/answer-body';
import { jobField } from '../values/dynamic-fields';
import { millisecondsOf } from '../values/instant';
import type { Disruption } from '../values/outcome';
import { outgoingRequest } from '../values/outgoing-request';
import { accepted } from '../values/parsed';
import { parseTimeout } from '../values/timeout';
import type { Run } from './take-up';

/** What became of a request: an answer, whatever its status, or the reason why there is none. */
export type Result = { answer: OutboundResponse } | Disrupted;

export interface Disrupted {
  disruption: Disruption;
  /** Names at most the host. */
  message: string;
  /** Null when it is not known. */
  durationMs: number | null;
}

/** Sends the request of a run. No database connection is held meanwhile. */
@Injectable()
export class Sender {
  constructor(
    private readonly client: OutboundClient,
    private readonly signingSecrets: SigningSecrets,
  ) {}

  /** @param signal aborted when the request has to end: it counts as interrupted */
  async send(run: Run, signal: AbortSignal): Promise<Result> {
    const request = outgoingRequest({
      jobId: run.id,
      jobUuid: run.uuid,
      attempt: run.attempt,
      args: run.args,
      argsText: run.args_text,
      fields: {
        $job: jobField({ ...run, scheduledAt: run.scheduled_at }),
        $previous: run.previous ?? {},
        $state: run.last_state ?? {},
      },
      recurring: run.schedule_id !== null,
      secrets: await this.signingSecrets.open(run.tenant_id, run.sealed),
      startedAt: run.attempted_at,
    });
    const timeoutMs = millisecondsOf(accepted(parseTimeout(run.args.timeout)));
    const startedAt = performance.now();
    try {
      return { answer: await this.client.request({ ...request, timeoutMs, maxBytes: MAX_ANSWER_BYTES, signal }) };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      const disruption = error.code === 'aborted' ? 'interrupted' : error.code;
      return { disruption, message: error.message, durationMs: performance.now() - startedAt };
    }
  }
}
