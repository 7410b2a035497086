/** Engines in a headless browser: each a module worker of a page set apart from other sites, as the visitors' is. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { Problem } from '../../../src/spec/problem.ts';
import { browserFlags, findBrowser } from '../../run/browser.mjs';
import { serve } from '../../run/server.mjs';
import type { Backend, Engine } from './engine.ts';
import type { Host } from './hosts.ts';
import type { Answer } from './page/page.ts';

const source = fileURLToPath(new URL('./page/', import.meta.url));
const settings = fileURLToPath(new URL('../../../vite.config.ts', import.meta.url));

export interface BrowserHost extends Host {
  /** Whether the processor emulates the GPU. */
  readonly emulated: boolean;
}

export async function browserHost(backend: Backend): Promise<BrowserHost> {
  const site = mkdtempSync(join(tmpdir(), 'querent-bench-'));
  await build({
    root: source,
    configFile: settings,
    logLevel: 'error',
    // stock TensorFlow.js starts its threads from its own source, which a minifier breaks
    build: { outDir: site, emptyOutDir: true, reportCompressedSize: false, minify: false },
  });
  const server = await serve(site);
  const { browser, page, emulated } = await launch(server.url, backend);
  return {
    name: `Chromium ${browser.version()}, headless`,
    emulated,
    async open(name) {
      const id = await page.evaluate((engine) => window.openEngine(engine), name);
      return { engine: engineIn(page, id), close: () => page.evaluate((given) => window.closeEngine(given), id) };
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(site, { recursive: true, force: true });
    },
  };
}

/** A real adapter where there is one, else the emulated one. */
async function launch(url: string, backend: Backend) {
  const software = browserFlags({ softwareGpu: true });
  const real = [...browserFlags(), '--enable-unsafe-webgpu', '--enable-features=Vulkan'];
  for (const args of backend === 'webgpu' ? [real, software] : [browserFlags()]) {
    const browser = await chromium.launch({ executablePath: findBrowser(), args }).catch((error: Error) => {
      const why = error.message.split('\n')[0];
      throw new Problem('device', `No browser could be started: ${why}`, 'Install Chromium, or set CHROME_PATH.');
    });
    const page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
    await page.goto(url);
    const gpu = backend === 'webgpu' ? await page.evaluate(() => window.gpuKind()) : 'none';
    if (backend === 'wasm' || gpu === 'real' || args === software)
      return { browser, page, emulated: backend === 'webgpu' && gpu !== 'real' };
    await browser.close();
  }
  throw new Error('unreachable');
}

function engineIn(page: Page, id: number): Engine {
  const ask = async <T>(method: keyof Engine, ...given: unknown[]): Promise<T> => {
    const all = { id, method, given };
    const answer: Answer = await page.evaluate((one) => window.askEngine(one.id, one.method, one.given), all);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value as T;
  };
  return {
    start: (backend) => ask('start', backend),
    prepare: (workload) => ask('prepare', workload),
    run: (batches) => ask('run', batches),
    profile: () => ask('profile'),
  };
}
