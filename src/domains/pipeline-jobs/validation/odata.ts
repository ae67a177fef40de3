import { valueError } from './findings';
import type { Rule } from './findings';
import { string } from './lax-text';
import { isComparison } from './odata-fields';
import type { Comparison, FilterCondition, FilterFields, Literal } from './odata-fields';
import { InvalidODataFilter, tokensOf } from './odata-tokens';
import type { Token } from './odata-tokens';

const MAX_COMPARISONS = 100;
const MAX_DEPTH = 50;
const MIRRORED = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' } as const;

/** A filter in the subset of OData that lists take, as the condition that it is in SQL. */
export function odataFilter(fields: FilterFields): Rule<FilterCondition> {
  const text = string();
  return (input, findings) => {
    const filter = text(input, findings);
    if (filter === undefined) return undefined;
    try {
      return new Parser(tokensOf(filter), fields).parse();
    } catch (error) {
      if (error instanceof InvalidODataFilter) return findings.report(valueError(`invalid filter: ${error.message}`));
      throw error;
    }
  };
}

/** `or` binds weakest, then `and`, then `not`. */
class Parser {
  private next = 0;
  private depth = 0;
  private comparisons = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly fields: FilterFields,
  ) {}

  parse(): FilterCondition {
    const condition = this.or();
    if (this.next < this.tokens.length) throw this.unexpected();
    return condition;
  }

  private or(): FilterCondition {
    return this.chain('or', () => this.chain('and', () => this.unary()));
  }

  private chain(word: 'or' | 'and', operand: () => FilterCondition): FilterCondition {
    const parts = [operand()];
    while (this.takes(word)) parts.push(operand());
    if (parts.length === 1) return parts[0];
    return (placeholder) => parts.map((part) => `(${part(placeholder)})`).join(` ${word.toUpperCase()} `);
  }

  private unary(): FilterCondition {
    if (this.takes('not')) {
      const condition = this.nested(() => this.unary());
      return (placeholder) => `NOT (${condition(placeholder)})`;
    }
    if (!this.takes('(')) return this.comparison();
    const condition = this.nested(() => this.or());
    if (!this.takes(')')) throw this.unexpected();
    return condition;
  }

  private nested(read: () => FilterCondition): FilterCondition {
    if (++this.depth > MAX_DEPTH) throw new InvalidODataFilter(`nested deeper than ${MAX_DEPTH} levels`);
    const condition = read();
    this.depth--;
    return condition;
  }

  private comparison(): FilterCondition {
    if (++this.comparisons > MAX_COMPARISONS) throw new InvalidODataFilter(`more than ${MAX_COMPARISONS} comparisons`);
    const left = this.operand();
    const comparison = this.operator();
    const right = this.operand();
    if (right.literal && !left.literal) return this.condition(left, comparison, right.literal);
    if (left.literal && !right.literal) return this.condition(right, MIRRORED[comparison], left.literal);
    throw new InvalidODataFilter('a field is compared with a value');
  }

  private condition(field: Token, comparison: Comparison, literal: Literal): FilterCondition {
    const known = this.fields(field.text.split('/'));
    if (!known) throw new InvalidODataFilter(`unknown field ${field.text}`);
    const condition = known(comparison, literal);
    if (!condition) throw new InvalidODataFilter(`${field.text} cannot be compared so`);
    return condition;
  }

  private operand(): Token {
    const token = this.tokens.at(this.next);
    if (token?.type !== 'word' && token?.type !== 'literal') throw this.unexpected();
    this.next++;
    return token;
  }

  private operator(): Comparison {
    const word = this.tokens.at(this.next)?.text ?? '';
    if (!isComparison(word)) throw this.unexpected();
    this.next++;
    return word;
  }

  private takes(text: 'or' | 'and' | 'not' | '(' | ')'): boolean {
    const token = this.tokens.at(this.next);
    const isNext = token?.type !== 'literal' && token?.text === text;
    if (isNext) this.next++;
    return isNext;
  }

  private unexpected(): InvalidODataFilter {
    const token = this.tokens.at(this.next);
    return new InvalidODataFilter(token ? `unexpected ${token.text} at ${token.at}` : 'unexpected end');
  }
}
