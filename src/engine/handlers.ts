import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { EngineMetrics } from './engine-metrics';
import { definedTasks, HANDLES } from './task';
import type { TaskContext } from './task';

export type Handler = (payload: object, context: TaskContext) => Promise<void>;

/** Finds the methods that handle tasks. */
@Injectable()
export class Handlers {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly metrics: EngineMetrics,
  ) {}

  /** Pool name to task name to handler. @throws Error for a task without a handler or with two */
  byPool(): Map<string, Map<string, Handler>> {
    const handlers = this.all();
    const pools = new Map<string, Map<string, Handler>>();
    for (const { name, pool } of definedTasks().values()) {
      const handler = handlers.get(name);
      if (!handler) throw new Error(`task ${name} has no handler`);
      const observed = this.metrics.observed(pool, name, handler);
      pools.set(pool, (pools.get(pool) ?? new Map<string, Handler>()).set(name, observed));
    }
    return pools;
  }

  private all(): Map<string, Handler> {
    const handlers = new Map<string, Handler>();
    const instances = new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown));
    for (const instance of instances) {
      if (!instance || typeof instance !== 'object') continue;
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance))) {
        const handler = (instance as Record<string, unknown>)[method];
        if (typeof handler !== 'function') continue;
        const task = this.reflector.get<string | undefined>(HANDLES, handler);
        if (task === undefined) continue;
        if (handlers.has(task)) throw new Error(`task ${task} has two handlers`);
        handlers.set(task, handler.bind(instance) as Handler);
      }
    }
    return handlers;
  }
}
