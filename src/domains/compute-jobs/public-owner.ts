import { NIL } from 'uuid';

/** Owns what every tenant may use and none may change: the samples that come with the server. */
export const PUBLIC_OWNER = NIL;
