import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { OutboundClient } from '../../../kernel/outbound/outbound-client';
import { OutboundError } from '../../../kernel/outbound/outbound-error';
import type { OutboundFailure } from '../../../kernel/outbound/outbound-error';
import { ComputeSettings } from '../compute.settings';
import { Meter } from '../objects/meter';
import { TooLargeError } from '../objects/object-store';
import type { DataSourceParams } from './data-source';
import { DataSourceError } from './data-source-error';
import { safeFileName } from './file-name';
import type { InputFile, InputOwner, InputSource } from './input-source';
import { SecretBox } from './secret-box';

const RETRIES = 3;
/** Milliseconds before the first retry; twice as long before each further one. */
const FIRST_WAIT = 500;
const REDIRECTS = 5;
/** Milliseconds that a server may take to begin its answer, and to go on with it. */
const PATIENCE = 60_000;
/** Milliseconds that a look may take as a whole. */
const LOOK_TIME = 30_000;

const REASONS: Record<OutboundFailure, string> = {
  blocked: 'address not allowed',
  timeout: 'timed out',
  dns: 'connection failed',
  tls: 'connection failed',
  connection: 'connection failed',
  aborted: 'connection failed',
};
/** Answers that say "later"; those of 500 and above do as well. */
const LATER = [408, 425, 429];

interface Answer {
  /** As it is announced. */
  size: number | undefined;
  body: Readable;
}

/** It may be there in a moment. */
class PassingError extends DataSourceError {}

/** A file that a web server has. */
@Injectable()
export class HttpSource implements InputSource {
  constructor(
    private readonly outbound: OutboundClient,
    private readonly secrets: SecretBox,
    private readonly settings: ComputeSettings,
  ) {}

  async save(params: DataSourceParams, _job: InputOwner, folder: string, signal: AbortSignal): Promise<void> {
    const path = join(folder, fileName(params));
    for (let retry = 0; ; retry++) {
      try {
        return await this.download(params, path, signal);
      } catch (error) {
        await rm(path, { force: true });
        signal.throwIfAborted();
        if (retry === RETRIES || !(error instanceof PassingError)) throw error;
        await delay(FIRST_WAIT * 2 ** retry, undefined, { signal });
      }
    }
  }

  async look(params: DataSourceParams): Promise<InputFile> {
    const signal = AbortSignal.timeout(LOOK_TIME);
    try {
      const { size, body } = await this.request(params, signal);
      const counted = size ?? (await this.count(body));
      body.destroy();
      return { name: fileName(params), path: new URL(params.url!).pathname, size: counted };
    } catch (error) {
      throw signal.aborted ? new DataSourceError(REASONS.timeout) : reasonOf(error);
    }
  }

  private async download(params: DataSourceParams, path: string, signal: AbortSignal): Promise<void> {
    // Open from the start: a stream that breaks off at once would still make its file later.
    const file = await open(path, 'w');
    try {
      const { body } = await this.request(params, signal);
      const meter = new Meter(this.settings.COMPUTE_MAX_UPLOAD_BYTES);
      const measured = (chunks: AsyncIterable<Buffer>) => meter.measure(chunks);
      await pipeline(body, measured, file.createWriteStream());
    } catch (error) {
      throw reasonOf(error);
    } finally {
      await file.close();
    }
  }

  private async count(body: Readable): Promise<number> {
    const meter = new Meter(this.settings.COMPUTE_MAX_UPLOAD_BYTES);
    for await (const chunk of body) meter.add(chunk as Buffer);
    return meter.result().size;
  }

  private async request(params: DataSourceParams, signal: AbortSignal): Promise<Answer> {
    const { status, headers, body } = await this.outbound.stream({
      method: 'GET',
      url: params.url!,
      headers: this.credentials(params),
      firstByteTimeoutMs: PATIENCE,
      silenceTimeoutMs: PATIENCE,
      redirects: REDIRECTS,
      signal,
    });
    const size = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
    const limit = this.settings.COMPUTE_MAX_UPLOAD_BYTES;
    if (status >= 200 && status < 300 && !(size! > limit)) return { size, body };
    body.destroy();
    if (status >= 200 && status < 300) throw new TooLargeError(limit);
    throw new (status >= 500 || LATER.includes(status) ? PassingError : DataSourceError)(`HTTP ${status}`);
  }

  /** HTTP Basic (RFC 7617). */
  private credentials({ username, sealedPassword }: DataSourceParams): Record<string, string> {
    if (username === undefined && sealedPassword === undefined) return {};
    const password = sealedPassword === undefined ? '' : this.secrets.open(sealedPassword);
    return { authorization: `Basic ${Buffer.from(`${username ?? ''}:${password}`).toString('base64')}` };
  }
}

function reasonOf(error: unknown): unknown {
  if (error instanceof TooLargeError) return new DataSourceError(error.message);
  if (!(error instanceof OutboundError)) return error;
  return new (error.code === 'blocked' ? DataSourceError : PassingError)(REASONS[error.code]);
}

function fileName({ name, url }: DataSourceParams): string {
  const { pathname } = new URL(url!);
  return safeFileName(name ?? decoded(pathname));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
