import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { PUBLIC_EXTENSION } from '../auth/access';
import type { ApiSurface, ApiSurfaces } from './api-surface';

type Operation = Record<string, unknown> & { security?: object[] };

const SIGN_IN = 'Every call needs `Authorization: Bearer <API key or token>`.';

/**
 * Serves one OpenAPI document of everything, one per surface, and Swagger UI over all of them. They are made when first
 * asked for: half a second, which no process needs to start.
 */
export function serveDocuments(app: INestApplication, surfaces: ApiSurfaces, version: string): void {
  const tags = surfaces.documented;
  const whole = once(() => wholeDocument(app, surfaces, version));
  const urls = [{ name: 'all', url: '/openapi.json' }];
  for (const surface of tags) {
    const part = once(() => partOf(whole(), surfaces, surface.name));
    const url = `/openapi/${surface.name}.json`;
    const answer = (_request: unknown, reply: { send(body: object): void }) => reply.send(part());
    for (const path of [url, ...(surface.documentPaths ?? [])]) app.getHttpAdapter().get(path, answer);
    urls.push({ name: surface.title, url });
  }
  SwaggerModule.setup('docs', app, whole, {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    explorer: true,
    customSiteTitle: 'Quintet',
    swaggerOptions: { urls, persistAuthorization: true, displayRequestDuration: true, docExpansion: 'list' },
  });
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function wholeDocument(app: INestApplication, surfaces: ApiSurfaces, version: string): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Quintet')
    .setDescription(`Five published job APIs in one self-hosted service. ${SIGN_IN}`)
    .setVersion(version)
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key (`sk_...`) or a token.' });
  for (const { name, description } of surfaces.documented) builder.addTag(name, description);
  const whole = SwaggerModule.createDocument(app, builder.build());
  settleSecurity(whole);
  return whole;
}

function operationsOf(document: OpenAPIObject): Operation[] {
  return Object.values(document.paths).flatMap((path) =>
    Object.values(path).filter((part): part is Operation => typeof part === 'object' && 'responses' in part),
  );
}

/** Public routes say that they need no credential, all others that they need one. */
function settleSecurity(document: OpenAPIObject): void {
  for (const operation of operationsOf(document)) {
    operation.security = operation[PUBLIC_EXTENSION] ? [] : [{ bearer: [] }];
    delete operation[PUBLIC_EXTENSION];
  }
}

/** The paths of one surface, with the schemas that they reach and no others. */
function partOf(whole: OpenAPIObject, surfaces: ApiSurfaces, name: string): OpenAPIObject {
  const surface = surfaces.documented.find((candidate) => candidate.name === name)!;
  const own = Object.entries(whole.paths).filter(([path]) => surfaces.of(path).name === name);
  const paths = Object.fromEntries(own.map(([path, item]) => [path, underSection(surface, path, item)]));
  const schemas = reachableSchemas(whole, paths);
  return {
    ...whole,
    info: { ...whole.info, title: `Quintet: ${surface.title}`, description: `${surface.description} ${SIGN_IN}` },
    tags: (surface.sections ?? [surface]).map((tag) => ({ name: tag.name, description: tag.description })),
    paths,
    components: { ...whole.components, schemas },
  };
}

/** The calls of a path under the heading that they have in the document of their surface. */
function underSection(surface: ApiSurface, path: string, item: object): object {
  const { name } = surface.sections?.find(({ paths }) => paths.test(path)) ?? surface;
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]: [string, Operation]) => [method, { ...operation, tags: [name] }]),
  );
}

function reachableSchemas(whole: OpenAPIObject, paths: object): NonNullable<OpenAPIObject['components']>['schemas'] {
  const all = whole.components?.schemas ?? {};
  const reached = new Set<string>();
  const queue: unknown[] = [paths];
  while (queue.length > 0) {
    for (const [, name] of JSON.stringify(queue.pop()).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (reached.has(name)) continue;
      reached.add(name);
      queue.push(all[name]);
    }
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => reached.has(name)));
}
