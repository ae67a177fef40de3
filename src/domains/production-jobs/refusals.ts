import { Failure } from '../../kernel/errors/failure';

/** 400: a field, a reference or the state of things forbids it. */
export const refused = (message: string, data?: object) => new Failure('invalid', message, { data });

/** 404: nothing of the tenant has that id. */
export const notFound = (resource: string, id: string) => new Failure('not-found', `${resource} not found: ${id}`);

/** 409: what the caller saw is not so any more. */
export const changedSince = (message: string) => new Failure('conflict', message);
