import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { AddressGuard, isPublicAddress } from '../../../kernel/outbound/address-guard';
import { AllowList } from '../../../kernel/outbound/allow-list';
import { bareHostname, isAddress } from '../../../kernel/outbound/hostname';
import { instantOf } from '../values/instant';
import { readJobRequest, type JobRequest } from '../values/job-request';
import type { SentJson } from '../values/json-text';
import type { HostRules } from '../values/url';

/** Reads the body of a create call. @throws Failure `body-not-object`; `invalid` with the texts by field as data */
@Injectable()
export class JobRequestPipe implements PipeTransform<SentJson, Promise<JobRequest>> {
  private readonly hosts: HostRules;

  constructor(
    private readonly guard: AddressGuard,
    allow: AllowList,
  ) {
    this.hosts = hostRules(allow);
  }

  async transform({ value, text }: SentJson): Promise<JobRequest> {
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    const result = await readJobRequest(value, text, {
      now: instantOf(Date.now()),
      hosts: this.hosts,
      resolvesToRefused: (hostname) => this.guard.resolvesToRefused(hostname),
    });
    if ('errors' in result) throw new Failure('invalid', undefined, { status: 422, data: result.errors });
    return result.request;
  }
}

export function hostRules(allow: AllowList): HostRules {
  return {
    covers: (hostname) => allow.allowsHost(hostname) || allow.allowsAddress(bareHostname(hostname)),
    refusesLiteral: (hostname) => isAddress(bareHostname(hostname)) && !isPublicAddress(bareHostname(hostname)),
  };
}
