import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ProductionFailures } from '../production-failures';
import { ChangeShopSettingsDto, ShopSettingsDto } from './settings.dto';
import { ShopSettingsService } from './shop-settings.service';

@ApiTags('production')
@Controller('api/settings')
export class SettingsController {
  constructor(private readonly service: ShopSettingsService) {}

  @Get()
  @ApiOperation({ summary: 'Show the settings', operationId: 'getSettings' })
  @ApiOkResponse({ type: ShopSettingsDto })
  @ProductionFailures(401, 403, 429, 500, 503)
  show(@CurrentCaller() caller: Caller): Promise<ShopSettingsDto> {
    return this.service.show(caller);
  }

  @Put()
  @ApiOperation({
    summary: 'Change the settings',
    description: 'Connection and pages: what is left out stays. Field mappings are replaced as a whole.',
    operationId: 'changeSettings',
  })
  @ApiOkResponse({ type: ShopSettingsDto })
  @ProductionFailures(400, 401, 403, 413, 415, 429, 500, 503)
  change(@CurrentCaller() caller: Caller, @Body() dto: ChangeShopSettingsDto): Promise<ShopSettingsDto> {
    return this.service.change(caller, dto);
  }
}
