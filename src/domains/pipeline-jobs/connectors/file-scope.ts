import type { FreeObject } from '../validation/lax-free-object';
import type { FileReference } from './found';

/** Filters that let through one file alone, besides what they let through anyway. */
export function withinFile(filters: FreeObject | null, file: FileReference, by: 'id' | 'name' = 'id'): FreeObject {
  return both(filters, { field: `meta.file_${by}`, operator: '==', value: file[by] });
}

/** The same for a few files. */
export function withinFiles(filters: FreeObject | null, ids: string[]): FreeObject {
  return both(filters, { field: 'meta.file_id', operator: 'in', value: ids });
}

/** An empty filter lets everything through, and not every service knows it. */
export function hasFilters(filters: FreeObject | null): filters is FreeObject {
  return filters !== null && Object.keys(filters).length > 0;
}

function both(filters: FreeObject | null, scope: FreeObject): FreeObject {
  return hasFilters(filters) ? { operator: 'AND', conditions: [filters, scope] } : scope;
}
