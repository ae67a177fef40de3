import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Callers } from '../../../kernel/auth/callers';
import { credentialOf } from '../../../kernel/auth/credential-header';
import { Failure } from '../../../kernel/errors/failure';
import type { Upgrade } from '../../../kernel/http/upgrades';
import { invalid, notFound } from '../refusals';
import { ShareViewers } from '../shares/share-viewers';
import type { Viewer } from '../shares/share-viewers';
import { Streams } from '../streams/streams';
import type { StreamTopic } from '../streams/stream-topic';
import { protocolCredentialOf } from './protocol-sign-in';

const SCOPE = 'drone:read';
const SHARE_CODE = /^[A-Za-z0-9]{22}$/;
const KINDS = { jobs: 'JOB', devices: 'DEVICE', shares: 'SHARE' } as const;

/** Where streams are served: one address for all, and those of the original. */
export const STREAM_PATH = /^\/v3\/(?:stream|(jobs|devices|shares)\/([^/]+)\/status\/ws)\/?$/;

/** Who may watch what. */
export type Visit = { topic: StreamTopic } & (
  { caller: Caller; viewer?: undefined } | { viewer: Viewer; caller?: undefined }
);

/** Lets in who wants to watch a stream over WebSocket. */
@Injectable()
export class StreamVisits {
  constructor(
    private readonly callers: Callers,
    private readonly streams: Streams,
    private readonly viewers: ShareViewers,
  ) {}

  /** @throws Failure `unauthenticated`, `forbidden`, `invalid`, `not-found`, or `rate-limited` where a share is full */
  async admit({ request, url }: Upgrade): Promise<Visit> {
    const [, collection, segment] = STREAM_PATH.exec(url.pathname)!;
    const kind = collection === undefined ? undefined : KINDS[collection as keyof typeof KINDS];
    const id = kind ? decoded(segment) : url.searchParams.get('resourceId');
    if (kind === 'SHARE' || (!kind && id && SHARE_CODE.test(id))) {
      const viewer = await this.viewers.admit(id!);
      if (viewer === 'full') throw new Failure('rate-limited', undefined, { headers: { 'retry-after': '5' } });
      if (viewer !== 'unknown') return { topic: viewer.topic, viewer };
      if (kind) throw notFound('Share');
    }
    const credential = url.searchParams.get('token') || credentialOf(request) || protocolCredentialOf(request);
    const caller = await this.callers.of(credential ?? '');
    if (!caller) throw new Failure('unauthenticated', undefined, { headers: { 'www-authenticate': 'Bearer' } });
    if (!caller.scopes.has(SCOPE)) throw new Failure('forbidden', undefined, { data: { scope: SCOPE } });
    if (!id) throw invalid('resourceId', 'is required');
    const topic = await this.streams.ofResource(caller.tenantId, id);
    if (!topic || (kind && topic.kind !== kind)) throw notFound(kind === 'DEVICE' ? 'Device group' : 'Job');
    return { topic, caller };
  }
}

/** What cannot be decoded is an id of nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
