/** A folder of asset files, which passes assets from one browser to the next. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';

const EXTENSION = '.asset';

export class AssetFolder {
  private saving: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Gives all files to the page, and saves the page's downloads here. */
  async connect(page: Page): Promise<void> {
    const files = readdirSync(this.folder).filter((name) => name.endsWith(EXTENSION));
    await page.setInputFiles(
      '#assets',
      files.map((name) => join(this.folder, name)),
    );
    // announced before the download, so that the browser is not closed before the last one
    await page.exposeFunction('keep', (name: string) => {
      const leaving = page.waitForEvent('download', (download) => download.suggestedFilename() === name);
      const path = join(this.folder, name);
      // an incomplete file never has the final name
      const saved = leaving
        .then((download) => download.saveAs(`${path}.part`))
        .then(() => renameSync(`${path}.part`, path));
      this.saving = Promise.all([this.saving, saved]);
      this.saving.catch(() => undefined);
    });
  }

  /** Resolves when all files are on the disk. */
  async flushed(): Promise<void> {
    await this.saving;
  }
}
