import { exampleUnit } from './fixtures/example-unit';
import { planAdvance, planAdvanceTo } from './forward';
import type { Plan } from './plan';
import type { SerialStatus, StepStatus } from './transitions';

const shown = ({ stepId, status, steps }: Plan) => [stepId, status, Object.fromEntries(steps)];

describe('planAdvance', () => {
  it.each<[string, Record<string, StepStatus>, unknown]>([
    ['A b', {}, ['b', 'in_progress', { a: 'completed', b: 'in_progress' }]],
    ['a B', {}, [null, 'completed', { b: 'completed' }]],
    ['A b#', {}, ['b', 'in_progress', { a: 'completed', b: 'in_progress' }]],
    ['A b', { b: 'deferred' }, ['b', 'in_progress', { a: 'completed', b: 'deferred' }]],
    ['A b', { b: 'waived' }, ['b', 'in_progress', { a: 'completed', b: 'waived' }]],
    ['A b', { b: 'completed' }, ['b', 'in_progress', { a: 'completed', b: 'completed' }]],
    ['A b', { b: 'pending' }, ['b', 'in_progress', { a: 'completed', b: 'in_progress' }]],
    ['A b', { a: 'deferred' }, ['b', 'in_progress', { a: 'completed', b: 'in_progress' }]],
    ['A b', { a: 'waived' }, ['b', 'in_progress', { a: 'waived', b: 'in_progress' }]],
  ])('from %s with %j', (route, recorded, expected) => {
    const plan = planAdvance(exampleUnit(route, recorded, { mode: 'strict' }));
    expect(shown(plan)).toEqual(expected);
    expect(plan).toMatchObject({ outcome: 'completed', bypassed: [], enters: plan.stepId !== null });
  });

  it.each<[string, Record<string, StepStatus>, string | undefined]>([
    ['a! B', {}, 'completion gate not passed: a'],
    ['a! B', { a: 'skipped' }, 'completion gate not passed: a'],
    ['a! b! C!', { a: 'deferred' }, 'completion gate not passed: a, b'],
    ['a! b C', { a: 'deferred', b: 'deferred' }, 'completion gate not passed: a'],
    ['a b C', { a: 'deferred', b: 'deferred' }, 'deferred steps not resolved: a, b'],
    ['a b C', { a: 'skipped', b: 'waived' }, undefined],
    ['a! b! C!', { a: 'waived', b: 'completed' }, undefined],
    ['a!? b!~ C', { a: 'deferred', b: 'deferred' }, undefined],
    ['a? b~ C', { a: 'deferred', b: 'deferred' }, undefined],
    ['a B', { a: 'pending', b: 'deferred' }, undefined],
  ])('completes %s with %j unless: %s', (route, recorded, refusal) => {
    const plan = () => planAdvance(exampleUnit(route, recorded));
    if (refusal === undefined) expect(plan().status).toBe('completed');
    else expect(plan).toThrow(`Cannot complete serial: ${refusal}`);
  });

  it.each<[SerialStatus, string]>([
    ['completed', 'Serial number is already completed'],
    ['scrapped', 'Cannot advance a scrapped serial'],
  ])('refuses a %s unit', (status, text) => {
    expect(() => planAdvance(exampleUnit('A b', {}, { status }))).toThrow(text);
  });
});

describe('planAdvanceTo', () => {
  it.each<[string, Record<string, StepStatus>, string, string]>([
    ['A b c', {}, 'b deferred', 'a completed, b deferred, c in_progress'],
    ['A b? c', {}, 'b skipped', 'a completed, b skipped, c in_progress'],
    ['A b~ c', {}, 'b skipped', 'a completed, b skipped, c in_progress'],
    ['A b! c', {}, 'b deferred', 'a completed, b deferred, c in_progress'],
    ['A b#? c', {}, 'b skipped', 'a completed, b skipped, c in_progress'],
    ['A b#~ c', {}, 'b skipped', 'a completed, b skipped, c in_progress'],
    ['A b# c', { b: 'completed' }, '', 'a completed, c in_progress'],
    ['A b c', { b: 'waived' }, '', 'a completed, c in_progress'],
    ['A b c', { b: 'deferred' }, 'b deferred', 'a completed, b deferred, c in_progress'],
    ['A b~ c', { b: 'deferred' }, 'b skipped', 'a completed, b skipped, c in_progress'],
    ['A b? c', { b: 'completed' }, '', 'a completed, c in_progress'],
  ])('from %s with %j past %s', (route, recorded, bypassed, steps) => {
    const plan = planAdvanceTo(exampleUnit(route, recorded), { targetStepId: 'c' });
    expect(plan.bypassed.map(({ step, classification }) => `${step.name} ${classification}`).join()).toBe(bypassed);
    expect([...plan.steps].map((entry) => entry.join(' ')).join(', ')).toBe(steps);
    expect(plan).toMatchObject({ fromStepId: 'a', stepId: 'c', action: 'advance' });
  });

  it.each<[string, Parameters<typeof planAdvanceTo>[1], string]>([
    ['a B c', {}, 'targetStepIndex is required'],
    ['a B c', { targetStepIndex: null, targetStepId: '' }, 'targetStepIndex is required'],
    ['a B c', { targetStepId: 'x' }, 'ProcessStep not found: x'],
    ['a B c', { targetStepIndex: 1 }, 'Cannot advance to a step at or before the current position'],
    ['a B c', { targetStepIndex: 0, targetStepId: 'c' }, 'Cannot advance to a step at or before the current position'],
    ['a B c', { targetStepIndex: 4 }, 'Target step index is out of range'],
    ['A b# c', { targetStepIndex: 2 }, 'Cannot skip step with physical dependency'],
    ['A b? c# d', { targetStepIndex: 3 }, 'Cannot skip step with physical dependency'],
    ['A b c', { targetStepIndex: 3 }, 'Cannot complete serial: deferred steps not resolved: b, c'],
    ['A b! c', { targetStepIndex: 3 }, 'Cannot complete serial: completion gate not passed: b'],
  ])('refuses from %s to %j', (route, target, text) => {
    expect(() => planAdvanceTo(exampleUnit(route), target)).toThrow(text);
  });

  it.each([
    ['strict', 1, undefined],
    ['strict', 2, 'Path is in strict mode — can only advance to the next sequential step'],
    ['per_step', 2, undefined],
  ] as const)('in %s mode to %i', (mode, targetStepIndex, text) => {
    const plan = () => planAdvanceTo(exampleUnit('A b c', {}, { mode }), { targetStepIndex });
    if (text === undefined) expect(plan().status).toBe('in_progress');
    else expect(plan).toThrow(text);
  });
});
