import type { Accepted } from './findings';
import { object, optional, required } from './lax';
import { string } from './lax-text';
import { validateBody } from './request';
import type { RawRequest, Validation } from './request';

/** `language` is a PostgreSQL text search configuration; whether it exists only the database knows. */
export const createWorkspaceBody = object({
  name: required(string()),
  language: optional(string(), 'english'),
});

export type CreateWorkspaceBody = Accepted<typeof createWorkspaceBody>;

/** Validates `POST /api/v1/workspaces`. */
export function validateCreateWorkspace({ body }: RawRequest): Validation<CreateWorkspaceBody> {
  return validateBody(createWorkspaceBody, body);
}
