import { v7 as uuidv7 } from 'uuid';
import type { PipelineTenant } from './pipeline';
import type { Server } from './server';

/** Changes to an item that succeeded over all files, by the columns of its table. */
export interface ItemRow {
  id?: string;
  position?: number;
  query?: string;
  group_name?: string | null;
  query_label?: string | null;
  absolute_query_index?: number;
  file_id?: string | null;
  file_name?: string | null;
  status?: string;
  attempts?: number;
  lease?: string | null;
  finished_at?: string | null;
  duration?: number | null;
  answers?: object[];
  documents?: object[];
  score?: number | null;
  error?: object | null;
  usage?: object | null;
  review?: object | null;
}

/** An answer of which only the text matters. */
export const answer = (text: string) => ({ answer: text, type: 'extractive', score: 0.5, files: [], meta: {} });

/** A document of a file. */
export const document = (name: string | null) => ({
  id: 'd',
  content: 'text',
  meta: {},
  file: name === null ? null : { id: uuidv7(), name },
});

/** Puts items into a job as its execution leaves them, and the job's counters; returns their ids. */
export async function addItems(server: Server, job: string, items: ItemRow[]): Promise<string[]> {
  const rows = items.map((item, index) => ({
    id: uuidv7(),
    ordinal: index,
    position: index,
    query: `q${index}`,
    query_index: 0,
    absolute_query_index: item.position ?? index,
    status: 'SUCCEEDED',
    attempts: 1,
    limited: 0,
    answers: [],
    documents: [],
    ...item,
  }));
  await server.query(
    `INSERT INTO pipeline.items SELECT item.* FROM json_populate_recordset(NULL::pipeline.items, $2) item
       WHERE item.job_id = $1`,
    [job, JSON.stringify(rows.map((row) => ({ ...row, job_id: job })))],
  );
  await server.query(
    `UPDATE pipeline.jobs SET total_requests = n, executed_requests = done, failed_requests = failed, left_requests = n - done
     FROM (SELECT count(*) AS n, count(*) FILTER (WHERE status IN ('SUCCEEDED', 'FAILED')) AS done,
         count(*) FILTER (WHERE status = 'FAILED') AS failed FROM pipeline.items WHERE job_id = $1) counted
     WHERE id = $1`,
    [job],
  );
  return rows.map(({ id }) => id);
}

/** A job with the given items. */
export async function jobWith(
  server: Server,
  tenant: PipelineTenant,
  items: ItemRow[],
  changes: object = {},
): Promise<{ job: string; path: string; items: string[] }> {
  const job = (await tenant.create(changes)).body.job_id as string;
  return { job, path: `${tenant.jobs}/${job}`, items: await addItems(server, job, items) };
}
