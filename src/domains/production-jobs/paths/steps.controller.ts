import { Controller, Param, Patch } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentCaller } from '../../../kernel/auth/caller';
import type { Caller } from '../../../kernel/auth/caller';
import { ObjectBody } from '../bodies';
import { ProductionFailures } from '../production-failures';
import { StepDto } from './path.dto';
import { StepsService } from './steps.service';
import { AssignStepDto, ConfigureStepDto } from './write-step.dto';

@ApiTags('production')
@Controller('api/steps')
export class StepsController {
  constructor(private readonly service: StepsService) {}

  @Patch(':id/assign')
  @ApiOperation({
    summary: 'Assign a step to a user',
    description: 'Puts it into the queue of that user; others may still advance units.',
    operationId: 'assignStep',
  })
  @ApiBody({ type: AssignStepDto })
  @ApiOkResponse({ type: StepDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  assign(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<StepDto> {
    return this.service.assign(caller, id, body);
  }

  @Patch(':id/config')
  @ApiOperation({
    summary: 'Change what bypassing a step means',
    description: 'Values that are not valid are ignored. Counts for moves from now on.',
    operationId: 'configureStep',
  })
  @ApiBody({ type: ConfigureStepDto })
  @ApiOkResponse({ type: StepDto })
  @ProductionFailures(400, 401, 403, 404, 413, 415, 429)
  configure(@CurrentCaller() caller: Caller, @Param('id') id: string, @ObjectBody() body: object): Promise<StepDto> {
    return this.service.configure(caller, id, body);
  }
}
