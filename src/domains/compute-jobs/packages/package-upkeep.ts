import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Handles, defineTask } from '../../../engine/task';
import { Tasks } from '../../../engine/tasks';
import { Blobs } from './blobs';
import { CodeFolders } from './code-folders';

const upkeep = defineTask<object>('compute.package-upkeep', 'upkeep');

/** Milliseconds between two runs. */
const INTERVAL = 60 * 60_000;

/** Deletes archives and unpacked code that nobody needs any more. */
@Injectable()
export class PackageUpkeep implements OnApplicationBootstrap {
  constructor(
    private readonly tasks: Tasks,
    private readonly blobs: Blobs,
    private readonly folders: CodeFolders,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.enqueue(new Date());
  }

  @Handles(upkeep)
  async run(): Promise<void> {
    await this.enqueue(new Date(Date.now() + INTERVAL));
    await this.blobs.deleteUnused();
    await this.folders.removeUnused();
  }

  /** Of several processes that enqueue the next run, the last one sets its time. */
  private async enqueue(runAt: Date): Promise<void> {
    await this.tasks.enqueue(upkeep, {}, { runAt, key: upkeep.name });
  }
}
