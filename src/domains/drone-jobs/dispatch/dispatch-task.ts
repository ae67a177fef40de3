import { defineTask } from '../../../engine/task';

export interface GroupReference {
  tenantId: string;
  groupId: string;
  /** When something happened, or was to happen, that makes it necessary: ISO 8601. */
  since: string;
}

/** Hands the queued jobs of a group to its free devices. */
export const DISPATCH = defineTask<GroupReference>('drone.dispatch', 'drone');

export const dispatchKey = (groupId: string) => `drone.dispatch:${groupId}`;

const PAYLOAD = (since: string) => `json_build_object('tenantId', tenant_id, 'groupId', group_id, 'since', ${since})`;

/**
 * SQL that has the group of a row (`tenant_id`, `group_id`) dispatched at once; one run does it for all who ask
 * before it.
 */
export const DISPATCH_GROUP = `engine.enqueue_once('drone.dispatch', ${PAYLOAD('clock_timestamp()')},
    '${dispatchKey('')}' || group_id)`;

/** SQL that has the group of a row dispatched at a time; each key waits once. */
export const dispatchGroupAt = (runAt: string, key: string) =>
  `engine.enqueue('drone.dispatch', ${PAYLOAD(runAt)}, ${runAt}, ${key})`;
