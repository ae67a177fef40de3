import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import Ajv from 'ajv';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { surfaces } from '../../src/app.module';
import { openApp } from '../support/app';

interface Schema {
  $ref?: string;
  type?: string;
  description?: string;
  nullable?: boolean;
  example?: unknown;
  properties?: Record<string, Schema>;
}

interface Operation {
  tags?: string[];
  operationId?: string;
  summary?: string;
  security?: object[];
  responses: Record<string, { content?: object }>;
  requestBody?: { content: Record<string, { schema: Schema }> };
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
  tags: { name: string }[];
}

describe('the OpenAPI documents', () => {
  let app: NestFastifyApplication;
  let close: () => Promise<void>;
  let whole: Document;

  beforeAll(async () => {
    ({ app, close } = await openApp());
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    whole = await get('/openapi.json');
  });

  afterAll(() => close());

  async function get(url: string): Promise<Document> {
    const answer = await app.inject({ method: 'GET', url });
    expect(answer.statusCode).toBe(200);
    return answer.json<Document>();
  }

  it.each(['/openapi.json', ...surfaces.documented.map(({ name }) => `/openapi/${name}.json`)])(
    '%s has no lint error',
    async (url) => {
      const source = JSON.stringify(await get(url));
      // The linter is an ES module, which jest cannot load on Node 20.
      const errors = execFileSync(process.execPath, [join(__dirname, 'lint-openapi.mjs')], {
        input: source,
        encoding: 'utf8',
      });
      expect(errors).toBe('');
    },
  );

  it('describes every field with an example', () => {
    const bare: string[] = [];
    for (const [name, schema] of Object.entries(whole.components.schemas)) {
      for (const [field, property] of Object.entries(schema.properties ?? {})) {
        if (!property.description && !property.$ref) bare.push(`${name}.${field} has no description`);
        const nested = JSON.stringify(property).includes('$ref');
        if (property.example === undefined && !nested) bare.push(`${name}.${field} has no example`);
      }
    }
    expect(bare).toEqual([]);
  });

  it('gives every operation a tag, an id, a summary, a security and its 401', () => {
    const tags = surfaces.documented.map(({ name }) => name);
    for (const [path, operations] of Object.entries(whole.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const where = `${method} ${path}`;
        expect([where, tags.includes(operation.tags?.[0] ?? '')]).toEqual([where, true]);
        expect([where, Boolean(operation.operationId && operation.summary)]).toEqual([where, true]);
        const open = operation.security?.length === 0;
        expect([where, open || '401' in operation.responses]).toEqual([where, true]);
      }
    }
  });

  it('shows the calls of a surface under headings, none of which is empty or long', async () => {
    for (const { name } of surfaces.documented) {
      const { tags, paths } = await get(`/openapi/${name}.json`);
      const used = Object.values(paths).flatMap((path) => Object.values(path).flatMap((operation) => operation.tags!));
      expect([name, [...new Set(used)].sort()]).toEqual([name, tags.map((tag) => tag.name).sort()]);
      for (const tag of tags)
        expect([tag.name, used.filter((one) => one === tag.name).length <= 30]).toEqual([tag.name, true]);
    }
  });

  it('gives every field an example of its own type', () => {
    const ajv = new Ajv({ strict: false });
    const unfit: string[] = [];
    for (const [name, schema] of Object.entries(whole.components.schemas)) {
      for (const [field, { type, nullable, example }] of Object.entries(schema.properties ?? {})) {
        if (type === undefined || example === undefined || (nullable && example === null)) continue;
        if (!ajv.validate({ type }, example)) unfit.push(`${name}.${field} is no ${type}`);
      }
    }
    expect(unfit).toEqual([]);
  });

  it.each(['drone', 'production'])('shows all failures of the %s routes', async (name) => {
    const { paths } = await get(`/openapi/${name}.json`);
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { responses, security }] of Object.entries(operations)) {
        const signedIn = security?.length === 0 ? [] : ['401', '403'];
        const common = [...signedIn, '429', '500', '503', ...(method === 'get' ? [] : ['400', '413', '415'])];
        expect([`${method} ${path}`, common.filter((status) => !(status in responses))]).toEqual([
          expect.anything(),
          [],
        ]);
      }
    }
  });

  it('offers one small document per surface', async () => {
    for (const { name } of surfaces.documented) {
      const part = await get(`/openapi/${name}.json`);
      expect(Object.keys(part.paths).length).toBeGreaterThan(0);
      for (const path of Object.keys(part.paths)) expect(surfaces.of(path).name).toBe(name);
      const text = JSON.stringify(part);
      for (const [, schema] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
        expect(part.components.schemas).toHaveProperty([schema]);
      }
    }
  });
});
