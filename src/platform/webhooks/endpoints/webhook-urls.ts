import { Injectable } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { AddressGuard } from '../../../kernel/outbound/address-guard';
import type { Refusal } from '../../../kernel/outbound/address-guard';

const TEXTS: Record<Refusal, string> = {
  scheme: 'url must be https',
  port: 'url must not have port 0',
  credentials: 'url must not contain credentials',
  address: 'url must not point to a private or reserved address',
};

/** Judges the URLs of endpoints as the guarded client will, every time that it sends. */
@Injectable()
export class WebhookUrls {
  constructor(private readonly guard: AddressGuard) {}

  /** A name that does not resolve in time passes: it is looked up again for every request. @throws Failure `invalid` */
  async assertAllowed(text: string): Promise<void> {
    const url = new URL(text);
    const refusal = this.guard.refusal(url);
    if (refusal) refuse(TEXTS[refusal]);
    if (await this.guard.resolvesToRefused(url.hostname)) refuse(TEXTS.address);
  }
}

function refuse(message: string): never {
  throw new Failure('invalid', message, { data: [{ field: 'url', message }] });
}
