/** The id of a unit; as `production.serial_id` writes it. */
export const serialId = (number: string | number) => `SN-${String(number).padStart(5, '0')}`;

/** The number in the id of a unit; null when no unit can have that id. */
export function serialNumber(id: string): string | null {
  const digits = /^SN-(\d{5,15})$/.exec(id)?.[1];
  if (digits === undefined) return null;
  const number = String(Number(digits));
  return number !== '0' && serialId(number) === id ? number : null;
}
