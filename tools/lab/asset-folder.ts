/** A folder of asset files: what a browser prepared, for the next one. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';

const EXTENSION = '.asset';

export class AssetFolder {
  private saving: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Gives the page all that is here, and puts here what it lets go as downloads. */
  async connect(page: Page): Promise<void> {
    const files = readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
    await page.setInputFiles(
      '#assets',
      files.map((name) => join(this.folder, name)),
    );
    // announced first, or the browser might be closed before it has told of the last one
    await page.exposeFunction('keep', (name: string) => {
      const leaving = page.waitForEvent('download', (download) => download.suggestedFilename() === name);
      const path = join(this.folder, name);
      // never half a file under the name
      const saved = leaving
        .then((download) => download.saveAs(`${path}.part`))
        .then(() => renameSync(`${path}.part`, path));
      this.saving = Promise.all([this.saving, saved]);
      this.saving.catch(() => undefined);
    });
  }

  /** When all is on the disk. */
  async flushed(): Promise<void> {
    await this.saving;
  }
}
