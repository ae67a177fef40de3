import { Injectable } from '@nestjs/common';

/** A public stream: `{jobId}/JOB/STATUS`, `{deviceGroupId}/DEVICE/STATUS` or `{shareCode}/SHARE/STATUS`. */
export interface StreamTopic {
  tenantId: string;
  kind: 'JOB' | 'DEVICE' | 'SHARE';
  id: string;
}

/** @param payload JSON */
export type StreamListener = (payload: string) => void;

/** The public streams of this process: what its subscribers, by MQTT or WebSocket, are told. */
@Injectable()
export class Streams {
  /** Calls back with each message until it is told to stop. */
  watch(_topic: StreamTopic, _listener: StreamListener): () => void {
    throw new Error('to be built');
  }

  /** What a new subscriber is told at once: the job's last state, as JSON; nothing for other streams or without a job. */
  lastState(_topic: StreamTopic): Promise<string | undefined> {
    throw new Error('to be built');
  }

  /** The stream of that topic name, if the tenant has it; undefined for anything else. */
  find(_tenantId: string, _topic: string): Promise<StreamTopic | undefined> {
    throw new Error('to be built');
  }
}
