import { exampleUnit } from './fixtures/example-unit';
import { planSendBack } from './send-back';
import type { SerialStatus, StepStatus } from './transitions';

describe('planSendBack', () => {
  it.each<[string, Record<string, StepStatus>, number, string]>([
    ['a B', { a: 'completed' }, 0, 'a in_progress, b pending'],
    ['a b C', { a: 'completed', b: 'skipped' }, 1, 'b in_progress, c pending'],
    ['a b C d', { a: 'completed', b: 'skipped', d: 'completed' }, 0, 'a in_progress, b pending, c pending, d pending'],
    ['a b C', { a: 'deferred', b: 'waived' }, 0, 'a deferred, b waived, c pending'],
    ['a b C', { a: 'waived', b: 'deferred' }, 0, 'a waived, b deferred, c pending'],
  ])('of %s with %j to %i', (route, recorded, targetStepIndex, steps) => {
    const plan = planSendBack(exampleUnit(route, recorded), { targetStepIndex });
    expect([...plan.steps].map((entry) => entry.join(' ')).join(', ')).toBe(steps);
    expect(plan).toMatchObject({ status: 'in_progress', outcome: 'sent_back', enters: true });
  });

  it.each([
    [{}, 'targetStepIndex is required'],
    [{ targetStepId: 'x' }, 'ProcessStep not found: x'],
    [{ targetStepIndex: 1 }, 'Cannot send back to a step at or after the current position'],
    [{ targetStepId: 'c' }, 'Cannot send back to a step at or after the current position'],
    [{ targetStepIndex: -1 }, 'Target step index is out of range'],
  ])('refuses %j', (target, text) => {
    expect(() => planSendBack(exampleUnit('a B c'), target)).toThrow(text);
  });

  it.each<[SerialStatus, string]>([
    ['completed', 'Cannot send back a completed serial'],
    ['scrapped', 'Cannot send back a scrapped serial'],
  ])('refuses a %s unit', (status, text) => {
    expect(() => planSendBack(exampleUnit('a B', {}, { status }), {})).toThrow(text);
  });
});
