export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** The deepest nesting of arrays and objects that is taken from a client or shown of an answer; `[]` is one level. */
export const MAX_DEPTH = 64;
