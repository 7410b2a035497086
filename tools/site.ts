/** A page built with the settings of the site, and a browser to open it in: for the command line, benches and pictures. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser } from 'playwright';
import { build } from 'vite';
import { Problem } from '../src/protocol/problem.ts';
import { browserFlags, findBrowser } from './run/browser.mjs';
import { serve } from './run/server.mjs';

const settings = fileURLToPath(new URL('../vite.config.ts', import.meta.url));

export interface SiteOptions {
  /** The folder with `index.html`; by default the page itself. */
  source?: string;
  /** Minification; false for libraries that it breaks. */
  minify?: boolean;
}

/** Builds a page from the present sources into a temporary folder. */
export async function buildSite({ source, minify = true }: SiteOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'querent-site-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await build({
      ...(source !== undefined && { root: source }),
      configFile: settings,
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: true, reportCompressedSize: false, ...(!minify && { minify }) },
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { folder, remove };
}

export interface ServedSite {
  folder: string;
  url: string;
  /** Ends the server and removes the folder. */
  close(): Promise<void>;
}

/** Builds a page and serves it on this machine. */
export async function serveSite(options?: SiteOptions): Promise<ServedSite> {
  const { folder, remove } = await buildSite(options);
  const server = await serve(folder);
  return { folder, url: server.url, close: () => server.close().finally(remove) };
}

/** Flags for a headless browser that uses the machine's GPU for WebGPU; without a GPU they change nothing. */
export const gpuFlags = (): string[] => [...browserFlags(), '--enable-unsafe-webgpu', '--enable-features=Vulkan'];

/** @throws Problem `device` */
export function browserMissing(error: Error): never {
  const why = error.message.split('\n')[0];
  throw new Problem('device', `No browser could be started: ${why}`, 'Install Chrome or Chromium, or set CHROME_PATH.');
}

/**
 * Starts the installed browser, headless.
 * @throws Problem `device` where none starts
 */
export const startBrowser = (args: string[]): Promise<Browser> =>
  chromium.launch({ executablePath: findBrowser(), args }).catch(browserMissing);
