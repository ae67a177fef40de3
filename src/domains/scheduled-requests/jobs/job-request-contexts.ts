import { Injectable } from '@nestjs/common';
import { AddressGuard, isPublicAddress } from '../../../kernel/outbound/address-guard';
import { AllowList } from '../../../kernel/outbound/allow-list';
import { bareHostname, isAddress } from '../../../kernel/outbound/hostname';
import { instantOf } from '../values/instant';
import type { JobRequestContext } from '../values/job-request';
import type { HostRules } from '../values/url';

/** What requests are judged by: the moment and where they may go. */
@Injectable()
export class JobRequestContexts {
  private readonly hosts: HostRules;

  constructor(
    private readonly guard: AddressGuard,
    allow: AllowList,
  ) {
    this.hosts = {
      covers: (hostname) => allow.allowsHost(hostname) || allow.allowsAddress(bareHostname(hostname)),
      refusesLiteral: (hostname) => isAddress(bareHostname(hostname)) && !isPublicAddress(bareHostname(hostname)),
    };
  }

  current(): JobRequestContext {
    return {
      now: instantOf(Date.now()),
      hosts: this.hosts,
      resolvesToRefused: (hostname) => this.guard.resolvesToRefused(hostname),
    };
  }
}
