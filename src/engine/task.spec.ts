import { definedTasks, defineTask } from './task';

describe('defineTask', () => {
  it('declares a task once', () => {
    const type = defineTask<{ id: string }>('task-spec-one', 'a-pool');
    expect(type).toEqual({ name: 'task-spec-one', pool: 'a-pool' });
    expect(definedTasks().get('task-spec-one')).toBe(type);
    expect(() => defineTask('task-spec-one', 'another-pool')).toThrow('task task-spec-one is defined twice');
    expect(definedTasks().get('task-spec-one')).toBe(type);
  });

  it('lets tasks share a pool', () => {
    defineTask('task-spec-two', 'shared');
    defineTask('task-spec-three', 'shared');
    expect(definedTasks().get('task-spec-two')?.pool).toBe(definedTasks().get('task-spec-three')?.pool);
  });
});
