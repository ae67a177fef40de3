import { isJsonObject } from '../../../kernel/http/json';
import type { FieldMappingDto } from '../settings/settings.dto';
import { unusableAnswer } from './jira-error';
import type { TicketDto } from './jira.dto';

const FIELDS = ['summary', 'status', 'priority', 'assignee', 'reporter', 'labels', 'created', 'updated'];
const PART_NUMBER = /\d{6,7}-\d{3}(-\d{2})?/;

/** Fields to ask Jira for. */
export const fieldsWanted = (mappings: FieldMappingDto[]): string =>
  [...new Set([...FIELDS, ...mappings.map(({ jiraFieldId }) => jiraFieldId)])].join(',');

/** A ticket as Jira gives it: of its fields nothing is certain. @throws JiraError for what is no issue */
export function ticketOf(issue: unknown, mappings: FieldMappingDto[]): TicketDto {
  if (!isJsonObject(issue) || typeof issue.key !== 'string') throw unusableAnswer();
  const fields = isJsonObject(issue.fields) ? issue.fields : {};
  const mapped = (shopErpField: string): unknown =>
    fields[mappings.find((mapping) => mapping.shopErpField === shopErpField)?.jiraFieldId ?? shopErpField];
  const summary = textOf(fields.summary);
  return {
    key: issue.key,
    summary,
    status: textOf(fields.status),
    priority: textOf(mapped('priority')),
    assignee: textOf(fields.assignee),
    reporter: textOf(fields.reporter),
    labels: labelsOf(mapped('labels')),
    partNumber: textOf(mapped('partNumber')) || (PART_NUMBER.exec(summary)?.[0] ?? null),
    goalQuantity: numberOf(mapped('goalQuantity')),
    epicLink: textOf(mapped('epicLink')) || null,
    createdAt: textOf(fields.created),
    updatedAt: textOf(fields.updated),
    rawFields: fields,
  };
}

/** A text, or the name of what has one: a person, a status, a choice. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!isJsonObject(value)) return '';
  const names = [value.displayName, value.name, value.value, value.key];
  return names.find((name) => typeof name === 'string') ?? '';
}

function labelsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf).filter((label) => label !== '') : [];
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
