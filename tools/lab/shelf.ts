/** A folder of asset files: what a browser prepared, for the next one. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';

const ENDING = '.asset';

export class Shelf {
  private saving: Promise<unknown> = Promise.resolve();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
  }

  /** Gives the page all that is here, and puts here what it lets go as downloads. */
  async serve(page: Page): Promise<void> {
    const files = readdirSync(this.folder).filter((name) => name.endsWith(ENDING));
    await page.setInputFiles(
      '#assets',
      files.map((name) => join(this.folder, name)),
    );
    page.on('download', (download) => {
      const path = join(this.folder, download.suggestedFilename());
      // never half a file under the name
      this.saving = this.saving
        .then(() => download.saveAs(`${path}.part`))
        .then(() => renameSync(`${path}.part`, path));
      this.saving.catch(() => undefined);
    });
  }

  /** When all is on the disk. */
  async saved(): Promise<void> {
    await this.saving;
  }
}
