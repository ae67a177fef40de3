import type { ArgumentMetadata } from '@nestjs/common';
import { Failure } from '../errors/failure';
import { DtoPipe } from './dto.pipe';
import { Rules } from './rules';

class Order {
  @Rules((value, field) => (typeof value === 'number' ? undefined : `${field} must be a number`))
  count: number;

  @Rules((value, field) => (value === undefined ? `${field} is required` : undefined))
  name: string;
}

class Unruled {
  count?: number;
}

const pipe = new DtoPipe();
const asBody = (value: unknown, metatype?: ArgumentMetadata['metatype']) =>
  pipe.transform(value, { type: 'body', metatype });
const asOrder = (value: unknown) => asBody(value, Order);

function failureOf(run: () => unknown): Failure {
  try {
    run();
  } catch (error) {
    return error as Failure;
  }
  throw new Error('nothing was refused');
}

describe('DtoPipe', () => {
  it('makes the DTO of a body', () => {
    const dto = asOrder({ count: 1, name: 'x', unknown: 1 });
    expect(dto).toBeInstanceOf(Order);
    expect(dto).toEqual({ count: 1, name: 'x' });
  });

  it.each([[null], [undefined], [[]], ['text'], [5], [true]])('refuses %j, which is no object', (value) => {
    expect(failureOf(() => asOrder(value)).kind).toBe('body-not-object');
  });

  it('refuses wrong fields with the first text as its own and all of them as data', () => {
    const failure = failureOf(() => asOrder({ name: undefined }));
    expect(failure).toMatchObject({ kind: 'invalid', status: 400, message: 'count must be a number' });
    expect(failure.data).toEqual([
      { field: 'count', message: 'count must be a number' },
      { field: 'name', message: 'name is required' },
    ]);
  });

  it('leaves bodies without rules, and everything that is no body, alone', () => {
    expect(asBody([1], Unruled)).toEqual([1]);
    expect(asBody('x')).toBe('x');
    for (const type of ['query', 'param', 'custom'] as const) {
      expect(pipe.transform('x', { type, metatype: Order })).toBe('x');
    }
  });
});
