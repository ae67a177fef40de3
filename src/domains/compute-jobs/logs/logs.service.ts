import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import { Database } from '../../../kernel/database/database';
import type { Role } from '../steps/transitions';
import { jobNotFound } from '../tasks/not-found';
import { TasksService } from '../tasks/tasks.service';
import type { ComputeLogDto, ComputeLogsDto, ComputeTaskLogsDto } from './log.dto';
import type { LogLevel } from './log-line.entity';
import { readLogQuery, ROLE_OF, SERVICES } from './log-query';
import { FIND_WRITERS, LINES, MAX_BYTES, MAX_LINES } from './log.statements';

const CONTAINER = 'main';
const TRUNCATED = 'answer truncated: ask for fewer tasks, levels or services';

interface Writer {
  /** Null in the one row of a job that has none. */
  id: string | null;
  role: Role;
}

interface Line {
  stepId: string;
  at: Date;
  level: LogLevel;
  line: string;
  /** Of its text and that of all lines before it. */
  bytes: number;
}

/** What programs wrote for a tenant's jobs, and what the server said about them. */
@Injectable()
export class LogsService {
  constructor(
    private readonly database: Database,
    private readonly tasks: TasksService,
  ) {}

  /**
   * Lines of a job by who wrote them. What goes beyond the bounds of an answer is left out, of the last tasks first.
   * @throws Failure `body-not-object`, `invalid`, `not-found`
   */
  async ofJob(tenantId: string, body: unknown): Promise<ComputeLogsDto> {
    const { jobId, taskIds, levels, services = SERVICES } = readLogQuery(body);
    const roles = services.map((service) => ROLE_OF[service]);
    const values = [tenantId, jobId, roles, taskIds?.filter((id) => isUuid(id)) ?? null];
    const rows = isUuid(jobId) ? await this.database.run<Writer>(FIND_WRITERS, values) : [];
    if (rows.length === 0) throw jobNotFound(jobId);
    const writers = rows.flatMap(({ id, role }) => (id === null ? [] : [{ id, role }]));
    const lines = await this.lines(
      jobId,
      writers.map(({ id }) => id),
      levels,
    );
    const of = (role: Role) => lines.get(writers.find((writer) => writer.role === role)?.id ?? '') ?? [];
    const tasks = writers.filter(({ id, role }) => role === 'app' && (taskIds || lines.has(id)));
    return {
      partitioner: of('partitioner'),
      assembler: of('assembler'),
      taskrunner: Object.fromEntries(tasks.map(({ id }) => [id, { logs: lines.get(id) ?? [] }])),
    };
  }

  /**
   * @param name the task's id or the number of its chunk
   * @throws Failure `not-found`
   */
  async ofTask(tenantId: string, jobId: string, name: string): Promise<ComputeTaskLogsDto> {
    const { id } = await this.tasks.get(tenantId, jobId, name);
    const lines = await this.lines(jobId, [id]);
    return { logs: lines.get(id) ?? [] };
  }

  /** By the steps that wrote them; the last one says so if there are more. */
  private async lines(jobId: string, stepIds: string[], levels?: LogLevel[]): Promise<Map<string, ComputeLogDto[]>> {
    const rows = await this.database.run<Line>(LINES, [jobId, stepIds, levels ?? null]);
    const shown = new Map<string, ComputeLogDto[]>();
    for (const [index, { stepId, bytes, ...row }] of rows.entries()) {
      const isBeyond = index === MAX_LINES || bytes > MAX_BYTES;
      const log = showLog(isBeyond ? { ...row, level: 'WARN', line: TRUNCATED } : row);
      const logs = shown.get(stepId);
      if (logs) logs.push(log);
      else shown.set(stepId, [log]);
    }
    return shown;
  }
}

function showLog({ at, level, line }: Pick<Line, 'at' | 'level' | 'line'>): ComputeLogDto {
  return { log: line, timestamp: at.toISOString(), level, container: CONTAINER };
}
