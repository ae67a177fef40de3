import type { Ending } from './ending';

/** A program to be run, with all that it may see. */
export interface Execution {
  /** Absolute path of its code folder, which it may only read. */
  codeFolder: string;
  /** Of the file that is run, below the code folder. */
  entrypoint: string;
  /** Its environment; PATH, HOME and the like are added, nothing of the server's own is. */
  environment: Record<string, string>;
  /** Absolute paths of the folders that it may use. */
  folders: { path: string; writable: boolean }[];
  /** An empty private folder: working folder, HOME and TMPDIR. */
  scratch: string;
  /** Another one, which stands in for /tmp where that is possible. */
  temporary: string;
  /** Bytes of the largest file that it may write. */
  maxBytes: number;
  /** Told all that it writes, standard output and error as one. */
  onOutput(bytes: Buffer): void;
}

/** Runs programs: a child process, and later a container or a cluster. */
export abstract class Executor {
  /**
   * Resolves once nothing of the program runs any more. When the signal is aborted the program is asked to end, and
   * killed 2 s later.
   * @throws CannotRunError
   */
  abstract run(execution: Execution, signal: AbortSignal): Promise<Ending>;
}

/** No program can be run here at all; the message is for the user. */
export class CannotRunError extends Error {}
