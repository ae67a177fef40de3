const OTHER = /[^A-Za-z0-9+/_=\s-]/;
const PADDING = /^[=\s]*$/;

/** Reads base64 of either alphabet, with or without line breaks and padding; undefined for what is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const padding = text.indexOf('=');
  if (OTHER.test(text) || (padding !== -1 && !PADDING.test(text.slice(padding)))) return undefined;
  return Buffer.from(text, 'base64');
}
