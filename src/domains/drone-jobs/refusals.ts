import { Failure } from '../../kernel/errors/failure';
import type { FailureDetails, FailureKind } from '../../kernel/errors/failure';
import { fieldsOf } from '../../kernel/http/rules';
import type { Type } from '@nestjs/common';

/** What a client reads beside the message. */
export interface PublishedError {
  error: string;
  details: { code: string } & Record<string, unknown>;
  /** A ninth key of the answer, where another version of the API was asked for. */
  supportedVersions?: string[];
}

/** A refusal that the API publishes in words of its own, rather than in those of its kind. */
export class DroneFailure extends Failure {
  constructor(
    kind: FailureKind,
    message: string,
    readonly published: PublishedError,
    more?: FailureDetails,
  ) {
    super(kind, message, more);
  }
}

type Thing = 'Alarm source' | 'Device' | 'Device group' | 'Job' | 'Mission' | 'Schedule' | 'Share';
type Conflict =
  | 'Cannot delete job'
  | 'Device already exists'
  | 'Device group not empty'
  | 'Device is busy'
  | 'Mission in use'
  | 'Mission version conflict';

const codeOf = (text: string) => text.toUpperCase().replaceAll(' ', '_');

/** 404: nothing of the tenant has that id. */
export function notFound(thing: Thing): DroneFailure {
  const error = `${thing} not found`;
  return new DroneFailure('not-found', error, { error, details: { code: codeOf(error) } });
}

/** 409: the state of things forbids it. */
export function conflict(error: Conflict, more: object = {}): DroneFailure {
  return new DroneFailure('conflict', error, { error, details: { code: codeOf(error), ...more } });
}

/** 400: a field, by itself or beside the others, makes no sense. */
export function invalid(field: string, demand: string): Failure {
  const message = `${field} ${demand}`;
  return new Failure('invalid', message, { data: [{ field, message }] });
}

/** 400: the device belongs to another group of the tenant. */
export function deviceNotInGroup(): DroneFailure {
  return new DroneFailure('invalid', 'deviceId is not in the device group', {
    error: 'invalid_request',
    details: { code: 'DEVICE_NOT_IN_GROUP', field: 'deviceId' },
  });
}

/** 400: a change that changes nothing. @throws Failure */
export function refuseEmptyChange(change: object, type: Type): void {
  if (Object.keys(change).length === 0) throw invalid('body', `must have at least one of ${fieldsOf(type).join(', ')}`);
}
