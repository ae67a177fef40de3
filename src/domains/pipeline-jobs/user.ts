import { v5 as uuidv5 } from 'uuid';
import type { Caller } from '../../kernel/auth/caller';

/** Who made or changed a thing, as the API shows it. */
export interface User {
  user_id: string;
  given_name: string | null;
  family_name: string | null;
}

/** An API key is its own user; a subject of an identity provider, which need be no uuid, gets a lasting one. */
export function userOf({ subject, issuer, displayName }: Caller): User {
  const userId = issuer === undefined ? subject : uuidv5(subject, uuidv5(issuer, uuidv5.URL));
  return { user_id: userId, given_name: displayName, family_name: null };
}
