import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Database } from '../../../kernel/database/database';
import { isJsonObject } from '../../../kernel/http/json';
import { readFields } from '../bodies';
import { lookedUp } from '../ids';
import { notFound } from '../refusals';
import { JiraAccess } from './jira-access';
import { JiraClient } from './jira-client';
import { JiraError, unusableAnswer } from './jira-error';
import { CommentDto, PushDto } from './jira.dto';
import type { PushedDto } from './jira.dto';
import { noteText, pushText, summaryText } from './progress-text';
import { FIND_NOTE, FIND_PROGRESS, TELL_COMMENTED, TELL_PUSHED } from './pushes.statements';
import type { JobProgress } from './pushes.statements';
import { TicketLeases } from './ticket-leases';

/** Nothing to push, or nowhere to push it to. */
class NotPushed extends Error {}

interface NoteRow {
  serial_ids: string[];
  text: string;
  step_name: string | null;
}

/** Tells Jira how far jobs are. What hinders that is part of the answer. */
@Injectable()
export class PushesService {
  constructor(
    private readonly database: Database,
    private readonly access: JiraAccess,
    private readonly client: JiraClient,
    private readonly leases: TicketLeases,
  ) {}

  /** Appends the progress to the ticket's description; pushes to one ticket go one after the other. */
  async push(caller: Caller, body: object): Promise<PushedDto> {
    const { tenantId } = caller;
    const { connection } = await this.access.toWrite(caller);
    const { jobId } = readFields(PushDto, body);
    return answered(async () => {
      const { paths, ...job } = await this.find(tenantId, jobId);
      const key = ticketKeyOf(job);
      if (paths.length === 0) throw new NotPushed('Job has no paths');
      await this.leases.hold(tenantId, key, async (ensureHeld) => {
        const path = ['issue', key];
        const query = { fields: 'description' };
        const before = descriptionOf(await this.client.ask(connection, { op: 'push', path, query }));
        const now = await this.find(tenantId, jobId);
        ensureHeld();
        const fields = { description: before + pushText(now.paths, now.day) };
        await this.client.ask(connection, { op: 'push', method: 'PUT', path, body: { fields } });
      });
      await this.database.run(TELL_PUSHED, [tenantId, job.id, key]);
    });
  }

  /** Comments on the ticket: with a note, or with the progress. */
  async comment(caller: Caller, body: object): Promise<PushedDto> {
    const { tenantId } = caller;
    const { connection } = await this.access.toWrite(caller);
    const { jobId, noteId } = readFields(CommentDto, body);
    return answered(async () => {
      const job = await this.find(tenantId, jobId);
      const key = ticketKeyOf(job);
      const text = noteId ? await this.noteOf(tenantId, noteId, job.id) : summaryText(job.name, job.paths);
      const path = ['issue', key, 'comment'];
      const comment = await this.client.ask(connection, { op: 'comment', method: 'POST', path, body: { body: text } });
      const values = [tenantId, job.id, key, noteId || null, commentIdOf(comment)];
      await this.database.run(TELL_COMMENTED, values);
    });
  }

  private async find(tenantId: string, jobId: string): Promise<JobProgress> {
    const id = jobId.trim();
    const [job] = await this.database.run<JobProgress & Record<string, unknown>>(FIND_PROGRESS, [tenantId, id]);
    if (!job) throw notFound('Job', id);
    return job;
  }

  private async noteOf(tenantId: string, noteId: string, jobId: string): Promise<string> {
    const values = [tenantId, lookedUp(noteId), jobId];
    const [note] = await this.database.run<NoteRow & Record<string, unknown>>(FIND_NOTE, values);
    if (!note) throw new NotPushed(`Note not found: ${noteId}`);
    return noteText(note.step_name, note.serial_ids, note.text);
  }
}

async function answered(work: () => Promise<void>): Promise<PushedDto> {
  try {
    await work();
    return { success: true };
  } catch (error) {
    if (error instanceof NotPushed || error instanceof JiraError) return { success: false, error: error.message };
    throw error;
  }
}

function ticketKeyOf({ ticket_key }: Pick<JobProgress, 'ticket_key'>): string {
  const key = ticket_key?.trim();
  if (!key) throw new NotPushed('Job is not linked to a Jira ticket');
  return key;
}

/** A ticket without a description has null. @throws JiraError rather than overwriting what cannot be read */
function descriptionOf(issue: unknown): string {
  const description = isJsonObject(issue) && isJsonObject(issue.fields) ? (issue.fields.description ?? '') : undefined;
  if (typeof description !== 'string') throw unusableAnswer();
  return description;
}

function commentIdOf(comment: unknown): string | null {
  const id = isJsonObject(comment) ? comment.id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id).replaceAll('\u0000', '').toWellFormed() : null;
}
