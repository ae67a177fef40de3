import { exampleUnit } from './fixtures/example-unit';
import { afterDeferredCompletion, afterWaiver, refuseOverride, refuseReversal, stepOf } from './step-rules';
import { STEP_STATUSES } from './transitions';
import type { StepStatus } from './transitions';

const unitWith = (status: StepStatus, route = 'A b') => exampleUnit(route, { b: status });
const outcome = (work: () => StepStatus | void) => {
  try {
    return work() ?? 'fine';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the rules of steps', () => {
  it.each(STEP_STATUSES)('of one that is %s', (status) => {
    const unit = unitWith(status);
    const step = stepOf(unit, 'b');
    const deferred = status === 'deferred';
    expect(outcome(() => afterDeferredCompletion(unit, step))).toBe(
      deferred ? 'completed' : `Can only complete deferred steps — step status is: ${status}`,
    );
    expect(outcome(() => afterWaiver(unit, step))).toBe(deferred ? 'waived' : 'Can only waive deferred required steps');
    expect(outcome(() => refuseOverride(unit, 'b'))).toBe(
      status === 'completed' ? 'Cannot override a step that has already been completed' : 'fine',
    );
    const passed = status === 'completed' || status === 'skipped';
    expect(outcome(() => refuseReversal(unitWith(status, 'A b~'), 'b'))).toBe(
      passed ? `Cannot reverse override — step has already been ${status}` : 'fine',
    );
  });

  it('of one that is optional', () => {
    const unit = unitWith('deferred', 'A b?');
    expect(outcome(() => afterWaiver(unit, stepOf(unit, 'b')))).toBe(
      'Can only waive required steps — this step is optional',
    );
  });

  it('of a scrapped unit', () => {
    const unit = exampleUnit('A b', { b: 'deferred' }, { status: 'scrapped' });
    const step = stepOf(unit, 'b');
    for (const work of [afterDeferredCompletion, afterWaiver, () => refuseOverride(unit, 'b')]) {
      expect(outcome(() => work(unit, step))).toBe('Cannot modify a scrapped serial');
    }
  });

  it('of one that there is not', () => {
    expect(() => stepOf(exampleUnit('A'), 'x')).toThrow('SnStepStatus not found: SN-00001/x');
    expect(() => refuseReversal(exampleUnit('A'), 'x')).toThrow('No active override found for this step');
  });
});
