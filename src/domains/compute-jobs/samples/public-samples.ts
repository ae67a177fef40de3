import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { packFolder } from '../packages/archive/pack-folder';
import { PushesService } from '../packages/pushes.service';

const FOLDERS = { app: 'apps', engine: 'engines' } as const;

/** Offers the apps, engines and templates below this folder to every tenant, so that a new one has something to run. */
@Injectable()
export class PublicSamples implements OnApplicationBootstrap {
  constructor(private readonly pushes: PushesService) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const kind of ['app', 'engine'] as const) {
      const folder = join(__dirname, FOLDERS[kind]);
      for (const name of readdirSync(folder)) await this.pushes.publish(kind, await packFolder(join(folder, name)));
    }
  }
}
