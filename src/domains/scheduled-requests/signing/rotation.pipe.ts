import { Injectable } from '@nestjs/common';
import type { PipeTransform } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { isJsonObject } from '../../../kernel/http/json';
import { parseDuration, type Duration } from '../values/duration';
import { FieldReader } from '../values/field-reader';
import { DAY } from '../values/instant';
import type { SentJson } from '../values/json-text';

const FIELD = 'expire_previous_in';

/** Reads for how long the secret before signs on. @throws Failure `body-not-object`; `invalid` with the texts by field */
@Injectable()
export class RotationPipe implements PipeTransform<SentJson, Duration> {
  transform({ value }: SentJson): Duration {
    if (!isJsonObject(value)) throw new Failure('body-not-object');
    const reader = new FieldReader<typeof FIELD>(value);
    const duration = reader.read(FIELD, parseDuration) ?? { months: 0, microseconds: DAY };
    const errors = reader.errors([FIELD]);
    if (errors) throw new Failure('invalid', undefined, { status: 422, data: errors });
    return duration;
  }
}
