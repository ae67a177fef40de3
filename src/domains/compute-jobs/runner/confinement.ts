import type { Readable } from 'node:stream';
import type { Execution } from './executor';

/** A program that is running. */
export interface RunningProgram {
  output: Readable;
  /** Resolves when the program itself has ended. */
  ended: Promise<{ exitCode: number } | { signal: NodeJS.Signals }>;
  /** Asks all of it to end. */
  terminate(): void;
  /** Ends all of it. */
  kill(): void;
  /** Ends what the program has left behind; resolves when nothing of it runs. */
  clear(): Promise<void>;
}

/** How programs are kept apart from the machine. */
export interface Confinement {
  /** @param environment all of it @throws Error when the program could not be started */
  start(execution: Execution, argv: string[], environment: Record<string, string>): Promise<RunningProgram>;
}
