import { Failure } from '../../../kernel/errors/failure';

export interface FieldViolation {
  /** Path of the field, joined by dots. */
  field: string;
  description: string;
}

/** Enough to mend a request by; a hostile body could break rules in ten thousand places. */
const MOST = 100;

/** What a request does wrong, all of it. */
export class Violations {
  private readonly list: FieldViolation[] = [];

  add(field: string, description: string): void {
    if (this.list.length < MOST) this.list.push({ field, description });
  }

  /**
   * Ends the request if anything is wrong with it.
   * @param order names of the body's fields as published, nested ones behind those that hold them: so are the violations
   *   listed, in whatever order they were found
   * @throws Failure `invalid` with the violations as data
   */
  refuse(order: string[]): void {
    if (this.list.length === 0) return;
    const place = ({ field }: FieldViolation) => order.findLastIndex((name) => `${field}.`.startsWith(`${name}.`));
    const sorted = this.list.toSorted((a, b) => place(a) - place(b));
    const [{ field, description }] = sorted;
    throw new Failure('invalid', `${field} ${description}`, { data: sorted });
  }
}
