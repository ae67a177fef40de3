import type { BomDto, BomEntryDto, BomSummaryDto, BomVersionDto } from './bom.dto';

export interface BomRow {
  id: string;
  seq: string;
  name: string;
  entries: BomEntryDto[];
  created_at: Date;
  updated_at: Date;
}

/** Units that the jobs of an entry have; `total` counts all of them. */
export interface EntryUnits {
  total: number;
  completed: number;
}

export interface BomVersionRow {
  id: string;
  bom_id: string;
  version_number: number;
  entries_snapshot: BomEntryDto[];
  change_description: string;
  changed_by: string;
  created_at: Date;
}

export function bomOf(row: BomRow): BomDto {
  return {
    id: row.id,
    name: row.name,
    entries: row.entries,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** @param units of each entry */
export function summaryOf({ id, name, entries }: BomRow, units: EntryUnits[]): BomSummaryDto {
  const rows = entries.map(({ partType, requiredQuantityPerBuild, contributingJobIds }, index) => {
    const { total, completed } = units[index];
    return {
      partType,
      requiredQuantityPerBuild,
      totalCompleted: completed,
      totalInProgress: total - completed,
      totalOutstanding: contributingJobIds.length === 0 ? 0 : Math.max(0, requiredQuantityPerBuild - completed),
    };
  });
  return { bomId: id, bomName: name, entries: rows };
}

export function versionOf(row: BomVersionRow): BomVersionDto {
  return {
    id: row.id,
    bomId: row.bom_id,
    versionNumber: row.version_number,
    entriesSnapshot: row.entries_snapshot,
    changeDescription: row.change_description,
    changedBy: row.changed_by,
    createdAt: row.created_at.toISOString(),
  };
}
