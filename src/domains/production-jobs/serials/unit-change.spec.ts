import { planForceComplete } from '../movement/endings';
import { exampleUnit } from '../movement/fixtures/example-unit';
import { planAdvance, planAdvanceTo } from '../movement/forward';
import { planSendBack } from '../movement/send-back';
import { changeOf, stepChangeOf } from './unit-change';

const operator = { userId: 'ann', actor: 'key' };

describe('what a move writes', () => {
  it('is no row of a step that is understood without one', () => {
    const unit = exampleUnit('A b');
    expect(changeOf(unit, planAdvance(unit), {}, operator)).toMatchObject({
      steps: [{ id: 'a', status: 'completed' }],
      step_id: 'b',
      enters: 'b',
      outcome: 'completed',
    });
  });

  it('takes away the rows that would be wrong', () => {
    const unit = exampleUnit('a b C', { a: 'completed', b: 'skipped' });
    expect(changeOf(unit, planSendBack(unit, { targetStepIndex: 0 }), {}, operator)).toMatchObject({
      steps: [
        { id: 'a', status: null },
        { id: 'b', status: null },
      ],
      sent_back: true,
    });
  });

  it('keeps that the step of a forced unit was in progress', () => {
    const unit = exampleUnit('A b');
    expect(changeOf(unit, planForceComplete(unit), { reason: 'r' }, operator)).toMatchObject({
      steps: [{ id: 'a', status: 'in_progress' }],
      forced: true,
      force_reason: 'r',
      told: [
        { action: 'serial_force_completed', fields: { metadata: { reason: 'r', incompleteStepIds: ['a', 'b'] } } },
      ],
    });
  });

  it('tells of the steps that are passed by before the move', () => {
    const unit = exampleUnit('A b c? d');
    const { told } = changeOf(unit, planAdvanceTo(unit, { targetStepIndex: 3 }), {}, operator);
    expect(told.map(({ action, event }) => [action, event])).toEqual([
      ['step_deferred', 'step.deferred'],
      ['step_skipped', 'step.skipped'],
      ['serial_advanced', 'serial.advanced'],
    ]);
  });

  it('of one step leaves the unit where it is', () => {
    const unit = exampleUnit('a B', { a: 'deferred' });
    const change = { stepId: 'a', status: 'waived', action: 'step_waived', event: 'step.waived' } as const;
    expect(stepChangeOf(unit, change, operator)).toMatchObject({
      step_id: 'b',
      outcome: null,
      enters: null,
      steps: [{ id: 'a', status: 'waived' }],
    });
  });
});
