import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../../kernel/auth/access';
import { RememberedApart } from '../../../kernel/http/idempotency.interceptor';
import { ComputeFailures } from '../compute-failures';
import { DataSourceTests } from './data-source-tests.service';
import { TestComputeDataSourceDto, TestedComputeDataSourceDto } from './test-data-source.dto';

@ApiTags('compute')
@Controller('v1/customer/datasource/test')
export class DataSourceTestsController {
  constructor(private readonly tests: DataSourceTests) {}

  @Post()
  @HttpCode(200)
  @Access('read')
  @RememberedApart()
  @ApiOperation({
    summary: 'Test a data source',
    description: 'Asks for the file as a job would, and does not keep it. Takes at most 30 s.',
    operationId: 'testComputeDataSource',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    description: 'The same key and body within 24 h give the first answer again.',
    required: false,
  })
  @ApiBody({ type: TestComputeDataSourceDto })
  @ApiOkResponse({ description: 'The file is there.', type: TestedComputeDataSourceDto })
  @ComputeFailures(400, 401, 403, 406, 409, 413, 415, 429, 500, 503)
  test(@Body() body: unknown): Promise<TestedComputeDataSourceDto> {
    return this.tests.test(body);
  }
}
