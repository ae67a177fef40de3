import { Failure } from '../../kernel/errors/failure';
import type { ValidationError } from './validation/findings';

/** 404 in the words of this API: `Job not found`. */
export function notFound(thing: string): Failure {
  return new Failure('not-found', `${thing} not found`);
}

/** 422 with everything that is wrong with a request. */
export function invalid(errors: ValidationError[]): Failure {
  return new Failure('invalid', undefined, { data: errors });
}

/** 400, for what is refused by one text alone. */
export function badRequest(text: string): Failure {
  return new Failure('invalid', text);
}
