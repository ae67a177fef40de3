import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { ApiKeysService } from './api-keys/api-keys.service';
import { MetricsController } from './metrics/metrics.controller';
import { TokensController } from './tokens/tokens.controller';
import { TokensService } from './tokens/tokens.service';

@Module({
  controllers: [ApiKeysController, MetricsController, TokensController],
  providers: [ApiKeysService, TokensService],
})
export class PlatformModule {}
