/** Names a package: `name`, `name@1`, `name@1.2` or `name@v1.2`; a part that is left out means the highest there is. */
export interface Tag {
  name: string;
  major?: number;
  minor?: number;
}

const TAG = /^([A-Za-z0-9_-]{1,64})(?:@v?([0-9]{1,9})(?:\.([0-9]{1,9}))?)?$/;

/** Undefined for what is no tag. */
export function parseTag(text: string): Tag | undefined {
  const match = TAG.exec(text);
  return match ? { name: match[1], major: numberOf(match[2]), minor: numberOf(match[3]) } : undefined;
}

function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
