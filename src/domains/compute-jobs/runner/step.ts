import type { LogLevel } from '../logs/log-line.entity';
import type { PASSTHROUGH } from '../packages/program';
import type { SecretType } from '../secrets/secret.entity';
import type { Ending } from './ending';

/** The code of a package, unpacked on this machine. */
export interface StepProgram {
  /** Absolute path. */
  codeFolder: string;
  /** Below the code folder. */
  entrypoint: string;
  /** Container image that its manifest asks for. */
  image?: string;
}

/** A secret as a program gets it. */
export interface SecretValue {
  id: string;
  secretType: SecretType;
  name?: string;
  accessKey?: string;
  secretKey: string;
  params?: object;
}

/** One attempt at one step of a job, whatever its role. */
export interface Step {
  program: StepProgram | typeof PASSTHROUGH;
  /** The merged object of this role; none is `{}`. */
  params?: object;
  jobId: string;
  taskId: string;
  /** From 1. */
  attempt: number;
  /** Those that the manifest names. */
  secrets: SecretValue[];
  /** Absolute paths; made where they are missing. */
  sharedCache: string;
  userCache: string;
  /**
   * Absolute path of a work folder that is used for nothing else; made when missing. The files of the result lie in it:
   * remove it by `removeFolder` once they are stored.
   */
  folder: string;
  /** Bytes that the step may write in all. A step that writes more ends like one that is killed by SIGXFSZ. */
  maxBytes: number;
  /** Told every line of the log, in order; what is to be masked or cut off already is. */
  onLine(level: LogLevel, line: string): void;
  /** Ends the program; the reason is known to whoever aborts. */
  signal: AbortSignal;
}

export interface StepFile {
  /** Of a result; of a chunk it says nothing. */
  name: string;
  /** Absolute, of a regular file. */
  path: string;
  /** Bytes. */
  size: number;
}

export interface StepResult {
  ending: Ending;
  /** What the step made, in order: chunks by their number, results by name. Empty unless it succeeded. */
  files: StepFile[];
}

export interface PartitionerInput {
  /** Absolute path of the folder with the input files, which becomes the program's own: it may change them. */
  sourceFolder: string;
}

export interface TaskInput {
  /** Absolute path of the chunk, which is moved to where the program looks for it: on the file system of the work folder. */
  chunkFile: string;
  /** From 0. */
  chunkNumber: number;
  numChunks: number;
}

export interface AssemblerInput {
  /** The files of all tasks; they are moved like a chunk. */
  results: { chunkNumber: number; name: string; path: string; size: number }[];
  numChunks: number;
  /** Chunks whose tasks failed though the job goes on. */
  failedChunks?: number[];
}
