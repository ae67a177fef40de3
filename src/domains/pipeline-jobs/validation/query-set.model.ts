import type { Accepted } from './findings';
import { object, required } from './lax';
import { string } from './lax-text';
import { queryList } from './query.model';

export const createQuerySetBody = object({
  name: required(string()),
  queries: required(queryList),
});

export type CreateQuerySetBody = Accepted<typeof createQuerySetBody>;
