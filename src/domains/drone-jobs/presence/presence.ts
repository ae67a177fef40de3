import { Injectable } from '@nestjs/common';
import type { DeviceRef } from '../device-protocol/messages';

/** Told that a device's connections, but for one, have to end: it has another one, another credential, or is gone. */
export type CutListener = (deviceId: string, keep?: string) => void;

/** Knows which devices are heard. */
@Injectable()
export class Presence {
  /** A device has connected; its earlier connections end, wherever they are. @returns the number of this one */
  connected(_device: DeviceRef): Promise<string> {
    throw new Error('to be built');
  }

  /** A connection has ended, by whatever; it matters only while no newer one has taken over. */
  disconnected(_device: DeviceRef, _connection: string): Promise<void> {
    throw new Error('to be built');
  }

  /** To be called while modules are set up. */
  onCut(_listener: CutListener): void {
    throw new Error('to be built');
  }

  /** Ends the device's connections in all processes, after the caller's transaction. */
  cut(_device: DeviceRef): Promise<void> {
    throw new Error('to be built');
  }
}
