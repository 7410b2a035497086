/** The bench's page and workers, built with the settings of the site. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const source = fileURLToPath(new URL('./page/', import.meta.url));
const settings = fileURLToPath(new URL('../../../vite.config.ts', import.meta.url));

export interface Site {
  folder: string;
  remove(): void;
}

export async function buildSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'querent-bench-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await build({
      root: source,
      configFile: settings,
      logLevel: 'error',
      // stock TensorFlow.js starts its threads from its own source, which a minifier breaks
      build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false, minify: false },
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}
