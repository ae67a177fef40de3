import type { TagDto } from './tag.dto';

/** A tag as statements return it, as a row or inside JSON. */
export interface TagRow {
  id: string;
  name: string;
  color: string;
  created_at: Date | string;
  updated_at: Date | string;
}

export function tagOf({ id, name, color, created_at, updated_at }: TagRow): TagDto {
  return {
    id,
    name,
    color,
    createdAt: new Date(created_at).toISOString(),
    updatedAt: new Date(updated_at).toISOString(),
  };
}
