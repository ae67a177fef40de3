import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ModulesContainer } from '@nestjs/core';
import { openApp } from '../support/app';

/** POST routes that are left out of the memory of answers, or whose body is not read before it; on purpose or not at all. */
const EXCEPTIONS = [
  'WebhooksController.test: not-remembered',
  'LabelsController.many: not-remembered',
  'LogsController.read: not-remembered',
  'JobsController.create: not-remembered',
  'SearchController.search: not-remembered',
];

describe('Idempotency-Key', () => {
  let app: NestFastifyApplication;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ app, close } = await openApp());
  });

  afterAll(() => close());

  it('is honoured by every POST but those that are listed', () => {
    const found: string[] = [];
    let posts = 0;
    for (const { controllers } of app.get(ModulesContainer).values()) {
      for (const { metatype } of controllers.values()) {
        const { name: controller, prototype } = metatype as { name: string; prototype: Record<string, unknown> };
        for (const name of Object.getOwnPropertyNames(prototype)) {
          const handler = prototype[name];
          if (typeof handler !== 'function' || name === 'constructor') continue;
          if (Reflect.getMetadata(METHOD_METADATA, handler) !== RequestMethod.POST) continue;
          posts++;
          for (const mark of ['not-remembered', 'streamed-body']) {
            if (Reflect.hasMetadata(mark, handler)) found.push(`${controller}.${name}: ${mark}`);
          }
        }
      }
    }
    expect(posts).toBeGreaterThan(10);
    expect(found).toEqual(EXCEPTIONS);
  });
});
