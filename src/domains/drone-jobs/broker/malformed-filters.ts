import type { Client } from 'aedes';

/** Levels of a filter that are looked at; streams have three, topics of devices four. */
const MAX_LEVELS = 10;

/** What is used of the parser of a connection. */
interface Parser {
  prependListener(event: 'packet', listener: (packet: Packet) => void): void;
}

interface Packet {
  cmd: string;
  subscriptions?: { topic: string }[];
  unsubscriptions?: string[];
}

/**
 * Puts filters that nobody is granted in the place of those for which aedes would end the connection, before anybody is
 * asked about them: they are refused one by one, as wildcards are.
 */
export function refuseMalformedFilters(client: Client): void {
  const parser = (client as unknown as { _parser: Parser })._parser;
  parser.prependListener('packet', ({ cmd, subscriptions, unsubscriptions }) => {
    if (cmd === 'subscribe') subscriptions?.forEach((one, index) => (one.topic = wellFormed(one.topic, index)));
    if (cmd === 'unsubscribe') unsubscriptions?.forEach((one, index, all) => (all[index] = wellFormed(one, index)));
  });
}

/** @param index keeps those of one packet apart, as each has an answer of its own */
function wellFormed(filter: string, index: number): string {
  const isFine = filter !== '' && !/[#+]/.test(filter) && filter.split('/').length <= MAX_LEVELS;
  return isFine ? filter : `$refused/${index}`;
}
