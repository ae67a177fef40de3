export type Verdict = 'pass' | 'fail';
export type Value = number | boolean | string;

export const CHARACTERISTIC_TYPES = ['number', 'boolean', 'text'] as const;
export type CharacteristicType = (typeof CHARACTERISTIC_TYPES)[number];

/** Something to look at on a unit. */
export interface Characteristic {
  name: string;
  type: CharacteristicType;
  unit?: string;
  /** Inclusive. */
  min?: number;
  /** Inclusive. */
  max?: number;
  required: boolean;
}

export interface JudgedResult {
  name: string;
  value: Value;
  unit?: string;
  min?: number;
  max?: number;
  pass: boolean;
}
