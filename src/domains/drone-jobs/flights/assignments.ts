import { Injectable } from '@nestjs/common';
import { newCommandId } from '../commands/commands';
import { Database } from '../../../kernel/database/database';
import { ASSIGN } from './flight.statements';

export interface Assignment {
  jobId: string;
  deviceId: string;
}

/** Gives jobs to devices, in the transaction of the dispatcher, which has locked the devices. */
@Injectable()
export class Assignments {
  constructor(private readonly database: Database) {}

  /**
   * @param acceptSeconds for a device to answer
   * @returns how many were made: not those whose job or device is not free any more
   */
  async assign(tenantId: string, assignments: Assignment[], acceptSeconds: number): Promise<number> {
    if (assignments.length === 0) return 0;
    const jobs = assignments.map(({ jobId }) => jobId);
    const devices = assignments.map(({ deviceId }) => deviceId);
    const commands = assignments.map(newCommandId);
    return (await this.database.run(ASSIGN, [tenantId, jobs, devices, commands, acceptSeconds])).length;
  }
}
