import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { PackagesService } from '../packages/packages.service';
import { PUBLIC_OWNER } from '../public-owner';
import { TemplatesService } from '../templates/templates.service';

interface SampleManifest {
  name: string;
  version: string;
  type?: string;
}

const FOLDERS = { app: 'apps', engine: 'engines' } as const;

/** Offers the apps, engines and templates below this folder to every tenant, so that a new one has something to run. */
@Injectable()
export class PublicSamples implements OnApplicationBootstrap {
  constructor(
    private readonly packages: PackagesService,
    private readonly templates: TemplatesService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const kind of ['app', 'engine'] as const) {
      const folder = join(__dirname, FOLDERS[kind]);
      for (const name of readdirSync(folder)) await this.publish(kind, join(folder, name));
    }
  }

  private async publish(kind: 'app' | 'engine', folder: string): Promise<void> {
    const manifest = readJson(folder, 'manifest.json') as SampleManifest;
    const [major, minor] = manifest.version.split('.').map(Number);
    const { name, type } = manifest;
    const schema = readJson(folder, 'schema.json');
    const template = readJson(folder, 'template.json');
    await this.packages.publish({ kind, name, major, minor, type, manifest, schema });
    if (template) await this.templates.put(PUBLIC_OWNER, template);
  }
}

function readJson(folder: string, file: string): object | undefined {
  const path = join(folder, file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as object) : undefined;
}
