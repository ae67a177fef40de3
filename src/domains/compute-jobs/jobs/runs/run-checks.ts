import { Injectable } from '@nestjs/common';
import { Database } from '../../../../kernel/database/database';
import { Failure } from '../../../../kernel/errors/failure';
import { AppSchemas } from '../../packages/app-schemas';
import type { Package, PackageKind } from '../../packages/package.entity';
import { PackagesService } from '../../packages/packages.service';
import { PASSTHROUGH, programOf } from '../../packages/program';
import type { Programs } from '../../packages/program';
import { Violations } from '../../requests/violations';
import { JOB_FIELDS } from '../job-fields';
import type { Job } from '../job.entity';

const KINDS = { app: 'app', partitioner: 'engine', assembler: 'engine' } as const satisfies Record<string, PackageKind>;
type Part = keyof typeof KINDS;
const PARTS = Object.keys(KINDS) as Part[];

const ARTICLES = { partitioner: 'a partitioner', assembler: 'an assembler' };

const KNOWN_SECRETS = {
  name: 'compute-secrets-known',
  text: `SELECT id FROM compute.secrets
    WHERE tenant_id = $1 AND id = ANY ($2) AND (expires_at IS NULL OR expires_at > now())`,
};

/** Package that a part of a job names; undefined for the built-in engine. */
type Parts = Record<Part, Package | undefined>;

/** Says why a job cannot be run, or what it runs. */
@Injectable()
export class RunChecks {
  constructor(
    private readonly database: Database,
    private readonly packages: PackagesService,
    private readonly schemas: AppSchemas,
  ) {}

  /**
   * What a job runs from now on, whatever becomes of the packages.
   * @throws Failure `conflict` 400, `invalid`: the first of the published checks that fails
   */
  async programsOf(job: Job): Promise<Programs> {
    if (!job.dataSource) throw refusal('data source is not set');
    if (job.dataSource.descriptor === 'file' && !job.uploadCompletedAt) throw refusal('upload is not completed');
    const parts = await this.partsOf(job);
    refuseWrongTypes(job, parts);
    const programs = {
      app: programOf(parts.app!),
      partitioner: parts.partitioner ? programOf(parts.partitioner) : PASSTHROUGH,
      assembler: parts.assembler ? programOf(parts.assembler) : PASSTHROUGH,
    } satisfies Programs;
    await this.refuseUnknownSecrets(job.tenantId, programs);
    this.refuseUnfitParams(job, parts.app!);
    return programs;
  }

  private async partsOf({ template, templateOwner, config }: Job): Promise<Parts> {
    const resolve = (part: Part, anyStatus: boolean) =>
      isBuiltIn(part, template[part])
        ? undefined
        : this.packages.resolve(templateOwner, KINDS[part], template[part], anyStatus);
    const parts = await byPart((part) => resolve(part, config.isTestJob));
    const missing = PARTS.filter((part) => !parts[part] && !isBuiltIn(part, template[part]));
    if (missing.length === 0) return parts;
    const inactive = config.isTestJob ? undefined : await byPart((part) => resolve(part, true));
    const absent = missing.find((part) => !inactive?.[part]);
    if (absent) throw refusal(`${absent} not found: ${template[absent]}`);
    throw refusal(`${missing[0]} is not active: ${template[missing[0]]}`);
  }

  private async refuseUnknownSecrets(tenantId: string, { app, partitioner, assembler }: Programs): Promise<void> {
    const ids = [app, partitioner, assembler].flatMap((program) => (program === PASSTHROUGH ? [] : program.secrets));
    if (ids.length === 0) return;
    const known = await this.database.run<{ id: string }>(KNOWN_SECRETS, [tenantId, ids]);
    const unknown = ids.find((id) => !known.some((secret) => secret.id === id));
    if (unknown !== undefined) throw refusal(`secret not found: ${unknown}`);
  }

  private refuseUnfitParams({ params }: Job, { schema }: Package): void {
    if (schema === null) return;
    const violations = new Violations();
    for (const { field, description } of this.schemas.violations(
      JSON.stringify(schema),
      params.app ?? {},
      'params.app',
    )) {
      violations.add(field, description);
    }
    violations.refuse(JOB_FIELDS);
  }
}

function isBuiltIn(part: Part, tag: string): boolean {
  return KINDS[part] === 'engine' && tag === PASSTHROUGH;
}

async function byPart(find: (part: Part) => Promise<Package | undefined> | undefined): Promise<Parts> {
  return { app: await find('app'), partitioner: await find('partitioner'), assembler: await find('assembler') };
}

function refuseWrongTypes({ template }: Job, parts: Parts): void {
  for (const part of ['partitioner', 'assembler'] as const) {
    const engine = parts[part];
    if (engine && engine.type !== part) throw refusal(`engine is not ${ARTICLES[part]}: ${template[part]}`);
  }
}

function refusal(message: string): Failure {
  return new Failure('conflict', message, { status: 400 });
}
