import type { Client } from 'aedes';

const MAX_BYTES = 64 * 1024;

/** What is used of the parser of a connection, which by itself takes packets of 256 MiB. */
interface Parser {
  packet: { length: number };
  _parseLength(): boolean;
  _emitError(error: Error): boolean;
}

/** Ends a connection as soon as it announces a packet that is too large, before any of it is kept. */
export function limitPackets(client: Client): void {
  const parser = (client as unknown as { _parser: Parser })._parser;
  const parseLength = parser._parseLength.bind(parser);
  parser._parseLength = () => {
    const parsed = parseLength();
    return parsed && parser.packet.length > MAX_BYTES
      ? parser._emitError(new Error('packets are limited to 64 KiB'))
      : parsed;
  };
}
