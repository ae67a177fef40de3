import { defineTask } from '../../../engine/task';

export interface GroupReference {
  tenantId: string;
  groupId: string;
  /** When the last thing happened, or was to happen, that makes it necessary: ISO 8601. */
  since: string;
}

/** Hands the queued jobs of a group to its free devices. */
export const DISPATCH = defineTask<GroupReference>('drone.dispatch', 'drone');

/** SQL that has the group of a row (`tenant_id`, `group_id`) dispatched, at once or at a time; each key waits once. */
export const dispatchGroup = (runAt = 'NULL', key = `'drone.dispatch:' || group_id`) =>
  `engine.enqueue('drone.dispatch', json_build_object('tenantId', tenant_id, 'groupId', group_id,
    'since', coalesce(${runAt}, clock_timestamp())), ${runAt}, ${key})`;
