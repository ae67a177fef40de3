import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../kernel/auth/caller';
import { Links } from '../data-sources/links';
import type { Origin } from '../data-sources/links';
import { readListQuery } from '../lists/list-query';
import { showPagination } from '../lists/pagination.dto';
import { PUBLIC_OWNER } from '../public-owner';
import { showApp, showAppStatus } from './app.dto';
import type {
  ComputeAppDownloadDto,
  ComputeAppDto,
  ComputeAppListDto,
  ComputeAppResponseDto,
  ComputeAppStatusDto,
} from './app.dto';
import { Blobs, archiveOf } from './blobs';
import type { PackageStatus, PackageSummary } from './package.entity';
import { PackagesService } from './packages.service';
import { PushesService } from './pushes.service';

/** The API of apps. What is asked for in origins goes into the links of the answers. */
@Injectable()
export class AppsService {
  constructor(
    private readonly packages: PackagesService,
    private readonly pushes: PushesService,
    private readonly blobs: Blobs,
    private readonly links: Links,
  ) {}

  /** @throws Failure `body-not-object`, `payload-too-large`, `invalid` */
  async push(caller: Caller, body: unknown, origin: Origin): Promise<ComputeAppDto> {
    return this.show(await this.pushes.push(caller, 'app', body), origin);
  }

  /** @throws Failure `invalid` */
  async list({ tenantId }: Caller, query: object, origin: Origin): Promise<ComputeAppListDto> {
    const wanted = readListQuery(query);
    const page = await this.packages.list(wanted.isPublic ? PUBLIC_OWNER : tenantId, 'app', wanted);
    return { apps: page.rows.map((found) => this.show(found, origin)), pagination: showPagination(wanted, page) };
  }

  /** @throws Failure `not-found` */
  async read({ tenantId }: Caller, tag: string, origin: Origin): Promise<ComputeAppResponseDto> {
    const found = await this.packages.get(tenantId, 'app', tag);
    return { app: this.show(found, origin) };
  }

  /** @throws Failure `not-found` */
  async status({ tenantId }: Caller, tag: string): Promise<ComputeAppStatusDto> {
    return showAppStatus(await this.packages.get(tenantId, 'app', tag));
  }

  /** @throws Failure `not-found`, also for a public one */
  async setStatus({ tenantId }: Caller, tag: string, status: PackageStatus): Promise<ComputeAppStatusDto> {
    return showAppStatus(await this.packages.setStatus(tenantId, 'app', tag, status));
  }

  /** @throws Failure `not-found` */
  async download({ tenantId }: Caller, tag: string, origin: Origin): Promise<ComputeAppDownloadDto> {
    const found = await this.packages.get(tenantId, 'app', tag);
    const appData = (await this.blobs.read(found.hash)).toString('base64');
    return { ...showAppStatus(found), appData, appLink: this.links.file(origin, archiveOf(found)) };
  }

  /** @throws Failure `invalid`, `not-found`, also for a public one */
  async delete({ tenantId }: Caller, tag: string): Promise<void> {
    await this.packages.delete(tenantId, 'app', tag);
  }

  private show(found: PackageSummary, origin: Origin): ComputeAppDto {
    return showApp(found, this.links.file(origin, archiveOf(found)));
  }
}
