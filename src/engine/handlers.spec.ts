import type { Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { EngineMetrics } from './engine-metrics';
import { Handlers } from './handlers';
import type { Handler } from './handlers';
import { defineTask, Handles } from './task';

const weld = defineTask<{ part: string }>('handlers-spec-weld', 'workshop');
const paint = defineTask<{ part: string }>('handlers-spec-paint', 'workshop');
const ship = defineTask<{ part: string }>('handlers-spec-ship', 'ramp');

class Workshop {
  readonly done: string[] = [];

  @Handles(weld)
  async weld({ part }: { part: string }): Promise<void> {
    this.done.push(`welded ${part}`);
  }

  @Handles(paint)
  async paint({ part }: { part: string }): Promise<void> {
    this.done.push(`painted ${part}`);
  }

  get busy(): boolean {
    throw new Error('a property is not to be read while handlers are looked for');
  }

  async sweep(): Promise<void> {}
}

class Ramp {
  @Handles(ship)
  async ship(): Promise<void> {}
}

class SecondRamp {
  @Handles(ship)
  async ship(): Promise<void> {}
}

class LargeRamp extends Ramp {}

const context = { signal: new AbortController().signal, mayGoOn: () => true };

const metrics = { observed: (_pool: string, _task: string, handler: Handler) => handler };

async function handlersOf(...providers: Provider[]): Promise<Handlers> {
  const module = await Test.createTestingModule({
    imports: [DiscoveryModule],
    providers: [Handlers, { provide: EngineMetrics, useValue: metrics }, ...providers],
  }).compile();
  return module.get(Handlers);
}

describe('Handlers', () => {
  it('finds the handlers of every pool', async () => {
    const pools = (await handlersOf(Workshop, Ramp)).byPool();
    expect([...pools].map(([pool, handlers]) => [pool, [...handlers.keys()]])).toEqual([
      ['workshop', [weld.name, paint.name]],
      ['ramp', [ship.name]],
    ]);
  });

  it('calls them on the provider that they belong to', async () => {
    const workshop = new Workshop();
    const pools = (await handlersOf({ provide: Workshop, useValue: workshop }, Ramp)).byPool();
    await pools.get('workshop')!.get(paint.name)!({ part: 'door' }, context);
    expect(workshop.done).toEqual(['painted door']);
  });

  it('finds inherited ones', async () => {
    expect((await handlersOf(Workshop, LargeRamp)).byPool().get('ramp')?.size).toBe(1);
  });

  it('refuses a task without a handler', async () => {
    const handlers = await handlersOf(Workshop);
    expect(() => handlers.byPool()).toThrow(`task ${ship.name} has no handler`);
  });

  it('refuses a task with two', async () => {
    const handlers = await handlersOf(Workshop, Ramp, SecondRamp);
    expect(() => handlers.byPool()).toThrow(`task ${ship.name} has two handlers`);
  });

  it('takes a provider with two names for one', async () => {
    const handlers = await handlersOf(Workshop, Ramp, { provide: 'ramp', useExisting: Ramp });
    expect(handlers.byPool().get('ramp')?.size).toBe(1);
  });

  it('is not confused by providers that are no objects', async () => {
    const odd = [null, 'text', 5, Object.create(null), () => 1, new Proxy({}, {})];
    const providers = odd.map((useValue, index) => ({ provide: `odd-${index}`, useValue: useValue as unknown }));
    expect((await handlersOf(Workshop, Ramp, ...providers)).byPool().size).toBe(2);
  });
});
