import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { ComputeJobsModule } from './domains/compute-jobs/compute-jobs.module';
import { computeSurface } from './domains/compute-jobs/compute.surface';
import { DroneJobsModule } from './domains/drone-jobs/drone-jobs.module';
import { droneSurface } from './domains/drone-jobs/drone.surface';
import { PipelineJobsModule } from './domains/pipeline-jobs/pipeline-jobs.module';
import { pipelineSurface } from './domains/pipeline-jobs/pipeline.surface';
import { ProductionJobsModule } from './domains/production-jobs/production-jobs.module';
import { productionSurface } from './domains/production-jobs/production.surface';
import { ScheduledRequestsModule } from './domains/scheduled-requests/scheduled-requests.module';
import { scheduledSurface } from './domains/scheduled-requests/scheduled.surface';
import { EngineModule } from './engine/engine.module';
import { AuthModule } from './kernel/auth/auth.module';
import { ConfigModule } from './kernel/config/config.module';
import { DatabaseModule } from './kernel/database/database.module';
import { EventsModule } from './kernel/events/events.module';
import { HealthModule } from './kernel/health/health.module';
import { ApiSurfaces } from './kernel/http/api-surface';
import { HttpModule } from './kernel/http/http.module';
import { MetricsModule } from './kernel/metrics/metrics.module';
import { OutboundModule } from './kernel/outbound/outbound.module';
import { PlatformModule } from './platform/platform.module';
import { platformSurface } from './platform/platform.surface';
import { WebhooksModule } from './platform/webhooks/webhooks.module';
import type { Runtime } from './runtime';

/** The front doors, in the order in which Swagger UI offers them. */
export const surfaces = new ApiSurfaces(
  [droneSurface, productionSurface, computeSurface, pipelineSurface, scheduledSurface],
  platformSurface,
);

@Module({})
export class AppModule {
  static compose({ settings, databaseUrl, jwtSecret }: Runtime): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(settings),
        DatabaseModule.connect(databaseUrl, settings.DATABASE_POOL, __dirname),
        EventsModule,
        HealthModule,
        MetricsModule,
        HttpModule.for(surfaces),
        AuthModule.forSecret(jwtSecret),
        OutboundModule.register(settings.OUTBOUND_ALLOW),
        EngineModule,
        PlatformModule,
        WebhooksModule,
        DroneJobsModule,
        ProductionJobsModule,
        ComputeJobsModule,
        PipelineJobsModule,
        ScheduledRequestsModule,
      ],
    };
  }
}
