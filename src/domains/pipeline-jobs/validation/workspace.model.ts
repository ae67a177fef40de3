import type { Accepted } from './findings';
import { object, optional, required } from './lax';
import { string } from './lax-text';

/** `language` is a PostgreSQL text search configuration; whether it exists only the database knows. */
export const createWorkspaceBody = object({
  name: required(string()),
  language: optional(string(), 'english'),
});

export type CreateWorkspaceBody = Accepted<typeof createWorkspaceBody>;
