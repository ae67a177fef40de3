import { planForceComplete, planScrap } from './endings';
import { exampleUnit } from './fixtures/example-unit';
import type { SerialStatus, StepStatus } from './transitions';

describe('planScrap', () => {
  it('leaves the unit and its steps where they are', () => {
    expect(planScrap(exampleUnit('a B', { a: 'completed' }))).toMatchObject({
      status: 'scrapped',
      stepId: 'b',
      outcome: 'scrapped',
      enters: false,
      steps: new Map(),
    });
  });
});

describe('planForceComplete', () => {
  it.each<[string, Record<string, StepStatus>, string]>([
    ['A b', {}, 'a,b'],
    ['a B', { a: 'deferred' }, 'a,b'],
    ['a! b? C~ d', { a: 'waived' }, 'd'],
    ['a b C', { a: 'completed', b: 'skipped' }, 'b,c'],
    ['a b? C?', { a: 'completed', b: 'deferred' }, ''],
    ['a C~', { a: 'waived' }, ''],
  ])('of %s with %j misses %s', (route, recorded, missing) => {
    const plan = () => planForceComplete(exampleUnit(route, recorded));
    if (missing === '') expect(plan).toThrow('Serial has no incomplete required steps — use normal completion');
    else expect(plan()).toMatchObject({ status: 'completed', stepId: null, incompleteStepIds: missing.split(',') });
  });

  it('keeps what is known of the step where the unit is', () => {
    expect(planForceComplete(exampleUnit('A b')).steps).toEqual(new Map([['a', 'in_progress']]));
    expect(planForceComplete(exampleUnit('A b', { a: 'deferred' })).steps).toEqual(new Map([['a', 'deferred']]));
  });
});

describe('a finished unit', () => {
  it.each<[SerialStatus, string, string]>([
    ['completed', 'Cannot scrap a completed serial', 'Serial is already completed'],
    ['scrapped', 'Serial is already scrapped', 'Cannot force-complete a scrapped serial'],
  ])('stays %s', (status, scrap, force) => {
    const unit = exampleUnit('A', {}, { status });
    expect(() => planScrap(unit)).toThrow(scrap);
    expect(() => planForceComplete(unit)).toThrow(force);
  });
});
