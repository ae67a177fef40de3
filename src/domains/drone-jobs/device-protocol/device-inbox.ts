import { Injectable } from '@nestjs/common';
import type { DeviceRef, Outcome } from './messages';

/** Takes in what devices send, whatever it came by. */
@Injectable()
export class DeviceInbox {
  /** Resolves when the event's transaction is committed. Events of a device are applied in the order of these calls. */
  event(_device: DeviceRef, _payload: Buffer): Promise<Outcome> {
    throw new Error('to be built');
  }

  /** Kept in memory until it is written with others, a quarter of a second later at the latest. */
  telemetry(_device: DeviceRef, _payload: Buffer): Outcome {
    throw new Error('to be built');
  }
}
