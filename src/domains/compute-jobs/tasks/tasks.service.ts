import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { ListQuery } from '../lists/list-query';
import type { Page } from '../lists/pagination.dto';
import type { StepState } from '../steps/transitions';
import { jobNotFound, taskNotFound } from './not-found';
import type { Task } from './task';
import { COUNT_TASKS, FIND_TASK_BY_CHUNK, FIND_TASK_BY_ID, LIST_TASKS } from './task.statements';

const CHUNK_NUMBER = /^(0|[1-9][0-9]{0,8})$/;
const NO_CHUNK = -1;

interface Missing {
  id: null;
}

/** The tasks of a tenant's jobs. */
@Injectable()
export class TasksService {
  constructor(private readonly database: Database) {}

  /**
   * Tasks by their chunks.
   * @param state only those in it
   * @throws Failure `not-found`
   */
  async list(tenantId: string, jobId: string, query: ListQuery, state?: StepState): Promise<Page<Task>> {
    if (!isUuid(jobId)) throw jobNotFound(jobId);
    const which = [tenantId, jobId, state ?? null];
    const [count] = await this.database.run<{ total: number }>(COUNT_TASKS, which);
    if (!count) throw jobNotFound(jobId);
    const rows = await this.database.run<Task>(LIST_TASKS, [...which, query.limit, query.offset]);
    return { total: count.total, rows };
  }

  /**
   * @param name the task's id or the number of its chunk
   * @throws Failure `not-found`
   */
  async get(tenantId: string, jobId: string, name: string): Promise<Task> {
    if (!isUuid(jobId)) throw jobNotFound(jobId);
    const [row] = isUuid(name)
      ? await this.database.run<Task | Missing>(FIND_TASK_BY_ID, [tenantId, jobId, name])
      : await this.database.run<Task | Missing>(FIND_TASK_BY_CHUNK, [tenantId, jobId, chunkNumber(name)]);
    if (!row) throw jobNotFound(jobId);
    if (row.id === null) throw taskNotFound(name);
    return row;
  }
}

function chunkNumber(name: string): number {
  return CHUNK_NUMBER.test(name) ? Number(name) : NO_CHUNK;
}
