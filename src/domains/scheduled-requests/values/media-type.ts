/** Whether a content type, parameters and all, names JSON: `application/json`, `text/json` or a `+json` suffix. */
export function isJsonMediaType(contentType: string): boolean {
  const [essence] = contentType.split(';', 1);
  return /^(?:(?:application|text)\/json|[^/]+\/[^/]+\+json)$/i.test(essence.trim());
}
