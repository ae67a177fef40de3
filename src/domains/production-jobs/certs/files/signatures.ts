/** How the bytes of a binary type begin. */
const SIGNATURES: Record<string, Buffer> = {
  'application/pdf': Buffer.from('%PDF-'),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
};

const TEXTS = ['text/csv', 'text/plain'];

/** What certificate files may be. */
export const FILE_TYPES = [...Object.keys(SIGNATURES), ...TEXTS];

const beginsWith = (content: Buffer, signature: Buffer) => content.subarray(0, signature.length).equals(signature);

/** Whether bytes can be what they are said to be. Text has no signature: it is what holds no zero byte and is no other. */
export function fits(content: Buffer, type: string): boolean {
  const signature = SIGNATURES[type];
  if (signature) return beginsWith(content, signature);
  return !content.includes(0) && !Object.values(SIGNATURES).some((other) => beginsWith(content, other));
}
