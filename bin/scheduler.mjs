// The commands of the scheduler. They need nothing but Node, so they also work on a fresh clone.
import { URLSearchParams } from 'node:url';
import { parseArgs } from 'node:util';

import { UsageError } from './usage.mjs';

const LIST = { type: 'string', multiple: true };
const TEXT = { type: 'string' };
const JOB_OPTIONS = {
  ...{ data: LIST, json: TEXT, query: LIST, header: LIST, in: TEXT, schedule: TEXT, at: TEXT, every: TEXT },
  ...{ cron: TEXT, key: TEXT, callback: TEXT, webhook: TEXT },
};

/** The request that a command line stands for. */
function requestOf(argv) {
  const [command, ...rest] = argv;
  if (command === 'run' || command === 'create') return createRequest(rest);
  if (command === 'cron') {
    const [expression] = positionals(rest, 1, {});
    return { path: `/api/cron/preview?${new URLSearchParams({ cron: expression })}` };
  }
  const [action, ...more] = rest;
  if (command === 'jobs' && action === 'list') {
    const { values } = parsed(more, 0, { state: TEXT });
    return { path: `/api/jobs?${new URLSearchParams(values)}` };
  }
  if (command === 'jobs' && action === 'cancel') {
    const [id] = positionals(more, 1, {});
    return { path: `/api/jobs/${encodeURIComponent(id)}/cancel`, method: 'POST' };
  }
  if (command === 'logs' && action === 'list') {
    positionals(more, 0, {});
    return { path: '/api/logs' };
  }
  throw new UsageError(command ? `unknown command: ${argv.join(' ')}` : 'no command');
}

function createRequest(argv) {
  const { values, positionals: given } = parsed(argv, 2, JOB_OPTIONS);
  if (values.data && values.json !== undefined) throw new UsageError('--data and --json exclude each other');
  if (values.in !== undefined && values.schedule !== undefined)
    throw new UsageError('--in and --schedule are the same');
  const [method, url] = given;
  const fields = {
    method,
    url,
    query: values.query && membersOf(values.query, '=', 'query'),
    headers: values.header && Object.fromEntries(values.header.map((text) => pair(text, ':', 'header'))),
    body: values.data && Object.fromEntries(values.data.map((text) => pair(text, '=', 'data'))),
    schedule_in: numberOrText(values.in ?? values.schedule),
    scheduled_at: numberOrText(values.at),
    repeat_every: numberOrText(values.every),
    cron: values.cron,
    idempotency_key: values.key,
    callback_url: values.callback,
    webhook_url: values.webhook,
  };
  const body = JSON.stringify(fields);
  // As it was typed: parsed and written again, large numbers would lose digits.
  const whole = values.json === undefined ? body : `${body.slice(0, -1)},"body":${json(values.json)}}`;
  return { path: '/api/jobs', method: 'POST', body: whole };
}

function parsed(args, count, options) {
  let result;
  try {
    result = parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error.message);
  }
  if (result.positionals.length !== count) throw new UsageError(`expected ${count} argument(s)`);
  return result;
}

const positionals = (args, count, options) => parsed(args, count, options).positionals;

function pair(text, mark, option) {
  const at = text.indexOf(mark);
  if (at < 1) throw new UsageError(`--${option} wants a name, "${mark}" and a value`);
  return [text.slice(0, at).trim(), mark === ':' ? text.slice(at + 1).trim() : text.slice(at + 1)];
}

/** A name that is given several times has the list of its values. */
function membersOf(texts, mark, option) {
  const members = new Map();
  for (const [name, value] of texts.map((text) => pair(text, mark, option))) {
    members.set(name, members.has(name) ? [members.get(name), value].flat() : value);
  }
  return Object.fromEntries(members);
}

/** Seconds and unix times are numbers to the API. */
function numberOrText(text) {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function json(text) {
  try {
    JSON.parse(text);
    return text;
  } catch {
    throw new UsageError('--json is not JSON');
  }
}

/** Prints the answer of the server. */
export async function scheduler(argv) {
  const { path, method = 'GET', body } = requestOf(argv);
  const base = (process.env.QUINTET_URL || 'http://127.0.0.1:3000/scheduler').replace(/\/+$/, '');
  const key = process.env.QUINTET_API_KEY;
  const answer = await fetch(base + path, {
    method,
    body,
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
  });
  const text = await answer.text();
  (answer.ok ? process.stdout : process.stderr).write(`${text || answer.statusText}\n`);
  return answer.ok ? 0 : 1;
}
