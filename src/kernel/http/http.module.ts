import { Global, Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { SignInGuard } from '../auth/sign-in.guard';
import { ApiSurfaces } from './api-surface';
import { settingsProvider } from '../config/read-settings';
import { BodyInterceptor } from './body.interceptor';
import { Drain } from './drain';
import { DtoPipe } from './dto.pipe';
import { EventStreams } from './event-streams';
import { FailureFilter } from './failure.filter';
import { HttpMetrics } from './http-metrics';
import { HttpSettings } from './http-settings';
import { IdempotencyInterceptor } from './idempotency.interceptor';
import { RateLimitGuard } from './rate-limit.guard';
import { Upgrades } from './upgrades';

/** What every request passes, in this order: sign-in, rate limit, body, idempotency, fields. */
@Global()
@Module({})
export class HttpModule {
  static for(surfaces: ApiSurfaces): DynamicModule {
    return {
      module: HttpModule,
      providers: [
        { provide: ApiSurfaces, useValue: surfaces },
        settingsProvider(HttpSettings),
        Drain,
        EventStreams,
        FailureFilter,
        HttpMetrics,
        Upgrades,
        { provide: APP_FILTER, useExisting: FailureFilter },
        { provide: APP_GUARD, useClass: SignInGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_INTERCEPTOR, useClass: BodyInterceptor },
        { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
        { provide: APP_PIPE, useClass: DtoPipe },
      ],
      exports: [ApiSurfaces, Drain, EventStreams, FailureFilter, Upgrades],
    };
  }
}
