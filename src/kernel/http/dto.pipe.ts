import 'reflect-metadata';
import { Injectable } from '@nestjs/common';
import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { Failure } from '../errors/failure';
import { isJsonObject } from './json';
import { applyRules, fieldsOf } from './rules';

const LEFT_OUT = 'body-left-out';

/** Marks a DTO whose body may be left out: it is made from an empty object then. */
export const OptionalBody = (): ClassDecorator => (target) => Reflect.defineMetadata(LEFT_OUT, true, target);

/**
 * Turns a body into the DTO that its controller names, when that DTO has `@Rules`.
 * @throws Failure `body-not-object`; `invalid` with all violations, in field order, as data
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(sent: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type !== 'body' || !metatype || fieldsOf(metatype).length === 0) return sent;
    const value = sent === undefined && Reflect.hasMetadata(LEFT_OUT, metatype) ? {} : sent;
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    const { dto, violations } = applyRules(metatype, value);
    if (violations.length > 0) throw new Failure('invalid', violations[0].message, { data: violations });
    return dto;
  }
}
