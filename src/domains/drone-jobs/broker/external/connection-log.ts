import { Logger } from '@nestjs/common';

/** Says how the connection to the broker stands: each change once, however often it is tried again. */
export class ConnectionLog {
  private readonly logger = new Logger('drone-broker');
  private connected = false;
  /** Why there is no connection, as far as it was said since the last one. */
  private readonly reasons = new Set<string>();

  opened(): void {
    this.connected = true;
    this.reasons.clear();
    this.logger.log('connected to the external broker');
  }

  /** @returns whether there was a connection until now */
  closed(): boolean {
    if (!this.connected) return false;
    this.connected = false;
    this.logger.warn('the connection to the external broker is lost; it is tried again each second');
    return true;
  }

  failed(error: Error): void {
    // Where a name has several addresses, the error of each is inside.
    const reason = error.message || (error as NodeJS.ErrnoException).code || error.name;
    if (this.reasons.has(reason)) return;
    this.reasons.add(reason);
    this.logger.warn(`the external broker: ${reason}; it is tried again each second`);
  }
}
