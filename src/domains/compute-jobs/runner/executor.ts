/** A program to be run, with all that it may see. */
export interface Execution {
  /** Absolute path of its code folder, which it may only read. */
  codeFolder: string;
  /** Of the file that is run, below the code folder. */
  entrypoint: string;
  /** All of its environment: nothing of the server's is added but PATH and the like. */
  environment: Record<string, string>;
  /** Absolute paths of the folders that it may use. */
  folders: { path: string; writable: boolean }[];
  /** An empty private folder: working folder, HOME and TMPDIR. */
  scratch: string;
  /** Told every line that it writes, in order. */
  onLine(line: string): void;
}

/** How a program ended. */
export type Ending =
  | { kind: 'exited'; exitCode: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** Nothing was run. */
  | { kind: 'no-interpreter'; name: string };

/** Runs programs: a child process, and later a container or a cluster. */
export abstract class Executor {
  /**
   * Resolves once nothing of the program runs any more. When the signal is aborted the program is asked to end, and
   * killed 2 s later.
   * @throws Error when programs cannot be run at all; its message is for the user
   */
  abstract run(execution: Execution, signal: AbortSignal): Promise<Ending>;
}
