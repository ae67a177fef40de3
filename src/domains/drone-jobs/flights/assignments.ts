import { Injectable } from '@nestjs/common';
import { newCommandId } from '../commands/commands';
import { Database } from '../../../kernel/database/database';
import { ASSIGN } from './flight.statements';

/** Gives jobs to devices, in the transaction of the dispatcher, which has locked the device. */
@Injectable()
export class Assignments {
  constructor(private readonly database: Database) {}

  /** The lease; undefined where the job or the device is not free any more. @param acceptSeconds for the device to answer */
  async assign(tenantId: string, jobId: string, deviceId: string, acceptSeconds: number): Promise<number | undefined> {
    const values = [tenantId, jobId, deviceId, newCommandId(), acceptSeconds];
    const [assigned] = await this.database.run<{ lease: number }>(ASSIGN, values);
    return assigned?.lease;
  }
}
