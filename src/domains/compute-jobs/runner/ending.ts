/** How a program ended. */
export type Ending =
  | { kind: 'exited'; exitCode: number }
  | { kind: 'killed'; signal: NodeJS.Signals }
  /** Nothing was run. */
  | { kind: 'no-interpreter'; name: string };

export const SUCCESS: Ending = { kind: 'exited', exitCode: 0 };

export function hasSucceeded(ending: Ending): boolean {
  return ending.kind === 'exited' && ending.exitCode === 0;
}

/** Why a program failed, in the words of the specification. */
export function describeEnding(ending: Ending): string {
  switch (ending.kind) {
    case 'exited':
      return `exit code ${ending.exitCode}`;
    case 'killed':
      return `signal ${ending.signal}`;
    case 'no-interpreter':
      return `interpreter not found: ${ending.name}`;
  }
}
