import type { ApiSurfaces } from './kernel/http/api-surface';

/** What a newcomer sees at start: where the documents are, and one call per domain that works as it stands. */
export function welcome(url: string, key: string, surfaces: ApiSurfaces): string {
  const calls = surfaces.documented.flatMap(({ title, example }) =>
    example
      ? [
          `  # ${title}`,
          `  curl -X POST ${url}${example.path} -H 'Authorization: Bearer ${key}' \\`,
          `    -H 'Content-Type: application/json' -d '${JSON.stringify(example.body)}'`,
        ]
      : [],
  );
  return ['', `  Swagger UI  ${url}/docs`, `  API key     ${key}`, '', ...calls, ''].join('\n');
}
