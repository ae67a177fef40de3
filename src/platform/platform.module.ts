import { Module } from '@nestjs/common';
import { settingsProvider } from '../kernel/config/read-settings';
import { ApiKeysController } from './api-keys/api-keys.controller';
import { ApiKeysService } from './api-keys/api-keys.service';
import { EventsController } from './events/events.controller';
import { EventsService } from './events/events.service';
import { MetricsController } from './metrics/metrics.controller';
import { TokensController } from './tokens/tokens.controller';
import { TokensService } from './tokens/tokens.service';
import { Upkeep } from './upkeep/upkeep';
import { UpkeepSettings } from './upkeep/upkeep.settings';

@Module({
  controllers: [ApiKeysController, EventsController, MetricsController, TokensController],
  providers: [ApiKeysService, EventsService, TokensService, Upkeep, settingsProvider(UpkeepSettings)],
})
export class PlatformModule {}
