/** Engines in a headless browser: each is a module worker of a page that is cross-origin isolated, as the site is. */
import type { Page } from 'playwright';
import { Problem } from '../../../src/protocol/problem.ts';
import { browserFlags } from '../../run/browser.mjs';
import { gpuFlags, serveSite, startBrowser } from '../../site.ts';
import { engineSite } from './bench-site.ts';
import type { BenchBackend, Engine } from './engine.ts';
import { remoteEngine, type ScriptHost } from './engine-host.ts';

export async function browserHost(backend: BenchBackend): Promise<ScriptHost> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const site = await serveSite(engineSite);
    closing.push(site.close);
    const { browser, page, gpu } = await launch(site.url, backend);
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

/** Takes a real adapter if there is one, else the emulated one. */
async function launch(url: string, backend: BenchBackend) {
  if (backend === 'wasm') return { ...(await open(url, browserFlags())), gpu: undefined };
  const real = await open(url, gpuFlags());
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
  const browser = await startBrowser(args);
  const page = await browser.newPage();
  await page.goto(url);
  return { browser, page };
}
