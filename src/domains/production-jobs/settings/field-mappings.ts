import type { FieldMappingDto } from './settings.dto';

const standard = (id: string, jiraFieldId: string, label: string, shopErpField: string) => ({
  id,
  jiraFieldId,
  label,
  shopErpField,
  isDefault: true,
});

export const DEFAULT_MAPPINGS: FieldMappingDto[] = [
  standard('fm_1', 'customfield_10908', 'Part Number / Rev', 'partNumber'),
  standard('fm_2', 'customfield_10900', 'Quantity', 'goalQuantity'),
  standard('fm_3', 'customfield_10014', 'Epic Link', 'epicLink'),
  standard('fm_4', 'priority', 'Priority', 'priority'),
  standard('fm_5', 'labels', 'Labels', 'labels'),
];

/** Mappings as they are stored and shown. */
export const completed = (mappings: FieldMappingDto[]): FieldMappingDto[] =>
  mappings.map((mapping, index) => ({
    id: mapping.id?.toWellFormed() || `fm_${index + 1}`,
    jiraFieldId: mapping.jiraFieldId.trim().toWellFormed(),
    label: mapping.label?.toWellFormed() ?? '',
    shopErpField: mapping.shopErpField.trim().toWellFormed(),
    isDefault: mapping.isDefault ?? false,
  }));
