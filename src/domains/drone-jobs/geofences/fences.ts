import { Injectable } from '@nestjs/common';
import { Fence } from './fence';
import type { Geofence } from './geofence';

const MAX_REMEMBERED = 200;

/** Geofences of groups, made ready once per text. */
@Injectable()
export class Fences {
  private readonly remembered = new Map<string, { text: string; fence: Fence }>();

  /** @param text JSON of the geofence, null where the group has none */
  of(groupId: string, text: string | null): Fence | undefined {
    let entry = this.remembered.get(groupId);
    this.remembered.delete(groupId);
    if (text === null) return undefined;
    if (entry?.text !== text) entry = { text, fence: new Fence(JSON.parse(text) as Geofence) };
    this.remembered.set(groupId, entry);
    for (const oldest of this.remembered.keys()) {
      if (this.remembered.size <= MAX_REMEMBERED) break;
      this.remembered.delete(oldest);
    }
    return entry.fence;
  }
}
