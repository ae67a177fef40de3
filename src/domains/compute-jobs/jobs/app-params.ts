import { Injectable } from '@nestjs/common';
import { AppSchemas } from '../packages/app-schemas';
import { PackagesService } from '../packages/packages.service';
import type { Fields } from '../requests/fields';
import type { JobParams } from './job-params';

/** Judges what an app would be given. */
@Injectable()
export class AppParams {
  constructor(
    private readonly packages: PackagesService,
    private readonly schemas: AppSchemas,
  ) {}

  /**
   * Notes where the params do not fit the schema of the app that a tag means.
   * @param anyStatus whether the tag may mean an inactive app
   */
  async refuseUnfit(
    fields: Fields,
    { owner, tag, anyStatus }: { owner: string; tag: string; anyStatus: boolean },
    app: NonNullable<JobParams['app']>,
  ): Promise<void> {
    const schema = await this.packages.schemaOfApp(owner, tag, anyStatus);
    const refused = schema === undefined ? [] : this.schemas.violations(schema, app, 'params.app');
    for (const { field, description } of refused) fields.violations.add(field, description);
  }
}
