import type { LogLevel } from '../logs/log-line.entity';
import type { SecretMask } from './secret-mask';

/** Bytes of a line, and of all lines of an attempt. */
export const MAX_LINE_BYTES = 8 * 1024;
export const MAX_LOG_BYTES = 1024 * 1024;

/** What a program writes, as lines that can be stored and shown: in UTF-8, without secrets, up to a limit. */
export class LineLog {
  private readonly decoder = new TextDecoder();
  /** Of a line that goes on. */
  private rest = '';
  private bytesLeft = MAX_LOG_BYTES;

  constructor(
    private readonly mask: SecretMask,
    private readonly onLine: (level: LogLevel, line: string) => void,
  ) {}

  /** Takes output as it comes, cut anywhere. */
  write(bytes: Buffer): void {
    if (this.isFull()) return;
    const lines = (this.rest + this.decoder.decode(bytes, { stream: true })).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.put(line);
    this.cutRest();
  }

  /** No more output comes. */
  end(): void {
    const rest = this.rest + this.decoder.decode();
    this.rest = '';
    if (rest) this.put(rest);
  }

  /** Adds a line of the server's own. */
  warn(text: string): void {
    this.emit('WARN', storable(text));
  }

  /** A line without an end is cut before it is whole, but never where a secret may have begun. */
  private cutRest(): void {
    if (this.rest.length <= MAX_LINE_BYTES + this.mask.longest) return;
    this.rest = this.mask.apply(this.rest);
    while (this.rest.length > MAX_LINE_BYTES + this.mask.longest) {
      const piece = beginning(this.rest);
      this.emit('UNKNOWN', storable(piece));
      this.rest = this.rest.slice(piece.length);
    }
  }

  private put(line: string): void {
    let text = storable(this.mask.apply(line.endsWith('\r') ? line.slice(0, -1) : line));
    do {
      const piece = beginning(text);
      this.emit('UNKNOWN', piece);
      text = text.slice(piece.length);
    } while (text);
  }

  private emit(level: LogLevel, whole: string): void {
    if (this.isFull()) return;
    const line = beginning(whole);
    // Empty lines count too, or there could be any number of them.
    this.bytesLeft -= Buffer.byteLength(line) + 1;
    if (!this.isFull()) return this.onLine(level, line);
    this.rest = '';
    this.onLine('WARN', 'log truncated');
  }

  private isFull(): boolean {
    return this.bytesLeft < 0;
  }
}

/** PostgreSQL stores no U+0000. */
const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

const encoder = new TextEncoder();
const room = new Uint8Array(MAX_LINE_BYTES);

/** As much of a text as a line may hold, in whole characters. A character takes 3 bytes at most per unit of its length. */
function beginning(text: string): string {
  return text.length * 3 <= MAX_LINE_BYTES ? text : text.slice(0, encoder.encodeInto(text, room).read);
}
