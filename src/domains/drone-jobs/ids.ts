import { v7 as uuidv7 } from 'uuid';

/** A new id, `<kind>-` and a UUID version 7. */
export const newId = (kind: 'group' | 'drone' | 'mission' | 'job' | 'schedule' | 'alarm') => `${kind}-${uuidv7()}`;

/** An id as it may be looked up: PostgreSQL cannot even compare text with U+0000, so that becomes an id of nothing. */
export const lookedUp = (id: string) => (id.includes('\u0000') ? '' : id);
