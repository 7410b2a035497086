/**
 * `npm run pictures [-- NAME …]`: draws the pictures of docs/methods with the built page itself. Each is put together from
 * figures that the page exports as SVG, of runs that anybody can repeat; same machine, same pictures.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { build } from 'vite';
import { specToHash } from '../src/protocol/link.ts';
import { parseSpec, type SpecInput } from '../src/protocol/spec.ts';
import { figurePlans, type Panel, type FigurePlan } from './pictures/figure-list.ts';
import { svgGrid } from './pictures/svg-grid.ts';
import { browserFlags, findBrowser } from './run/browser.mjs';
import { serve } from './run/server.mjs';

const folder = fileURLToPath(new URL('../docs/methods/pictures/', import.meta.url));
const view = { width: 1440, height: 900 };
/** Milliseconds for the longest run among them. */
const TIMEOUT_MS = 600_000;

async function main(requested: string[]): Promise<void> {
  const chosen = figurePlans.filter(({ name }) => requested.length === 0 || requested.includes(name));
  if (chosen.length === 0) throw new Error(`There are: ${figurePlans.map(({ name }) => name).join(', ')}.`);
  const site = mkdtempSync(join(tmpdir(), 'querent-pictures-'));
  await build({ logLevel: 'error', build: { outDir: site, emptyOutDir: true, reportCompressedSize: false } });
  const server = await serve(site);
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserFlags() });
  try {
    mkdirSync(folder, { recursive: true });
    for (const spec of new Set(chosen.map((plate) => plate.spec))) {
      const page = await openFinishedRun(browser, server.url, spec);
      for (const plate of chosen.filter((one) => one.spec === spec)) await draw(page, plate);
      await page.close();
    }
  } finally {
    await browser.close();
    await server.close();
    rmSync(site, { recursive: true, force: true });
  }
}

/** The page with the experiment run to its end. */
async function openFinishedRun(browser: Browser, url: string, spec: SpecInput): Promise<Page> {
  const page = await browser.newPage({
    viewport: view,
    colorScheme: 'light',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  await page.goto(`${url}#${(await specToHash(parseSpec(spec))).replace(/^#/, '')}`);
  await page.getByRole('region', { name: 'Transport' }).getByText('finished').waitFor({ timeout: TIMEOUT_MS });
  return page;
}

async function draw(page: Page, { name, panels, across = view.width }: FigurePlan): Promise<void> {
  await page.setViewportSize({ ...view, width: across });
  const drawings = [];
  for (const panel of panels) drawings.push({ ...panel, svg: await exportFigure(page, panel) });
  const text = svgGrid(drawings);
  writeFileSync(join(folder, `${name}.svg`), text);
  process.stdout.write(`${name}.svg, ${Math.round(text.length / 1024)} kB\n`);
}

/** A figure as the page hands it out. */
async function exportFigure(page: Page, { figure, cycle, surface, before }: Panel): Promise<string> {
  const scrubber = page.getByRole('slider', { name: 'Cycle shown' });
  await scrubber.press('Home');
  for (let at = 0; at < cycle; at++) await scrubber.press('ArrowRight');
  if (surface) await page.getByRole('group', { name: 'Surface on the planes' }).getByText(surface).click();
  const found = page.getByRole('figure', { name: figure, exact: true });
  await found.scrollIntoViewIfNeeded();
  await before?.(found);
  // canvases are drawn in the frames that follow
  await page.waitForTimeout(1500);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    found.getByRole('button', { name: 'Download SVG' }).click(),
  ]);
  return readFileSync(await download.path(), 'utf8');
}

await main(process.argv.slice(2));
