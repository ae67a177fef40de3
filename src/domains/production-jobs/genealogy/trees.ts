import { serialId } from '../serials/serial-id';
import type { PartDto, UseDto } from './genealogy.dto';

/** Something that is built into a unit: another unit or part of a lot. */
export interface PartRow {
  parent_number: string;
  child_number: string | null;
  lot_number: string | null;
}

/** What is built into the unit of that number, of rows in the order of installation. */
export function partsOf(number: string, rows: PartRow[]): PartDto[] {
  const byParent = new Map<string, PartRow[]>();
  for (const row of rows) {
    const siblings = byParent.get(row.parent_number);
    if (siblings) siblings.push(row);
    else byParent.set(row.parent_number, [row]);
  }
  const below = (parent: string): PartDto[] =>
    (byParent.get(parent) ?? []).map(({ child_number, lot_number }) =>
      child_number === null
        ? { lotNumber: lot_number!, components: [] }
        : { serialId: serialId(child_number), components: below(child_number) },
    );
  return below(number);
}

/** @param numbers of the units that a unit is built into, the nearest first */
export function usesOf(numbers: string[]): UseDto[] {
  return numbers.reduceRight<UseDto[]>((usedIn, number) => [{ serialId: serialId(number), usedIn }], []);
}
