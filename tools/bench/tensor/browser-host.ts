/** Engines in a headless browser: each a module worker of a page set apart from other sites, as the visitors' is. */
import { chromium, type Page } from 'playwright';
import { Problem } from '../../../src/protocol/problem.ts';
import { browserFlags, findBrowser } from '../../run/browser.mjs';
import { serve } from '../../run/server.mjs';
import type { Backend, Engine } from './engine.ts';
import { remoteEngine, type ScriptHost } from './engine-host.ts';
import { buildSite } from './build-site.ts';

export async function browserHost(backend: Backend): Promise<ScriptHost> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const site = await buildSite();
    closing.push(site.remove);
    const server = await serve(site.folder);
    closing.push(server.close);
    const { browser, page, gpu } = await launch(server.url, backend);
    closing.push(() => browser.close());
    return {
      name: `Chromium ${browser.version()}, headless${gpu ? `, ${gpu.name}` : ''}`,
      emulated: gpu?.kind === 'software',
      async open(name) {
        const id = await page.evaluate((engine) => window.openEngine(engine), name);
        return { engine: engineIn(page, id), close: () => page.evaluate((given) => window.closeEngine(given), id) };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const engineIn = (page: Page, id: number): Engine =>
  remoteEngine((question) => page.evaluate((one) => window.askEngine(one.id, one.question), { id, question }));

/** A real adapter where there is one, else the emulated one. */
async function launch(url: string, backend: Backend) {
  if (backend === 'wasm') return { ...(await open(url, browserFlags())), gpu: undefined };
  const real = await open(url, [...browserFlags(), '--enable-unsafe-webgpu', '--enable-features=Vulkan']);
  const found = await real.page.evaluate(() => window.findGpu());
  if (found.kind === 'real') return { ...real, gpu: found };
  await real.browser.close();
  const emulated = await open(url, browserFlags({ softwareGpu: true }));
  const gpu = await emulated.page.evaluate(() => window.findGpu());
  if (gpu.kind !== 'none') return { ...emulated, gpu };
  await emulated.browser.close();
  throw new Problem('device', `The browser has no GPU, not even an emulated one: ${gpu.reason}.`, 'Choose wasm.');
}

async function open(url: string, args: string[]) {
  const browser = await chromium.launch({ executablePath: findBrowser(), args }).catch((error: Error) => {
    const why = error.message.split('\n')[0];
    throw new Problem('device', `No browser could be started: ${why}`, 'Install Chromium, or set CHROME_PATH.');
  });
  const page = await browser.newPage();
  await page.goto(url);
  return { browser, page };
}
