import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';

/** An integer variable between two bounds. */
export function IntegerSetting(min: number, max: number): PropertyDecorator {
  const message = `$property must be an integer between ${min} and ${max}`;
  return applyDecorators(
    Transform(({ value }) => (typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()) ? Number(value) : value)),
    IsInt({ message }),
    Min(min, { message }),
    Max(max, { message }),
  );
}

/** A variable with a fixed set of values. */
export function ChoiceSetting(...choices: string[]): PropertyDecorator {
  return IsIn(choices, { message: `$property must be one of ${choices.join(', ')}` });
}

/** A URL of one form. What only looks like it is refused here: the error of whoever parses it later shows the value. */
export function UrlSetting(form: RegExp, description: string): PropertyDecorator {
  return ValidateBy({
    name: 'url',
    validator: {
      validate: (value) => typeof value === 'string' && form.test(value) && isParsable(value),
      defaultMessage: (args) => `${args?.property} must be ${description}`,
    },
  });
}

function isParsable(url: string): boolean {
  try {
    decodeURIComponent(url);
    return URL.canParse(url);
  } catch {
    return false;
  }
}

/** A switch: 1, true or on against 0, false or off. */
export function SwitchSetting(): PropertyDecorator {
  const words: Record<string, boolean> = { 1: true, true: true, on: true, 0: false, false: false, off: false };
  return applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? (words[value.toLowerCase()] ?? value) : value)),
    IsIn([true, false], { message: '$property must be 1 or 0' }),
  );
}

/** A variable that may be left out. */
export const OptionalSetting = IsOptional;
