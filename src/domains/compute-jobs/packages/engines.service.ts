import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Links } from '../data-sources/links';
import type { Origin } from '../data-sources/links';
import { readListQuery } from '../lists/list-query';
import { showPagination } from '../lists/pagination.dto';
import { PUBLIC_OWNER } from '../public-owner';
import { showEngine, showEngineStatus } from './engine.dto';
import type {
  ComputeEngineDownloadDto,
  ComputeEngineDto,
  ComputeEngineListDto,
  ComputeEngineStatusDto,
} from './engine.dto';
import { Blobs, archiveOf } from './blobs';
import type { PackageStatus, PackageSummary } from './package.entity';
import { PackagesService } from './packages.service';
import { PushesService } from './pushes.service';

/** The API of engines. What is asked for in origins goes into the links of the answers. */
@Injectable()
export class EnginesService {
  constructor(
    private readonly packages: PackagesService,
    private readonly pushes: PushesService,
    private readonly blobs: Blobs,
    private readonly links: Links,
  ) {}

  /** @throws Failure `body-not-object`, `payload-too-large`, `invalid` */
  async push(caller: Caller, body: unknown, origin: Origin): Promise<ComputeEngineDto> {
    return this.show(await this.pushes.push(caller, 'engine', body), origin);
  }

  /** @throws Failure `invalid` */
  async list({ tenantId }: Caller, query: object, origin: Origin): Promise<ComputeEngineListDto> {
    const wanted = readListQuery(query);
    const page = await this.packages.list(wanted.isPublic ? PUBLIC_OWNER : tenantId, 'engine', wanted);
    return { engines: page.rows.map((found) => this.show(found, origin)), pagination: showPagination(wanted, page) };
  }

  /** @throws Failure `not-found` */
  async read({ tenantId }: Caller, tag: string, origin: Origin): Promise<ComputeEngineDto> {
    const found = await this.packages.get(tenantId, 'engine', tag);
    return this.show(found, origin);
  }

  /** @throws Failure `not-found` */
  async status({ tenantId }: Caller, tag: string): Promise<ComputeEngineStatusDto> {
    return showEngineStatus(await this.packages.get(tenantId, 'engine', tag));
  }

  /** @throws Failure `not-found`, also for a public one */
  async setStatus({ tenantId }: Caller, tag: string, status: PackageStatus): Promise<ComputeEngineStatusDto> {
    return showEngineStatus(await this.packages.setStatus(tenantId, 'engine', tag, status));
  }

  /** @throws Failure `not-found` */
  async download({ tenantId }: Caller, tag: string, origin: Origin): Promise<ComputeEngineDownloadDto> {
    const found = await this.packages.get(tenantId, 'engine', tag);
    const engineData = (await this.blobs.read(found.hash)).toString('base64');
    return { ...showEngineStatus(found), engineData, engineLink: this.links.file(origin, archiveOf(found)) };
  }

  /** @throws Failure `invalid`, `not-found`, also for a public one */
  async delete({ tenantId }: Caller, tag: string): Promise<void> {
    await this.packages.delete(tenantId, 'engine', tag);
  }

  private show(found: PackageSummary, origin: Origin): ComputeEngineDto {
    return showEngine(found, this.links.file(origin, archiveOf(found)));
  }
}
