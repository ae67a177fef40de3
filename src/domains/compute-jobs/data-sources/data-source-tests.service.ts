import { Injectable } from '@nestjs/common';
import { Failure } from '../../../kernel/errors/failure';
import { Fields } from '../requests/fields';
import { DataSourceError } from './data-source-error';
import { DataSourceReader } from './data-source-reader';
import { SourceFetcher } from './source-fetcher';
import { showTested } from './test-data-source.dto';
import type { TestedComputeDataSourceDto } from './test-data-source.dto';

const DESCRIPTOR = 'dataSourceDescriptor';

/** Tries data sources before a job does. */
@Injectable()
export class DataSourceTests {
  constructor(
    private readonly reader: DataSourceReader,
    private readonly sources: SourceFetcher,
  ) {}

  /** @throws Failure `body-not-object`, `invalid`, `conflict` as 400 */
  async test(body: unknown): Promise<TestedComputeDataSourceDto> {
    const fields = Fields.of(body);
    const source = this.reader.readRequired(fields, 'dataSource');
    const listFiles = fields.flag('listFiles') ?? false;
    if (source && !this.sources.canLook(source)) {
      fields.nested('dataSource')?.refuse(DESCRIPTOR, 'cannot be tested');
    }
    fields.violations.refuse(['dataSource', 'listFiles']);
    const file = await this.sources.look(source!).catch((error: unknown) => {
      if (!(error instanceof DataSourceError)) throw error;
      throw new Failure('conflict', `data source failed: ${error.message}`, { status: 400 });
    });
    return showTested(file, listFiles);
  }
}
