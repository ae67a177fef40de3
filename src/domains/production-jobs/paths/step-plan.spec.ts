import { planSteps } from './step-plan';

const current = ['a', 'b', 'c'].map((id) => ({ id, location: `at ${id}`, assigned_to: `user ${id}` }));
const shortOf = ({ steps, ...rest }: ReturnType<typeof planSteps>) => ({
  steps: steps.map(({ id, name, ordinal, was }) => [/^[abc]$/.test(id) ? id : 'new', name, ordinal, was]),
  ...rest,
});

describe('planSteps', () => {
  it('replaces all steps by index where no entry has an id', () => {
    const plan = planSteps(current, [{ name: 'A' }, { name: 'B', id: null }]);
    expect(shortOf(plan)).toEqual({
      steps: [
        ['new', 'A', 0, null],
        ['new', 'B', 1, null],
      ],
      vanished: ['c'],
      replaced: ['a', 'b'],
      successors: plan.steps.map(({ id }) => id),
    });
    expect(plan.steps[0]).toMatchObject({ location: null, assigned_to: null });
    const longer = planSteps(current.slice(0, 1), [{ name: 'A' }, { name: 'B', id: '' }]);
    expect(longer).toMatchObject({ vanished: [], replaced: ['a'], successors: [longer.steps[0].id] });
  });

  it('matches by id where any entry has one', () => {
    const plan = planSteps(current, [{ name: 'C', id: 'c' }, { name: 'N' }, { name: 'A', id: 'a' }]);
    expect(shortOf(plan)).toEqual({
      steps: [
        ['c', 'C', 0, 2],
        ['new', 'N', 1, null],
        ['a', 'A', 2, 0],
      ],
      vanished: ['b'],
      replaced: [],
      successors: [],
    });
  });

  it('keeps what is absent, clears what is null, and gives the rest its defaults', () => {
    const [kept, cleared, set] = planSteps(current, [
      { name: 'A', id: 'a' },
      { name: 'B', id: 'b', location: null, assignedTo: null },
      { name: ' C ', id: 'c', location: 'X', assignedTo: 'y', optional: true, dependencyType: 'physical' },
    ]).steps;
    expect(kept).toMatchObject({
      location: 'at a',
      assigned_to: 'user a',
      optional: false,
      dependency_type: 'preferred',
    });
    expect(cleared).toMatchObject({ location: null, assigned_to: null });
    expect(set).toMatchObject({
      name: 'C',
      location: 'X',
      assigned_to: 'y',
      optional: true,
      dependency_type: 'physical',
    });
  });

  it.each([
    [['a', 'x', 'a'], 'Step ID "x" does not match any existing step in this path'],
    [['a', 'b', 'b'], 'Duplicate step ID "b"'],
  ])('refuses the ids %j', (ids, message) => {
    const entries = ids.map((id) => ({ name: 'A', id }));
    expect(() => planSteps(current, entries)).toThrow(message);
  });
});
