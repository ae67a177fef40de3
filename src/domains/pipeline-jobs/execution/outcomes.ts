import type { Found } from '../connectors/found';
import { ItemError, storedErrorOf } from '../items/item-error';
import { nextItemStatus } from '../jobs/transitions';
import type { ClaimedItem } from './claimed-item';
import { consequenceOf } from './retries';
import type { Consequence } from './retries';
import type { AttemptEnd } from './run-state';
import { storedJson } from './stored-json';

/** What came of an attempt. */
export interface Outcome extends Consequence {
  /** Of the attempt. */
  lease: string;
  connector: string;
  end: AttemptEnd;
  /** JSON of what is stored with the item. */
  stored: string;
}

/** @param random from 0 to 1 */
export function outcomeOf(item: ClaimedItem, result: Found | ItemError, random: number): Outcome {
  const { lease, config } = item;
  const error = result instanceof ItemError ? result : undefined;
  const limited = Number(error?.type === 'rate_limited');
  const tries = { attempts: item.attempts, limited: item.limited + limited };
  const consequence = error ? consequenceOf(error, tries, config, random) : {};
  const again = consequence.retryAfter !== undefined;
  const found = result instanceof ItemError ? failed(result, consequence) : succeeded(result);
  const stored = storedJson({ id: item.id, lease, limited, ...found });
  return { ...consequence, lease, connector: config.connector, end: { error, again }, stored };
}

function succeeded({ answers, documents, usage }: Found): object {
  const score = (answers[0] ?? documents[0])?.score ?? null;
  return { status: nextItemStatus('RUNNING', 'succeed'), answers, documents, score, usage };
}

function failed(error: ItemError, { retryAfter }: Consequence): object {
  const nothing = { answers: [], documents: [] };
  if (retryAfter !== undefined) {
    return { ...nothing, status: nextItemStatus('RUNNING', 'postpone'), retry_after: retryAfter };
  }
  return { ...nothing, status: nextItemStatus('RUNNING', 'fail'), error: storedErrorOf(error) };
}
