/** A public stream: `{jobId}/JOB/STATUS`, `{deviceGroupId}/DEVICE/STATUS` or `{shareCode}/SHARE/STATUS`. */
export interface StreamTopic {
  tenantId: string;
  kind: 'JOB' | 'DEVICE' | 'SHARE';
  id: string;
}

/** @param payload JSON; empty where the stream's job was deleted */
export type StreamListener = (payload: string) => void;

/** @param last whether it is what the subscriber has missed, rather than what happens now */
export type FollowListener = (payload: string, last: boolean) => void;

const NAME = /^([^/]+)\/(JOB|DEVICE|SHARE)\/STATUS$/;

/** A stream as clients of MQTT name it. */
export const topicName = ({ id, kind }: StreamTopic) => `${id}/${kind}/STATUS`;

export function parseTopicName(name: string): Omit<StreamTopic, 'tenantId'> | undefined {
  const [, id, kind] = NAME.exec(name) ?? [];
  return id === undefined ? undefined : { id, kind: kind as StreamTopic['kind'] };
}
