import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packFolder } from '../packages/archive/pack-folder';
import { readPackage } from '../packages/package-content';

export interface PushOptions {
  /** Path of an app or engine. */
  folder: string;
  /** Of the server, without a path. */
  url: string;
  key: string;
  /** Whether jobs may use it at once. */
  activate: boolean;
  print(line: string): void;
}

/** What the server answers to a push. */
interface Pushed {
  name: string;
  version: string;
  status: string;
}

/** Sends an app or engine to a server. @throws Error with what the server or the network says */
export async function push({ folder, url, key, activate, print }: PushOptions): Promise<void> {
  const kind = (await isEngine(folder)) ? 'engine' : 'app';
  const bytes = await packFolder(folder);
  // What the server would refuse is known before it is sent.
  await readPackage(bytes, kind);
  const root = `${url.replace(/\/+$/, '')}/v1/dev/${kind}s`;
  const { name, version, status } = (await post(root, key, { data: bytes.toString('base64') })) as Pushed;
  const tag = `${name}@${version}`;
  if (activate) await post(`${root}/${tag}/activate`, key, {});
  print(`${kind} ${tag} ${activate ? 'active' : status}`);
}

/** Only engines have a type. Whatever else is wrong with the manifest is found when it is read. */
async function isEngine(folder: string): Promise<boolean> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as object;
    return Object.entries(manifest).some(([key, value]) => key.toLowerCase() === 'type' && Boolean(value));
  } catch {
    return false;
  }
}

/** The server is one that the user names on their own machine, so it may be anywhere. */
async function post(url: string, key: string, body: object): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw new Error(messageIn(text) ?? `${answer.status} ${answer.statusText}`);
}

function messageIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { message?: string }).message;
  } catch {
    return undefined;
  }
}
