import { nameProblem } from './workspace-name';

describe('nameProblem', () => {
  it.each(['ab', 'a b', 'Größe', '\u{1f600}'.repeat(100), '..', "'%"])('%j is a name', (name) =>
    expect(nameProblem(name)).toBeUndefined(),
  );

  it.each(['', 'a', '\u{1f600}'])('%j is too short', (name) =>
    expect(nameProblem(name)).toBe('Workspace name is too short'),
  );

  it.each(['a/b', 'a\0', 'a\n', '\u0085\u0085', 'x'.repeat(101)])('%j is not valid', (name) =>
    expect(nameProblem(name)).toBe('Workspace name is not valid'),
  );
});
